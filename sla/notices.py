"""What ``sla`` tells people: a promise is at risk, or broken."""

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.kinds import Kind, Refs, Sentence, register, worded
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
    rows = Clock.objects.filter(holds, pk__in=_ids(refs))
    owners: dict[int, int | None] = dict(rows.values_list("pk", "handoff__owner_id"))
    sellers = Membership.objects.filter(team__side=Side.SALES, user__is_active=True)
    here = set(sellers.filter(user__in=owners.values()).values_list("user_id", flat=True))
    managers = frozenset(sellers.filter(role=Role.MANAGER).values_list("user_id", flat=True))
    return [_audience(each["clock_id"], owners, here, managers) for each in refs]


def _audience(
    clock_id: int, owners: dict[int, int | None], here: set[int], managers: frozenset[int]
) -> Collection[int]:
    if clock_id not in owners:
        return ()
    owner = owners[clock_id]
    return {owner} if owner in here else managers


def tell_at_risk(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for clocks whose warning point has passed."""
    words = {
        Metric.CLAIM: _("%(lead)s is at risk: to be claimed by %(due)s"),
        Metric.FIRST_TOUCH: _("%(lead)s is at risk: to be contacted by %(due)s"),
    }
    return _told(refs, words, "hourglass")


def tell_breached(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for clocks whose due instant passed unanswered."""
    words = {
        Metric.CLAIM: _("%(lead)s is breached: it was to be claimed by %(due)s"),
        Metric.FIRST_TOUCH: _("%(lead)s is breached: it was to be contacted by %(due)s"),
    }
    return _told(refs, words, "triangle-alert")


def _told(refs: Sequence[Refs], words: dict[Metric, str], icon: str) -> list[Sentence | None]:
    clocks = Clock.objects.select_related("handoff__lead").in_bulk(_ids(refs))
    return [
        None if (clock := clocks.get(each["clock_id"])) is None else _sentence(clock, words, icon)
        for each in refs
    ]


def _sentence(clock: Clock, words: dict[Metric, str], icon: str) -> Sentence:
    due = date_format(timezone.localtime(clock.due_at), "DATETIME_FORMAT")
    lead = clock.handoff.lead
    text = worded(words[Metric(clock.metric)], lead=lead, due=due)
    return Sentence(text=text, url=lead.get_absolute_url(), icon=icon)


def _ids(refs: Sequence[Refs]) -> list[int]:
    return [each["clock_id"] for each in refs]


def register_kinds() -> None:
    """Make the kinds of ``sla`` known."""
    register(Kind("clock_at_risk", audience=hear_of_risks, tell=tell_at_risk))
    register(Kind("clock_breached", audience=hear_of_breaches, tell=tell_breached))
