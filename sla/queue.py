"""The queue: what nobody has claimed, by urgency, most urgent first.

The page costs the same whatever the length of the queue: each group reads its first rows from the
index of running clocks by swept state and due instant, and what the sweep has not seen yet (the
few clocks whose check is due) is put right by ``state_at``, which is the truth.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet, Subquery, Value

from kit.keyset import COUNT_CAP, Count, capped_count, capped_counts
from leads.models import Handoff, StageChange
from leads.querysets import BRIEF_IN_ROWS
from leads.stages import Move
from sla.deadlines import State, state_at
from sla.faces import NO_CLOCK, READ_BY_FACES, Face, faces, no_clock
from sla.models import Clock, ClockException, Metric
from sla.verdicts import IS_RUNNING

CLOCKED = (State.BREACHED.value, State.AT_RISK.value, State.ON_TRACK.value, State.PAUSED.value)
GROUPS = (*CLOCKED, NO_CLOCK)
GROUP_SIZE = 16  # three groups make a page of fifty
_NEVER = datetime.max.replace(tzinfo=UTC)  # a paused clock comes after every other
SAMPLED = 200  # of those who wait, to tell from which sources they mostly come
LATE_CHANGES = 200  # changes that may commit after younger ones; looked at again


@dataclass(frozen=True)
class Wanted:
    """What a rep wants to see: ids of a source and a persona, one group whole; None for all."""

    source_id: int | None = None
    persona_id: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the queue, in words."""

    handoff: Handoff
    clock: Face

    @property
    def code(self) -> str:
        """Return the hand-off's public id."""
        return str(self.handoff.code)


@dataclass(frozen=True)
class Group:
    """One section of the queue: its first rows, and how many there are in all."""

    key: str
    rows: list[Row]
    count: Count

    @property
    def has_more(self) -> bool:
        """Return whether there are rows behind those shown."""
        return self.count.is_capped or self.count.number > len(self.rows)


@dataclass(frozen=True)
class Queue:
    """The page: its groups, and the mark from which newer changes are looked for."""

    groups: list[Group]
    total: Count
    mark: int
    newest_handoff: int


@dataclass(frozen=True)
class Pulse:
    """What happened since a mark: arrivals by number, the hand-offs that left and to whom."""

    arrived: int
    left: list[Handoff]
    mark: int


def queue(*, at: datetime, wanted: Wanted | None = None, size: int = GROUP_SIZE) -> Queue:
    """Return the queue at ``at``: a fixed number of queries, whatever its length."""
    wanted = wanted or Wanted()
    mark, newest = _marks()
    first, unseen = _found(at, wanted, size)
    clocks = with_handoffs(first | set(unseen[:size]), *BRIEF_IN_ROWS)
    sizes = _sizes(wanted, at, unseen)
    groups = []
    shown_now = faces(clocks, at)
    for key in CLOCKED:
        mine = [clock for clock in clocks if state_at(clock, at) == key]
        rows = [Row(clock.handoff, shown_now[clock.pk]) for clock in mine[:size]]
        groups.append(Group(key, rows, sizes[key]))
    groups.append(_without_clock(wanted, size, sizes[NO_CLOCK]))
    shown = [group for group in groups if wanted.group in ("", group.key)]
    number = sum(group.count.number for group in groups)
    is_capped = any(group.count.is_capped for group in groups)
    return Queue(
        shown, Count(min(number, COUNT_CAP), is_capped or number > COUNT_CAP), mark, newest
    )


def sizes_of_groups(*, at: datetime, wanted: Wanted | None = None) -> dict[str, Count]:
    """Return how many wait in each group, by its key, as ``queue`` counts them: two queries."""
    wanted = wanted or Wanted()
    return _sizes(wanted, at, list(_late(at, wanted)[:COUNT_CAP]))


def candidates(*, at: datetime, wanted: Wanted | None = None, size: int = 20) -> list[int]:
    """Return the ids of the most urgent hand-offs, for "claim the next one"."""
    found = queue(at=at, wanted=wanted, size=size)
    return [row.handoff.pk for group in found.groups for row in group.rows][: 2 * size]


def unclaimed_count() -> Count:
    """Return how many hand-offs wait, capped; for the figure beside "Queue"."""
    clocks = capped_count(_running(Wanted()))
    if clocks.is_capped:
        return clocks
    without = capped_count(_exceptions(Wanted()))
    number = clocks.number + without.number
    return Count(min(number, COUNT_CAP), number > COUNT_CAP)


def sources_waiting() -> list[tuple[int, str]]:
    """Return id and name of the sources that leads wait from, most first: one query.

    Counted among a few hundred who wait: what it costs does not grow with the queue.
    """
    shown = ("handoff__source_id", "handoff__source__name")
    clocked = Clock.objects.filter(IS_RUNNING, metric=Metric.CLAIM).values_list(*shown)
    without = _exceptions(Wanted()).values_list(*shown)
    found = Counter(clocked[:SAMPLED].union(without[:SAMPLED], all=True))
    named = [(source, count) for source, count in found.items() if source[0] is not None]
    return [source for source, _ in sorted(named, key=lambda each: (-each[1], each[0][1]))]


def pulse(*, mark: int, newest_handoff: int, wanted: Wanted | None = None) -> Pulse:
    """Return what has happened since ``mark``, by the append-only changes: five queries at most.

    ``arrived`` counts what ``wanted`` asks for among the hand-offs made after ``newest_handoff``.
    """
    now = latest_mark()
    if now == mark:
        return Pulse(0, [], mark)
    gone = (
        StageChange.objects.filter(pk__gt=mark - LATE_CHANGES, handoff__isnull=False)
        .exclude(move__in=[Move.HAND_OFF, Move.RELEASE, Move.UNDO_CLAIM, Move.TOUCH])
        .order_by("-pk")
        .values_list("handoff_id", flat=True)
    )
    rows = Handoff.objects.filter(pk__in=list(gone[:LATE_CHANGES]))
    taken = rows.exclude(closed_at__isnull=True, claimed_at__isnull=True)
    left = list(taken.select_related("lead", "owner", "source", "brief"))
    fresh = Handoff.objects.unclaimed().filter(pk__gt=newest_handoff)
    return Pulse(capped_count(fresh.filter(**_snapshot(wanted or Wanted()))).number, left, now)


def latest_mark() -> int:
    """Return the mark of the latest change of any lead: one look at the end of an index."""
    return StageChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _marks() -> tuple[int, int]:
    """Return the mark of the latest change, and the id of the newest hand-off: one query."""
    newest = Handoff.objects.order_by("-pk").values("pk")[:1]
    rows = StageChange.objects.order_by("-pk").values_list("pk", Subquery(newest))
    mark, handoff = rows.first() or (0, 0)
    return mark, handoff or 0


def _running(wanted: Wanted) -> QuerySet[Clock, Clock]:
    rows = Clock.objects.filter(IS_RUNNING, _matches(wanted), metric=Metric.CLAIM)
    return rows.only(*READ_BY_FACES, "next_check_at")


def _snapshot(wanted: Wanted) -> dict[str, int]:
    asked = {"source_id": wanted.source_id, "persona_id": wanted.persona_id}
    return {name: value for name, value in asked.items() if value is not None}


def _matches(wanted: Wanted) -> Q:
    return Q(**{f"handoff__{name}": value for name, value in _snapshot(wanted).items()})


def _late(at: datetime, wanted: Wanted) -> QuerySet[Clock, Clock]:
    """Return the clocks that the next sweep will flag: few, unless no sweep runs."""
    return _running(wanted).filter(next_check_at__lt=at).order_by("next_check_at")


def _found(at: datetime, wanted: Wanted, size: int) -> tuple[set[Clock], list[Clock]]:
    """Return the clocks of each group's first rows, and those that no sweep has seen: one query.

    Each group is read from the index by itself.
    """
    parts = [_late(at, wanted).annotate(is_late=Value(value=True))[:COUNT_CAP]]
    for state in CLOCKED:
        rows = _running(wanted).filter(state=state).order_by("due_at", "id")
        if state == State.ON_TRACK:
            rows = rows.filter(due_at__gte=at)
        parts.append(rows.annotate(is_late=Value(value=False))[:size])
    found = list(parts[0].union(*parts[1:], all=True))
    unseen = [clock for clock in found if clock.is_late]
    first: set[Clock] = {clock for clock in found if not clock.is_late}
    return first, sorted(unseen, key=lambda clock: clock.next_check_at or _NEVER)


def with_handoffs(clocks: Iterable[Clock], *more: str) -> list[Clock]:
    """Return ``clocks``, most urgent first, with what rows show of their hand-offs: one query.

    ``more``: further fields of the hand-offs. Read once the clocks are found: a join would be
    planned, and now and then carried out, over all of them.
    """
    found = sorted(clocks, key=lambda clock: (clock.due_at or _NEVER, clock.pk))
    handoffs = Handoff.objects.as_rows(*more).in_bulk({clock.handoff_id for clock in found})
    for clock in found:
        clock.handoff = handoffs[clock.handoff_id]
    return found


def _sizes(wanted: Wanted, at: datetime, unseen: Sequence[Clock]) -> dict[str, Count]:
    """Return the size of each group by its key: one query, put right by what no sweep has seen."""
    swept = capped_counts(
        {key: _running(wanted).filter(state=key) for key in CLOCKED}
        | {NO_CLOCK: _exceptions(wanted)}
    )
    right = {key: _put_right(key, swept[key], at, unseen) for key in CLOCKED}
    return swept | right


def _put_right(key: str, swept: Count, at: datetime, unseen: Sequence[Clock]) -> Count:
    """Return the group's size: as swept, put right by what the sweep has not seen."""
    moved = sum((state_at(clock, at) == key) - (clock.state == key) for clock in unseen)
    return Count(max(0, min(swept.number + moved, COUNT_CAP)), swept.is_capped)


def _exceptions(wanted: Wanted) -> QuerySet[ClockException, ClockException]:
    return ClockException.objects.filter(
        _matches(wanted), metric=Metric.CLAIM, resolved_at__isnull=True
    )


def _without_clock(wanted: Wanted, size: int, count: Count) -> Group:
    """Return the hand-offs that no clock runs for; two queries where there are any."""
    if not count.number:
        return Group(NO_CLOCK, [], count)
    rows = _exceptions(wanted).order_by("-at", "-id").values_list("handoff_id", flat=True)
    ids = list(rows[:size])
    handoffs = Handoff.objects.as_rows(*BRIEF_IN_ROWS).in_bulk(ids)
    return Group(NO_CLOCK, [Row(handoffs[each], no_clock()) for each in ids], count)
