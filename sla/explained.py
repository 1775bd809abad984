"""All that explains one clock: its reading, its ledger, its pauses, events and shares."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404
from django.utils import timezone

from sla.agreed import calendar_by_id
from sla.attribution import Share
from sla.deadlines import Reading, State, course_of
from sla.explaining import Line, explain
from sla.models import Clock, ClockEvent, Pause
from sla.numbering import number_of
from sla.pausing import spans
from sla.reading import read_clock
from sla.sharing import shares
from sla.targets import in_order
from teams.models import User


@dataclass(frozen=True)
class Shared:
    """A share of the clock's time and whom it is charged to, None: the side."""

    share: Share
    person: User | None


@dataclass(frozen=True)
class Explained:
    """A clock with why it shows what it shows at ``at``.

    ``lines`` name their pause by its place in ``pauses``; only a breach has ``shares``. ``zone`` is
    the one whose days the ledger is cut at.
    """

    clock: Clock
    at: datetime
    zone: ZoneInfo
    reading: Reading
    ended_at: datetime | None
    lines: list[Line]
    pauses: list[Pause]
    events: list[ClockEvent]
    shares: list[Shared]
    clause: str

    @property
    def is_business_time(self) -> bool:
        """Return whether working time was promised, not every second."""
        return self.clock.calendar_version_id is not None


def clock_or_404(code: UUID, metric: str, seq: int) -> Clock:
    """Return the clock of a hand-off with all it names; 404 when there is none."""
    rows = Clock.objects.select_related(
        "handoff__lead", "target", "version", "calendar_version__calendar"
    )
    found: Clock = get_object_or_404(rows, handoff__code=code, metric=metric, seq=seq)
    return found


def explained(clock: Clock, at: datetime) -> Explained:
    """Return what explains ``clock``, read by ``clock_or_404``, at ``at``: six queries at most."""
    calendar = calendar_by_id(clock.calendar_version_id)
    zone = ZoneInfo(calendar.tz if calendar else timezone.get_current_timezone_name())
    pauses = _pauses(clock)
    stood = spans(pauses)
    course = course_of(clock, at, calendar=calendar, spans=stood)
    reading = read_clock(clock=clock, at=at)
    return Explained(
        clock=clock,
        at=at,
        zone=zone,
        reading=reading,
        ended_at=course.ended_at,
        lines=explain(clock, course, at, calendar=calendar, zone=zone, spans=stood),
        pauses=pauses,
        events=_events(clock, at),
        shares=shared(clock, reading, at),
        clause=_clause(clock),
    )


def _pauses(clock: Clock) -> list[Pause]:
    """Return the pauses that count for ``clock``; no query for one that never was paused."""
    if not clock.pause_count:
        return []
    rows = Pause.objects.filter(
        handoff_id=clock.handoff_id, reason__in=clock.target.pause_reasons
    ).select_related("by")
    return list(rows.order_by("started_at"))


def _events(clock: Clock, at: datetime) -> list[ClockEvent]:
    rows = ClockEvent.objects.filter(clock=clock, recorded_at__lte=at).select_related("by")
    return list(rows.order_by("recorded_at", "id"))


def shared(clock: Clock, reading: Reading, at: datetime) -> list[Shared]:
    """Return in whose hands the time of a broken promise went; nothing for any other: 3 queries."""
    if reading.state != State.BREACHED:
        return []
    found = shares([clock], at)[clock.pk]
    people = User.objects.in_bulk([share.person for share in found if share.person is not None])
    return [Shared(share, people.get(share.person or 0)) for share in found]


def _clause(clock: Clock) -> str:
    """Return the number of the clause that set the clock, "" where the contract has none."""
    rows = [row.pk for row in in_order(clock.version) if row.metric == clock.metric]
    return number_of(f"{clock.metric}-{rows.index(clock.target_id) + 1}")
