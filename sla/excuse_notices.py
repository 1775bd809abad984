"""What is told of excuses: the other side's managers are asked, who asked is answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.addresses import address
from notifications.kinds import Kind, Refs, Sentence, register, worded
from sla.commitment_words import title
from sla.excusing import other_side
from sla.models import ExcuseEvent, ExcuseKind, ExcuseState
from teams.models import Membership, Role


def hear_of_requests(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each request who may decide it; nobody once it needs no answer any more."""
    events = _events(refs)
    members = Membership.objects.filter(user__is_active=True)
    roles = list(members.values_list("user_id", "team__side", "role"))
    return [_deciders(events.get(each["event_id"]), roles) for each in refs]


def hear_of_answers(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each answer who asked."""
    events = _events(refs)
    askers = [
        None if (event := events.get(each["event_id"])) is None else event.excuse.asked_by
        for each in refs
    ]
    return [{asker.pk} if asker and asker.is_active else () for asker in askers]


def hear_of_ones_own(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each step of a request whom the breach is charged to.

    Whoever took that step, or asked and so is answered anyway, is not told besides.
    """
    events = _events(refs)
    return [_charged(events.get(each["event_id"])) for each in refs]


def _charged(event: ExcuseEvent | None) -> Collection[int]:
    if event is None:
        return ()
    person = event.excuse.breach.charged_to
    if person is None or not person.is_active:
        return ()
    return {person.pk} - {event.by_id, event.excuse.asked_by_id}


def tell_requests(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each request, or for many that were made at once."""
    events = _events(refs)
    return [_request(events.get(each["event_id"]), each["number"]) for each in refs]


def tell_answers(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each answer, or for many that were given at once."""
    events = _events(refs)
    return [_answer(events.get(each["event_id"]), each["number"]) for each in refs]


def tell_ones_own(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each request about breaches that are charged to the reader."""
    events = _events(refs)
    return [_of_yours(events.get(each["event_id"]), each["number"]) for each in refs]


def tell_own_answers(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each answer about breaches that are charged to the reader.

    The list of excuses is for managers: many lead to the reader's own leads.
    """
    mine = reverse("sla:my_leads")
    return [
        replace(sentence, url=mine) if sentence and each["number"] > 1 else sentence
        for each, sentence in zip(refs, tell_answers(refs), strict=True)
    ]


def register_kinds() -> None:
    """Make the kinds of excuses known."""
    register(Kind("excuse_asked", audience=hear_of_requests, tell=tell_requests))
    register(Kind("excuse_decided", audience=hear_of_answers, tell=tell_answers))
    register(Kind("own_excuse_asked", audience=hear_of_ones_own, tell=tell_ones_own))
    register(Kind("own_excuse_decided", audience=hear_of_ones_own, tell=tell_own_answers))


def _events(refs: Sequence[Refs]) -> Mapping[int, ExcuseEvent]:
    rows = ExcuseEvent.objects.select_related(
        "by",
        "excuse__asked_by",
        "excuse__breach__charged_to",
        "excuse__breach__clock__handoff__lead",
        "excuse__breach__commitment",
    )
    return cast("Mapping[int, ExcuseEvent]", rows.in_bulk([each["event_id"] for each in refs]))


def _deciders(event: ExcuseEvent | None, roles: Sequence[tuple[int, str, str]]) -> frozenset[int]:
    if event is None or event.excuse.state != ExcuseState.ASKED:
        return frozenset()
    owes = event.excuse.side
    judge = other_side(owes)
    involved = {user for user, side, _role in roles if side == owes}
    managers = {user for user, side, role in roles if (side, role) == (judge, Role.MANAGER)}
    return frozenset(managers - involved)


def _request(event: ExcuseEvent | None, number: int) -> Sentence | None:
    if event is None:
        return None
    who = event.by or "–"
    if number > 1:
        words = ngettext(
            "%(name)s asks for %(n)s breach to be set aside",
            "%(name)s asks for %(n)s breaches to be set aside",
            number,
        )
        return _many(worded(words, name=who, n=number), event, "scale")
    words = _("%(name)s asks for a breach to be set aside: %(lead)s")
    if event.excuse.kind == ExcuseKind.DISPUTE:
        words = _("%(name)s disputes a breach: %(lead)s")
    return _one(words, event, "scale")


def _of_yours(event: ExcuseEvent | None, number: int) -> Sentence | None:
    if event is None:
        return None
    if number > 1:
        words = ngettext(
            "%(name)s asks for %(n)s breach that is charged to you to be set aside",
            "%(name)s asks for %(n)s breaches that are charged to you to be set aside",
            number,
        )
        text = worded(words, name=event.by or "–", n=number)
        return Sentence(text=text, url=reverse("sla:my_leads"), note=event.text, icon="scale")
    words = _("%(name)s asks for a breach that is charged to you to be set aside: %(lead)s")
    if event.excuse.kind == ExcuseKind.DISPUTE:
        words = _("%(name)s disputes a breach that is charged to you: %(lead)s")
    return _one(words, event, "scale")


def _answer(event: ExcuseEvent | None, number: int) -> Sentence | None:
    if event is None:
        return None
    icon = "circle-check" if event.state == ExcuseState.GRANTED else "circle-x"
    if number > 1:
        granted = ngettext(
            "%(name)s set %(n)s breach aside, as asked",
            "%(name)s set %(n)s breaches aside, as asked",
            number,
        )
        refused = ngettext(
            "%(name)s let %(n)s breach stand", "%(name)s let %(n)s breaches stand", number
        )
        words = granted if event.state == ExcuseState.GRANTED else refused
        return _many(worded(words, name=event.by or "–", n=number), event, icon)
    answers = {
        ExcuseState.GRANTED: _("%(name)s set a breach aside, as asked: %(lead)s"),
        ExcuseState.REFUSED: _("%(name)s let a breach stand: %(lead)s"),
        ExcuseState.REVOKED: _("%(name)s revoked an excuse: %(lead)s"),
    }
    return _one(answers.get(ExcuseState(event.state), ""), event, icon)


def _one(words: str, event: ExcuseEvent, icon: str) -> Sentence | None:
    breach = event.excuse.breach
    if not words:
        return None
    what = title(breach.commitment) if breach.clock is None else breach.clock.handoff.lead
    return Sentence(
        text=worded(words, name=event.by or "–", lead=what),
        url=address("sla:breach", breach.code),
        note=event.text,
        icon=icon,
    )


def _many(text: str, event: ExcuseEvent, icon: str) -> Sentence:
    return Sentence(text=text, url=reverse("sla:excuses"), note=event.text, icon=icon)
