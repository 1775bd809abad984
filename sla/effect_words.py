"""What a change of a calendar would do to open clocks, in words for a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.durations import long_words_inside
from kit.templatetags.words import grouped
from sla.calendar_effect import Effect
from sla.models import ClockEvent


@dataclass(frozen=True)
class Fact:
    """A label and what is said beside it."""

    label: str
    value: str
    is_ltr: bool = False


def facts_of(effect: Effect) -> list[Fact]:
    """Return the effect as facts; what is nought is left out, but for the number that moves."""
    moves = _("%(moved)s of %(open)s") % {
        "moved": grouped(effect.moved),
        "open": grouped(effect.open),
    }
    found = [Fact(_("Open clocks that would move"), moves)]
    if effect.moved:
        found += [
            Fact(_("At the earliest"), shift(effect.earliest)),
            Fact(_("Half of them by at most"), shift(effect.middle)),
            Fact(_("At the latest"), shift(effect.latest)),
        ]
    counted = [
        (_("Due later"), effect.later),
        (_("Due earlier"), effect.earlier),
        (_("Broken at once"), effect.breached),
        (_("Due today, and no longer so"), effect.not_today),
        (_("Paused: due by the new hours once they run on"), effect.paused),
        (_("No open time for them: they stay as they are"), effect.kept),
    ]
    return found + [Fact(label, _clocks(number)) for label, number in counted if number]


def shift(seconds: int) -> str:
    """Return a shift of a due instant in words: "2 hours later"."""
    if seconds == 0:
        return _("not at all")
    text = _("%(time)s later") if seconds > 0 else _("%(time)s earlier")
    return text % {"time": long_words_inside(abs(seconds))}


def moved(event: ClockEvent, when: Callable[[datetime], str]) -> str:
    """Return from where to where a changed calendar moved a due instant, "" for other events.

    ``when`` writes an instant as the page does.
    """
    if event.old_due_at is None or event.new_due_at is None:
        return ""
    said = {"new": when(event.new_due_at), "old": when(event.old_due_at)}
    return _("Due %(new)s instead of %(old)s") % said


def _clocks(number: int) -> str:
    return ngettext("one clock", "%(number)s clocks", number) % {"number": grouped(number)}
