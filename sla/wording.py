"""Targets in words, for people: what is promised, in which hours, to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.durations import hours_inside, long_words_inside
from kit.row_forms import join_values
from leads.models import Source
from personas.models import Persona
from sla.models import PauseReason, Target
from sla.targets import TOUCHES, TargetText


@dataclass(frozen=True)
class Names:
    """The names of what targets name by id."""

    sources: dict[int, str] = field(default_factory=dict)
    personas: dict[int, str] = field(default_factory=dict)
    calendars: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Self:
        """Return the names that ``targets`` need: two queries, calendars should be loaded."""
        rows = list(targets)
        sources = {pk for row in rows for pk in row.sources}
        personas = {pk for row in rows for pk in row.personas}
        return cls(
            dict(Source.objects.filter(pk__in=sources).values_list("pk", "name")),
            dict(Persona.objects.filter(pk__in=personas).values_list("pk", "name")),
            {row.calendar.pk: row.calendar.name for row in rows if row.calendar},
        )


@dataclass(frozen=True)
class Said:
    """A target in words; ``target`` is the row itself, ``attempts`` "" but for a target of them."""

    target: Target
    within: str
    counted: str
    for_whom: list[str]
    warning: str
    attempts: str
    pauses: str


def money_words(value: Decimal, currency: str) -> str:
    """Return an amount as people write it: "12,000 SAR", with cents only where there are any."""
    return f"{amount_words(value)} {currency}"


def amount_words(value: Decimal) -> str:
    """Return an amount as ``money_words`` does, without its currency: "12,000"."""
    return f"{value:,.2f}".removesuffix(".00")


def said(target: Target, text: TargetText, names: Names) -> Said:
    """Return ``target``, whose text is ``text``, in the active language."""
    return Said(
        target=target,
        within=time_words(text.seconds, is_business_time=text.is_business_time),
        counted=counted_words(text, names),
        for_whom=whom_words(text, names),
        warning=warning_words(text),
        attempts=attempts_words(text),
        pauses=pause_words(text),
    )


def time_words(seconds: int, *, is_business_time: bool) -> str:
    """Return a promised time inside a sentence; working time has no days, they differ in length."""
    return hours_inside(seconds) if is_business_time else long_words_inside(seconds)


def whom_words(text: TargetText, names: Names) -> list[str]:
    """Return the conditions, such as "Source: Webinar, Fair"; [] for a target for everybody."""
    gone = _("(gone)")
    found = (
        (_("Source"), [names.sources.get(pk, gone) for pk in text.sources]),
        (_("Lead type"), list(text.lead_types)),
        (_("Persona"), [names.personas.get(pk, gone) for pk in text.personas]),
        (_("Grade"), list(text.grades)),
        (_("Region"), list(text.regions)),
    )
    return [
        _("%(what)s: %(values)s") % {"what": what, "values": join_values(values)}
        for what, values in found
        if values
    ]


def counted_words(text: TargetText, names: Names) -> str:
    """Return in which time the promise is counted."""
    if not text.is_business_time:
        return _("around the clock")
    calendar = names.calendars.get(text.calendar_id or 0)
    if calendar is None:
        return _("in working hours, without a calendar")
    return _("in working hours of “%(calendar)s”") % {"calendar": calendar}


def warning_words(text: TargetText) -> str:
    """Return when it warns, and what counts as an answer; "" where there is nothing to say."""
    parts = []
    if text.warn_percents:
        percents = join_values(f"{percent}%" for percent in text.warn_percents)
        parts.append(_("warns at %(percents)s of the time") % {"percents": percents})
    if text.needs_conversation and text.metric in TOUCHES:
        parts.append(_("only a conversation counts"))
    return " · ".join(parts)


def attempts_words(text: TargetText) -> str:
    """Return how many attempts are promised; "" for a target of another metric."""
    n = text.attempts
    return "" if n is None else ngettext("%(n)s attempt", "%(n)s attempts", n) % {"n": n}


def pause_words(text: TargetText) -> str:
    """Return what its clocks stand still for, and how long in all."""
    if not text.pause_reasons:
        return _("never paused")
    if set(text.pause_reasons) == set(PauseReason.values):
        words = _("may be paused for any reason")
    else:
        labels = (str(PauseReason(one).label) for one in text.pause_reasons)
        reasons = join_values(label[:1].lower() + label[1:] for label in labels)
        words = _("may be paused: %(reasons)s") % {"reasons": reasons}
    if text.pause_limit_seconds is None:
        return words
    time = time_words(text.pause_limit_seconds, is_business_time=text.is_business_time)
    return _("%(pauses)s, for %(time)s at most in all") % {"pauses": words, "time": time}
