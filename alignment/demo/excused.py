"""What sales asked about its breaches, and what marketing said: two wait for an answer."""

from datetime import datetime, timedelta

from alignment.demo.house import House
from sla import excusing
from sla.models import Breach, ExcuseKind, Metric

_ANSWERS = (
    (ExcuseKind.EXCUSE, "The telephone lines of the Riyadh office were down all morning.", ""),
    (ExcuseKind.DISPUTE, "I called on time from my mobile and logged it late.", ""),
    (
        ExcuseKind.EXCUSE,
        "The lead had asked to be called after the holiday.",
        "They wrote the same to us.",
    ),
    (ExcuseKind.EXCUSE, "I was alone in the team that day.", "-Leave has to be covered."),
    (ExcuseKind.EXCUSE, "The system was being moved; nobody could sign in.", "It was announced."),
)


def ask(house: House, now: datetime) -> None:
    """Ask about the latest breaches that somebody is charged with; an answer with "-" refuses."""
    charged = Breach.objects.filter(charged_to__isnull=False, withdrawn_at__isnull=True)
    touches = charged.filter(clock__metric=Metric.FIRST_TOUCH, due_at__lt=now)
    latest = touches.select_related("charged_to").order_by("-due_at", "-pk")
    hours = len(_ANSWERS) * 2
    for breach, (kind, reason, word) in zip(latest, _ANSWERS, strict=False):
        hours -= 2
        at = max(breach.due_at, now - timedelta(hours=hours, minutes=50))
        if breach.charged_to is None:
            continue
        said = house.say(reason)
        excusing.ask(breach=breach, kind=kind, reason=said, at=at, by=breach.charged_to)
        if word:
            answer = excusing.refuse if word.startswith("-") else excusing.grant
            answered_at = min(now, at + timedelta(minutes=40))
            words = house.say(word.removeprefix("-"))
            answer(breach=breach, word=words, at=answered_at, by=house.marketing_manager)
