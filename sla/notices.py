"""What ``sla`` tells people: a promise is at risk, or broken."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.kinds import Act, Kind, Refs, Sentence, register, worded
from sla.models import Clock, Metric
from teams.models import Membership, Role, Side


def hear_of_risks(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who hears of each clock at risk; nobody once it is answered or broken."""
    running = Q(stopped_at=None, voided_at=None, breached_at=None)
    return _audiences(refs, running)


def hear_of_breaches(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who hears of each broken promise; nobody when the breach was withdrawn."""
    return _audiences(refs, Q(breached_at__isnull=False))


def _audiences(refs: Sequence[Refs], holds: Q) -> list[Collection[int]]:
    """Return for each clock that ``holds`` its lead's owner; unclaimed, sales' managers."""
    rows = Clock.objects.filter(holds, pk__in=_ids(refs)).select_related("handoff")
    clocks = {clock.pk: clock for clock in rows}
    members = Membership.objects.filter(user__is_active=True)
    everybody = list(members.values_list("team__side", "user_id", "role"))
    return [_audience(clocks.get(each["clock_id"]), everybody) for each in refs]


def _audience(clock: Clock | None, members: Sequence[tuple[str, int, str]]) -> Collection[int]:
    """Return whose promise it is: their own, or their side's managers where they are not here."""
    if clock is None:
        return ()
    side, owes = Side.SALES, clock.handoff.owner_id
    if clock.metric == Metric.ANSWER:
        side, owes = Side.MARKETING, clock.handoff.handed_by_id
    here = [(user, role) for of_side, user, role in members if of_side == side]
    if any(user == owes for user, _role in here) and owes is not None:
        return {owes}
    return frozenset(user for user, role in here if role == Role.MANAGER)


def tell_at_risk(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for clocks whose warning point has passed."""
    return _told(refs, _at_risk(), "hourglass")


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


def _told(refs: Sequence[Refs], words: dict[Metric, str], icon: str) -> list[Sentence | None]:
    clocks = Clock.objects.select_related("handoff__lead").in_bulk(_ids(refs))
    return [
        None if (clock := clocks.get(each["clock_id"])) is None else _sentence(clock, words, icon)
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
