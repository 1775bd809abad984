"""A chat channel that misbehaves in every way: nobody waits for it, and each message comes once."""

from datetime import datetime

from django.utils import timezone

from drills import company, ladder_company
from drills.ladder_company import Servers
from drills.measure import come_to_rest, let_leases_end, wanted_rows
from drills.stage import Stage
from notifications.models import Channel, Notice, OutboxMessage
from sla.models import SweepRun

# What is noted of a message that met each manner. The port is taken after the first alone.
MANNERS = {
    "refuse": "ConnectionRefusedError",
    "hang": "TimeoutError",
    "fail": "OSError: HTTP 500",
    "redirect": "NotTaken: HTTP 307",
    "drip": "TimeoutError",
}
CLOCKS = 20


def chat_channel(stage: Stage, now: datetime) -> list[str]:
    """Let the channel refuse, hang, answer 500, redirect and drip; then let it work.

    At first its answers have no end: what it took with such a one it took. Sweeps, notices and
    letters go on meanwhile.
    """

    def fill(now: datetime) -> None:
        ladder_company.fill(now, clocks=CLOCKS)

    with ladder_company.serving() as servers:
        wanted = wanted_rows(now, fill) | servers.taken
        servers.forget()
        servers.chat.shut()
        stage.hire("worker", "beat", **servers.env)
        for manner in MANNERS:
            _misbehave(stage, servers, manner)
        found = _wrong_meanwhile(servers, wanted)
        servers.chat.behave("endless")
        let_leases_end()
        stage.wait(lambda: servers.chat.posted)
        servers.chat.behave("work")
        come_to_rest(stage, now)
        found += company.differences(wanted, company.rows() | servers.taken)
        stage.say(f"then it works: {servers.chat.posted.total()} posted, {len(wanted['chat'])} due")
        if servers.chat.calls["astray"]:
            found.append("it was led elsewhere by a redirect")
        return found + [
            f"{key[:8]} was posted {count} times"
            for key, count in servers.chat.posted.items()
            if count != 1
        ]


def _misbehave(stage: Stage, servers: Servers, manner: str) -> None:
    """Let the channel behave like this until a message has met it and a sweep has come by."""
    if manner != "refuse":
        servers.chat.behave(manner)
    rows = OutboxMessage.objects.filter(channel=Channel.WEBHOOK)
    rows.update(error="")
    before = _attempts()
    let_leases_end()
    begun = timezone.now()
    stage.wait(rows.filter(error__startswith=MANNERS[manner]).exists, seconds=60)
    stage.wait(lambda: SweepRun.objects.filter(at__gt=begun).count() > 1, seconds=30)
    stage.say(f"{manner}: {_attempts() - before} attempts, {MANNERS[manner]}")


def _attempts() -> int:
    rows = OutboxMessage.objects.filter(channel=Channel.WEBHOOK)
    return sum(rows.values_list("attempts", flat=True))


def _wrong_meanwhile(servers: Servers, wanted: company.Rows) -> list[str]:
    """Return what should have gone on beside a channel that takes nothing."""
    found = []
    if servers.chat.posted:
        found.append(f"{servers.chat.posted.total()} were posted to a channel that took none")
    if OutboxMessage.objects.filter(channel=Channel.WEBHOOK, sent_at__isnull=False).exists():
        found.append("a message counts as sent that nobody took")
    if Notice.objects.count() != len(wanted["notices"]):
        found.append(f"{Notice.objects.count()} notices of {len(wanted['notices'])}")
    if servers.taken["letters"] != wanted["letters"]:
        found.append("letters waited for the channel")
    return found


DRILLS = {"chat channel that refuses, hangs, fails, redirects, drips": chat_channel}
