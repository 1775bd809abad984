"""What became of the leads as a table: the same figures on the page and in the file."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards import words
from dashboards.drill import Figure
from dashboards.fate import COSTS, By, Column, Fate, Fates
from dashboards.links import NO_PART, drill_url
from dashboards.panels.tables import Cell, Table
from dashboards.periods import Period
from kit.durations import short_words

SMALL = 10  # a share of fewer leads than this says little
# The list that a figure opens.
_OPENS = {
    Column.DELIVERED: Figure.DELIVERED,
    Column.ACCEPTED: Figure.ACCEPTED,
    Column.ACCEPTANCE: Figure.ACCEPTED,
    Column.QUALIFIED: Figure.QUALIFIED,
    Column.WON: Figure.WON,
    Column.RETURNED: Figure.RETURNED,
    Column.LOST: Figure.LOST,
    Column.EARNED: Figure.WON,
}
_COUNTS = (
    Column.DELIVERED,
    Column.ACCEPTED,
    Column.QUALIFIED,
    Column.WON,
    Column.RETURNED,
    Column.LOST,
)


@dataclass(frozen=True)
class Heading:
    """The heading of a column; ``url`` sorts by it, ``sort`` is how it is sorted now, or ""."""

    label: str
    url: str
    sort: str


@dataclass(frozen=True)
class Shown:
    """One figure; ``is_weak``: of few leads, or by everybody's past; ``note`` says which."""

    label: str
    text: str
    url: str
    is_weak: bool
    note: str


@dataclass(frozen=True)
class Row:
    """One campaign, source or persona; ``url`` is its page, "" for none."""

    name: str
    url: str
    cells: list[Shown]


def columns(found: Fates) -> list[Column]:
    """Return the columns that say something: costs only where any were entered."""
    has_costs = found.total.cost is not None
    return [column for column in Column if has_costs or column not in COSTS]


def headings(
    found: Fates, base: dict[str, str], column: Column | None, *, descends: bool
) -> list[Heading]:
    """Return the headings: the first is of the names; each sorts, and the other way round."""
    texts = [
        ("name", str(found.by.label)),
        *((each.value, str(each.label)) for each in columns(found)),
    ]
    now = column.value if column else "name"
    shown = []
    for key, label in texts:
        is_first_down = key != "name"
        down = not descends if key == now else is_first_down
        query = urlencode(base | {"sort": f"-{key}" if down else key})
        sort = ("descending" if descends else "ascending") if key == now else ""
        shown.append(Heading(label, f"?{query}", sort))
    return shown


def rows(found: Fates, ordered: list[Fate]) -> list[Row]:
    """Return the rows as they are shown; amounts without their currency, which is said once."""
    return [Row(row.name, page_url(found.by, row), _cells(found, row, "")) for row in ordered]


def total(found: Fates) -> list[Shown]:
    """Return what the rows add up to."""
    return [
        _shown(found, found.total, column, "", _opens(column, found.period))
        for column in columns(found)
    ]


def one(found: Fates, currency: str) -> list[Shown]:
    """Return the figures of the one campaign or source that ``found`` is of."""
    if not found.rows:
        return []
    return _cells(found, found.rows[0], currency)


def table(found: Fates, ordered: list[Fate]) -> Table:
    """Return the table of the file: plain numbers, the whole last."""
    wanted = columns(found)
    lines = [
        [Cell(row.name), *(Cell(_plain(row.value(column))) for column in wanted)]
        for row in (*ordered, found.total)
    ]
    lines[-1][0] = Cell(_("All"))
    units = {Column.MEDIAN: _("seconds"), Column.ACCEPTANCE: "%"}
    heads = [
        f"{column.label} ({units[column]})" if column in units else str(column.label)
        for column in wanted
    ]
    return Table(_("Fate of leads"), [str(found.by.label), *heads], lines)


def page_url(by: By, row: Fate) -> str:
    """Return the address of the page of a campaign, source or persona; "" for those of none."""
    if not row.key:
        return ""
    return reverse(f"dashboards:{by.value}", args=[row.slug])


def leads_url(figure: Figure, period: Period, by: By, key: int) -> str:
    """Return the address of the leads behind a figure of one campaign, source or persona."""
    part = str(key) if key else NO_PART
    narrowed = {"campaign": part} if by == By.CAMPAIGN else {"by": by.value, "part": part}
    return drill_url(figure, period, **narrowed, back="fate")


def _cells(found: Fates, row: Fate, currency: str) -> list[Shown]:
    shown = []
    for column in columns(found):
        url = ""
        if column in _OPENS:
            url = leads_url(_OPENS[column], found.period, found.by, row.key)
        elif column == Column.COST:
            url = f"{reverse('leads:costs')}?{urlencode({found.by.value: row.key})}"
        shown.append(_shown(found, row, column, currency, url))
    return shown


def _opens(column: Column, period: Period) -> str:
    return drill_url(_OPENS[column], period, back="fate") if column in _OPENS else ""


def _shown(found: Fates, row: Fate, column: Column, currency: str, url: str) -> Shown:
    value = row.value(column)
    is_small = column == Column.ACCEPTANCE and 0 < row.delivered < SMALL
    is_lent = column == Column.IMPLIED and row is not found.total and not row.is_own_past
    note = ""
    if is_small:
        note = _("of %(n)s") % {"n": words.figure(row.delivered)}
    elif is_lent and value is not None:
        note = _("by the rate of all")
    return Shown(
        label=str(column.label),
        text=_text(value, column, currency),
        url=url if value else "",
        is_weak=is_small or is_lent,
        note=note,
    )


def _text(value: float | Decimal | None, column: Column, currency: str) -> str:
    if value is None:
        return words.UNKNOWN
    if column in _COUNTS:
        return words.figure(int(value))
    if column == Column.ACCEPTANCE:
        return words.share(float(value))
    if column == Column.MEDIAN:
        return short_words(int(value))
    return words.money(Decimal(value), currency) if currency else f"{value:,.0f}"


def _plain(value: float | Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)
