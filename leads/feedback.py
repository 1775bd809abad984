"""What sales sent back and why: marketing's list, and taking note of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit.instants import whole_second
from kit.keyset import Count, Page, capped_count, keyset_page
from kit.refusals import NotAllowed
from leads.models import Handoff, Outcome, StageChange
from leads.refusals import IllegalMove
from leads.stages import MOVES, Move, Stage
from teams.models import User

RETURNED = (Outcome.REJECTED, Outcome.RECYCLED, Outcome.DISQUALIFIED)
DUE_SHOWN = 20
_RETURNS = (Move.REJECT, Move.RECYCLE, Move.DISQUALIFY)


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
    by: str
    when: str
    until: str
    can_qualify: bool
    is_answered: bool


@dataclass(frozen=True)
class FeedbackPage:
    """What is due back from nurture (first page only), and one page of what is to be answered."""

    due: list[FeedbackRow]
    rows: list[FeedbackRow]
    next_cursor: str
    is_first: bool
    count: Count


def take_note(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Record that marketing has read why ``handoff`` came back; a second time changes nothing.

    Raises ``NotAllowed`` for people outside marketing, ``IllegalMove`` for one that was not
    returned.
    """
    if not by.is_marketer:
        raise NotAllowed
    moment = whole_second(at)
    rows = Handoff.objects.filter(pk=handoff.pk, outcome__in=RETURNED)
    if rows.filter(answered_at__isnull=True).update(answered_at=moment):
        handoff.answered_at = moment
    elif not rows.exists():
        raise IllegalMove
    return handoff


def feedback_page(*, at: datetime, cursor: str = "") -> FeedbackPage:
    """Return one page of returned hand-offs, newest first: three queries however many there are."""
    due = _is_due(at)
    to_answer = Handoff.objects.filter(outcome__in=RETURNED, answered_at__isnull=True)
    page: Page[Handoff] = keyset_page(
        _with_words(to_answer.exclude(due)), by="-closed_at", cursor=cursor
    )
    back = _with_words(Handoff.objects.filter(due)).order_by("lead__nurture_until_date", "id")
    return FeedbackPage(
        due=[] if cursor else [_row(row) for row in back[:DUE_SHOWN]],
        rows=[_row(row) for row in page.rows],
        next_cursor=page.next_cursor,
        is_first=page.is_first,
        count=capped_count(to_answer),
    )


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
        url=reverse("sla:lead", args=[lead.code]),
        title=title,
        company="" if lead.company_name == title else lead.company_name,
        outcome=handoff.outcome,
        outcome_label=str(handoff.get_outcome_display()),
        reason=str(handoff.reason or ""),
        text=handoff.reason_text,
        criterion=str(handoff.failed_criterion or ""),
        by=getattr(handoff, "returned_by", None) or "",
        when=_day(timezone.localtime(handoff.closed_at)) if handoff.closed_at else "",
        until=_day(until) if until and is_recycled else "",
        can_qualify=lead.stage in MOVES[Move.QUALIFY_MQL].sources,
        is_answered=handoff.answered_at is not None,
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
