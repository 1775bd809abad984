"""The drills. Each breaks something under the engine and returns what it found wrong, if anything.

The measure is always the same: the rows of a company whose engine nothing disturbed.
"""

from datetime import datetime, timedelta
from functools import partial

import redis
from django.utils import timezone

from drills import calendar_scenes, chat_scenes, company, gate, ladder_scenes, morning_scenes
from drills.mailbox import Mailbox
from drills.measure import Drill, difference, let_leases_end, wanted_rows
from drills.stage import Stage
from notifications import outbox
from sla.models import SweepRun
from sla.sweep import sweep
from teams import letters
from teams.models import Letter, Purpose, User

LETTERS = 4


def every_drill() -> dict[str, Drill]:
    """Return the drills by their names."""
    kills = {
        f"worker killed {point.name}": partial(worker_killed, point=point) for point in gate.POINTS
    }
    mails = {
        f"mail server that {name}": partial(mail_server, manner=manner)
        for name, manner in (("refuses", "refuse"), ("hangs", "hang"), ("fails half-way", "fail"))
    }
    return {
        **kills,
        "beat killed": beat_killed,
        "valkey flushed": valkey_flushed,
        "valkey killed and started empty": valkey_killed,
        "postgresql restarted (immediate) in a sweep": postgres_crashed,
        "two beats and four workers": crowd,
        "a day's outage": outage,
        "the machine's clock stepped back": clock_stepped_back,
        **mails,
        **ladder_scenes.DRILLS,
        **chat_scenes.DRILLS,
        **calendar_scenes.DRILLS,
        **morning_scenes.DRILLS,
    }


def worker_killed(stage: Stage, now: datetime, *, point: gate.Point) -> list[str]:
    """Kill a worker (SIGKILL) where ``point`` says, and let another go on."""
    wanted = wanted_rows(now)
    with gate.shut(point):
        worker, *_rest = stage.hire("worker", "beat")
        gate.wait_for_somebody()
        worker.kill()
    let_leases_end()
    stage.hire("worker")
    return difference(stage, now, wanted)


def beat_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill the beat while its worker is in the middle of a sweep; another takes over."""
    wanted = wanted_rows(now)
    with gate.shut(gate.POINTS[2]):
        _worker, beat = stage.hire("worker", "beat")
        gate.wait_for_somebody()
        beat.kill()
    stage.hire("beat")
    return difference(stage, now, wanted)


def valkey_flushed(stage: Stage, now: datetime) -> list[str]:
    """Empty the broker while a sweep runs, tasks and all."""
    wanted = wanted_rows(now)
    with gate.shut(gate.POINTS[2]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        redis.Redis.from_url(stage.valkey.url).flushall()
    return difference(stage, now, wanted)


def valkey_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill the broker while a sweep runs; it comes back empty.

    A worker with a task in hand may end over it (kombu 5.7): it is started again.
    """
    wanted = wanted_rows(now)
    with gate.shut(gate.POINTS[2]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        stage.crash_valkey()
    return difference(stage, now, wanted, is_watched=True)


def postgres_crashed(stage: Stage, now: datetime) -> list[str]:
    """Cut PostgreSQL's power in the middle of a sweep; worker and beat stay."""
    wanted = wanted_rows(now)
    with gate.shut(gate.POINTS[3]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        stage.crash_postgres()
    return difference(stage, now, wanted)


def crowd(stage: Stage, now: datetime) -> list[str]:
    """Let two beats tick for four workers."""
    wanted = wanted_rows(now)
    stage.hire("beat", "beat", "worker", "worker", "worker", "worker")
    return difference(stage, now, wanted)


def outage(stage: Stage, now: datetime) -> list[str]:
    """Begin only after a day: the rows are those of a day with a sweep every ten minutes.

    But for warnings of what is broken by then: they are recorded, and tell nobody any more.
    """
    company.fill(now)
    day = [now - timedelta(minutes=10 * n) for n in range(144, 0, -1)]
    wanted = _no_warnings(company.undisturbed(now, day))
    company.fill(now)
    stage.hire("worker", "beat")
    stage.wait(lambda: company.is_done(now))
    return company.differences(wanted, _no_warnings(company.rows()))


def clock_stepped_back(stage: Stage, now: datetime) -> list[str]:
    """Sweep and deliver, then hear of earlier and earlier instants, then of now again.

    Some warnings are noticed before the breach then, and told.
    """
    wanted = _no_warnings(wanted_rows(now))
    middle = now - timedelta(hours=10)
    for at in (middle, middle - timedelta(hours=1), middle - timedelta(days=2), middle):
        sweep(at=at)
        outbox.deliver(at=at)
    sweep(at=now)
    sweep(at=now - timedelta(hours=1))
    outbox.deliver(at=now)
    outbox.deliver(at=now - timedelta(hours=1))
    stage.hire("worker", "beat")
    stage.wait(lambda: company.is_done(now))
    return company.differences(wanted, _no_warnings(company.rows()))


def mail_server(stage: Stage, now: datetime, *, manner: str) -> list[str]:
    """Write letters under a mail server that misbehaves, then let it work.

    Each letter arrives once, and sweeps go on meanwhile.
    """
    company.fill(now, clocks=50)
    mailbox = Mailbox()
    if manner != "refuse":
        mailbox.behave(manner)
    readers = list(User.objects.order_by("pk")[:LETTERS])
    for reader in readers:
        letters.write(user_id=reader.pk, purpose=Purpose.INVITATION, at=timezone.now())
    stage.hire("worker", "beat", EMAIL_URL=mailbox.url, EMAIL_TIMEOUT="4")
    try:
        stage.wait(lambda: Letter.objects.filter(attempts__gt=0).exists())
        begun = timezone.now()
        stage.wait(lambda: SweepRun.objects.filter(at__gt=begun).count() > 1, seconds=60)
        waiting = Letter.objects.count()
        mailbox.behave("work")
        stage.wait(lambda: not Letter.objects.exists())
    finally:
        mailbox.close()
    found = [f"{waiting} letters waited of {LETTERS}"] if waiting != LETTERS else []
    counts = {reader.email: mailbox.received[reader.email] for reader in readers}
    return found + [f"{reader} got {count}" for reader, count in counts.items() if count != 1]


def _no_warnings(rows: company.Rows) -> company.Rows:
    return rows | {
        name: [row for row in rows[name] if ":at_risk:" not in str(row[0])]
        for name in ("messages", "notices")
    }
