"""Icons: the one place that knows which package draws them."""

from functools import lru_cache

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Icons that point along the line of reading; right to left they point the other way.
DIRECTIONAL = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "corner-down-right",
        "corner-up-left",
        "log-out",
        "move-right",
        "send",
        "undo-2",
    }
)


@register.simple_tag
def icon(name: str, size: str | int = 16) -> SafeString:
    """Return the icon ``name`` as inline SVG, ``size`` pixels wide, silent for screen readers.

    Raises ``lucide.IconDoesNotExist`` for a name that the package does not have.
    """
    return _drawn(str(name), str(size))


@lru_cache(maxsize=512)
def _drawn(name: str, size: str) -> SafeString:
    """Return the markup, drawn once: a list of fifty rows shows the same few icons."""
    classes = "icon icon-flip" if name in DIRECTIONAL else "icon"
    attributes = {"class": classes, "aria-hidden": "true", "focusable": "false"}
    svg = lucide._render_icon(name, int(size), stroke_width="1.75", **attributes)  # noqa: SLF001
    return mark_safe(svg)  # noqa: S308 - the package's own file, no user's text in it
