"""Random lives of leads, judged twice: by the clocks, and by an oracle that never saw one."""

import random
from collections import deque
from datetime import timedelta

import pytest
from django.db import transaction

from sla.models import Breach, Clock, Metric, Target
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import a_calendar, a_target, after, an_agreement
from tests.sla.lives import ATTEMPTS, ATTEMPTS_IN, PROMISED, Cast, a_life
from tests.sla.second_opinion import charged, verdicts

pytestmark = pytest.mark.django_db

KINDS = ("hours", "wall", "talk")  # in working hours, round the clock, only a conversation answers
LIVES = 30
END = after(days=30)


@pytest.fixture
def agreed(db):
    """Promises of the same length for leads of each kind."""
    version = an_agreement()
    for metric, minutes in ((Metric.CLAIM, 30), (Metric.FIRST_TOUCH, 60)):
        a_target(version, metric, minutes, calendar=None, position=1, lead_types=["wall"])
    touch = Target.objects.get(metric=Metric.FIRST_TOUCH, position=100)
    Target.objects.filter(pk=touch.pk).update(lead_types=["hours"])
    touch.pk, touch.code, touch.position = None, touch.__class__().code, 101
    touch.lead_types, touch.needs_conversation = ["talk"], True
    touch.save()
    calendar = a_calendar()
    for metric in (Metric.DECISION, Metric.OWNER_TOUCH, Metric.ANSWER, Metric.ATTEMPT):
        more = {"attempts": ATTEMPTS} if metric == Metric.ATTEMPT else {}
        minutes = PROMISED.get(metric, ATTEMPTS_IN) // 60
        for kind in KINDS:
            a_target(
                version,
                metric,
                minutes,
                calendar=None if kind == "wall" else calendar,
                lead_types=[kind],
                needs_conversation=kind == "talk" and metric == Metric.OWNER_TOUCH,
                **more,
            )


@pytest.fixture
def lives():
    rng = random.Random(1)
    return [a_life(rng, f"{KINDS[n % 3]} {n}") for n in range(LIVES)]


@pytest.fixture
def people(marketer, rep, other_rep, manager):
    return Cast(marketer, [rep, other_rep], manager)


def live(lives, people, sweeps_at=lambda _at: ()):
    """Let everybody live at the same time; ``sweeps_at`` says when sweeps run before an act."""
    order = [(act.at, n, life, act) for n, life in enumerate(lives) for act in life.acts]
    for at, _n, life, act in sorted(order, key=lambda one: one[:2]):
        for moment in sweeps_at(at):
            sweep(at=moment)
        people.tries(life, act)
        yield at, life


def clocks_of(handoff):
    return Clock.objects.filter(handoff=handoff).select_related("target")


def is_as_none(key, state):
    """Return whether an attempt has fallen away: as good as one that never was owed."""
    return key[0] == Metric.ATTEMPT and state == "void"


def expected(life, now):
    """Return {(metric, seq): (state, due instant)} of each hand-off so far."""
    return [
        {
            key: verdict[:2]
            for key, verdict in verdicts(life.kind, done, now).items()
            if not is_as_none(key, verdict[0])
        }
        for done in life.done
    ]


def shown(life, people, now):
    return [
        {
            (clock.metric, clock.seq): (reading.state, reading.due_at)
            for clock in clocks_of(handoff)
            for reading in (read_clock(clock=clock, at=now),)
            if not is_as_none((clock.metric, clock.seq), reading.state)
        }
        for handoff in people.handoffs.get(life.kind, [])
    ]


def rows():
    """Return what is final of every clock and breach: the verdict, its dates, whose it is."""
    of = ("handoff__lead__lead_type", "handoff__lead__name", "handoff__cycle", "metric", "seq")
    clocks = Clock.objects.order_by(*of).values_list(
        *of, "started_at", "due_at", "state", "stopped_at", "voided_at", "breached_at"
    )
    broken = Breach.objects.filter(withdrawn_at=None).order_by(*(f"clock__{name}" for name in of))
    return list(clocks), list(broken.values_list("clock__metric", "due_at", "charged_to_id"))


def pairs(lives, people):
    """Return each hand-off with what was done to it."""
    for life in lives:
        for handoff, done in zip(people.handoffs[life.kind], life.done, strict=True):
            yield life.kind, handoff, done


def check_verdicts(lives, people):
    for kind, handoff, done in pairs(lives, people):
        for clock in clocks_of(handoff):
            if is_as_none((clock.metric, clock.seq), clock.state):
                continue
            state, due, start = verdicts(kind, done, END)[clock.metric, clock.seq]
            assert (clock.state, clock.due_at, clock.started_at) == (state, due, start), done
            assert clock.breaches.filter(withdrawn_at=None).count() == (state == "breached"), done


def check_charges(lives, people):
    names = {None: None, "manager": people.manager, **dict(enumerate(people.reps))}
    for _kind, handoff, done in pairs(lives, people):
        for breach in Breach.objects.filter(clock__handoff=handoff, withdrawn_at=None):
            is_of_side = breach.clock.metric in {Metric.CLAIM, Metric.ANSWER}
            owner = None if is_of_side else charged(done, breach.due_at)
            assert breach.charged_to == names[owner], (breach.due_at, done)


def test_every_clock_shows_what_the_oracle_says_at_every_instant(agreed, lives, people):
    for at, life in live(lives, people):
        assert shown(life, people, at) == expected(life, at), life.done
    done = [done for _kind, _handoff, done in pairs(lives, people)]
    assert len(done) > LIVES
    assert sum(map(len, done)) > 2 * LIVES


def test_sweeping_all_the_time_and_once_at_the_end_leave_the_same_rows(agreed, lives, people):
    with transaction.atomic():
        mark = transaction.savepoint()
        deque(live(lives, people, lambda at: (at - timedelta(seconds=30), at)), maxlen=0)
        sweep(at=END)
        check_verdicts(lives, people)
        check_charges(lives, people)
        steadily = rows()
        transaction.savepoint_rollback(mark)
    once = Cast(people.marketer, people.reps, people.manager)
    for life in lives:
        life.done.clear()
    deque(live(lives, once), maxlen=0)
    sweep(at=END)
    check_verdicts(lives, once)
    check_charges(lives, once)
    assert rows() == steadily
