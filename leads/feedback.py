"""What sales sent back and why: marketing's list, and taking note of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.addresses import address
from kit.instants import whole_second
from kit.keyset import COUNT_CAP, Count, Page, keyset_page
from kit.refusals import NotAllowed
from leads.models import Handoff, Lead, Outcome, ReturnReason, StageChange
from leads.refusals import IllegalMove
from leads.signals import stage_changed
from leads.stages import MOVES, Move, Stage
from teams.models import User

RETURNED = (Outcome.REJECTED, Outcome.RECYCLED, Outcome.DISQUALIFIED)
DUE_SHOWN = 20
_RETURNS = (Move.REJECT, Move.RECYCLE, Move.DISQUALIFY)
_NEXT: dict[str, str | Promise] = {
    Outcome.REJECTED: _("Correct what was missing, then qualify and hand over again."),
    Outcome.RECYCLED: _("It comes up here again when its day has come."),
    Outcome.DISQUALIFIED: _("Nothing is waiting. Qualify again if something has changed."),
}


@dataclass(frozen=True)
class FeedbackRow:
    """One returned hand-off, every text as it is shown."""

    code: str
    lead_code: str
    url: str
    title: str
    company: str
    outcome: str
    outcome_label: str
    reason: str
    text: str
    criterion: str
    next_step: str
    by: str
    when: str
    until: str
    can_qualify: bool
    is_answered: bool


@dataclass(frozen=True)
class ReasonShare:
    """How many of the returns to be answered have one reason."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class FeedbackPage:
    """What is due back from nurture (first page only), and one page of what is to be answered.

    ``urgent``: what is to be answered by an instant, in that order; it stands on the first page.
    ``reasons`` of all that is to be answered, the most frequent first, up to the cap of counts.
    """

    urgent: list[FeedbackRow]
    due: list[FeedbackRow]
    rows: list[FeedbackRow]
    next_cursor: str
    is_first: bool
    count: Count
    reasons: list[ReasonShare]

    @property
    def next_steps(self) -> dict[str, str]:
        """Return what is to be done about each kind of return on this page, by its name."""
        return {
            row.outcome_label: row.next_step for row in [*self.urgent, *self.rows] if row.next_step
        }


def take_note(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Record that marketing has read why ``handoff`` came back; a second time changes nothing.

    Raises ``NotAllowed`` for people outside marketing, ``IllegalMove`` for one that was not
    returned.
    """
    if not by.is_marketer:
        raise NotAllowed
    moment = whole_second(at)
    rows = Handoff.objects.filter(pk=handoff.pk, outcome__in=RETURNED)
    with transaction.atomic():
        if rows.filter(answered_at__isnull=True).update(answered_at=moment):
            handoff.answered_at = moment
            _tell_clocks(handoff, moment, by)
        elif not rows.exists():
            raise IllegalMove
    return handoff


def _tell_clocks(handoff: Handoff, at: datetime, by: User) -> None:
    """Record the answer as a change of the lead: marketing's clock stops with it."""
    stage = Lead.objects.values_list("stage", flat=True).get(pk=handoff.lead_id)
    change = StageChange(
        lead_id=handoff.lead_id,
        handoff=handoff,
        move=Move.ANSWER,
        from_stage=stage,
        to_stage=stage,
        at=at,
        recorded_at=at,
        by=by,
    )
    change.save(force_insert=True)
    stage_changed.send(sender=StageChange, changes=[change])


def feedback_page(
    *, at: datetime, cursor: str = "", reason: str = "", urgent: Sequence[int] = ()
) -> FeedbackPage:
    """Return one page of returned hand-offs, newest first: five queries however many there are.

    ``reason`` is the key of the only reason to show; "" shows all, and what is due on top.
    ``urgent``: the ids of those that stand on top instead, in their order.
    """
    due = _is_due(at)
    to_answer = Handoff.objects.filter(outcome__in=RETURNED, answered_at__isnull=True)
    shown = to_answer.filter(reason__key=reason) if reason else to_answer
    rest = shown.exclude(due).exclude(pk__in=urgent) if urgent else shown.exclude(due)
    page: Page[Handoff] = keyset_page(_with_words(rest), by="-closed_at", cursor=cursor)
    first = {} if cursor or not urgent else _with_words(to_answer).in_bulk(urgent)
    count, reasons = _reasons(to_answer)
    back = _with_words(Handoff.objects.filter(due)).order_by("lead__nurture_until_date", "id")
    return FeedbackPage(
        urgent=[_row(first[pk]) for pk in urgent if pk in first],
        due=[] if cursor or reason else [_row(row) for row in back[:DUE_SHOWN]],
        rows=[_row(row) for row in page.rows],
        next_cursor=page.next_cursor,
        is_first=page.is_first,
        count=count,
        reasons=reasons,
    )


def to_answer(reason: str = "") -> QuerySet[Handoff, Handoff]:
    """Return the returned hand-offs that nobody has taken note of, of one reason where given."""
    rows = Handoff.objects.filter(outcome__in=RETURNED, answered_at__isnull=True)
    return rows.filter(reason__key=reason) if reason else rows


def _reasons(rows: QuerySet[Handoff, Handoff]) -> tuple[Count, list[ReasonShare]]:
    """Return how many ``rows`` there are, up to the cap, and how many of each reason."""
    ids = list(rows.order_by().values_list("reason_id", flat=True)[: COUNT_CAP + 1])
    numbers, labels = Counter[str](), dict[str, str]()
    known = ReturnReason.objects.in_bulk(set(filter(None, ids)))
    for reason in map(known.__getitem__, filter(None, ids)):
        numbers[reason.key] += 1
        labels[reason.key] = str(reason)
    shares = [ReasonShare(key, labels[key], number) for key, number in numbers.most_common()]
    return Count(min(len(ids), COUNT_CAP), is_capped=len(ids) > COUNT_CAP), shares


def _is_due(at: datetime) -> Q:
    """Return the condition for a lead's latest hand-off whose time in nurture is over."""
    later = Handoff.objects.filter(lead=OuterRef("lead"), cycle__gt=OuterRef("cycle"))
    return Q(
        ~Exists(later),
        outcome=Outcome.RECYCLED,
        lead__stage=Stage.NURTURE,
        lead__nurture_until_date__lte=timezone.localdate(at),
    )


def _with_words(rows: QuerySet[Handoff, Handoff]) -> QuerySet[Handoff, Handoff]:
    """Load what a row shows; a lead may be rejected by somebody who never claimed it."""
    change = StageChange.objects.filter(handoff=OuterRef("pk"), move__in=_RETURNS).order_by("-id")
    return rows.select_related("lead", "reason", "failed_criterion").annotate(
        returned_by=Subquery(change.values("by__name")[:1])
    )


def _row(handoff: Handoff) -> FeedbackRow:
    lead, until = handoff.lead, handoff.lead.nurture_until_date
    title = str(lead)
    is_recycled = handoff.outcome == Outcome.RECYCLED
    return FeedbackRow(
        code=str(handoff.code),
        lead_code=str(lead.code),
        url=address("sla:lead", lead.code),
        title=title,
        company="" if lead.company_name == title else lead.company_name,
        outcome=handoff.outcome,
        outcome_label=str(handoff.get_outcome_display()),
        reason=str(handoff.reason or ""),
        text=handoff.reason_text,
        criterion=str(handoff.failed_criterion or ""),
        next_step=str(_NEXT.get(handoff.outcome, "")),
        by=getattr(handoff, "returned_by", None) or "",
        when=_day(timezone.localtime(handoff.closed_at)) if handoff.closed_at else "",
        until=_day(until) if until and is_recycled else "",
        can_qualify=lead.stage in MOVES[Move.QUALIFY_MQL].sources,
        is_answered=handoff.answered_at is not None,
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
