"""Marketing's commitments in words: figures, periods, and how each one stands."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sla.models import Commitment, CommitmentState, Grain, Measure, Pledge
from sla.wording import money_words

# The states of the design's clocks, by which a commitment is coloured.
STATE_OF = {
    CommitmentState.ON_TRACK: "on_track",
    CommitmentState.BEHIND: "at_risk",
    CommitmentState.OVER: "at_risk",
    CommitmentState.KEPT: "met",
    CommitmentState.BROKEN: "breached",
    CommitmentState.VOID: "void",
}


def figure(measure: str, number: Decimal, currency: str) -> str:
    """Return a figure of ``measure``: "41", "2,100 SAR" or "75%"; halves only where there are."""
    if measure == Measure.VALUE:
        return money_words(number.quantize(Decimal(1)), currency)
    plain = f"{number:,.1f}".removesuffix(".0")
    return plain if measure == Measure.VOLUME else f"{plain}%"


def period_words(grain: str, from_date: date, to_date: date) -> str:
    """Return "November 2026" for a whole month, else its first and last day."""
    last = to_date - timedelta(days=1)
    if grain == Grain.MONTH and from_date.day == 1 and to_date.day == 1:
        return date_format(from_date, "F Y")
    if from_date == last:
        return date_format(from_date)
    return _("%(first)s to %(last)s") % {
        "first": date_format(from_date, "j F"),
        "last": date_format(last),
    }


def title(found: Commitment) -> str:
    """Return the measure and the period: "Leads handed over, November 2026"."""
    return _("%(measure)s, %(period)s") % {
        "measure": Measure(found.measure).label,
        "period": period_words(found.grain, found.from_date, found.to_date),
    }


def promise_words(pledge: Pledge, currency: str) -> str:
    """Return what ``pledge`` promises: "42 leads a month", "At least 80%"; "–" without a goal."""
    version = pledge.version
    if pledge.measure == Measure.VOLUME:
        return f"{version.goal_leads:,}" if version.goal_leads else "–"
    if pledge.measure == Measure.VALUE:
        return money_words(version.goal_value, currency) if version.goal_value else "–"
    return f"{pledge.percent}%"
