"""What is told of marketing's commitments: behind the plan, beyond sales' capacity, broken."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from kit.addresses import address
from notifications.kinds import Kind, Refs, Sentence, register, worded
from sla.commitment_words import figure, title
from sla.models import CommitmentEvent, CommitmentState
from teams.models import Company, Membership, Role, Side


def hear(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each event the managers it concerns: marketing's when behind, else both sides'."""
    events = _events(refs)
    members = Membership.objects.filter(user__is_active=True, role=Role.MANAGER)
    managers = list(members.values_list("user_id", "team__side"))
    return [_audience(events.get(each["commitment_event_id"]), managers) for each in refs]


def _audience(
    event: CommitmentEvent | None, managers: Sequence[tuple[int, str]]
) -> Collection[int]:
    """Return who hears of ``event``; nobody once the commitment stands otherwise."""
    if event is None or event.state != event.commitment.state:
        return ()
    sides = [Side.MARKETING]
    if event.state != CommitmentState.BEHIND:
        sides.append(Side.SALES)
    return {user for user, side in managers if side in sides}


def tell(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each event."""
    events, currency = _events(refs), Company.get().currency
    return [_said(events.get(each["commitment_event_id"]), currency) for each in refs]


def _said(event: CommitmentEvent | None, currency: str) -> Sentence | None:
    if event is None:
        return None
    found = event.commitment
    words = {
        CommitmentState.BEHIND: _("Marketing is behind its plan: %(what)s"),
        CommitmentState.OVER: _("More leads than sales has time for: %(what)s"),
        CommitmentState.BROKEN: _("Marketing fell short of its promise: %(what)s"),
    }.get(CommitmentState(event.state))
    if words is None:
        return None
    note = _("%(actual)s of %(planned)s planned so far") % {
        "actual": figure(found.measure, event.actual, currency),
        "planned": figure(found.measure, event.planned_so_far, currency),
    }
    is_broken = event.state == CommitmentState.BROKEN and found.breach is not None
    url = (
        address("sla:breach", found.breach.code)
        if is_broken and found.breach
        else reverse("sla:commitments")
    )
    icon = "triangle-alert" if is_broken else "hourglass"
    return Sentence(text=worded(words, what=title(found)), url=url, note=note, icon=icon)


def register_kinds() -> None:
    """Make the kind of commitments known."""
    register(Kind("commitment", audience=hear, tell=tell))


def _events(refs: Sequence[Refs]) -> Mapping[int, CommitmentEvent]:
    rows = CommitmentEvent.objects.select_related("commitment__breach")
    ids = [each["commitment_event_id"] for each in refs]
    return cast("Mapping[int, CommitmentEvent]", rows.in_bulk(ids))
