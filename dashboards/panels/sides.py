"""Both sides beside each other: what marketing committed itself to, and what sales answered."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards import words
from dashboards.attainment import Verdicts
from dashboards.board import Board
from sla.commitment_list import CommitmentRow, row_of
from sla.models import Metric
from teams.models import Side


@dataclass(frozen=True)
class SideKept:
    """How a side kept its promises of a period, raw and with excuses."""

    side: str
    attainment: str
    beside: str
    adjusted: str


@dataclass(frozen=True)
class Sides:
    """Both sides, and marketing's commitments that run."""

    sides: list[SideKept]
    rows: list[CommitmentRow]
    url: str


def sides(board: Board) -> Sides | None:
    """Return both sides; None where marketing has committed itself to nothing."""
    if not board.committed.is_any:
        return None
    marketing = board.committed.verdicts + board.of(Metric.ANSWER)
    sales = Verdicts()
    for metric in Metric:
        if metric != Metric.ANSWER:
            sales += board.of(metric)
    at, currency = board.ground.at, board.ground.currency
    return Sides(
        sides=[_kept(Side.MARKETING, marketing), _kept(Side.SALES, sales)],
        rows=[row_of(found, currency, at) for found in board.committed.running],
        url=reverse("sla:commitments"),
    )


def _kept(side: Side, found: Verdicts) -> SideKept:
    return SideKept(
        side=str(side.label),
        attainment=words.share(found.attainment),
        beside=_("%(kept)s of %(all)s promises kept")
        % {"kept": f"{found.kept:,}", "all": f"{found.judged:,}"}
        if found.judged
        else _("Nothing has fallen due yet"),
        adjusted=words.with_excuses(found.adjusted) if found.excused else "",
    )
