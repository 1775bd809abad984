"""The drills. Each breaks something under the engine and returns what it found wrong, if anything.

The measure is always the same: the rows of a company whose engine nothing disturbed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import redis
from django.utils import timezone

from drills import company, gate
from drills.mailbox import Mailbox
from drills.stage import Stage
from notifications import outbox
from notifications.models import OutboxMessage
from sla.models import SweepRun
from sla.sweep import sweep
from teams import letters
from teams.models import Letter, Purpose, User

Drill = Callable[[Stage, datetime], list[str]]
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
    }


def worker_killed(stage: Stage, now: datetime, *, point: gate.Point) -> list[str]:
    """Kill a worker (SIGKILL) where ``point`` says, and let another go on."""
    wanted = _wanted(now)
    with gate.shut(point):
        worker, *_rest = stage.hire("worker", "beat")
        gate.wait_for_somebody()
        worker.kill()
    _let_leases_end()
    stage.hire("worker")
    return _found(stage, now, wanted)


def beat_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill the beat while its worker is in the middle of a sweep; another takes over."""
    wanted = _wanted(now)
    with gate.shut(gate.POINTS[2]):
        _worker, beat = stage.hire("worker", "beat")
        gate.wait_for_somebody()
        beat.kill()
    stage.hire("beat")
    return _found(stage, now, wanted)


def valkey_flushed(stage: Stage, now: datetime) -> list[str]:
    """Empty the broker while a sweep runs, tasks and all."""
    wanted = _wanted(now)
    with gate.shut(gate.POINTS[2]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        redis.Redis.from_url(stage.valkey.url).flushall()
    return _found(stage, now, wanted)


def valkey_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill the broker while a sweep runs; it comes back empty.

    A worker with a task in hand may end over it (kombu 5.7): it is started again.
    """
    wanted = _wanted(now)
    with gate.shut(gate.POINTS[2]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        stage.crash_valkey()
    return _found(stage, now, wanted, is_watched=True)


def postgres_crashed(stage: Stage, now: datetime) -> list[str]:
    """Cut PostgreSQL's power in the middle of a sweep; worker and beat stay."""
    wanted = _wanted(now)
    with gate.shut(gate.POINTS[3]):
        stage.hire("worker", "beat")
        gate.wait_for_somebody()
        stage.crash_postgres()
    return _found(stage, now, wanted)


def crowd(stage: Stage, now: datetime) -> list[str]:
    """Let two beats tick for four workers."""
    wanted = _wanted(now)
    stage.hire("beat", "beat", "worker", "worker", "worker", "worker")
    return _found(stage, now, wanted)


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
    wanted = _no_warnings(_wanted(now))
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
    address = f"smtp://127.0.0.1:{mailbox.port}"
    stage.hire("worker", "beat", EMAIL_URL=address, EMAIL_TIMEOUT="4")
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


def _wanted(now: datetime) -> company.Rows:
    """Return the rows of an undisturbed run, and leave the company as it was before."""
    company.fill(now)
    wanted = company.undisturbed(now)
    company.fill(now)
    return wanted


def _found(
    stage: Stage, now: datetime, wanted: company.Rows, *, is_watched: bool = False
) -> list[str]:
    """Let the engine come to its end, and once more round; return what differs."""

    def is_over(begun: datetime | None = None) -> bool:
        if is_watched:
            stage.revive()
        if begun is None:
            return company.is_done(now)
        return SweepRun.objects.filter(at__gt=begun).count() > 1

    stage.wait(is_over)
    begun = timezone.now()
    stage.wait(lambda: is_over(begun))
    return company.differences(wanted, company.rows())


def _let_leases_end() -> None:
    """Let the minute pass for which a dead worker's messages are still its own."""
    OutboxMessage.objects.filter(leased_until__isnull=False).update(leased_until=timezone.now())


def _no_warnings(rows: company.Rows) -> company.Rows:
    return rows | {
        name: [row for row in rows[name] if ":at_risk:" not in str(row[0])]
        for name in ("messages", "notices")
    }
