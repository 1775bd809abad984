"""The ladder under deaths, acknowledgements and outages: each step once, to everybody it names."""

from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from drills import company, gate, ladder_company
from drills.ladder_company import Servers
from drills.measure import come_to_rest, let_leases_end, wanted_rows
from drills.stage import Stage
from leads.models import Handoff
from notifications.models import OutboxMessage
from sla import acknowledging
from sla.models import Clock, ClockEvent, EventKind
from teams.models import User

_MARKED = "BEFORE UPDATE OF sent_at ON notifications_outboxmessage"
_NOTICED = gate.kept(1, "notifications_notice")
_STEP = "channel <> 'app' AND leased_until IS NOT NULL AND attempts > 0"
POINTS = (
    gate.Point(
        "in the sweep, a step written",
        "AFTER INSERT ON sla_clockevent",
        gate.kept(1, "sla_clockevent", "kind = 'escalated'"),
    ),
    gate.Point("between a step and its notices", "BEFORE INSERT ON notifications_notice"),
    gate.Point(
        "between its notices and its letters",
        "BEFORE INSERT ON notifications_outboxmessage",
        _NOTICED,
    ),
)
TAKEN = gate.Point(
    "with letters and chat taken and not marked",
    _MARKED,
    gate.kept(1, "notifications_outboxmessage", _STEP),
)


def worker_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill a worker between a step and its notices, and at two points beside it."""
    with ladder_company.serving() as servers:
        wanted = wanted_rows(now, ladder_company.fill) | servers.taken
        servers.forget()
        for number, point in enumerate(POINTS):
            with gate.shut(point):
                worker = stage.hire("worker", *(["beat"] * (not number)), **servers.env)[0]
                gate.wait_for_somebody()
                worker.kill()
            stage.say(f"worker killed {point.name}: {_so_far(servers)}")
            let_leases_end()
        stage.hire("worker", **servers.env)
        return _difference(stage, now, wanted, servers)


def killed_in_sending(stage: Stage, now: datetime) -> list[str]:
    """Kill a worker that has handed a letter over and not noted it: that one comes twice.

    No mail server can be asked what it took. The second bears the mark of the first, and there is
    one at most for each of the worker's processes.
    """
    with ladder_company.serving() as servers:
        wanted = wanted_rows(now, ladder_company.fill) | servers.taken
        servers.forget()
        with gate.shut(TAKEN):
            worker, _beat = stage.hire("worker", "beat", **servers.env)
            gate.wait_for_somebody()
            stage.wait(lambda: servers.mailbox.letters)
            before = servers.taken
            worker.kill()
            gate.send_off()
        stage.say(f"worker killed {TAKEN.name}: {_so_far(servers)}")
        let_leases_end()
        stage.hire("worker", **servers.env)
        come_to_rest(stage, now)
        again = {name: sorted(set(rows)) for name, rows in servers.taken.items()}
        twice = sum(len(rows) - len(again[name]) for name, rows in servers.taken.items())
        stage.say(f"{twice} of {sum(map(len, again.values()))} came twice, under the same mark")
        found = company.differences(wanted, company.rows() | again)
        if not 1 <= twice <= sum(map(len, before.values())):
            found.append(f"{twice} came twice")
        return found


def acknowledged(stage: Stage, now: datetime) -> list[str]:
    """Let the head take half of the clocks up while the first of their letters is sent."""
    with ladder_company.serving() as servers:
        ladder_company.fill(now)
        with gate.shut(TAKEN):
            stage.hire("worker", "beat", **servers.env)
            gate.wait_for_somebody()
            taken_up = _take_up()
            before = servers.taken
            stage.say(f"{len(taken_up)} clocks taken up, {_so_far(servers)}")
        come_to_rest(stage, now)
        stage.say(f"then: {_so_far(servers)}")
        return _wrong_after(taken_up, before, servers)


def _take_up() -> set[int]:
    """Let the head acknowledge every second lead; return the clocks."""
    head = User.objects.get(name="Head")
    found = set()
    for handoff in Handoff.objects.order_by("pk")[::2]:
        clocks = acknowledging.acknowledge(handoff=handoff, at=timezone.now(), by=head)
        found |= {clock.pk for clock in clocks}
    return found


def _wrong_after(taken_up: set[int], before: company.Rows, servers: Servers) -> list[str]:
    """Return what should not have followed once somebody was on it."""
    found = []
    events = ClockEvent.objects.filter(kind=EventKind.ACKNOWLEDGED)
    if sorted(events.values_list("clock", flat=True)) != sorted(taken_up):
        found.append(f"{events.count()} acknowledgements of {len(taken_up)} clocks are on record")
    climbing = Clock.objects.filter(pk__in=taken_up, next_check_at__isnull=False)
    if climbing.exists():
        found.append(f"{climbing.count()} clocks climb on")
    marks = ladder_company.marks()
    rows = OutboxMessage.objects.exclude(channel="app")
    theirs = {row.key for row in rows if int(row.key.split(":")[1]) in taken_up}
    for name, sent in servers.taken.items():
        if len(sent) != len(set(sent)):
            found.append(f"{name}: {len(sent) - len(set(sent))} twice")
        if set(sent) - set(marks[name]):
            found.append(f"{name}: something was sent that is not noted")
    sent_to = sum(map(len, servers.taken.values()))
    others = rows.count() - len(theirs)
    late = sent_to - others - sum(map(len, before.values()))
    if not others <= sent_to or late > 0:
        found.append(f"{sent_to} sent, {others} are of leads that nobody took up")
    return found


def outage(stage: Stage, now: datetime) -> list[str]:
    """Begin after a day, at night, and kill the beat; then let morning come.

    Who hears of which clock is what a day with a sweep every ten minutes tells; nobody hears twice
    of one clock by the same way, and what keeps hours waits for the opening.
    """
    with ladder_company.serving() as servers:
        night = partial(ladder_company.fill, is_night=True)
        night(now)
        company.undisturbed(now, [now - timedelta(minutes=10 * n) for n in range(150, 0, -1)])
        wanted = {"events": company.rows()["events"]} | ladder_company.heard()
        night(now)
        servers.forget()
        with gate.shut(POINTS[0]):
            _worker, beat = stage.hire("worker", "beat", **servers.env)
            gate.wait_for_somebody()
            beat.kill()
        stage.hire("beat")
        come_to_rest(stage, now)
        held = OutboxMessage.objects.filter(sent_at=None)
        stage.say(f"beat killed in the first sweep; at night: {_so_far(servers)}")
        found = [] if held.exists() else ["nothing was held back"]
        found += ["chat was told at night"] if servers.chat.posted else []
        held.update(leased_until=timezone.now())  # morning comes
        come_to_rest(stage, now)
        stage.say(f"in the morning: {_so_far(servers)}")
        rows = {"events": company.rows()["events"]} | ladder_company.heard() | servers.taken
        found += company.differences(wanted | ladder_company.marks(), rows)
        return found + _heard_twice()


def _heard_twice() -> list[str]:
    """Return whether somebody heard twice of one clock by the same way."""
    letters = OutboxMessage.objects.filter(channel="email").values_list("key", "recipient")
    told: company.Rows = {"notices": company.rows()["notices"], "letters": list(letters)}
    found = []
    for name, rows in told.items():
        each = [(str(row[0]).split(":")[1], row[1]) for row in rows]
        if len(each) != len(set(each)):
            found.append(f"{name}: {len(each) - len(set(each))} heard twice of one clock")
    return found


def _difference(stage: Stage, now: datetime, wanted: company.Rows, servers: Servers) -> list[str]:
    come_to_rest(stage, now)
    stage.say(f"then: {_so_far(servers)}")
    return company.differences(wanted, company.rows() | servers.taken)


def _so_far(servers: Servers) -> str:
    steps = ClockEvent.objects.filter(kind=EventKind.ESCALATED).count()
    notices = len(company.rows()["notices"])
    waiting = OutboxMessage.objects.filter(sent_at=None).count()
    letters, posted = servers.mailbox.letters.total(), servers.chat.posted.total()
    return (
        f"{steps} steps, {notices} notices, {letters} letters, {posted} in chat,"
        f" {waiting} messages wait"
    )


DRILLS = {
    "ladder: worker killed at three points": worker_killed,
    "ladder: worker killed with a letter sent and not noted": killed_in_sending,
    "ladder: acknowledged while it is sent": acknowledged,
    "ladder: beat killed, a day's outage, a quiet night": outage,
}
