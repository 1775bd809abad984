"""What holds for every promise there is, by the real verbs: pauses, resuming, ledgers, order.

The pure arithmetic is held to the same by ``test_pause_properties`` and ``test_explaining``.
"""

import random
from collections import deque
from datetime import timedelta
from itertools import permutations

import pytest

from leads import lifecycle
from sla import pausing
from sla.explained import clock_or_404, explained
from sla.models import Clock, Metric, Target
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import a_calendar, a_handoff, a_target, a_touch, after, an_agreement, fresh
from tests.sla import test_oracle
from tests.sla.lives import Cast, a_life
from tests.sla.test_oracle import END, KINDS, live

pytestmark = pytest.mark.django_db
agreed = test_oracle.agreed
HOUR = 60
OWED_AFTER_HAND_OFF = (Metric.DECISION, Metric.OWNER_TOUCH, Metric.ATTEMPT, Metric.ANSWER)
# A closed hand-off cannot be paused, so marketing's answer stands still for nobody.
PAUSABLE = set(Metric.values) - {Metric.ANSWER}


@pytest.fixture
def everything(db):
    """An agreement with a target of every metric; a first touch is a conversation."""
    version, calendar = an_agreement(touch_minutes=10 * HOUR), a_calendar()
    Target.objects.filter(metric=Metric.FIRST_TOUCH).update(needs_conversation=True)
    for metric in OWED_AFTER_HAND_OFF:
        more = {"attempts": 3} if metric == Metric.ATTEMPT else {}
        a_target(version, metric, 12 * HOUR, calendar=calendar, **more)
    return version


@pytest.fixture
def running(everything, marketer, rep, other_rep, manager):
    """Two hand-offs on which a clock of every metric that can be paused runs at 12:04."""
    waiting = a_handoff(by=marketer)
    worked = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
    a_touch(fresh(worked), rep, after(minutes=2), outcome="no_answer")
    lifecycle.reassign(handoff=fresh(worked), to=other_rep, at=after(minutes=3), by=manager)
    return [waiting, worked]


def dues(handoffs, at):
    """Return what each unanswered clock shows as its due instant at ``at``."""
    rows = Clock.objects.filter(handoff__in=handoffs, stopped_at=None).select_related("target")
    return {
        (clock.handoff_id, clock.metric, clock.seq): read_clock(clock=clock, at=at).due_at
        for clock in rows
    }


def pause_and_resume(handoffs, manager, start, end):
    for handoff in handoffs:
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            until_at=end + timedelta(hours=1),
            at=start,
            by=manager,
        )
        pausing.resume(handoff=fresh(handoff), at=end, by=manager)


@pytest.mark.parametrize("seed", range(6))
def test_no_pause_shortens_any_promise(running, manager, seed):
    rng = random.Random(seed)
    start = after(minutes=5)
    while start < after(minutes=20):  # the claim is owed within half an hour
        end = start + timedelta(seconds=rng.choice((1, 60, 600, 3600, 60_000)))
        before = dues(running, start)
        pause_and_resume(running, manager, start, end)
        now = dues(running, end)
        assert {metric for _handoff, metric, _seq in before} == PAUSABLE
        assert all(now[key] >= due for key, due in before.items())
        if end - start <= timedelta(hours=1):  # all of it in working time: it costs its length
            claim = next(key for key in now if key[1] == Metric.CLAIM)
            assert now[claim] - before[claim] == end - start
        start = end + timedelta(seconds=rng.choice((0, 1, 300)))


def test_resuming_at_once_moves_no_promise(running, manager):
    for minutes in (4, 9, 14, 29):
        at = after(minutes=minutes)
        before = dues(running, at)
        pause_and_resume(running, manager, at, at)
        assert dues(running, at) == before
        assert {metric for _handoff, metric, _seq in before} == PAUSABLE
    rows = Clock.objects.filter(handoff__in=running, stopped_at=None)
    stored = {(row.handoff_id, row.metric, row.seq): row.due_at for row in rows}
    assert stored == before


def test_the_ledger_of_every_clock_adds_up_to_what_has_elapsed(
    agreed, marketer, rep, other_rep, manager
):
    rng, people = random.Random(3), Cast(marketer, [rep, other_rep], manager)
    deque(live([a_life(rng, f"{KINDS[n % 3]} {n}") for n in range(36)], people), maxlen=0)
    sweep(at=END)
    seen = set()
    for row in Clock.objects.select_related("handoff"):
        clock = clock_or_404(row.handoff.code, row.metric, row.seq)
        for at in (clock.started_at + timedelta(seconds=rng.randrange(200_000)), END):
            found = explained(clock, at)
            lines = [line for line in found.lines if line.is_counted]
            assert sum(line.seconds for line in lines) == found.reading.elapsed_seconds
            late = sum(line.seconds for line in lines if line.is_late)
            assert late == found.reading.overdue_seconds
            if clock.stopped_at is not None and clock.stopped_at <= at:
                assert found.reading.elapsed_seconds == clock.business_seconds
            seen.add(clock.metric)
    assert seen == set(Metric.values)


# When each happened, whose it was, what came of it: both owners', before and after the lead
# changed hands at 12:30. What the first owner forgot, a manager logs.
TOUCHES = (
    (10, "rep", "no_answer"),
    (40, "other_rep", "no_answer"),
    (35, "rep", "no_answer"),
    (50, "other_rep", "reached"),
)


def test_the_order_of_logging_never_matters(everything, marketer, rep, other_rep, manager):
    """Of touches by both owners, whatever is logged first, the verdicts are the same."""
    ends = set()
    people = {"rep": rep, "other_rep": other_rep}
    for order in permutations(TOUCHES):
        handoff = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
        lifecycle.reassign(handoff=fresh(handoff), to=other_rep, at=after(minutes=30), by=manager)
        for place, (minutes, who, outcome) in enumerate(order):
            at = after(minutes=60 + place)
            by = people[who] if who == "other_rep" else manager
            a_touch(fresh(handoff), by, at, happened=after(minutes=minutes), outcome=outcome)
        rows = Clock.objects.filter(handoff=handoff).order_by("metric", "seq")
        fields = ("metric", "seq", "state", "started_at", "due_at", "stopped_at")
        ends.add(tuple(rows.exclude(state="void").values_list(*fields)))
    assert len(ends) == 1
    (end,) = ends
    assert {row[0] for row in end} == set(Metric.values) - {Metric.ANSWER}
    answered = {(row[0], row[1]): row[5] for row in end}
    # Reached at 12:50; the first attempt at 12:10, the others at 12:35 and 12:40.
    assert answered[Metric.FIRST_TOUCH, 1] == after(minutes=50)
    assert answered[Metric.ATTEMPT, 2] == after(minutes=35)
    assert answered[Metric.ATTEMPT, 3] == after(minutes=40)
    assert answered[Metric.OWNER_TOUCH, 1] == after(minutes=40)
