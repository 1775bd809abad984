"""Template filters for durations and figures."""

from django import template

from kit import durations

register = template.Library()

register.filter("clock_text", durations.clock_text)
register.filter("long_words", durations.long_words)
register.filter("short_words", durations.short_words)
