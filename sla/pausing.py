"""Pauses and resumes: a hand-off's clocks stand still, and run on, folded forward from the start.

A pause stops the clocks whose target allows its reason. An overdue clock is flagged first: nothing
is paused out of a breach.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kit.durations import hours_inside, long_words_inside
from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed
from leads.models import Handoff
from leads.refusals import IllegalMove
from sla import ladder
from sla.agreed import calendar_by_id
from sla.deadlines import schedule
from sla.flagging import flag
from sla.models import Clock, ClockEvent, ClockState, EventKind, Pause, PauseReason
from sla.pauses import Span, used, used_up
from sla.refusals import AlreadyPaused, NothingToPause
from teams.models import Side, User

TEXT_MAX_LENGTH = 500
# As for a return to marketing: a day typed in the wrong century would let a clock stand for good.
LONGEST = timedelta(days=3 * 366)
# Few, since the hand-offs of a chunk are held while it is worked off: a claim may wait for one.
AT_ONCE = 10
FIELDS = (
    "state",
    "due_at",
    "warn_at",
    "rewarn_ats",
    "next_check_at",
    "pause_count",
    "step_ats",
)


def may_pause(handoff: Handoff, by: User) -> bool:
    """Return whether ``by`` may pause and resume: the owner, and managers of sales."""
    return by.manages(Side.SALES) or (by.is_seller and handoff.owner_id == by.pk)


def pause(
    *, handoff: Handoff, reason: str, until_at: datetime, text: str = "", at: datetime, by: User
) -> Pause:
    """Let the clocks of ``handoff`` that allow ``reason`` stand still from ``at``.

    It ends at ``until_at`` at the latest. Raises ``NotAllowed``; ``IllegalMove`` when the hand-off
    is closed; ``AlreadyPaused``; ``NothingToPause`` when no running promise allows the reason;
    ``BadInput`` for an unknown reason, "other" without a text, or an end that is past, more than
    three years away, or beyond the target's limit.
    """
    moment, end = whole_second(at), whole_second(until_at)
    if not may_pause(handoff, by):
        raise NotAllowed
    _check(reason, text, moment, end)
    with transaction.atomic():
        _lock_open(handoff, moment)
        end_overdue(handoff_id=handoff.pk, at=moment)
        if Pause.objects.filter(handoff=handoff, ended_at__isnull=True).exists():
            raise AlreadyPaused
        clocks = _pausable(handoff, reason, moment)
        for clock in clocks:
            _check_limit(clock, Span(moment, end))
        made = Pause.objects.create(
            handoff=handoff,
            reason=reason,
            text=text.strip(),
            started_at=moment,
            until_at=end,
            by=by,
        )
        for clock in clocks:
            clock.pause_count += 1
            _stand(clock)
        _write(clocks, EventKind.PAUSED, moment, by, cause=reason)
    return made


def resume(*, handoff: Handoff, at: datetime, by: User) -> Pause:
    """Let the paused clocks of ``handoff`` run on from ``at``.

    After its limit a pause has ended by itself, at that limit. Raises ``NotAllowed``, and
    ``IllegalMove`` when nothing is paused.
    """
    if not may_pause(handoff, by):
        raise NotAllowed
    with transaction.atomic():
        _lock(handoff.pk)
        lasting = _lasting(handoff.pk)
        if lasting is None:
            raise IllegalMove(_("Nothing is paused here."))
        moment = whole_second(at)
        if moment > lasting.until_at:  # it had ended, whether or not a sweep has said so
            _end(lasting, moment, None, cause="limit")
        else:
            _end(lasting, moment, by, cause="resume")
    return lasting


def end_with(*, handoff_id: int, at: datetime) -> None:
    """End a pause that lasts because its hand-off ends at ``at``; its clocks are about to."""
    with transaction.atomic():
        _lock(handoff_id)
        lasting = _lasting(handoff_id)
        if lasting is not None:
            _end(lasting, at, None, cause="closed")


def end_overdue(*, handoff_id: int, at: datetime) -> None:
    """End the pause of a hand-off whose limit had come by ``at``, before its clocks are judged.

    The verbs need no sweep: a promise whose pause ran out unnoticed has been running since.
    """
    with transaction.atomic():
        _lock(handoff_id)
        lasting = _lasting(handoff_id)
        if lasting is not None and lasting.until_at <= at:
            _end(lasting, at, None, cause="limit")


def end_expired(*, at: datetime) -> int:
    """End pauses whose limit had come by ``at``, dated at that limit; return how many.

    A hand-off that a move holds is left to that move, or to the next pass.
    """
    ended = 0
    while True:
        with transaction.atomic():
            due = _expired(at)
            for each in due:
                _end(each, each.until_at, None, cause="limit")
        ended += len(due)
        if len(due) < AT_ONCE:
            return ended


def _expired(at: datetime) -> list[Pause]:
    """Return some pauses whose limit has come, their hand-offs locked before them."""
    rows = Pause.objects.filter(ended_at__isnull=True, until_at__lte=at).order_by("until_at", "pk")
    free = rows.select_related("handoff").select_for_update(
        of=("handoff",), no_key=True, skip_locked=True
    )
    found = [each.pk for each in free[:AT_ONCE]]
    return list(rows.filter(pk__in=found).select_for_update(of=("self",))) if found else []


def _lock(handoff_id: int) -> None:
    """Hold the hand-off, as every move does, before its pauses and clocks are touched.

    A clock that a move is about to start would else miss the end of a pause, and stand for ever.
    """
    list(Handoff.objects.filter(pk=handoff_id).select_for_update(no_key=True).values_list("pk"))


def spans_of(clock: Clock) -> list[Span]:
    """Return the pauses that count for ``clock``, its target loaded; no query for most clocks.

    A pause whose limit has come has ended, whether or not a sweep has said so.
    """
    if not clock.pause_count:
        return []
    rows = Pause.objects.filter(
        handoff_id=clock.handoff_id, reason__in=clock.target.pause_reasons
    ).order_by("started_at")
    return spans(rows)


def spans(pauses: Iterable[Pause]) -> list[Span]:
    """Return ``pauses`` as stretches; one that lasts ends at its limit at the latest."""
    return [Span(each.started_at, each.ended_at or each.until_at) for each in pauses]


def _check(reason: str, text: str, at: datetime, until_at: datetime) -> None:
    if reason not in PauseReason.values:
        raise BadInput(_("Choose a reason."), field="reason")
    if reason == PauseReason.OTHER and not text.strip():
        raise BadInput(_("Say in a few words what the reason is."), field="text")
    if len(text.strip()) > TEXT_MAX_LENGTH:
        raise BadInput(_("Keep the text within 500 characters."), field="text")
    if until_at <= at:
        raise BadInput(_("Choose an end in the future."), field="until_at")
    if until_at > at + LONGEST:
        raise BadInput(_("Choose a day within the next three years."), field="until_at")


def _lock_open(handoff: Handoff, at: datetime) -> None:
    rows = Handoff.objects.filter(pk=handoff.pk, closed_at__isnull=True, handed_at__lte=at)
    if not list(rows.select_for_update(no_key=True).values_list("pk")):
        raise IllegalMove


def _running(handoff_id: int) -> QuerySet[Clock, Clock]:
    rows = Clock.objects.filter(
        handoff_id=handoff_id, stopped_at__isnull=True, voided_at__isnull=True
    )
    return rows.select_related("target").order_by("pk").select_for_update(of=("self",))


def _pausable(handoff: Handoff, reason: str, at: datetime) -> list[Clock]:
    """Return the running clocks that ``reason`` stops, what is overdue of them flagged first.

    One that falls due this very second has nothing left that could be kept for later.
    """
    flag(clock_ids=[clock.pk for clock in _running(handoff.pk)], at=at)
    found = [
        clock
        for clock in _running(handoff.pk)
        if clock.breached_at is None
        and (clock.due_at is None or clock.due_at > at)
        and reason in clock.target.pause_reasons
    ]
    if not found:
        raise NothingToPause
    return found


def _check_limit(clock: Clock, wanted: Span) -> None:
    """Refuse a pause that would exceed what the target allows its clocks in all."""
    most = clock.target.pause_limit_seconds
    if most is None:
        return
    calendar = calendar_by_id(clock.calendar_version_id)
    asked = used(calendar, wanted.start, wanted.end or wanted.start)
    if spent_seconds(clock) + asked > most:
        words = hours_inside if clock.target.is_business_time else long_words_inside
        raise BadInput(
            _("The agreement allows pauses of %(time)s in all. Choose an earlier end.")
            % {"time": words(most)},
            field="until_at",
        )


def spent_seconds(clock: Clock) -> int:
    """Return what pauses took of ``clock`` up to their end or limit, in its own time.

    One that had ended before the clock began took nothing of it.
    """
    calendar = calendar_by_id(clock.calendar_version_id)
    return sum(
        used(calendar, max(span.start, clock.started_at), span.end)
        for span in spans_of(clock)
        if span.end is not None
    )


def _lasting(handoff_id: int) -> Pause | None:
    rows = Pause.objects.filter(handoff_id=handoff_id, ended_at__isnull=True)
    return rows.select_for_update(of=("self",)).first()


def _end(lasting: Pause, at: datetime, by: User | None, *, cause: str) -> None:
    """End ``lasting`` at ``at``, or at its limit if that came first, and let its clocks run on."""
    lasting.ended_at = max(lasting.started_at, min(at, lasting.until_at))
    lasting.ended_by = by
    lasting.save(update_fields=["ended_at", "ended_by"])
    clocks = [each for each in _running(lasting.handoff_id) if each.state == ClockState.PAUSED]
    for clock in clocks:
        run_on(clock)
    _write(clocks, EventKind.RESUMED, lasting.ended_at, by, cause=cause)


def run_on(clock: Clock) -> None:
    """Give ``clock`` its instants, folded forward, or none while a pause lasts; not saved here."""
    if clock.pause_count and is_paused(clock):
        _stand(clock)
        return
    spans = spans_of(clock)
    plan = schedule(
        calendar_by_id(clock.calendar_version_id),
        clock.started_at,
        clock.target_seconds,
        clock.target.warn_percents,
        spans,
    )
    clock.due_at, clock.warn_at = plan.due_at, plan.warn_at
    clock.rewarn_ats = list(plan.rewarn_ats)
    clock.state = ClockState.AT_RISK if clock.warned_at is not None else ClockState.ON_TRACK
    ladder.put_up(clock, spans)


def catch_up(clock: Clock) -> None:
    """Count the pauses since the start of a clock that was not there, or stood, meanwhile."""
    since = Q(ended_at__isnull=True) | Q(ended_at__gt=clock.started_at)
    missed = Pause.objects.filter(
        since, handoff_id=clock.handoff_id, reason__in=clock.target.pause_reasons
    )
    clock.pause_count = max(clock.pause_count, missed.count())


def is_paused(clock: Clock) -> bool:
    """Return whether a pause lasts that stops ``clock``, its target loaded."""
    return Pause.objects.filter(
        handoff_id=clock.handoff_id,
        reason__in=clock.target.pause_reasons,
        ended_at__isnull=True,
    ).exists()


def join(clock: Clock, at: datetime) -> None:
    """Let a clock that was made at ``at``, saved already, stand still if a pause lasts.

    One that begins in the past, as attempts do with the claim, has missed the pauses since.
    """
    catch_up(clock)
    if not clock.pause_count:
        return
    run_on(clock)
    if clock.state == ClockState.PAUSED:
        _write([clock], EventKind.PAUSED, at, None, cause="start")
    else:
        clock.save(update_fields=FIELDS)


def join_late(clock: Clock, at: datetime) -> None:
    """Count every pause since the start of a clock, saved already, that starts only at ``at``.

    What it missed moves its due instant, as it would have moved it then.
    """
    end_overdue(handoff_id=clock.handoff_id, at=at)
    clock.refresh_from_db()
    stood = clock.state == ClockState.PAUSED
    since = Pause.objects.filter(
        handoff_id=clock.handoff_id, reason__in=clock.target.pause_reasons
    ).exclude(ended_at__lte=clock.started_at)
    clock.pause_count = since.count()
    if clock.pause_count == 0:
        return
    run_on(clock)
    clock.save(update_fields=FIELDS)
    if clock.state == ClockState.PAUSED and not stood:
        _write([clock], EventKind.PAUSED, at, None, cause="start")


def settle(clock: Clock, at: datetime) -> None:
    """Give a clock that ends at ``at`` the due instant as it was known then; not saved here.

    The due instant of a breach stays, unless ``at`` proves that the promise was kept.
    """
    if not clock.pause_count or (clock.breached_at is not None and at > clock.breached_at):
        return
    known = [Span(span.start, min(span.end or at, at)) for span in spans_of(clock)]
    clock.due_at = used_up(
        calendar_by_id(clock.calendar_version_id), clock.started_at, clock.target_seconds, known
    )


def _stand(clock: Clock) -> None:
    clock.state, clock.due_at = ClockState.PAUSED, None
    clock.warn_at = clock.next_check_at = None
    clock.rewarn_ats = []


def _write(
    clocks: Sequence[Clock], kind: str, at: datetime, by: User | None, *, cause: str
) -> None:
    for clock in clocks:
        clock.save(update_fields=FIELDS)
    ClockEvent.objects.bulk_create(
        ClockEvent(
            clock=clock,
            kind=kind,
            step=clock.pause_count,
            revision=clock.revision,
            at=at,
            recorded_at=at,
            by=by,
            cause=cause,
        )
        for clock in clocks
    )
