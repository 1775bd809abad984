"""Every figure a second time, in plain Python over the rows: what the queries are held against."""

from itertools import pairwise
from math import ceil, floor

from dashboards.response import SHARES

STEPS = ("delivered", "accepted", "qualified", "won")


def verdict(clock, at):
    """Return kept, broken, running or void."""
    if clock.breached_at is not None:
        return "broken"
    if clock.stopped_at is not None:
        return "kept" if clock.stopped_at <= clock.due_at else "broken"
    if clock.voided_at is not None:
        return "void"
    return "broken" if clock.due_at < at else "running"


def tally(clocks, at):
    """Return how many clocks have each verdict."""
    found = [verdict(clock, at) for clock in clocks]
    return tuple(found.count(name) for name in ("kept", "broken", "running", "void"))


def excused(clocks, at):
    """Return how many clocks are broken, and their breach set aside."""
    return sum(
        verdict(clock, at) == "broken"
        and any(each.excused_at and not each.withdrawn_at for each in clock.breaches.all())
        for clock in clocks
    )


def percentile(values, share):
    """Return the interpolated percentile, None of nothing."""
    values = sorted(values)
    if not values:
        return None
    place = (len(values) - 1) * share
    low, high = values[floor(place)], values[ceil(place)]
    return low + (high - low) * (place - floor(place))


def has_reached(handoff, step):
    """Return whether a hand-off came as far as ``step``."""
    if handoff.outcome == "withdrawn":
        return False
    is_won = handoff.outcome == "won"
    is_qualified = is_won or handoff.qualified_at is not None
    is_accepted = is_qualified or (handoff.claimed_at is not None and handoff.outcome != "rejected")
    return {
        "delivered": True,
        "accepted": is_accepted,
        "qualified": is_qualified,
        "won": is_won,
    }[step]


def current(clocks):
    """Return the running clock that each waiting hand-off shows."""
    running = [clock for clock in clocks if clock.stopped_at is None and clock.voided_at is None]
    claims = {clock.handoff_id for clock in running if clock.metric == "claim"}
    return [clock for clock in running if clock.metric == "claim" or clock.handoff_id not in claims]


def part_of(clock, by, at):
    """Return the id of the rep, source or persona that a clock counts for, None of none."""
    handoff = clock.handoff
    if by != "rep":
        return getattr(handoff, f"{by}_id")
    if clock.breached_at is not None:
        held = [each for each in clock.breaches.all() if each.withdrawn_at is None]
        return held[0].charged_to_id if held else None
    was_held = handoff.claimed_at is not None and handoff.claimed_at <= clock.due_at
    return handoff.owner_id if was_held or verdict(clock, at) != "broken" else None


def figures(clocks, handoffs, period, at, *, by, promise):
    """Return every count of a period by name, from all the rows there are."""
    due = [clock for clock in clocks if period.start <= clock.due_at < period.end]
    touches = [clock for clock in due if clock.metric == "first_touch"]
    answered = [clock for clock in touches if clock.stopped_at is not None]
    handed = [each for each in handoffs if period.start <= each.handed_at < period.end]
    edges = [0, *(promise * top // bottom for top, bottom in SHARES), 10**9]
    parts = {}
    for clock in touches:
        parts.setdefault(part_of(clock, by, at), []).append(clock)
    return {
        "claims": tally([clock for clock in due if clock.metric == "claim"], at),
        "touches": tally(touches, at),
        "bars": [
            sum(low < max(1, clock.business_seconds) <= high for clock in answered)
            for low, high in pairwise(edges)
        ],
        "late": sum(verdict(clock, at) == "broken" for clock in answered),
        "waiting": sum(
            verdict(clock, at) == "broken" for clock in touches if clock.stopped_at is None
        ),
        "parts": {key: tally(mine, at) for key, mine in parts.items()},
        "excused": [
            excused([clock for clock in due if clock.metric == metric], at)
            for metric in ("first_touch", "claim")
        ],
        "excused_parts": {key: excused(mine, at) for key, mine in parts.items()},
        "steps": [sum(has_reached(each, step) for each in handed) for step in STEPS],
        "times": {
            "median": percentile([clock.business_seconds for clock in answered], 0.5),
            "p90": percentile([clock.business_seconds for clock in answered], 0.9),
            "raw_median": percentile([clock.raw_seconds for clock in answered], 0.5),
            "raw_p90": percentile([clock.raw_seconds for clock in answered], 0.9),
        },
    }
