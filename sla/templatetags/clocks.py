"""The markup of clocks. A list shows fifty, so each is put together here, not tag by tag."""

from collections.abc import Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.faces import Face

register = template.Library()

_WORDS = {
    "on_track": gettext_lazy("On track"),
    "at_risk": gettext_lazy("At risk"),
    "breached": gettext_lazy("Breached"),
    "met": gettext_lazy("Met"),
    "void": gettext_lazy("Void"),
    "paused": gettext_lazy("Paused"),
    "outside_hours": gettext_lazy("Outside hours"),
    "no_clock": gettext_lazy("No clock"),
}
_CIRCLE = 'cx="18" cy="18" r="15.5" pathLength="100"'
_ICON = (
    '<svg class="icon" width="{size}" height="{size}" aria-hidden="true" focusable="false">'
    '<use data-state-icon href="#state-{state}" /></svg>'
)


@register.simple_tag
def state_word(state: str) -> str:
    """Return the word of a clock's ``state``, in the page's language."""
    return str(_WORDS.get(state, _WORDS["no_clock"]))


@register.filter
def of_code(faces: Mapping[str, Face], code: str) -> Face | None:
    """Return the face of the hand-off with ``code``, None where it has none."""
    return faces.get(code)


@register.simple_tag
def clock(face: Face, size: str = "") -> SafeString:
    """Return ``face`` as a ring with its countdown.

    ``size`` is "" in rows, "sm" in tables, "band" at the head of a page, where the state is
    written out beside it.
    """
    pill = _pill(face.state) if size == "band" and face.text else ""
    return mark_safe(  # noqa: S308 - every text in it is escaped where it is put in
        f'<div class="clock{f" clock-{size}" if size else ""}" data-state="{face.state}"'
        f"{_running(face)}>{_ring(face)}"
        f'<span class="clock-face">{_figure(face)}{_label(face)}</span>{pill}</div>'
    )


def _running(face: Face) -> str:
    """Return what the script needs to go on counting; nothing for a clock that has ended."""
    if not face.due:
        return ""
    given = {
        "at": face.at,
        "due": face.due,
        "warn": face.warn,
        "total": face.total,
        "left": face.left,
        "closes": face.closes,
        "opens": face.opens,
    }
    known = "".join(f' data-{name}="{at}"' for name, at in given.items() if at is not None)
    return f" data-clock{known}"


def _ring(face: Face) -> str:
    icon = _ICON.format(size=14, state=face.state)
    return (
        '<span class="ring"><svg class="ring-svg" viewBox="0 0 36 36" aria-hidden="true"'
        f' focusable="false"><circle class="ring-track" {_CIRCLE} />'
        f'<circle class="ring-bar" {_CIRCLE} stroke-dasharray="{face.percent or 0} 100"'
        f' transform="rotate(-90 18 18)" /></svg>{icon}</span>'
    )


def _figure(face: Face) -> str:
    if not face.text:
        return f'<span class="clock-text clock-word">{escape(state_word(face.state))}</span>'
    role = ' role="timer"' if face.due else ""
    text = escape(face.text)
    return f'<span class="clock-text"{role} dir="ltr" data-clock-text>{text}</span>'


def _label(face: Face) -> str:
    """Return what the figure leads to, with the words that the script may put in its place."""
    running, overdue = escape(face.label), escape(_("overdue"))
    closed = escape(_("resumes %(time)s") % {"time": face.resumes}) if face.resumes else ""
    shown: str = running
    if face.state == "breached" and face.due:
        shown = overdue
    elif face.state == "outside_hours" and closed:
        shown = closed
    return (
        f'<span class="clock-label" data-clock-label data-running="{running}"'
        f' data-overdue="{overdue}" data-closed="{closed}">{shown}</span>'
    )


def _pill(state: str) -> str:
    word = escape(state_word(state))
    icon = _ICON.format(size=13, state=state)
    return (
        f'<span class="pill" data-state="{state}">{icon}<span data-state-word>{word}</span></span>'
    )
