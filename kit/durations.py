"""Words for durations, in both languages and with all of Arabic's plural forms.

Django's ``timesince`` builds Arabic that no one would say, so the words are the product's own.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def clock_text(seconds: int) -> str:
    """Return ``seconds`` as a running clock: "04:11", "1:04:11", "2 d 3 h".

    Takes the seconds that are left; negative means overdue and is written with a plus sign, as on
    a stopwatch that ran past its end.
    """
    size = abs(seconds)
    sign = "+" if seconds < 0 else ""
    days, rest = divmod(size, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, secs = divmod(rest, MINUTE)
    if days:
        return sign + _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return f"{sign}{hours}:{minutes:02}:{secs:02}"
    return f"{sign}{minutes:02}:{secs:02}"


def long_words(seconds: int | None) -> str:
    """Return ``seconds`` in words of its two largest units: "2 hours 5 minutes"; "" for None."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes and not days:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(parts)


def short_words(seconds: int | None) -> str:
    """Return ``seconds`` as one short figure: "3:20 min", "9 min", "2.1 d"; "–" for None."""
    if seconds is None:
        return "–"
    if seconds < 10 * MINUTE:
        return _("%(minutes)s min") % {"minutes": f"{seconds // MINUTE}:{seconds % MINUTE:02}"}
    if seconds < 2 * HOUR:
        return _("%(minutes)s min") % {"minutes": seconds // MINUTE}
    if seconds < 2 * DAY:
        return _("%(hours)s h") % {"hours": f"{seconds / HOUR:.1f}".removesuffix(".0")}
    return _("%(days)s d") % {"days": f"{seconds / DAY:.1f}".removesuffix(".0")}
