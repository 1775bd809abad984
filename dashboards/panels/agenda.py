"""The review as the agenda of one meeting: numbered items, each with its sentence and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.attainment import Verdicts
from dashboards.breakdown import Dimension
from dashboards.drill import Figure
from dashboards.evidence import Kind
from dashboards.funnel import Step
from dashboards.late_time import counted
from dashboards.links import board_url, drill_url, part_of
from dashboards.panels.tables import Cell, Table, number
from dashboards.panels.waited import waited
from dashboards.review import Fate, Pledged, Promise, Review
from dashboards.sums import ShareSum
from sla.models import ExcuseState, Metric, PauseReason, SharePart
from sla.share_words import part_words
from teams.models import Side

HOUR = 3600
FULL = 100.0


@dataclass(frozen=True)
class Link:
    """Where the figures of an item can be looked into."""

    text: str
    url: str


@dataclass(frozen=True)
class Item:
    """One item: its heading, what its figures say, the tables, where they lead."""

    key: str
    title: str
    says: str
    tables: list[Table]
    links: list[Link] = field(default_factory=list)
    note: str = ""


def agenda(found: Review) -> list[Item]:
    """Return the items in the order in which a meeting takes them."""
    return [
        _kept(found),
        _goals(found),
        _causes(found),
        _sources(found),
        _rejections(found),
        _excuses(found),
        waited_item(found),
        _beside(found),
    ]


def percent(part: float, whole: float) -> Cell:
    """Return the cell of a share; "–" of nothing."""
    value = FULL * part / whole if whole else None
    return Cell(words.share(value), plain=" " if value is None else f"{value:.1f}")


def waited_item(found: Review) -> Item:
    """Return what became of leads by how long they waited for the first contact."""
    said = waited(found)
    return Item(
        key="waits",
        title=_("Time to the first contact, and what became of it"),
        says=said.says,
        tables=[said.table] if said.table.rows else [],
        note=said.note,
    )


def _kept(found: Review) -> Item:
    rows = [_promise_row(found, each) for each in found.promises]
    rows += [_pledge_row(each) for each in found.pledges]
    headings = [_("Promise"), _("Side"), _("Due"), _("Kept"), _("Broken"), _("Excused")]
    table = Table(
        _("How each promise was kept"), [*headings, _("Attainment"), _("With excuses")], rows
    )
    sides = [
        text % {"share": words.isolated(_share(found.of_side(side)))}
        for side, text in (
            (Side.SALES, _("Sales kept %(share)s of its promises.")),
            (Side.MARKETING, _("Marketing kept %(share)s of its promises.")),
        )
        if found.of_side(side).judged
    ]
    if found.pledges:
        sides.append(_pledges_say(found.pledges))
    goal = _("The agreement asks sales for %(goal)s%%.") % {"goal": found.ground.goal_percent}
    return Item(
        key="kept",
        title=_("What was promised, and kept"),
        says=" ".join([*sides, goal]) if sides else _("No promise has fallen due yet."),
        tables=[table] if rows else [],
        links=[Link(_("By rep, source and persona"), board_url(found.period, Dimension.REP))],
    )


def _share(verdicts: Verdicts) -> str:
    plain = words.share(verdicts.attainment)
    if not verdicts.excused:
        return plain
    return f"{plain} ({words.with_excuses(verdicts.adjusted)})"


def _promise_row(found: Review, each: Promise) -> list[Cell]:
    verdicts = each.verdicts
    counts = [
        number(count, drill_url(figure, found.period, metric=each.metric.value))
        for count, figure in (
            (verdicts.judged, Figure.JUDGED),
            (verdicts.kept, Figure.KEPT),
            (verdicts.broken, Figure.BROKEN),
            (verdicts.excused, Figure.EXCUSED),
        )
    ]
    left = verdicts.judged - verdicts.excused
    return [
        Cell(str(each.metric.label)),
        Cell(str(each.side.label)),
        *counts,
        percent(verdicts.kept, verdicts.judged),
        percent(verdicts.kept, left),
    ]


def _pledge_row(each: Pledged) -> list[Cell]:
    verdicts = each.verdicts
    url = reverse("sla:commitments")
    return [
        Cell(str(each.measure.label)),
        Cell(str(Side.MARKETING.label)),
        number(verdicts.judged, url),
        number(each.kept, url),
        number(each.broken, url),
        number(each.excused, url),
        percent(each.kept, verdicts.judged),
        percent(each.kept, verdicts.judged - each.excused),
    ]


def _pledges_say(pledges: Sequence[Pledged]) -> str:
    judged = sum(each.verdicts.judged for each in pledges)
    return ngettext(
        "Of %(of)s commitment of marketing that was due, %(n)s was kept.",
        "Of %(of)s commitments of marketing that were due, %(n)s were kept.",
        judged,
    ) % {"of": words.figure(judged), "n": words.figure(sum(each.kept for each in pledges))}


def _goals(found: Review) -> Item:
    flow, currency = found.flow, found.ground.currency
    reached = {each.step: each.count for each in found.steps}
    rows = [
        _goal_row(_("Leads handed over"), flow.plan_now, flow.delivered, Figure.DELIVERED, found)
    ]
    if found.worth is not None:
        goal, value = found.value_planned or 0, found.worth.delivered
        rows.append(
            [
                Cell(_("Expected value of them")),
                Cell(words.money(goal, currency)),
                Cell(words.money(value, currency)),
                percent(float(value), goal),
            ]
        )
    rows += [
        _goal_row(str(step.label), None, reached.get(step, 0), Figure(step.value), found)
        for step in (Step.QUALIFIED, Step.WON)
    ]
    rows.append(_earned_row(found.earned, currency))
    headings = [_("Goal"), _("Plan"), _("Reached"), _("Of the plan")]
    return Item(
        key="goals",
        title=_("The shared goals"),
        says=_goals_say(found),
        tables=[Table(_("The shared goals"), headings, rows)],
        note=_("What became of the leads that were handed over in this period, as it stands now."),
    )


def _goals_say(found: Review) -> str:
    flow = found.flow
    if flow.ahead is None:
        return _("The agreement names no goal.")
    handed = ngettext(
        "Marketing handed over %(n)s lead.", "Marketing handed over %(n)s leads.", flow.delivered
    ) % {"n": words.figure(flow.delivered)}
    return f"{handed} {words.of_plan(flow.ahead)}."


def _goal_row(
    title: str, plan: float | None, reached: int, figure: Figure, found: Review
) -> list[Cell]:
    return [
        Cell(title),
        number(None if plan is None else round(plan)),
        number(reached, drill_url(figure, found.period)),
        percent(reached, plan or 0),
    ]


def _earned_row(earned: Decimal, currency: str) -> list[Cell]:
    return [Cell(_("Value won")), number(None), Cell(words.money(earned, currency)), Cell("–")]


def _causes(found: Review) -> Item:
    rows = []
    by_part: dict[tuple[str, str], ShareSum] = {}
    for each in found.spent:
        before = by_part.get((each.metric, each.part))
        by_part[each.metric, each.part] = ShareSum(
            each.metric,
            each.part,
            0,
            each.breaches + (before.breaches if before else 0),
            each.seconds + (before.seconds if before else 0),
        )
    for (metric, part), summed in by_part.items():
        whole = 0 if part == SharePart.PAUSED else counted(found.spent, metric)
        rows.append(
            [
                Cell(str(Metric(metric).label)),
                Cell(part_words(metric, part)),
                number(summed.breaches),
                Cell(_("%(n)s h") % {"n": f"{summed.seconds / HOUR:,.1f}"}),
                percent(summed.seconds, whole),
            ]
        )
    headings = [_("Promise"), _("Part"), _("Promises"), _("Time"), _("Share")]
    return Item(
        key="causes",
        title=_("Where the late time went"),
        says=_("Of every promise that was broken, the time it took, by what it was spent with.")
        if rows
        else _("No late lead has been answered yet."),
        tables=[Table(_("Where the late time went"), headings, rows)] if rows else [],
        links=[Link(_("By person"), f"{board_url(found.period, Dimension.REP)}#lost")]
        if rows
        else [],
    )


def _sources(found: Review) -> Item:
    rows = [
        [
            Cell(part.name or _("No source")),
            *_fate_cells(found, part),
            Cell(words.money(part.earned, found.ground.currency)),
        ]
        for part in found.sources
    ]
    headings = [_("Source"), _("Handed over"), _("Accepted"), _("Rejected")]
    rest = [_("Sales qualified"), _("Won"), _("Accepted, share"), _("Value won")]
    return Item(
        key="sources",
        title=_("Acceptance by source"),
        says=_accepted_says(found.sources),
        tables=[Table(_("Acceptance by source"), [*headings, *rest], rows)] if rows else [],
    )


def _fate_cells(found: Review, part: Fate) -> list[Cell]:
    mine = part_of(Dimension.SOURCE, part.key or None)
    counts = [
        number(count, drill_url(figure, found.period, **mine))
        for count, figure in (
            (part.delivered, Figure.DELIVERED),
            (part.accepted, Figure.ACCEPTED),
            (part.rejected, Figure.REJECTED),
            (part.qualified, Figure.QUALIFIED),
            (part.won, Figure.WON),
        )
    ]
    return [*counts, percent(part.accepted, part.delivered)]


def _accepted_says(sources: Sequence[Fate]) -> str:
    delivered = sum(part.delivered for part in sources)
    if not delivered:
        return _("Nothing was handed over in this period.")
    share = FULL * sum(part.accepted for part in sources) / delivered
    return _("Sales accepted %(share)s of what was handed over.") % {
        "share": words.isolated(words.share(share))
    }


def _rejections(found: Review) -> Item:
    total = sum(part.rejected for part in found.reasons)
    criteria = [
        [
            Cell(part.name or _("No criterion named")),
            Cell(_definition(found, part.key)),
            number(part.rejected, _rejected_url(found, "criterion", part.key)),
            percent(part.rejected, total),
        ]
        for part in found.criteria
    ]
    reasons = [
        [
            Cell(part.name or _("No reason named")),
            number(part.rejected, _rejected_url(found, "reason", part.key)),
            percent(part.rejected, total),
        ]
        for part in found.reasons
    ]
    tables = [
        Table(
            _("By the criterion that was not met"),
            [_("Criterion"), _("Definition"), _("Rejected"), _("Share")],
            criteria,
        ),
        Table(_("By reason"), [_("Reason"), _("Rejected"), _("Share")], reasons),
    ]
    text = ngettext("%(n)s lead was rejected.", "%(n)s leads were rejected.", total)
    return Item(
        key="rejections",
        title=_("What sales rejected, and why"),
        says=text % {"n": words.figure(total)} if total else _("Nothing was rejected."),
        tables=tables if total else [],
    )


def _definition(found: Review, key: int) -> str:
    criterion = found.criterion_of.get(key)
    return str(criterion.definition) if criterion else words.UNKNOWN


def _rejected_url(found: Review, name: str, key: int) -> str:
    return drill_url(Figure.REJECTED, found.period, **{name: str(key)}) if key else ""


_STATES = (
    ExcuseState.GRANTED,
    ExcuseState.REFUSED,
    ExcuseState.ASKED,
    ExcuseState.WITHDRAWN,
    ExcuseState.REVOKED,
    ExcuseState.LAPSED,
)


def _excuses(found: Review) -> Item:
    rows = []
    for side in (Side.SALES, Side.MARKETING):
        counts = [found.excuses.get((side.value, state.value), 0) for state in _STATES]
        if any(counts):
            rows.append([Cell(str(side.label)), *map(number, [sum(counts), *counts])])
    asked = sum(found.excuses.values())
    text = ngettext("%(n)s excuse was asked for.", "%(n)s excuses were asked for.", asked)
    headings = [_("Side that asked"), _("Asked"), *(str(state.label) for state in _STATES)]
    return Item(
        key="excuses",
        title=_("Excuses"),
        says=text % {"n": words.figure(asked)} if asked else _("Nobody asked for an excuse."),
        tables=[Table(_("Excuses"), headings, rows)] if rows else [],
        links=[Link(_("All excuses"), reverse("sla:excuses"))] if asked else [],
    )


def _beside(found: Review) -> Item:
    """Return the pauses; what stands out is counted apart, see ``standing_out``."""
    span = urlencode(found.period.query())
    rows = [[Cell(str(PauseReason(key).label)), number(n)] for key, n in found.pauses.items()]
    number_of = sum(found.pauses.values())
    text = ngettext("%(n)s pause began.", "%(n)s pauses began.", number_of)
    return Item(
        key="pauses",
        title=_("Pauses, and what stands out"),
        says=text % {"n": words.figure(number_of)} if rows else _("Nothing was paused."),
        tables=[Table(_("Pauses, by reason"), [_("Reason"), _("Pauses")], rows)] if rows else [],
        links=[
            Link(_("Pauses"), f"{reverse('dashboards:pauses')}?{span}"),
            Link(_("Evidence"), f"{reverse('dashboards:evidence')}?{span}"),
        ],
    )


def standing_out(counted: dict[Kind, int]) -> Table:
    """Return how many leads each kind of evidence counts, those that count any."""
    rows = [[Cell(str(kind.label)), number(counted[kind])] for kind in Kind if counted.get(kind)]
    return Table(_("What stands out"), [_("Figure"), _("Leads")], rows)
