"""The leads behind a figure: for each figure of the dashboard, the very rows that it counts.

A figure about promises lists clocks, one about deliveries hand-offs: the length of the list is
the number that was clicked, since both are made of the same conditions.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from dashboards import funnel, late_time, live, response
from dashboards.breakdown import Dimension, divided
from dashboards.live import Now
from dashboards.periods import Period
from dashboards.verdicts import (
    HAS_ANSWER,
    cohort,
    is_broken,
    is_excused,
    is_judged,
    is_kept,
    is_running,
    is_void,
    within,
)
from leads.models import Handoff
from sla.models import Clock, Metric, SharePart


class Figure(TextChoices):
    """Every figure that opens a list."""

    OPEN = "open", _("Waiting now")
    ON_TRACK = "on_track", _("On track now")
    AT_RISK = "at_risk", _("At risk now")
    BREACHED = "breached", _("Breached now")
    JUDGED = "judged", _("Promises due")
    KEPT = "kept", _("Promises kept")
    BROKEN = "broken", _("Promises broken")
    EXCUSED = "excused", _("Promises broken and excused")
    RUNNING = "running", _("Promises not due yet")
    VOID = "void", _("Promises that fell away")
    ANSWERED = "answered", _("Answered leads")
    LATE = "late", _("Answered late")
    WAITING = "waiting", _("Overdue and not answered")
    UNCLAIMED_TIME = "unclaimed_time", _("Late leads that waited unclaimed")
    HELD_TIME = "held_time", _("Late leads that waited with their owner")
    ANSWER_TIME = "answer_time", _("Rejections that waited for an answer")
    PAUSED_TIME = "paused_time", _("Late leads that were paused")
    BAR = "bar", _("Answered leads by response time")
    DELIVERED = "delivered", _("Handed over")
    ACCEPTED = "accepted", _("Accepted by sales")
    QUALIFIED = "qualified", _("Sales qualified")
    WON = "won", _("Won")
    REJECTED = "rejected", _("Rejected")
    DECIDED = "decided", _("Decided")
    RETURNED = "returned", _("Rejected or returned to marketing")
    LOST = "lost", _("Disqualified or lost")


LIVE_FIGURES = frozenset(state.value for state in Now)
# Those that count hand-offs: as far as a step, or to an end.
HANDED_FIGURES = frozenset(funnel.FATES)
# Each with the part of the late time that it is about.
TIME_FIGURES = {
    Figure.UNCLAIMED_TIME: SharePart.UNCLAIMED,
    Figure.HELD_TIME: SharePart.HELD,
    Figure.ANSWER_TIME: SharePart.WAITING,
    Figure.PAUSED_TIME: SharePart.PAUSED,
}


@dataclass(frozen=True)
class Asked:
    """Which figure. ``is_divided``: only of one part of ``by``, its id in ``part`` (None: none).

    ``target`` narrows promises to one target's, ``criterion`` and ``reason`` rejections to those
    that name it; 0: not narrowed. ``campaign`` narrows hand-offs to one's, 0 to those of none;
    None: not narrowed. ``bar`` is a place among the bars of the response chart, of which
    ``promise_seconds`` decides.
    """

    figure: Figure
    period: Period
    metric: Metric = Metric.FIRST_TOUCH
    by: Dimension = Dimension.REP
    is_divided: bool = False
    part: int | None = None
    target: int = 0
    criterion: int = 0
    reason: int = 0
    campaign: int | None = None
    bar: int = 0
    promise_seconds: int = response.DEFAULT_PROMISE_SECONDS

    @property
    def is_live(self) -> bool:
        """Return whether the figure is about this moment, whatever the period."""
        return self.figure in LIVE_FIGURES

    @property
    def lists_clocks(self) -> bool:
        """Return whether the list is made of clocks; otherwise of hand-offs."""
        return self.figure not in HANDED_FIGURES


def clocks(asked: Asked, at: datetime) -> QuerySet[Clock, Any]:
    """Return the clocks behind a figure about promises."""
    if asked.is_live:
        return live.current().filter(live.shows(Now(asked.figure), at))
    rows = cohort(asked.period).filter(_condition(asked, at), metric=asked.metric)
    if asked.target:
        rows = rows.filter(target=asked.target)
    if not asked.is_divided or asked.figure in TIME_FIGURES:
        return rows
    mine = divided(rows, at, asked.by)
    return mine.filter(part__isnull=True) if asked.part is None else mine.filter(part=asked.part)


def handoffs(asked: Asked) -> QuerySet[Handoff, Handoff]:
    """Return the hand-offs behind a step of the funnel, or behind what became of them."""
    rows = funnel.delivered(within("handed_at", asked.period)).filter(funnel.FATES[asked.figure])
    if asked.is_divided and asked.by != Dimension.REP:
        rows = rows.filter(**{asked.by.value: asked.part})
    if asked.campaign is not None:
        rows = rows.filter(campaign=asked.campaign or None)
    if asked.criterion:
        rows = rows.filter(failed_criterion=asked.criterion)
    return rows.filter(reason=asked.reason) if asked.reason else rows


def _condition(asked: Asked, at: datetime) -> Q:
    if asked.figure == Figure.BAR:
        return HAS_ANSWER & response.in_bar(response.edges(asked.promise_seconds)[asked.bar])
    if asked.figure in TIME_FIGURES:
        return late_time.has_share(TIME_FIGURES[asked.figure], asked.part)
    conditions = {
        Figure.JUDGED: is_judged(at),
        Figure.KEPT: is_kept(),
        Figure.BROKEN: is_broken(at),
        Figure.EXCUSED: is_broken(at) & Q(is_excused()),
        Figure.RUNNING: is_running(at),
        Figure.VOID: is_void(),
        Figure.ANSWERED: HAS_ANSWER,
        Figure.LATE: HAS_ANSWER & is_broken(at),
        Figure.WAITING: is_broken(at) & Q(stopped_at__isnull=True),
    }
    return conditions[asked.figure]
