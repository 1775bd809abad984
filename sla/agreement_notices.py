"""What both sides are told of the agreement itself: proposed, signed, declined, in force, ended."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.kinds import Kind, Outward, Refs, Sentence, register, worded
from sla.models import AgreementAct, AgreementEvent
from teams.models import Membership, Role, Side

# What everybody works by from then on; the rest is between managers.
FOR_ALL = (AgreementAct.ENTERED, AgreementAct.EXPIRED)
# What somebody must act on soon: it goes by e-mail too.
PRESSING = (AgreementAct.PROPOSED, AgreementAct.DECLINED, AgreementAct.ENDING, AgreementAct.EXPIRED)
_ICONS = {
    AgreementAct.PROPOSED: "send",
    AgreementAct.SIGNED: "handshake",
    AgreementAct.DECLINED: "circle-x",
    AgreementAct.WITHDRAWN: "undo-2",
    AgreementAct.ENTERED: "handshake",
    AgreementAct.ENDING: "hourglass",
    AgreementAct.EXPIRED: "triangle-alert",
}


def hear(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who hears of each event: managers of both sides, or everybody; never who did it."""
    events = _events(refs)
    rows = Membership.objects.filter(user__is_active=True).values_list("user_id", "role")
    members = list(rows)
    return [_audience(events.get(each["event_id"]), members) for each in refs]


def hear_outward(refs: Sequence[Refs], _at: datetime) -> list[Outward]:
    """Return who hears of each pressing event by e-mail: the managers that hear of it here."""
    events = _events(refs)
    rows = Membership.objects.filter(user__is_active=True, role=Role.MANAGER)
    managers = set(rows.values_list("user_id", flat=True))
    found = []
    for each in refs:
        event = events.get(each["event_id"])
        is_pressing = event is not None and event.act in PRESSING
        found.append(Outward(managers - {event.by_id}) if event and is_pressing else Outward())
    return found


def tell(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each event; what was said is the note."""
    events = _events(refs)
    return [
        None if (event := events.get(each["event_id"])) is None else _sentence(event)
        for each in refs
    ]


def register_kinds() -> None:
    """Make the kind known."""
    register(Kind("agreement", audience=hear, tell=tell, outward=hear_outward))


def _audience(event: AgreementEvent | None, members: Sequence[tuple[int, str]]) -> Collection[int]:
    if event is None:
        return ()
    is_for_all = event.act in FOR_ALL
    found = {user for user, role in members if is_for_all or role == Role.MANAGER}
    return found - {event.by_id}


def _sentence(event: AgreementEvent) -> Sentence:
    version = event.version
    names = {"version": str(version), "name": str(event.by or "–")}
    act = AgreementAct(event.act)
    if act == AgreementAct.ENDING:
        days = event.days_left or 0
        words = ngettext(
            "The agreement ends in %(n)s day, and nothing follows it",
            "The agreement ends in %(n)s days, and nothing follows it",
            days,
        )
        text = worded(words, n=days)
    else:
        text = worded(_words(event)[act], **names)
    url = reverse("sla:agreement") + ("#signing" if act == AgreementAct.PROPOSED else "")
    return Sentence(text=text, url=url, note=event.text or _plan(event), icon=_ICONS[act])


def _words(event: AgreementEvent) -> dict[AgreementAct, str]:
    signed = {
        Side.MARKETING: _("%(name)s signed %(version)s of the agreement for marketing"),
        Side.SALES: _("%(name)s signed %(version)s of the agreement for sales"),
    }
    return {
        AgreementAct.PROPOSED: _("%(name)s proposes %(version)s of the agreement"),
        AgreementAct.SIGNED: signed[Side(event.side or Side.SALES)],
        AgreementAct.DECLINED: _("%(name)s does not sign %(version)s of the agreement"),
        AgreementAct.WITHDRAWN: _("%(name)s withdrew %(version)s of the agreement"),
        AgreementAct.ENTERED: _("%(version)s of the agreement is in force"),
        AgreementAct.EXPIRED: _("The agreement has ended: new hand-offs stand without clocks"),
    }


def _plan(event: AgreementEvent) -> str:
    """Return when a proposal is to take effect, "" for any other event."""
    if event.act != AgreementAct.PROPOSED:
        return ""
    effect = event.version.takes_effect_at
    if effect is None:
        return _("It takes effect as soon as both heads have signed.")
    said = date_format(timezone.localtime(effect), "DATETIME_FORMAT")
    return _("It takes effect on %(when)s.") % {"when": said}


def _events(refs: Sequence[Refs]) -> Mapping[int, AgreementEvent]:
    rows = AgreementEvent.objects.select_related("by", "version")
    return cast("Mapping[int, AgreementEvent]", rows.in_bulk([each["event_id"] for each in refs]))
