"""Every figure a second time, in plain Python over the rows: what the queries are held against."""

from math import ceil, floor


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
