"""What ``leads`` tells people: a hand-off came back, a lead was given to them, or waits."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import AbsenceCause, Handoff, Nudge, Outcome, StageChange
from leads.stages import Move
from notifications.kinds import Kind, Outward, Refs, Sentence, register, worded
from teams.models import Membership, Role, Side, User

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


def hear_of_assignments(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each assignment the rep who was given the lead, while they have it."""
    rows = StageChange.objects.filter(
        pk__in=[each["change_id"] for each in refs],
        given_to=F("handoff__owner"),
        given_to__is_active=True,
    )
    given = dict(rows.values_list("pk", "given_to_id"))
    return [{to} if (to := given.get(each["change_id"])) else () for each in refs]


def tell_assignments(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each lead that was given to somebody."""
    changes = StageChange.objects.select_related("lead", "by").in_bulk(
        [each["change_id"] for each in refs]
    )
    return [_assigned(changes.get(each["change_id"])) for each in refs]


def _assigned(change: StageChange | None) -> Sentence | None:
    if change is None:
        return None
    text = worded(
        _("%(lead)s is yours now, assigned by %(name)s"), lead=change.lead, name=change.by
    )
    return Sentence(text=text, url=change.lead.get_absolute_url(), icon="user-check")


def hear_of_losses(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each reassignment the former owner, unless the lead is theirs again."""
    rows = StageChange.objects.filter(pk__in=[each["change_id"] for each in refs])
    owners = dict(rows.values_list("pk", "handoff__owner_id"))
    former = [each["former_id"] for each in refs]
    here = set(User.objects.filter(pk__in=former, is_active=True).values_list("pk", flat=True))
    return [
        here & ({each["former_id"]} - {owners.get(each["change_id"], each["former_id"])})
        for each in refs
    ]


def tell_losses(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each lead that was given to somebody else: to whom, by whom."""
    changes = StageChange.objects.select_related("lead", "by", "given_to").in_bulk(
        [each["change_id"] for each in refs]
    )
    return [_lost(changes.get(each["change_id"])) for each in refs]


def _lost(change: StageChange | None) -> Sentence | None:
    if change is None:
        return None
    text = worded(
        _("%(lead)s is with %(owner)s now, reassigned by %(name)s"),
        lead=change.lead,
        owner=change.given_to or "–",
        name=change.by or "–",
    )
    return Sentence(text=text, url=change.lead.get_absolute_url(), icon="user-check")


def by_email(
    audience: Callable[[Sequence[Refs]], list[Collection[int]]],
) -> Callable[[Sequence[Refs], datetime], list[Outward]]:
    """Return what sends an e-mail, at once, to everybody who has a notice."""

    def outward(refs: Sequence[Refs], _at: datetime) -> list[Outward]:
        return [Outward(emails=hearers) for hearers in audience(refs)]

    return outward


def hear_of_nudges(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each nudge the lead's owner, unclaimed the reps; nobody once it is closed."""
    rows = Nudge.objects.filter(
        pk__in=[each["nudge_id"] for each in refs], handoff__closed_at__isnull=True
    )
    owners: dict[int, int | None] = dict(rows.values_list("pk", "handoff__owner_id"))
    sellers = Membership.objects.filter(team__side=Side.SALES, user__is_active=True)
    here = set(sellers.values_list("user_id", flat=True))
    reps = frozenset(sellers.filter(role=Role.REP).values_list("user_id", flat=True)) or here
    return [_hearers(each["nudge_id"], owners, here, reps) for each in refs]


def _hearers(
    nudge_id: int, owners: dict[int, int | None], here: set[int], reps: Collection[int]
) -> Collection[int]:
    if nudge_id not in owners:
        return ()
    owner = owners[nudge_id]
    return reps if owner is None else here & {owner}


def tell_nudges(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each nudge: who asks, and for which lead."""
    nudges = Nudge.objects.select_related("handoff__lead", "by").in_bulk(
        [each["nudge_id"] for each in refs]
    )
    return [_nudged(nudges.get(each["nudge_id"])) for each in refs]


def _nudged(nudge: Nudge | None) -> Sentence | None:
    if nudge is None:
        return None
    lead = nudge.handoff.lead
    text = _("%(name)s asks for a look at %(lead)s")
    if nudge.to_id is None:
        text = _("%(name)s asks who takes %(lead)s")
    text = worded(text, name=nudge.by or "–", lead=lead)
    return Sentence(text=text, url=lead.get_absolute_url(), icon="bell-ring")


def hear_of_overturnings(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each rejection that was overturned whose lead it is now, and who rejected it.

    Sales' managers where nobody has the lead, or whoever has it does not work here any more.
    """
    changes = StageChange.objects.select_related("handoff").in_bulk(
        [each["change_id"] for each in refs]
    )
    sellers = Membership.objects.filter(team__side=Side.SALES, user__is_active=True)
    here = set(sellers.values_list("user_id", flat=True))
    managers = set(sellers.filter(role=Role.MANAGER).values_list("user_id", flat=True))
    rejected = StageChange.objects.filter(
        handoff__in=[change.handoff_id for change in changes.values()], move=Move.REJECT
    )
    rejecters = dict(rejected.order_by("id").values_list("handoff_id", "by_id"))
    found: list[Collection[int]] = []
    for each in refs:
        change = changes.get(each["change_id"])
        if change is None or change.handoff is None or not change.handoff.is_open:
            found.append(())
            continue
        theirs = {change.handoff.owner_id} & here or managers
        theirs |= {rejecters.get(change.its_handoff_id)} & here
        found.append({who for who in theirs if who})
    return found


def tell_overturnings(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each rejection that was overturned: whose, by whom, and why."""
    changes = StageChange.objects.select_related("lead", "by", "overturning").in_bulk(
        [each["change_id"] for each in refs]
    )
    return [
        Sentence(
            text=worded(
                _("%(name)s overturned the rejection of %(lead)s: it is with sales again"),
                lead=change.lead,
                name=change.by or "",
            ),
            url=change.lead.get_absolute_url(),
            note=change.overturning.text,
            icon="undo-2",
        )
        if (change := changes.get(each["change_id"]))
        else None
        for each in refs
    ]


def hear_of_leads_back(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each time that leads went back by themselves the managers of sales."""
    rows = Membership.objects.filter(team__side=Side.SALES, role=Role.MANAGER, user__is_active=True)
    managers = frozenset(rows.values_list("user_id", flat=True))
    return [managers for _each in refs]


def tell_leads_back(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for leads that went back to the queue: whose, why, how many."""
    changes = StageChange.objects.select_related("lead", "taken_from").in_bulk(
        [each["change_id"] for each in refs]
    )
    return [_back(changes.get(each["change_id"]), each["number"]) for each in refs]


def _back(change: StageChange | None, number: int) -> Sentence | None:
    if change is None:
        return None
    is_gone = change.cause == AbsenceCause.LEFT
    if number == 1:
        text = (
            _("%(lead)s is back in the queue: %(name)s left")
            if is_gone
            else _("%(lead)s is back in the queue: %(name)s is away")
        )
        url = change.lead.get_absolute_url()
    else:
        text = (
            ngettext(
                "%(name)s left: %(n)s lead is back in the queue",
                "%(name)s left: %(n)s leads are back in the queue",
                number,
            )
            if is_gone
            else ngettext(
                "%(name)s is away: %(n)s lead is back in the queue",
                "%(name)s is away: %(n)s leads are back in the queue",
                number,
            )
        )
        url = reverse("sla:queue")
    words = worded(text, lead=change.lead, name=change.taken_from or "–", n=number)
    return Sentence(text=words, url=url, icon="inbox")


def register_kinds() -> None:
    """Make the kinds of ``leads`` known."""
    register(Kind("lead_returned", audience=hear_of_returns, tell=tell_returns))
    register(
        Kind("lead_assigned", hear_of_assignments, tell_assignments, by_email(hear_of_assignments))
    )
    register(Kind("lead_reassigned", hear_of_losses, tell_losses, by_email(hear_of_losses)))
    register(
        Kind(
            "rejection_overturned",
            hear_of_overturnings,
            tell_overturnings,
            by_email(hear_of_overturnings),
        )
    )
    register(Kind("leads_back", audience=hear_of_leads_back, tell=tell_leads_back))
    register(Kind("lead_nudged", audience=hear_of_nudges, tell=tell_nudges))
