"""What ``leads`` tells people: a hand-off came back, and why."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from leads.models import Handoff, Outcome
from notifications.kinds import Kind, Refs, Sentence, register, worded
from teams.models import Membership, Role, Side

ICONS = {
    Outcome.REJECTED: "corner-up-left",
    Outcome.RECYCLED: "recycle",
    Outcome.DISQUALIFIED: "circle-slash",
    Outcome.LOST: "circle-x",
}


def hear_of_returns(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each hand-off who handed it over; marketing's managers if they have left."""
    handoffs = Handoff.objects.filter(pk__in=[each["handoff_id"] for each in refs])
    givers = dict(handoffs.values_list("pk", "handed_by_id"))
    marketers = Membership.objects.filter(team__side=Side.MARKETING, user__is_active=True)
    here = set(marketers.filter(user__in=givers.values()).values_list("user_id", flat=True))
    managers = frozenset(marketers.filter(role=Role.MANAGER).values_list("user_id", flat=True))
    return [
        {giver} if (giver := givers.get(each["handoff_id"])) in here else managers for each in refs
    ]


def tell_returns(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each hand-off that came back: how it ended, the reason, the text."""
    rows = Handoff.objects.select_related("lead", "reason").in_bulk(
        [each["handoff_id"] for each in refs]
    )
    return [_told(rows.get(each["handoff_id"])) for each in refs]


def _told(handoff: Handoff | None) -> Sentence | None:
    if handoff is None or handoff.outcome not in ICONS:
        return None
    words = {
        Outcome.REJECTED: _("%(lead)s was rejected: %(reason)s"),
        Outcome.RECYCLED: _("%(lead)s came back to marketing: %(reason)s"),
        Outcome.DISQUALIFIED: _("%(lead)s was disqualified: %(reason)s"),
        Outcome.LOST: _("%(lead)s was lost: %(reason)s"),
    }
    outcome = Outcome(handoff.outcome)
    return Sentence(
        text=worded(words[outcome], lead=handoff.lead, reason=handoff.reason or ""),
        url=handoff.lead.get_absolute_url(),
        note=handoff.reason_text,
        icon=ICONS[outcome],
    )


def register_kinds() -> None:
    """Make the kinds of ``leads`` known."""
    register(Kind("lead_returned", audience=hear_of_returns, tell=tell_returns))
