"""The dashboard in words: figures as text, names of spans, one sentence for each chart."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboards.attainment import Verdicts
from dashboards.breakdown import Dimension, Part
from dashboards.funnel import Reached
from dashboards.live import Live
from dashboards.periods import Kind, Period
from dashboards.response import Response
from dashboards.waterfall import Waterfall
from kit.durations import short_words_inside

NEEDED = 20  # fewer cases than this are shown as a table, not drawn
UNKNOWN = "–"
THOUSAND, MILLION = 1_000, 1_000_000


def figure(number: int) -> str:
    """Return ``number`` with its thousands apart."""
    return f"{number:,}"


def share(value: float | None) -> str:
    """Return a percentage as text: "87%"; "–" for None."""
    return UNKNOWN if value is None else f"{value:.0f}%"


def with_excuses(value: float | None) -> str:
    """Return the share without what was excused: "94% with excuses"."""
    return _("%(share)s with excuses") % {"share": share(value)}


def isolated(text: str) -> str:
    """Return figures such as a range marked to run left to right wherever they stand."""
    return f"\u2066{text}\u2069"


def money(value: Decimal | int, currency: str) -> str:
    """Return for example "1.42M SAR": short, since two of them stand side by side."""
    if value >= MILLION:
        millions = f"{value / MILLION:.2f}".rstrip("0").rstrip(".")
        return isolated(f"{millions}M {currency}")
    if value >= THOUSAND:
        return isolated(f"{value / THOUSAND:.0f}K {currency}")
    return isolated(f"{value:,.0f} {currency}")


def day_text(day: date) -> str:
    """Return for example "3 Nov"."""
    return date_format(day, "j M")


def axis_text(day: date) -> str:
    """Return ``day_text``, shorter where the language's months are long: for bars side by side."""
    return date_format(day, pgettext("format of a date under a bar", "j M"))


def period_text(period: Period) -> str:
    """Return the name of a period: "November 2026", "16 Nov to 22 Nov 2026", "Last 30 days"."""
    if period.kind == Kind.MONTH:
        return date_format(period.from_date, "YEAR_MONTH_FORMAT")
    if period.kind == Kind.QUARTER:
        return quarter_text(period.from_date)
    if period.kind == Kind.DAYS:
        return _("Last 30 days")
    if period.kind == Kind.YEAR:
        return _("Last 365 days")
    last = date_format(period.last_date, "j M Y")
    if period.length == 1:
        return last
    return _("%(first)s to %(last)s") % {"first": day_text(period.from_date), "last": last}


def span_text(period: Period) -> str:
    """Return what is compared with, to follow "vs": "October", or its days: short, beside a figure.

    Of a month that runs, the same days of the one before count: ``compared_text`` says so.
    """
    if period.kind == Kind.MONTH:
        return date_format(period.from_date, "F")
    if period.kind == Kind.QUARTER:
        return quarter_text(period.from_date)
    days = {"first": day_text(period.from_date), "last": day_text(period.last_date)}
    if period.length == 1:
        return pgettext("compared with", "%(last)s") % days
    return pgettext("compared with", "%(first)s to %(last)s") % days


def compared_text(period: Period) -> str:
    """Return the very days that changes are measured against."""
    days = {"first": day_text(period.from_date), "last": day_text(period.last_date)}
    if period.length == 1:
        return _("Changes compare with %(last)s.") % days
    return _("Changes compare with %(first)s to %(last)s.") % days


def quarter_text(day: date) -> str:
    """Return the name of the quarter of ``day``: "Q4 2026"."""
    number = (day.month + 2) // 3
    return _("Q%(number)s %(year)s") % {"number": number, "year": day.year}


def of_plan(ahead: int) -> str:
    """Return how far marketing is from its plan."""
    if ahead < 0:
        return _("%(n)s behind plan") % {"n": figure(-ahead)}
    return _("%(n)s ahead of plan") % {"n": figure(ahead)} if ahead else _("On plan")


def of_goal(attainment: float, goal_percent: int) -> str:
    """Return how far sales is from the attainment it means to reach."""
    points = round(abs(attainment - goal_percent))
    if attainment >= goal_percent:
        return _("Target reached")
    if not points:
        return _("Just under target")
    return ngettext("%(n)s point under target", "%(n)s points under target", points) % {"n": points}


def delivered_says(waterfall: Waterfall, day_number: int) -> str:
    """Return what the burn-up shows."""
    text = _("%(n)s handed over by day %(day)s.") % {
        "n": figure(waterfall.delivered),
        "day": day_number,
    }
    if not waterfall.projected:
        return text
    closing = _("At this pace the period closes near %(n)s.")
    return f"{text} {closing % {'n': figure(waterfall.projected)}}"


def live_says(live: Live) -> str:
    """Return what the list of the most urgent shows."""
    if not live.open:
        return _("Nobody waits for an answer.")
    if not live.breached and not live.at_risk:
        return _("Everyone who waits is within the promise.")
    late = ngettext("%(n)s lead is overdue", "%(n)s leads are overdue", live.breached)
    soon = ngettext("%(n)s lead is at risk", "%(n)s leads are at risk", live.at_risk)
    late, soon = late % {"n": figure(live.breached)}, soon % {"n": figure(live.at_risk)}
    if live.breached and live.at_risk:
        return _("%(late)s, %(soon)s.") % {"late": late, "soon": soon}
    return f"{late if live.breached else soon}."


def response_says(response: Response) -> str:
    """Return what the histogram shows."""
    if response.median is None:
        return _("No lead has been answered yet.")
    text = _("Half of the answered leads hear from us within %(time)s of working time.") % {
        "time": short_words_inside(response.median)
    }
    due = response.answered + response.waiting
    missed = response.late + response.waiting
    one_in = max(1, round(due / missed)) if missed else 0
    late = _("1 in %(n)s waits past the promise.") % {"n": one_in}
    if one_in == 1:
        late = _("Nearly everyone waits past the promise.")
    if not missed:
        late = _("Nobody waits past the promise.")
    return f"{text} {late}"


def leads(number: int) -> str:
    """Return how many leads: "12 leads"."""
    return ngettext("%(n)s lead", "%(n)s leads", number) % {"n": figure(number)}


def promises(number: int) -> str:
    """Return how many promises, of which a lead may have several: "12 promises"."""
    return ngettext("%(n)s promise", "%(n)s promises", number) % {"n": figure(number)}


def still_waiting(number: int) -> str:
    """Return how many late leads nobody has answered: their time is not summed up yet."""
    return ngettext(
        "%(n)s late lead still waits: its time counts here once it is answered.",
        "%(n)s late leads still wait: their time counts here once they are answered.",
        number,
    ) % {"n": figure(number)}


def parts_say(parts: Sequence[Part], by: Dimension, limit_percent: int) -> str:
    """Return what the breach rates show."""
    if not parts:
        return _("No promise has fallen due yet.")
    named = [part for part in parts if part.key is not None]
    over = sum((part.verdicts.breach_rate or 0) > limit_percent for part in named)
    if not over:
        return _("Nobody is over the %(limit)s%% limit.") % {"limit": limit_percent}
    texts = {
        Dimension.REP: ngettext(
            "%(n)s rep is over the %(limit)s%% limit.",
            "%(n)s reps are over the %(limit)s%% limit.",
            over,
        ),
        Dimension.SOURCE: ngettext(
            "%(n)s source is over the %(limit)s%% limit.",
            "%(n)s sources are over the %(limit)s%% limit.",
            over,
        ),
        Dimension.PERSONA: ngettext(
            "%(n)s persona is over the %(limit)s%% limit.",
            "%(n)s personas are over the %(limit)s%% limit.",
            over,
        ),
    }
    return texts[by] % {"n": over, "limit": limit_percent}


def weeks_say(weeks: Sequence[Verdicts], goal_percent: int) -> str:
    """Return what the weeks show."""
    judged = [week.attainment for week in weeks if week.attainment is not None]
    if not judged:
        return _("No promise has fallen due yet.")
    reached = sum(value >= goal_percent for value in judged)
    return ngettext(
        "The target of %(goal)s%% was reached in %(reached)s of %(n)s week.",
        "The target of %(goal)s%% was reached in %(reached)s of %(n)s weeks.",
        len(judged),
    ) % {"goal": goal_percent, "reached": reached, "n": len(judged)}


def steps_say(steps: Sequence[Reached]) -> str:
    """Return what the funnel shows: where most is lost."""
    kept = [
        (after.count / before.count, before, after)
        for before, after in pairwise(steps)
        if before.count
    ]
    if not kept:
        return _("Nothing was handed over in this period.")
    _share, before, after = min(kept, key=lambda found: found[0])
    return _("The biggest drop is between “%(before)s” and “%(after)s”.") % {
        "before": before.step.label,
        "after": after.step.label,
    }
