"""Whose time each broken promise of random lives was, against an opinion that knows only the acts.

It cuts the time of a promise wherever anything was done, and asks of each piece who had the lead
just then; it reads no stage change, no pause and no tenure.
"""

import random
from collections import deque
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from sla import sharing
from sla.models import Breach, BreachShare, Metric, SharePart
from sla.reading import read_clock
from sla.sweep import sweep
from tests.sla import test_oracle as oracle
from tests.sla.lives import a_life
from tests.sla.second_opinion import charged

pytestmark = pytest.mark.django_db

agreed, people = oracle.agreed, oracle.people
END_OF_HANDOFF = {"reject", "withdraw", "disqualify", "recycle", "win", "outcome"}

# Seldom broken by chance: test_sharing has stories of them.
RARE = {Metric.ATTEMPT, Metric.ANSWER, SharePart.WAITING}


def open_seconds(start, end, word):
    """Return the seconds between two instants that count: weekdays from nine to five, or all."""
    if word == "wall":
        return int((end - start).total_seconds())
    total, day = 0, start.date()
    while day <= end.date():
        opens, closes = (datetime.combine(day, time(hour), start.tzinfo) for hour in (9, 17))
        if day.weekday() < 5:
            total += max(0, int((min(end, closes) - max(start, opens)).total_seconds()))
        day += timedelta(days=1)
    return total


def pauses(done):
    """Return start and end of each pause; it is always the manager who makes it."""
    found = []
    for act in done:
        if act.name == "pause":
            found.append([act.at, act.until])
        elif act.name == "resume" or act.name in END_OF_HANDOFF:
            for each in found:
                each[1] = min(each[1], act.at)
    return found


def expected(done, clock, word):
    """Return {(part, number of the rep): seconds} of the time of one broken promise."""
    start, end = clock.started_at, clock.stopped_at or clock.voided_at
    stood = [each for each in pauses(done) if each[0] < clock.due_at]
    edges = [act.at for act in done] + [edge for each in stood for edge in each]
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    found = {}
    for since, until in pairwise(cuts):
        paused = next((each for each in stood if each[0] <= since < each[1]), None)
        owner = charged(done, since)
        key = ("held", owner) if owner is not None else ("unclaimed", None)
        if clock.metric == Metric.ANSWER:
            key = ("waiting", None)
        if paused is not None:
            key = ("paused", "manager")
        found[key] = found.get(key, 0) + open_seconds(since, until, word)
    return {key: seconds for key, seconds in found.items() if seconds}


def kept(breach, people):
    """Return the same of what is kept of a breach."""
    reps = {person.pk: number for number, person in enumerate(people.reps)}
    numbers = {None: None, people.manager.pk: "manager", **reps}
    rows = BreachShare.objects.filter(breach=breach).values_list("part", "person_id", "seconds")
    return {(part, numbers[person]): seconds for part, person, seconds in rows}


@pytest.fixture
def lives():
    """As many lives as it takes for most kinds of promises to be broken, and some to be paused."""
    rng = random.Random(3)
    return [a_life(rng, f"{oracle.KINDS[n % 3]} {n}") for n in range(60)]


@pytest.fixture
def lived(agreed, lives, people):
    """Return each hand-off of the lives with what was done; its broken promises are shared out."""
    deque(oracle.live(lives, people), maxlen=0)
    sweep(at=oracle.END)
    sharing.share_out(at=oracle.END)
    return list(oracle.pairs(lives, people))


def broken(handoff):
    rows = Breach.objects.filter(clock__handoff=handoff, withdrawn_at=None, shared_at__isnull=False)
    return rows.select_related("clock__target")


def test_each_part_is_whose_it_was_and_all_add_up_to_the_second(lived, people):
    seen = set()
    for kind, handoff, done in lived:
        for breach in broken(handoff):
            wanted = expected(done, breach.clock, kind.split()[0])
            assert kept(breach, people) == wanted, (breach.clock, done)
            seen |= {breach.clock.metric, *(part for part, _whose in wanted)}
            reading = read_clock(clock=breach.clock, at=oracle.END)
            counted = sum(seconds for (part, _), seconds in wanted.items() if part != "paused")
            assert counted == reading.elapsed_seconds
            assert breach.clock.business_seconds in {None, counted}
    assert seen >= {*Metric.values, *SharePart.values} - RARE


def test_what_was_shared_out_at_every_step_ends_as_what_was_shared_out_at_the_end(
    agreed, lives, people
):
    for at, _life in oracle.live(lives, people):
        sweep(at=at)
        sharing.share_out(at=at)
    sweep(at=oracle.END)
    sharing.share_out(at=oracle.END)
    for kind, handoff, done in oracle.pairs(lives, people):
        for breach in broken(handoff):
            assert kept(breach, people) == expected(done, breach.clock, kind.split()[0]), done
        assert not BreachShare.objects.filter(
            breach__clock__handoff=handoff, breach__withdrawn_at__isnull=False
        ).exists()
