"""Marketing's commitments in words: figures, periods, and how each one stands."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.models import (
    GOALS,
    AgreementVersion,
    Commitment,
    CommitmentState,
    Grain,
    Measure,
)
from sla.pledging import PledgeText, texts_of
from sla.wording import amount_words, money_words

# The states of the design's clocks, by which a commitment is coloured.
STATE_OF = {
    CommitmentState.ON_TRACK: "on_track",
    CommitmentState.BEHIND: "at_risk",
    CommitmentState.OVER: "at_risk",
    CommitmentState.KEPT: "met",
    CommitmentState.BROKEN: "breached",
    CommitmentState.VOID: "void",
}


_OWN_WORDS = {
    CommitmentState.ON_TRACK: gettext_lazy("On plan"),
    CommitmentState.BROKEN: gettext_lazy("Fell short"),
}


def state_words(state: str) -> str:
    """Return a state as it is said of a period: what is due then has no clock to be on time."""
    found = CommitmentState(state)
    return str(_OWN_WORDS.get(found, found.label))


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


def pledges_said(version: AgreementVersion) -> list[str]:
    """Return what marketing promises in ``version`` for each period, a sentence each; a query."""
    found = []
    for text in texts_of(version):
        what = _promised(version, text)
        sentence = _("%(what)s, judged %(grain)s; a warning at %(percent)s behind the plan.")
        if text.measure not in GOALS:
            sentence = _("%(what)s, judged %(grain)s; a warning at %(percent)s below it.")
        grain = Grain(text.grain).label.lower()
        percent = f"{text.tolerance_percent}%"
        found.append(sentence % {"what": what, "grain": grain, "percent": percent})
        if text.attempt_minutes and text.selling_hours:
            limit = _(
                "Both sides are warned of more leads than the reps have time for: %(minutes)s"
                " minutes an attempt, %(hours)s selling hours a rep in a month."
            )
            said = {"minutes": str(text.attempt_minutes), "hours": str(text.selling_hours)}
            found.append(limit % said)
    return found


def _promised(version: AgreementVersion, text: PledgeText) -> str:
    if text.measure == Measure.VOLUME:
        number = f"{version.goal_leads:,}" if version.goal_leads else "–"
        return _("The goal of %(number)s leads a month is held") % {"number": number}
    if text.measure == Measure.VALUE:
        number = amount_words(version.goal_value) if version.goal_value else "–"
        return _("The goal of their value, %(number)s a month, is held") % {"number": number}
    if text.measure == Measure.PROFILE:
        said = _("At least %(percent)s of the leads have one of our personas")
    else:
        said = _("At least %(percent)s of the briefs answer every question")
    return said % {"percent": f"{text.percent}%"}
