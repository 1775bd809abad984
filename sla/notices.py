"""What ``sla`` tells people: a promise is at risk, or broken."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.kinds import Act, Kind, Refs, Sentence, register, worded
from sla.deadlines import warnings_of
from sla.house import House
from sla.models import Clock, Metric
from sla.wording import time_words
from teams.models import Side


def hear_of_risks(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who hears of each clock at risk; nobody once it is answered or broken."""
    running = Q(stopped_at=None, voided_at=None, breached_at=None)
    return _audiences(refs, running, _warned_at)


def hear_of_breaches(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who hears of each broken promise; nobody when the breach was withdrawn."""
    return _audiences(refs, Q(breached_at__isnull=False), lambda clock, _number: clock.due_at)


def _warned_at(clock: Clock, number: int) -> datetime | None:
    """Return when ``clock`` warned, ``number`` counting from 0; None while it is paused."""
    if number == 0:
        return clock.warn_at
    return clock.rewarn_ats[number - 1] if number <= len(clock.rewarn_ats) else None


def _audiences(
    refs: Sequence[Refs], holds: Q, came_at: Callable[[Clock, int], datetime | None]
) -> list[Collection[int]]:
    """Return for each clock that ``holds`` its lead's owner; unclaimed, sales' managers.

    ``came_at``: the instant of the alert; whoever was away then is stood in for.
    """
    rows = Clock.objects.filter(holds, pk__in=_ids(refs)).select_related("handoff")
    clocks = {clock.pk: clock for clock in rows}
    came = [
        came_at(clock, each.get("step", 0)) if (clock := clocks.get(each["clock_id"])) else None
        for each in refs
    ]
    house = House.since(min((at for at in came if at is not None), default=None))
    return [
        _audience(clocks.get(each["clock_id"]), house, at)
        for each, at in zip(refs, came, strict=True)
    ]


def _audience(clock: Clock | None, house: House, at: datetime | None) -> Collection[int]:
    """Return whose promise it is: their own, or their side's managers where they are not here."""
    if clock is None:
        return ()
    side, owes = Side.SALES.value, clock.handoff.owner_id
    if clock.metric == Metric.ANSWER:
        side, owes = Side.MARKETING.value, clock.handoff.handed_by_id
    works_here = any(user == owes and of == side for of, _team, user, _role in house.members)
    wanted = frozenset({owes}) if owes and works_here else house.managers(side)
    return house.here(wanted, side, at)


def tell_at_risk(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for clocks whose warning point has passed, and how much was left then."""
    return _told(refs, _at_risk(), "hourglass", _warning)


def _warning(clock: Clock, number: int) -> str:
    """Return which of several warnings it is, and what was left; "" for an only one."""
    points = warnings_of(clock.target_seconds, clock.target.warn_percents or [0])
    if number >= len(points) or len(points) == 1:
        return ""
    left = time_words(
        clock.target_seconds - points[number], is_business_time=clock.target.is_business_time
    )
    return _("Warning %(n)s of %(total)s, with %(time)s left") % {
        "n": number + 1,
        "total": len(points),
        "time": left,
    }


def tell_breached(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for clocks whose due instant passed unanswered."""
    return _told(refs, _breached(), "triangle-alert")


def sentence_of(clock: Clock, *, icon: str, note: str = "", act: Act | None = None) -> Sentence:
    """Return how ``clock`` stands, in words: it is due, or broken; its lead should be loaded."""
    words = _at_risk() if clock.breached_at is None else _breached()
    return replace(_sentence(clock, words, icon), note=note, act=act)


def _at_risk() -> dict[Metric, str]:
    return {
        Metric.CLAIM: _("%(lead)s is at risk: to be claimed by %(due)s"),
        Metric.FIRST_TOUCH: _("%(lead)s is at risk: to be contacted by %(due)s"),
        Metric.ATTEMPT: _("%(lead)s is at risk: the next attempt is due by %(due)s"),
        Metric.OWNER_TOUCH: _("%(lead)s is at risk: its new owner's contact is due by %(due)s"),
        Metric.DECISION: _("%(lead)s is at risk: to be decided by %(due)s"),
        Metric.ANSWER: _("%(lead)s is at risk: marketing's answer is due by %(due)s"),
    }


def _breached() -> dict[Metric, str]:
    return {
        Metric.CLAIM: _("%(lead)s is breached: it was to be claimed by %(due)s"),
        Metric.FIRST_TOUCH: _("%(lead)s is breached: it was to be contacted by %(due)s"),
        Metric.ATTEMPT: _("%(lead)s is breached: the next attempt was due by %(due)s"),
        Metric.OWNER_TOUCH: _("%(lead)s is breached: its new owner's contact was due by %(due)s"),
        Metric.DECISION: _("%(lead)s is breached: it was to be decided by %(due)s"),
        Metric.ANSWER: _("%(lead)s is breached: marketing's answer was due by %(due)s"),
    }


def _told(
    refs: Sequence[Refs],
    words: dict[Metric, str],
    icon: str,
    note: Callable[[Clock, int], str] = lambda _clock, _number: "",
) -> list[Sentence | None]:
    clocks = Clock.objects.select_related("handoff__lead", "target").in_bulk(_ids(refs))
    return [
        replace(_sentence(clock, words, icon), note=note(clock, each.get("step", 0)))
        if (clock := clocks.get(each["clock_id"]))
        else None
        for each in refs
    ]


def _sentence(clock: Clock, words: dict[Metric, str], icon: str) -> Sentence:
    due = date_format(timezone.localtime(clock.due_at), "DATETIME_FORMAT") if clock.due_at else "–"
    lead = clock.handoff.lead
    text = worded(words[Metric(clock.metric)], lead=lead, due=due)
    return Sentence(text=text, url=lead.get_absolute_url(), icon=icon)


def _ids(refs: Sequence[Refs]) -> list[int]:
    return [each["clock_id"] for each in refs]


def register_kinds() -> None:
    """Make the kinds of ``sla`` known."""
    register(Kind("clock_at_risk", audience=hear_of_risks, tell=tell_at_risk))
    register(Kind("clock_breached", audience=hear_of_breaches, tell=tell_breached))
