"""The parts of a broken promise's time in words: what it was spent with, and whose it was."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.models import Metric, SharePart
from teams.models import Side

# What each promise calls the time in which a person had the lead and let it wait.
_HELD: dict[str, Promise] = {
    Metric.CLAIM: gettext_lazy("Claimed, then given back"),
    Metric.FIRST_TOUCH: SharePart.HELD.label,
    Metric.ATTEMPT: gettext_lazy("With its owner, not tried again"),
    Metric.OWNER_TOUCH: gettext_lazy("With its new owner, not yet contacted"),
    Metric.DECISION: gettext_lazy("With its owner, undecided"),
}


def part_words(metric: str, part: str) -> str:
    """Return what the time of ``part`` was spent with, in the words of that promise."""
    if part == SharePart.HELD and metric in _HELD:
        return str(_HELD[metric])
    return str(SharePart(part).label)


def side_of(metric: str) -> Side:
    """Return the side that owes the answer to a promise of ``metric``."""
    return Side.MARKETING if metric == Metric.ANSWER else Side.SALES


def charged_words(metric: str, part: str, name: str) -> str:
    """Return whom a part is charged to: ``name``, or else the side; "" for a nameless pause."""
    if name or part == SharePart.PAUSED:
        return name
    if part == SharePart.HELD:
        return _("somebody who has left")
    is_marketing = side_of(metric) == Side.MARKETING
    return _("the marketing side") if is_marketing else _("the sales side")
