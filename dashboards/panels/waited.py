"""Response time against conversion, from the company's own year: said only where it is clear."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dashboards import words
from dashboards.panels.tables import Cell, Table, number
from dashboards.review import Fate, Review
from dashboards.suggesting import ENOUGH, differs
from dashboards.waits import NO_CONTACT, bounds_of
from kit.durations import short_words_inside

FULL = 100.0


@dataclass(frozen=True)
class Waited:
    """The sentence, the rows, and what they are made of."""

    says: str
    table: Table
    note: str


def waited(found: Review) -> Waited:
    """Return the waits for the first contact with what became of the leads of each."""
    return Waited(
        says=_says(found.waits),
        table=Table(
            _("Time to the first contact"),
            [
                _("First contact"),
                _("Decided"),
                _("Sales qualified"),
                _("Qualified, share"),
                _("Won"),
                _("Won, share"),
            ],
            [_row(each) for each in found.waits if each.decided],
        ),
        note=_(
            "Leads handed over in the year that ends with this period, once decided. Calendar time,"
            " as the buyer felt it; shares from %(n)s leads on."
        )
        % {"n": ENOUGH},
    )


def step_words(step: int) -> str:
    """Return a wait in words: "5 to 30 minutes" as the table's row names it."""
    if step == NO_CONTACT:
        return _("No contact logged")
    low, high = bounds_of(step)
    if high is None:
        return _("more than %(time)s") % {"time": short_words_inside(low)}
    if not low:
        return _("up to %(time)s") % {"time": short_words_inside(high)}
    return _("%(low)s to %(high)s") % {
        "low": short_words_inside(low),
        "high": short_words_inside(high),
    }


def _row(each: Fate) -> list[Cell]:
    return [
        Cell(capfirst(step_words(each.key))),
        number(each.decided),
        number(each.qualified),
        _share(each.qualified, each.decided),
        number(each.won),
        _share(each.won, each.decided),
    ]


def _share(part: int, whole: int) -> Cell:
    """Return the share; nothing of few."""
    if whole < ENOUGH:
        return Cell(words.UNKNOWN, plain=" ")
    return Cell(words.share(FULL * part / whole), plain=f"{FULL * part / whole:.1f}")


def _says(waits: list[Fate]) -> str:
    """Return what the rows show: the soonest against the latest that have enough leads."""
    told = [each for each in waits if each.key != NO_CONTACT and each.decided >= ENOUGH]
    if len(told) < 2:  # noqa: PLR2004 - two are compared
        return _("There are too few decided leads to compare.")
    soon, late = told[0], told[-1]
    if not differs(soon.qualified, soon.decided, late.qualified, late.decided):
        return _(
            "Leads that waited longer were qualified about as often: the figures show no clear"
            " difference."
        )
    return _(
        "Of the leads contacted within %(soon)s, %(share)s were qualified; of those that waited"
        " longer than %(late)s, %(other)s. They go together: that one causes the other it does not"
        " show."
    ) % {
        "soon": short_words_inside(bounds_of(soon.key)[1]),
        "share": words.isolated(words.share(FULL * soon.qualified / soon.decided)),
        "late": short_words_inside(bounds_of(late.key)[0]),
        "other": words.isolated(words.share(FULL * late.qualified / late.decided)),
    }
