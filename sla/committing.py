"""Holds marketing to what it promised for a period: beat's verb.

Days are whole and the company's; a day belongs to the version that is in force as it begins. At the
end of each day the count is held against the daily plan, at the end of the period it is judged: a
promise that fell short leaves the same record as a late answer of sales. Everything is reckoned as
it stood at those instants, so that a run after an outage, or a second one, ends in the same rows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from kit.instants import whole_second
from notifications import outbox
from sla import pacing
from sla.agreed import calendar_of, text_at
from sla.delivered import Counted, delivered
from sla.models import (
    GOALS,
    AgreementVersion,
    Breach,
    Commitment,
    CommitmentEvent,
    CommitmentState,
    Measure,
    Metric,
    Pledge,
    VersionStatus,
)
from sla.pacing import ONE_DAY, Days, Span, Stretch
from teams.models import Company, Role, Side, User

_WARNINGS = (CommitmentState.BEHIND, CommitmentState.OVER)
_TOLD = (*_WARNINGS, CommitmentState.BROKEN)


@dataclass(frozen=True)
class Held:
    """A pledge and the days on which it holds."""

    pledge: Pledge
    stretch: Stretch


Streams = dict[tuple[str, str], list[Held]]


def hold(*, at: datetime) -> int:
    """Begin, count and judge every commitment that is due at ``at``; return how many changed.

    One transaction for each commitment; what another worker is at is left to it.
    """
    moment, zone = whole_second(at), ZoneInfo(Company.get().time_zone)
    streams = _streams(zone, moment)
    _begin(streams, moment, zone)
    ids = Commitment.objects.filter(next_check_at__isnull=False).order_by("due_at", "pk")
    return sum(_follow(pk, streams, moment, zone) for pk in ids.values_list("pk", flat=True))


def reps() -> int:
    """Return how many active people of sales work leads as reps."""
    rows = User.objects.filter(
        is_active=True, memberships__role=Role.REP, memberships__team__side=Side.SALES
    )
    return rows.distinct().count()


def capacity(pledge: Pledge) -> int | None:
    """Return how many leads a month sales has time for; None where the pledge does not say."""
    minutes, hours = pledge.attempt_minutes, pledge.selling_hours
    if pledge.measure != Measure.VOLUME or not minutes or not hours:
        return None
    attempts = max(1, pledge.version.attempts_promised)
    return pacing.workable(reps=reps(), hours=hours, attempts=attempts, minutes=minutes)


def promise(pledge: Pledge) -> Fraction | None:
    """Return what is promised: a month's number from the version's goals, or a percent."""
    said: int | Decimal | None = {
        Measure.VOLUME: pledge.version.goal_leads,
        Measure.VALUE: pledge.version.goal_value,
    }.get(Measure(pledge.measure), pledge.percent)
    return Fraction(said) if said else None


def _streams(zone: ZoneInfo, at: datetime) -> Streams:
    """Return by measure and grain which pledges held, and hold, on which days; two queries.

    A signed version holds from its instant on, whether beat has said so yet or not.
    """
    is_due = Q(status=VersionStatus.SIGNED, takes_effect_at__lte=at)
    versions = list(
        AgreementVersion.objects.filter(Q(in_force_at__isnull=False) | is_due)
        .annotate(began_at=Coalesce("in_force_at", "takes_effect_at"))
        .order_by("began_at", "number")
        .prefetch_related("pledges")
    )
    found: Streams = defaultdict(list)
    for place, version in enumerate(versions):
        begins = _first_whole_day(version.began_at, zone)
        later = [_first_whole_day(one.began_at, zone) for one in versions[place + 1 :]]
        ends = [*later, *([_local(version.ends_at, zone)] if version.ends_at else [])]
        until = min(ends, default=None)
        if until is not None and until <= begins:
            continue
        for pledge in version.pledges.all():
            pledge.version = version
            number = promise(pledge)
            if number is not None:
                stretch = Stretch(begins, until, number, capacity(pledge))
                found[pledge.measure, pledge.grain].append(Held(pledge, stretch))
    return found


def _begin(streams: Streams, at: datetime, zone: ZoneInfo) -> None:
    """Write the commitments of every period that has begun by ``at`` and has none yet."""
    known = set(Commitment.objects.values_list("measure", "grain", "from_date"))
    today = _local(at, zone)
    for (measure, grain), held in streams.items():
        stretches = [each.stretch for each in held]
        day = stretches[0].from_date
        while day <= today:
            whole = pacing.span_of(grain, day)
            span, day = pacing.clipped(whole, stretches), whole.to_date
            if span is None or span.from_date > today:
                continue
            if (measure, grain, span.from_date) not in known:
                _write(measure, held, span, zone)


def _write(measure: str, held: Sequence[Held], span: Span, zone: ZoneInfo) -> None:
    starts_at = _midnight(span.from_date, zone)
    pledge = _pledge_on(held, span.from_date)
    Commitment.objects.bulk_create(
        [
            Commitment(
                pledge=pledge,
                measure=measure,
                grain=pledge.grain,
                from_date=span.from_date,
                to_date=span.to_date,
                starts_at=starts_at,
                due_at=_midnight(span.to_date, zone),
                planned=0,
                counted_at=starts_at,
                next_check_at=_midnight(span.from_date + ONE_DAY, zone),
            )
        ],
        ignore_conflicts=True,
    )


def _follow(pk: int, streams: Streams, at: datetime, zone: ZoneInfo) -> bool:
    """Take one commitment through the ends of days that have come, and count it as it stands."""
    with transaction.atomic():
        rows = Commitment.objects.filter(pk=pk, next_check_at__isnull=False)
        found = rows.select_for_update(skip_locked=True).first()
        if found is None:
            return False
        held = _held_within(found, streams, zone)
        events: list[CommitmentEvent] = []
        while found.next_check_at is not None and found.next_check_at <= at:
            events += _end_of_day(found, held, at, zone)
        if found.next_check_at is not None:
            _count(found, held, at, zone)
        found.save()
        _tell(events, at)
    return bool(events)


def _held_within(found: Commitment, streams: Streams, zone: ZoneInfo) -> list[Held]:
    """Return the pledges of its period; where a new version goes on with it, so does the period."""
    held = streams.get((found.measure, found.grain), [])
    whole = pacing.span_of(found.grain, found.from_date)
    span = Span(found.from_date, whole.to_date)
    mine = [each for each in held if pacing.clipped(span, [each.stretch])]
    going_on = pacing.clipped(span, [each.stretch for each in mine])
    if going_on:
        found.pledge = mine[-1].pledge
        found.to_date = max(found.to_date, going_on.to_date)
        found.due_at = _midnight(found.to_date, zone)
    return mine


def _end_of_day(
    found: Commitment, held: Sequence[Held], at: datetime, zone: ZoneInfo
) -> list[CommitmentEvent]:
    """Look at ``found`` as it stood at ``next_check_at``; return what befell it, if anything."""
    instant = found.next_check_at or at
    day = _local(instant, zone)
    counted = _count(found, held, instant, zone)
    has_ended = instant >= found.due_at
    is_held = any(each.stretch.holds(day) for each in held)
    if has_ended:
        state = _verdict(found, held, counted, zone)
    elif not is_held:
        state = CommitmentState.VOID
    else:
        state = _pace(found, held, counted, day, zone)
    is_over = has_ended or state == CommitmentState.VOID
    found.next_check_at = None if is_over else _midnight(day + ONE_DAY, zone)
    if state == found.state:
        return []
    found.state = state
    if state == CommitmentState.BROKEN:
        found.breach = Breach.objects.create(
            side=Side.MARKETING, due_at=found.due_at, recorded_at=at
        )
    event = CommitmentEvent(
        commitment=found,
        state=state,
        at=instant,
        recorded_at=at,
        planned_so_far=found.planned_so_far,
        actual=found.actual,
    )
    event.save()
    return [event]


def _count(found: Commitment, held: Sequence[Held], instant: datetime, zone: ZoneInfo) -> Counted:
    """Write down plan and count of ``found`` as they stood at ``instant``: two queries."""
    counted = delivered(found.measure, since=found.starts_at, until=found.due_at, as_of=instant)
    stretches, calendar = [each.stretch for each in held], _calendar(found.pledge, instant)
    whole, past = _spans(found, instant, zone)
    if found.measure in GOALS:
        planned = pacing.planned_number(stretches, whole, calendar)
        so_far = pacing.planned_number(stretches, past, calendar)
        found.planned = _written(Fraction(floor(planned)))
    else:
        so_far = pacing.planned_percent(stretches, whole, calendar)
        found.planned = _written(so_far)
    limit = pacing.capacity_of(stretches, whole, calendar)
    found.capacity = None if limit is None else floor(limit)
    found.planned_so_far = _written(so_far)
    found.actual = _written(counted.as_actual(found.measure))
    found.counted, found.counted_at = counted.among, instant
    return counted


def _pace(
    found: Commitment, held: Sequence[Held], counted: Counted, day: date, zone: ZoneInfo
) -> CommitmentState:
    """Return how ``found``, counted just now, stands at the beginning of ``day``."""
    if found.measure not in GOALS and not counted.among:
        return CommitmentState.ON_TRACK
    stretches = [each.stretch for each in held]
    calendar = _calendar(found.pledge, _midnight(day, zone))
    past = Span(found.from_date, day)
    pace = pacing.pace(
        actual=counted.as_actual(found.measure),
        so_far=pacing.planned_number(stretches, past, calendar)
        if found.measure in GOALS
        else pacing.planned_percent(stretches, past, calendar),
        capacity=pacing.capacity_of(stretches, past, calendar),
        tolerance_percent=found.pledge.tolerance_percent,
    )
    return CommitmentState(pace.value)


def _verdict(
    found: Commitment, held: Sequence[Held], counted: Counted, zone: ZoneInfo
) -> CommitmentState:
    """Return how the period ended: nothing handed over breaks no promise of a share."""
    if not held or (found.measure not in GOALS and not counted.among):
        return CommitmentState.VOID
    promised = Fraction(found.planned)
    if found.measure not in GOALS:
        calendar = _calendar(found.pledge, found.due_at)
        stretches = [each.stretch for each in held]
        promised = pacing.planned_percent(stretches, _spans(found, found.due_at, zone)[0], calendar)
    is_kept = counted.as_actual(found.measure) >= promised
    return CommitmentState.KEPT if is_kept else CommitmentState.BROKEN


def _spans(found: Commitment, instant: datetime, zone: ZoneInfo) -> tuple[Span, Span]:
    """Return the whole period, and its days that are over at ``instant``."""
    until = min(max(_local(instant, zone), found.from_date), found.to_date)
    return Span(found.from_date, found.to_date), Span(found.from_date, until)


def _calendar(pledge: Pledge, at: datetime) -> Days | None:
    """Return the working days: those of the widest promise of a first touch, as at ``at``."""
    targets = pledge.version.targets.filter(metric=Metric.FIRST_TOUCH, calendar__isnull=False)
    widest = targets.order_by("position", "id").last()
    return calendar_of(text_at(widest, at)) if widest else None


def _pledge_on(held: Sequence[Held], day: date) -> Pledge:
    return next((each for each in held if each.stretch.holds(day)), held[0]).pledge


def _tell(events: Sequence[CommitmentEvent], at: datetime) -> None:
    """Tell of the last thing that befell: an outage is one piece of news."""
    if events and events[-1].state in _TOLD:
        refs = {"commitment_event_id": events[-1].pk}
        outbox.tell(key=f"commitment:{events[-1].pk}", kind="commitment", refs=refs, at=at)


def _written(number: Fraction) -> Decimal:
    return Decimal(round(number * 100)) / 100


def _local(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _first_whole_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the first day that began at ``at`` or later."""
    day = _local(at, zone)
    return day if _midnight(day, zone) == at else day + ONE_DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return whole_second(datetime.combine(day, time(), zone))
