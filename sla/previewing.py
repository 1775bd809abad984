"""What sales would promise for a lead that is handed over now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from leads.lifecycle.handing import snapshot
from leads.models import Lead
from sla.agreed import agreed_at, calendar_by_id
from sla.events import when
from sla.matching import first_match
from sla.models import AT_HAND_OFF, Clock, Metric, Target
from sla.starting import promise
from sla.targets import text_of
from sla.todays_answer import last_moment
from sla.wording import attempts_words, time_words
from teams.models import User


@dataclass(frozen=True)
class PromiseText:
    """One promise in words: its metric, how long, by when, which target; or why there is none.

    ``due`` is "" for one that begins after the hand-off. ``today``: until when it may begin and
    still be kept today, "" where that is over or where nights count too.
    """

    metric: str
    within: str
    due: str
    target: str
    missing: str
    today: str = ""


def preview(*, lead: Lead, by: User, at: datetime) -> list[PromiseText]:
    """Return the promise of each metric for ``lead`` handed over at ``at``; nothing is written.

    What begins later is told where it is promised, and without a due instant.
    """
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
    targets = agreed.targets if agreed else []
    later = (
        first_match(targets, metric, handoff) for metric in Metric if metric not in AT_HAND_OFF
    )
    return found + [_begun_later(target) for target in later if target is not None]


def _begun_later(target: Target) -> PromiseText:
    """Return a promise that begins after the hand-off: it has no due instant yet."""
    within = _within(target, target.seconds)
    attempts = attempts_words(text_of(target))
    if attempts:
        within = _("%(attempts)s %(within)s") % {"attempts": attempts, "within": within}
    return PromiseText(str(target.get_metric_display()), within, "", target.name, "")


def _kept_by(metric: Metric, clock: Clock, at: datetime) -> PromiseText:
    within = _within(clock.target, clock.target_seconds)
    due = when(clock.due_at, at) if clock.due_at else ""
    return PromiseText(str(metric.label), within, due, clock.target.name, "", _today(clock, at))


def _today(clock: Clock, at: datetime) -> str:
    """Return the time of the last moment of today, rounded down to the minute; "" for none."""
    calendar = calendar_by_id(clock.calendar_version_id)
    moment = last_moment(calendar, clock.target_seconds, at) if calendar else None
    if moment is None or moment - at < timedelta(minutes=1):
        return ""
    return time_format(timezone.localtime(moment), "H:i")


def _within(target: Target, seconds: int) -> str:
    text = _("within %(time)s")
    if target.is_business_time:
        text = _("within %(time)s, in working hours")
    return text % {"time": time_words(seconds, is_business_time=target.is_business_time)}
