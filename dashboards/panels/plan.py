"""The calculator in words: what is known, what a plan comes to, what each segment is worth."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.calculator import ENOUGH_CLOSED, History
from dashboards.reckoning import Assumptions, Plan
from kit.durations import hours_inside
from sla.wording import amount_words, money_words

SEGMENTS_SHOWN = 50
_TENTH = Decimal("0.1")


def percent(conversion: Fraction | None) -> Decimal | None:
    """Return a conversion, 0 to 1, in percent with one decimal; None for None."""
    if conversion is None:
        return None
    return (Decimal(100 * conversion.numerator) / conversion.denominator).quantize(_TENTH)


def known_words(past: History, currency: str) -> list[str]:
    """Return where the figures that are filled in come from, or that there is too little yet."""
    whole = past.past
    if whole.conversion is None:
        least = ENOUGH_CLOSED
        said = ngettext(
            "Your own past says nothing yet: %(n)s lead was decided in the last year, %(least)s"
            " are needed.",
            "Your own past says nothing yet: %(n)s leads were decided in the last year, %(least)s"
            " are needed.",
            whole.closed,
        )
        return [said % {"n": f"{whole.closed:,}", "least": least}]
    words = [
        _("Close rate: %(won)s of %(closed)s leads that were decided in the last year were won.")
        % {"won": f"{whole.won:,}", "closed": f"{whole.closed:,}"}
    ]
    if whole.average_deal is not None:
        said = _("Average deal: %(value)s over %(n)s won deals.")
        deal = money_words(whole.average_deal, currency)
        words.append(said % {"value": deal, "n": f"{whole.valued:,}"})
    return words


def plan_words(given: Assumptions, found: Plan, currency: str) -> dict[str, Any]:
    """Return the plan as the page shows it: figures, how each came about, and one sentence."""
    ours = given.revenue * given.share_percent / 100
    leads, close = f"{found.leads:,}", f"{given.close_percent.normalize():f}%"
    return {
        "figures": [
            {
                "label": _("Customers a month"),
                "value": f"{found.customers:,}",
                "how": f"{amount_words(ours)} / {amount_words(given.average_deal)}",
            },
            {
                "label": _("Leads a month"),
                "value": leads,
                "how": f"{found.customers:,} / {close}",
            },
            {
                "label": _("A lead is worth"),
                "value": money_words(found.value, currency),
                "how": f"{close} × {amount_words(given.average_deal)}",
            },
            {
                "label": _("Their value a month"),
                "value": money_words(found.goal_value, currency),
                "how": f"{leads} × {amount_words(found.value)}",
            },
        ],
        "load": f"{found.load_percent:,}%",
        "bar": str(min(100, found.load_percent)),
        "is_workable": found.is_workable,
        "says": _load_words(given, found),
        "work": f"{leads} × {given.attempts} × {given.minutes}",
    }


def _load_words(given: Assumptions, found: Plan) -> str:
    said = {
        "needed": hours_inside(found.needed_seconds),
        "spare": hours_inside(abs(found.spare_seconds)),
        "leads": f"{found.workable_leads:,}",
        "attempts": given.attempts,
    }
    if found.is_workable:
        return (
            _("Sales can keep it: the attempts take %(needed)s a month, %(spare)s are left.") % said
        )
    return (
        _(
            "Sales cannot keep it: %(spare)s are missing. The reps have time for %(attempts)s"
            " attempts at %(leads)s leads."
        )
        % said
    )


def segment_words(past: History, currency: str) -> list[dict[str, str]]:
    """Return the segments that enough was decided of, with what a lead of each is worth."""
    known = [row for row in past.segments if row.past.conversion is not None]
    return [
        {
            "source": _("Every source") if row.source is None else row.source or _("No source"),
            "persona": _("Every persona")
            if row.persona is None
            else row.persona or _("No persona"),
            "closed": f"{row.past.closed:,}",
            "won": f"{row.past.won:,}",
            "conversion": f"{percent(row.past.conversion)}%",
            "value": money_words(row.value, currency) if row.value is not None else "",
        }
        for row in known[:SEGMENTS_SHOWN]
    ]
