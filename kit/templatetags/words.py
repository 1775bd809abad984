"""Template filters for durations and figures."""

from django import template

from kit import durations

register = template.Library()

register.filter("clock_text", durations.clock_text)
register.filter("hours_inside", durations.hours_inside)
register.filter("long_words", durations.long_words)
register.filter("long_words_inside", durations.long_words_inside)
register.filter("short_words", durations.short_words)


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with its thousands apart, "12,500", the same in both languages."""
    return f"{number:,}"
