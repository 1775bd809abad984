"""What is at stake in a drill: overdue clocks and pauses that ran out; and all that must follow."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from bench import company
from leads.models import Handoff
from notifications import outbox, sending
from notifications.models import Notice, OutboxMessage
from sla import agreed, ladder, pausing
from sla.models import Breach, Clock, ClockEvent, EventKind, Pause, Recalculation
from sla.recalculating import UNFINISHED
from sla.sweep import sweep
from teams.models import Letter, Membership, Role, Side, Team, User

CLOCKS = 1_500
PAUSES = 40
Rows = dict[str, list[tuple[object, ...]]]


def fill(now: datetime, *, clocks: int = CLOCKS, pauses: int = PAUSES) -> None:
    """Begin anew: ``clocks`` that fell due within the last day, some of them paused meanwhile.

    The same ``now`` leads to the same rows with the same ids.
    """
    begin(now)
    company.unclaimed(clocks, due_from=now - timedelta(hours=20), due_to=now - timedelta(minutes=1))
    manager = a_manager("Manager")
    for handoff in Handoff.objects.order_by("pk")[:pauses]:
        begun = handoff.handed_at + timedelta(minutes=70)
        pausing.pause(
            handoff=handoff,
            reason="lead_away",
            at=begun,
            until_at=begun + timedelta(minutes=30),
            by=manager,
        )


def begin(now: datetime) -> None:
    """Begin anew with reps and an agreement, and no lead yet."""
    Letter.objects.all().delete()
    company.empty()
    forget()
    company.NOW = now
    company.people()
    company.agreement()


def forget() -> None:
    """Forget what this process keeps of unchangeable rows: there are new ones by these ids."""
    for known in (agreed._BUILT, ladder._LADDERS):  # noqa: SLF001 - on purpose
        known.clear()


def zone_where_it_is(hour: int, now: datetime) -> str:
    """Return a time zone whose clocks show ``hour`` at ``now``, or minutes after it."""
    ahead = (hour - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def a_manager(name: str) -> User:
    """Return a new manager of the reps' team."""
    manager = User.objects.create(email=f"{name.lower()}@example.com", name=name)
    team = Team.objects.get(side=Side.SALES)
    Membership.objects.create(user=manager, team=team, role=Role.MANAGER)
    return manager


def undisturbed(now: datetime, passes: Iterable[datetime] = ()) -> Rows:
    """Return the rows of a company whose sweeps and deliveries nothing disturbed."""
    for at in (*passes, now):
        sweep(at=at)
        tell(at)
    return rows()


def tell(at: datetime) -> None:
    """Deliver what waits, in the app and out of it."""
    while outbox.deliver(at=at).taken:
        pass
    while sending.send_next(at=at):
        pass


def rows() -> Rows:
    """Return what must be the same however it came about: no row number, no time of noticing."""
    return {
        "clocks": _of(
            Clock.objects.values_list(
                "pk",
                "state",
                "revision",
                "due_at",
                "warn_at",
                "warned_at",
                "breached_at",
                "next_check_at",
                "pause_count",
                "calendar_version",
                "steps_done",
                "acknowledged_at",
            )
        ),
        "events": _of(ClockEvent.objects.values_list("clock", "kind", "step", "revision", "at")),
        "moves": _of(
            ClockEvent.objects.filter(kind=EventKind.MOVED).values_list(
                "clock", "old_due_at", "new_due_at", "old_calendar_version"
            )
        ),
        "breaches": _of(
            Breach.objects.values_list("clock", "revision", "side", "charged_to", "due_at")
        ),
        "pauses": _of(Pause.objects.values_list("handoff", "started_at", "ended_at")),
        "messages": _of(OutboxMessage.objects.values_list("key", "kind")),
        "held back": _of(
            OutboxMessage.objects.filter(sent_at=None).values_list("key", "leased_until")
        ),
        "runs": _of(
            Recalculation.objects.values_list(
                "version__number", "status", "total", "done_count", "moved_count", "kept_ids"
            )
        ),
        "notices": _of(Notice.objects.values_list("message__key", "recipient")),
    }


def _of(found: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return rows in order, so that they can be held against others: arrays as tuples."""
    plain = [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in found]
    return sorted(plain, key=str)


def is_done(now: datetime) -> bool:
    """Return whether nothing is left to flag, to end, to reckon anew or to tell by now."""
    connection.close_if_unusable_or_obsolete()
    morning = now + timedelta(hours=1)
    unsent = OutboxMessage.objects.filter(sent_at__isnull=True)
    return not (
        Clock.objects.filter(next_check_at__lte=now).exists()
        or Pause.objects.filter(ended_at__isnull=True, until_at__lte=now).exists()
        or Recalculation.objects.filter(status__in=UNFINISHED).exists()
        or unsent.exclude(leased_until__gt=morning).exists()
    )


def differences(wanted: Rows, found: Rows) -> list[str]:
    """Return, table by table, how many rows are missing, too many or twice; nothing when equal."""
    told = []
    for table, right in wanted.items():
        missing = len(set(right) - set(found[table]))
        strange = len(set(found[table]) - set(right))
        twice = len(found[table]) - len(set(found[table]))
        if missing or strange or twice:
            told.append(f"{table}: {missing} missing, {strange} strange, {twice} twice")
    return told
