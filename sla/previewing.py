"""What sales would promise for a lead that is handed over now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kit.durations import long_words_inside
from leads.lifecycle.handing import snapshot
from leads.models import Lead
from sla import timeline
from sla.agreed import agreed_at
from sla.models import AT_HAND_OFF, Clock, Metric
from sla.starting import promise
from teams.models import User


@dataclass(frozen=True)
class PromiseText:
    """One promise in words: its metric, how long, by when, which target; or why there is none."""

    metric: str
    within: str
    due: str
    target: str
    missing: str


def preview(*, lead: Lead, by: User, at: datetime) -> list[PromiseText]:
    """Return the promise of each metric for ``lead`` handed over at ``at``; nothing is written."""
    handoff = snapshot(lead, 1, at, by, bulk=False)
    agreed = agreed_at(at)
    found = []
    for metric in AT_HAND_OFF:
        made = promise(handoff, metric, agreed)
        if isinstance(made, Clock):
            found.append(_kept_by(metric, made, at))
        else:
            cause = str(made.get_cause_display())
            found.append(PromiseText(str(metric.label), "", "", "", cause))
    return found


def _kept_by(metric: Metric, clock: Clock, at: datetime) -> PromiseText:
    time = long_words_inside(clock.target_seconds)
    text = _("within %(time)s")
    if clock.target.is_business_time:
        text = _("within %(time)s, in working hours")
    due = timeline.when(clock.due_at, at) if clock.due_at else ""
    return PromiseText(str(metric.label), text % {"time": time}, due, clock.target.name, "")
