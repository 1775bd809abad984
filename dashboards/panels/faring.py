"""How the leads of a persona fare, as its page and its card show it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from dashboards import words
from dashboards.drill import Figure
from dashboards.faring import Close, Faring
from dashboards.fate import By
from dashboards.links import drill_url, part_of
from dashboards.models import Dimension
from dashboards.panels.fate import SMALL, leads_url
from dashboards.periods import Period
from kit.durations import short_words
from sla.wording import money_words


@dataclass(frozen=True)
class Figured:
    """One figure; ``url`` opens its leads; ``is_weak``: a share of few leads; ``of`` says so."""

    label: str
    value: str
    url: str = ""
    is_weak: bool = False
    of: str = ""


@dataclass(frozen=True)
class Line:
    """One reason or source: how often, and the address of its leads."""

    name: str
    count: str
    url: str
    more: str = ""


@dataclass(frozen=True)
class Example:
    """One won lead."""

    name: str
    company: str
    url: str
    worth: str


def figures(found: Faring, period: Period, currency: str) -> list[Figured]:
    """Return the figures of the page, each with the leads behind it."""
    key, of = found.fate.key, words.figure
    row, promise = found.fate, found.promise

    def leads(figure: Figure) -> str:
        return leads_url(figure, period, By.PERSONA, key)

    over = row.won + row.returned + row.lost
    broken = drill_url(Figure.BROKEN, period, **part_of(Dimension.PERSONA, key))
    answered = drill_url(Figure.ANSWERED, period, **part_of(Dimension.PERSONA, key))
    shown = [
        Figured(_("Handed over"), of(row.delivered), leads(Figure.DELIVERED)),
        _share(_("Acceptance rate"), row.acceptance, row.delivered, leads(Figure.ACCEPTED)),
        Figured(_("Qualified"), of(row.qualified), leads(Figure.QUALIFIED)),
        Figured(_("Won"), of(row.won), leads(Figure.WON)),
        _share(_("Win rate"), found.win_rate, over, leads(Figure.WON)),
        Figured(_("Median response"), short_words(promise.median, is_work=True), answered),
        _share(_("Breach rate"), found.breach_rate, promise.verdicts.judged, broken),
        Figured(_("Won value"), _money(row.earned, currency), leads(Figure.WON)),
    ]
    if row.implied is not None:
        shown.append(Figured(_("Implied value"), _money(row.implied, currency)))
    return shown


def small(found: Faring) -> list[Figured]:
    """Return the figures of a card; nothing where nothing was handed over."""
    if not found.fate.delivered:
        return []
    over = found.fate.won + found.fate.returned + found.fate.lost
    return [
        Figured(_("Handed over"), words.figure(found.fate.delivered)),
        _share(_("Win rate"), found.win_rate, over, ""),
        _share(_("Breach rate"), found.breach_rate, found.promise.verdicts.judged, ""),
    ]


def reasons(found: Close, period: Period, key: int) -> list[Line]:
    """Return the frequent reasons."""
    narrowed = part_of(Dimension.PERSONA, key) | {"back": "fate"}
    return [
        Line(
            one.name,
            words.leads(one.count),
            drill_url(Figure.DELIVERED, period, **narrowed, reason=one.key),
        )
        for one in found.reasons
    ]


def sources(found: Close) -> list[Line]:
    """Return the frequent sources, each with how many of its leads were won."""
    return [
        Line(one.name, words.leads(one.count), "", _("%(n)s won") % {"n": words.figure(one.won)})
        for one in found.sources
    ]


def examples(found: Close, currency: str) -> list[Example]:
    """Return the newest won leads."""
    return [
        Example(
            name=str(each.lead),
            company="" if each.lead.company_name == str(each.lead) else each.lead.company_name,
            url=each.lead.get_absolute_url(),
            worth="" if each.won_value is None else money_words(each.won_value, currency),
        )
        for each in found.won
    ]


def _share(label: str, value: float | None, number: int, url: str) -> Figured:
    is_weak = 0 < number < SMALL
    of = _("of %(n)s") % {"n": words.figure(number)} if is_weak else ""
    return Figured(label, words.share(value), url if number else "", is_weak, of)


def _money(value: Decimal, currency: str) -> str:
    return words.money(value, currency)
