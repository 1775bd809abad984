"""Words for durations, in both languages and with all of Arabic's plural forms.

Django's ``timesince`` builds Arabic that no one would say, so the words are the product's own.
Arabic's dual has one form where the duration stands alone and another inside a sentence: hence
two functions each for the long and for the short words.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86400
UNKNOWN = "–"


def clock_text(seconds: int, *, is_work: bool = False) -> str:
    """Return ``seconds`` as a running clock: "04:11", "1:04:11", "2 d 3 h".

    Takes the seconds that are left; negative means overdue and is written with a plus sign, as on
    a stopwatch that ran past its end. Of working time (``is_work``) a day and more are hours, "40
    h": a day of it is no day, its length differs from calendar to calendar.
    """
    size = abs(seconds)
    sign = "+" if seconds < 0 else ""
    days, rest = divmod(size, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, secs = divmod(rest, MINUTE)
    if days and is_work:
        return sign + _("%(n)s h") % {"n": size // HOUR}
    if days:
        return sign + _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return f"{sign}{hours}:{minutes:02}:{secs:02}"
    return f"{sign}{minutes:02}:{secs:02}"


def long_words(seconds: int | None) -> str:
    """Return ``seconds`` in words of its two largest units: "2 hours 5 minutes"; "" for None."""
    return _standing(_two_largest(seconds))


def long_words_inside(seconds: int | None) -> str:
    """Return ``long_words`` as they stand inside a sentence: after "within", before "ago"."""
    return _inside(_two_largest(seconds))


def hours_inside(seconds: int) -> str:
    """Return working time as it stands inside a sentence, in hours at most: "30 hours 5 minutes".

    A day of working time is not a day: its length differs from calendar to calendar.
    """
    return _inside(_hours(seconds))


def hours_words(seconds: int) -> str:
    """Return working time as ``hours_inside`` does, where it stands by itself."""
    return _standing(_hours(seconds))


def exact_text(seconds: int) -> str:
    """Return ``seconds`` to the second, hours first: "0:42:07", "30:05:00"."""
    return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02}:{seconds % MINUTE:02}"


def exact_words(seconds: int) -> str:
    """Return ``seconds`` to the second with its units, hours at most: "86 h 19 min 50 s"."""
    counts = [(HOUR, seconds // HOUR), (MINUTE, seconds % HOUR // MINUTE), (1, seconds % MINUTE)]
    texts = {HOUR: _("%(n)s h"), MINUTE: _("%(n)s min"), 1: _("%(n)s s")}
    shown = [(unit, n) for unit, n in counts if n] or [(1, 0)]
    return _joined([texts[unit] % {"n": n} for unit, n in shown])


def _standing(counts: Iterable[tuple[int, int]]) -> str:
    parts = [
        {
            DAY: ngettext("%(n)s day", "%(n)s days", n),
            HOUR: ngettext("%(n)s hour", "%(n)s hours", n),
            MINUTE: ngettext("%(n)s minute", "%(n)s minutes", n),
            1: ngettext("%(n)s second", "%(n)s seconds", n),
        }[unit]
        % {"n": n}
        for unit, n in counts
    ]
    return _joined(parts)


def _inside(counts: Iterable[tuple[int, int]]) -> str:
    parts = [
        {
            DAY: npgettext("inside a sentence", "%(n)s day", "%(n)s days", n),
            HOUR: npgettext("inside a sentence", "%(n)s hour", "%(n)s hours", n),
            MINUTE: npgettext("inside a sentence", "%(n)s minute", "%(n)s minutes", n),
            1: npgettext("inside a sentence", "%(n)s second", "%(n)s seconds", n),
        }[unit]
        % {"n": n}
        for unit, n in counts
    ]
    return _joined(parts)


def short_words(seconds: int | None, *, is_work: bool = False) -> str:
    """Return ``seconds`` as one short figure: "3:20 min", "9 min", "2.1 d"; "–" for None.

    What took no second at all reads "under a minute". Of working time (``is_work``) the largest
    unit is the hour, as in ``clock_text``.
    """
    if seconds is None:
        return UNKNOWN
    if seconds == 0:
        return _("under a minute")
    unit, figure = _figure(seconds, largest=HOUR if is_work else DAY)
    if unit == DAY and "." not in figure:
        n = int(figure)
        return npgettext("short", "%(n)s d", "%(n)s d", n) % {"n": n}
    return {MINUTE: _("%(n)s min"), HOUR: _("%(n)s h"), DAY: _("%(n)s d")}[unit] % {"n": figure}


def short_words_inside(seconds: int | None) -> str:
    """Return the figure of ``short_words`` with its unit spelt out, for use inside a sentence."""
    if seconds is None:
        return UNKNOWN
    unit, figure = _figure(seconds)
    figure = figure.removesuffix(":00")
    if figure.isdecimal():
        return long_words_inside(int(figure) * unit)
    broken = {
        MINUTE: pgettext("a figure that is not whole", "%(n)s minutes"),
        HOUR: pgettext("a figure that is not whole", "%(n)s hours"),
        DAY: pgettext("a figure that is not whole", "%(n)s days"),
    }
    return broken[unit] % {"n": figure}


def _two_largest(seconds: int | None) -> list[tuple[int, int]]:
    """Return units and how many of each: days and hours, hours and minutes, or one unit alone."""
    if seconds is None:
        return []
    if seconds < MINUTE:
        return [(1, seconds)]
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    counts = [(DAY, days), (HOUR, hours), (MINUTE, 0 if days else rest // MINUTE)]
    return [(unit, n) for unit, n in counts if n]


def _hours(seconds: int) -> list[tuple[int, int]]:
    """Return hours and minutes and how many of each, however many hours that is."""
    if seconds < DAY:
        return _two_largest(seconds)
    hours, rest = divmod(seconds, HOUR)
    return [(HOUR, hours), (MINUTE, rest // MINUTE)] if rest >= MINUTE else [(HOUR, hours)]


def _joined(parts: list[str]) -> str:
    text, *rest = parts or [""]
    for smaller in rest:
        text = _("%(larger)s %(smaller)s") % {"larger": text, "smaller": smaller}
    return text


def _figure(seconds: int, largest: int = DAY) -> tuple[int, str]:
    """Return the unit that suits ``seconds``, up to ``largest``, and how many of it."""
    if seconds < 10 * MINUTE:
        return MINUTE, f"{seconds // MINUTE}:{seconds % MINUTE:02}"
    if seconds < 2 * HOUR:
        return MINUTE, str(seconds // MINUTE)
    unit = HOUR if seconds < 2 * DAY else largest
    return unit, f"{seconds / unit:.1f}".removesuffix(".0")
