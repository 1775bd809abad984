"""What is at stake in a drill: overdue clocks and pauses that ran out; and all that must follow."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from bench import company
from leads.models import Handoff
from notifications import outbox
from notifications.models import Notice, OutboxMessage
from sla import pausing
from sla.models import Breach, Clock, ClockEvent, Pause
from sla.sweep import sweep
from teams.models import Letter, Membership, Role, Side, Team, User

CLOCKS = 1_500
PAUSES = 40
Rows = dict[str, list[tuple[object, ...]]]


def fill(now: datetime, *, clocks: int = CLOCKS) -> None:
    """Begin anew: ``clocks`` that fell due within the last day, some of them paused meanwhile.

    The same ``now`` leads to the same rows with the same ids.
    """
    Letter.objects.all().delete()
    company.empty()
    company.NOW = now
    company.people()
    company.agreement()
    company.unclaimed(clocks, due_from=now - timedelta(hours=20), due_to=now - timedelta(minutes=1))
    manager = User.objects.create(email="manager@example.com", name="Manager")
    team = Team.objects.get(side=Side.SALES)
    Membership.objects.create(user=manager, team=team, role=Role.MANAGER)
    for handoff in Handoff.objects.order_by("pk")[:PAUSES]:
        begun = handoff.handed_at + timedelta(minutes=70)
        pausing.pause(
            handoff=handoff,
            reason="lead_away",
            at=begun,
            until_at=begun + timedelta(minutes=30),
            by=manager,
        )


def undisturbed(now: datetime, passes: Iterable[datetime] = ()) -> Rows:
    """Return the rows of a company whose sweeps and deliveries nothing disturbed."""
    for at in (*passes, now):
        sweep(at=at)
        while outbox.deliver(at=at).taken:
            pass
    return rows()


def rows() -> Rows:
    """Return what must be the same however it came about: no row number, no time of noticing."""
    return {
        "clocks": _of(
            Clock.objects.values_list(
                "pk", "state", "due_at", "warned_at", "breached_at", "next_check_at", "pause_count"
            )
        ),
        "events": _of(ClockEvent.objects.values_list("clock", "kind", "step", "revision", "at")),
        "breaches": _of(
            Breach.objects.values_list("clock", "revision", "side", "charged_to", "due_at")
        ),
        "pauses": _of(Pause.objects.values_list("handoff", "started_at", "ended_at")),
        "messages": _of(OutboxMessage.objects.values_list("key", "kind")),
        "notices": _of(Notice.objects.values_list("message__key", "recipient")),
    }


def _of(found: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return sorted(found, key=str)


def is_done(now: datetime) -> bool:
    """Return whether nothing is left to flag, to end or to tell."""
    connection.close_if_unusable_or_obsolete()
    return not (
        Clock.objects.filter(next_check_at__lte=now).exists()
        or Pause.objects.filter(ended_at__isnull=True, until_at__lte=now).exists()
        or OutboxMessage.objects.filter(sent_at__isnull=True).exists()
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
