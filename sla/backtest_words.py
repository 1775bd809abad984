"""What a backtest says: whether the promise can be kept, and two versions side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.durations import hours_inside, hours_words, long_words
from leads.models import Source
from sla.backtest_result import Found, Share, Tried
from sla.ladder_words import when_words
from sla.models import Metric
from sla.wording import time_words
from teams.models import User

NONE = "–"
STEPS = gettext_lazy("Escalations that would have been sent")
SOURCES = gettext_lazy("Breaches by source")
REPS = gettext_lazy("Breaches by rep")


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is of, for the tried version, for the one in force."""

    name: str
    tried: str
    in_force: str
    note: str = ""
    is_worse: bool = False


@dataclass(frozen=True)
class TargetRow:
    """A target: its promise, what came of it, what nine in ten would have kept."""

    name: str
    metric: str
    promise: str
    kept: str
    of: str
    running: int
    void: int
    tightest: str
    in_force: str


def verdict(tried: Found) -> str:
    """Return whether the promise can be kept, and why."""
    whole = tried.whole
    if not whole.judged:
        return _("Nothing fell due in these weeks: there is nothing to judge the promises by.")
    said = {
        "kept": f"{whole.kept:,}",
        "judged": f"{whole.judged:,}",
        "percent": figure(whole),
        "goal": _percent(tried.goal_percent),
        "load": _percent(tried.load_percent),
        "needed": hours_inside(tried.needed_seconds),
        "there": hours_inside(tried.there_seconds),
    }
    if tried.missed:
        return _missed(tried, said)
    if not tried.is_workable:
        text = _(
            "The times could be kept (%(percent)s of %(judged)s promises), but not all attempts"
            " could be made: they take %(needed)s, and sales has %(there)s."
        )
        return text % said
    text = _(
        "This promise can be kept: %(kept)s of %(judged)s would have been (%(percent)s), and the"
        " attempts take %(load)s of the time of sales."
    )
    return text % said


def _missed(tried: Found, said: Mapping[str, str]) -> str:
    metric = min(tried.missed, key=lambda each: tried.metrics[each].percent or 0)
    share = tried.metrics[metric]
    words = {"metric": str(Metric(metric).label), "percent": figure(share), "goal": said["goal"]}
    text = _(
        "As it stands this promise can hardly be kept: “%(metric)s” would have been kept in"
        " %(percent)s of cases, and %(goal)s is meant."
    )
    rows = [each for each in tried.targets if each.text.metric == metric and _is_loose(each)]
    if not rows:
        return text % words
    worst = min(rows, key=lambda each: each.share.percent or 0)
    is_worked = worst.text.is_business_time
    time = time_words(worst.tightest_seconds or 0, is_business_time=is_worked)
    more = _("Nine in ten would have been kept within %(time)s.") % {"time": time}
    return f"{text % words} {more}"


def _time(row: Tried, seconds: int | None) -> str:
    if seconds is None:
        return NONE
    return hours_words(seconds) if row.text.is_business_time else long_words(seconds)


def _is_loose(row: Tried) -> bool:
    """Return whether a longer promise than that of ``row`` is known to have been keepable."""
    return row.tightest_seconds is not None and row.tightest_seconds > row.text.seconds


def figure(share: Share) -> str:
    """Return the kept share as text, such as "87%"; "–" where nothing was judged."""
    return NONE if share.percent is None else _percent(share.percent)


def _percent(number: int) -> str:
    return f"\u2066{number}%\u2069"


def metric_rows(tried: Found, in_force: Found | None) -> list[Row]:
    """Return the attainment of each metric, side by side."""
    former = in_force.metrics if in_force else {}
    return [
        Row(
            str(Metric(metric).label),
            figure(share),
            figure(former.get(metric, Share())),
            _("%(kept)s of %(judged)s") % {"kept": f"{share.kept:,}", "judged": f"{share.judged:,}"}
            if share.judged
            else "",
            metric in tried.missed,
        )
        for metric, share in tried.metrics.items()
    ]


def target_rows(tried: Found, in_force: Found | None) -> list[TargetRow]:
    """Return every target of the tried version, beside its namesake of the one in force."""
    known = in_force.targets if in_force else []
    former = {(each.text.metric, each.text.name): each for each in known}
    return [
        TargetRow(
            name=each.text.name,
            metric=str(Metric(each.text.metric).label),
            promise=_time(each, each.text.seconds),
            kept=figure(each.share),
            of=f"{each.share.judged:,}",
            running=each.share.running,
            void=each.share.void,
            tightest=_time(each, each.tightest_seconds),
            in_force=figure(before.share) if before else NONE,
        )
        for each in tried.targets
        for before in (former.get((each.text.metric, each.text.name)),)
    ]


def rep_rows(tried: Found, in_force: Found | None) -> list[Row]:
    """Return the breaches charged to each rep, most first; one query."""
    former = in_force.reps if in_force else {}
    ids = {*tried.reps, *former}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    names[0] = _("Nobody yet: the side let it wait")
    return [
        Row(
            names.get(pk, NONE),
            f"{tried.reps.get(pk, 0):,}",
            f"{former.get(pk, 0):,}" if in_force else NONE,
        )
        for pk in sorted(ids, key=lambda pk: (-tried.reps.get(pk, 0), names.get(pk, "")))
    ]


def source_rows(tried: Found, in_force: Found | None) -> list[Row]:
    """Return the breaches of the leads of each source, most first; one query."""
    former = in_force.sources if in_force else {}
    ids = {*tried.sources, *former}
    names = dict(Source.objects.filter(pk__in=ids).values_list("pk", "name"))
    names[0] = _("No source")
    return [
        Row(
            names.get(pk, NONE),
            f"{broken:,}",
            f"{former.get(pk, (0, 0))[0]:,}" if in_force else NONE,
            _("of %(judged)s promises") % {"judged": f"{judged:,}"},
        )
        for pk in sorted(ids, key=lambda pk: (-tried.sources.get(pk, (0, 0))[0], names.get(pk, "")))
        for broken, judged in (tried.sources.get(pk, (0, 0)),)
    ]


def step_rows(tried: Found, in_force: Found | None) -> list[Row]:
    """Return how often each step of either ladder would have come."""
    ours = {(each.percent, each.after_seconds): each.count for each in tried.climbs}
    theirs = (
        {(each.percent, each.after_seconds): each.count for each in in_force.climbs}
        if in_force
        else {}
    )
    keys = sorted({*ours, *theirs}, key=lambda key: (key[0] is None, key[0] or key[1] or 0))
    return [Row(when_words(*key), _count(ours.get(key)), _count(theirs.get(key))) for key in keys]


def _count(number: int | None) -> str:
    return NONE if number is None else f"{number:,}"


def handoffs_say(tried: Found, since: date) -> str:
    """Return what was replayed: the hand-offs from the day ``since`` on."""
    text = ngettext(
        "One hand-off since %(day)s was replayed.",
        "%(n)s hand-offs since %(day)s were replayed.",
        tried.handoffs,
    )
    return text % {"n": f"{tried.handoffs:,}", "day": date_format(since)}


def work_says(tried: Found) -> str:
    """Return how many hours the attempts take, and how many there are."""
    return _("The attempts take %(needed)s, and there are %(there)s for them.") % {
        "needed": hours_inside(tried.needed_seconds),
        "there": hours_inside(tried.there_seconds),
    }
