"""Random lives, replayed under the version that was in force: the same as the engine recorded."""

import random
from collections import Counter, deque
from dataclasses import replace

import pytest

from sla import backtesting, replaying
from sla.backtest import BROKEN, KEPT, NO_CLOCK, RUNNING, VOID, Replay
from sla.models import AgreementVersion, Breach, Clock, ClockEvent, LadderStep, Metric, Target
from sla.sweep import sweep
from tests.cast import after
from tests.sla import test_ladder_oracle, test_oracle
from tests.sla.lives import Cast, a_life
from tests.sla.test_oracle import END, KINDS, live

pytestmark = pytest.mark.django_db
agreed = test_oracle.agreed
ladder = test_ladder_oracle.ladder
LIVES = 60
# What the engine's states are called in a replay.
STATES = {"met": KEPT, "breached": BROKEN, "void": VOID, "on_track": RUNNING, "at_risk": RUNNING}


@pytest.fixture
def people(marketer, rep, other_rep, manager):
    return Cast(marketer, [rep, other_rep], manager)


def lived(people, seed, *, at_once=False, until=END):
    """Let random people live until ``until``, swept just before every act."""
    rng = random.Random(seed)
    lives = [a_life(rng, f"{KINDS[n % 3]} {n}") for n in range(LIVES)]
    if at_once:
        lives = [
            replace(life, acts=[replace(act, back=0) for act in life.acts if _is_plain(act)])
            for life in lives
        ]
    lives = [replace(life, acts=[act for act in life.acts if act.at <= until]) for life in lives]
    deque(live(lives, people, lambda at: (at,)), maxlen=0)


def _is_plain(act):
    return act.name not in {"correct", "strike"}


def replayed(at, calendars=replaying.THEN):
    """Return {(hand-off, metric, seq): verdict} of every promise."""
    version = AgreementVersion.objects.get()
    plan = replaying.plan_of(version, calendars=calendars, at=at)
    replay = Replay(replaying.version_of(plan), at)
    handoffs = replaying.offered(from_at=after(days=-9), until_at=at, most=10_000)
    histories = replaying.histories(handoffs, at)
    return {
        (each.pk, verdict.owed.metric, verdict.owed.seq): verdict
        for each in handoffs
        for verdict in replay.verdicts(histories[each.pk], each)
    }


def recorded():
    """Return what the engine made of every promise, attempts that fell away left out."""
    targets = {target.pk: place for place, target in enumerate(_targets())}
    breaches = dict(Breach.objects.filter(withdrawn_at=None).values_list("clock_id", "charged_to"))
    return {
        (clock.handoff_id, clock.metric, clock.seq): (
            targets[clock.target_id],
            STATES.get(clock.state, RUNNING),
            clock.started_at,
            clock.due_at,
            breaches.get(clock.pk),
            clock.business_seconds if clock.state == "met" else None,
        )
        for clock in Clock.objects.all()
        if not _is_gone(clock.metric, clock.state)
    }


def _targets():
    return Target.objects.order_by("position", "id")


def _is_gone(metric, state):
    return metric == Metric.ATTEMPT and state == "void"


def as_recorded(verdicts):
    return {
        key: (
            verdict.place,
            verdict.state,
            verdict.owed.started_at,
            verdict.due_at,
            verdict.charged_to,
            verdict.spent_seconds if verdict.state == KEPT else None,
        )
        for key, verdict in verdicts.items()
        if not _is_gone(verdict.owed.metric, verdict.state)
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_replay_of_the_version_in_force_finds_what_the_engine_recorded(agreed, people, seed):
    lived(people, seed)
    sweep(at=END)
    verdicts = as_recorded(replayed(END))
    assert verdicts == recorded()
    assert Counter(state for _place, state, *_rest in verdicts.values()).keys() >= {KEPT, BROKEN}


@pytest.mark.parametrize("seed", [4, 5])
def test_a_replay_in_the_middle_of_lives_finds_what_runs(agreed, people, seed):
    at = after(minutes=50)
    lived(people, seed, until=at)
    sweep(at=at)
    verdicts = as_recorded(replayed(at))
    assert verdicts == recorded()
    assert RUNNING in {state for _place, state, *_rest in verdicts.values()}


@pytest.mark.parametrize("seed", [6, 7])
def test_a_replay_counts_the_steps_that_the_engine_took(ladder, people, seed):
    lived(people, seed, at_once=True)
    sweep(at=END)
    verdicts, came = replayed(END), Counter[tuple[int, str, int]]()
    for event in ClockEvent.objects.filter(kind="escalated").select_related("clock"):
        clock = event.clock
        # A sweep in the very second of the answer may come before it.
        came[clock.handoff_id, clock.metric, clock.seq] += event.at not in _ends(clock)
    found = {key: len(each.rungs) for key, each in verdicts.items()}
    assert {key: n for key, n in found.items() if n} == {key: n for key, n in came.items() if n}
    places = {place for each in verdicts.values() for place in each.rungs}
    assert places == set(range(LadderStep.objects.count()))


def _ends(clock):
    return {clock.stopped_at, clock.voided_at}


def test_the_counts_of_a_run_are_those_of_the_record(agreed, people, manager):
    lived(people, 8)
    sweep(at=END)
    version = AgreementVersion.objects.get()
    options = backtesting.Options(weeks=9, calendars=replaying.THEN)
    run = backtesting.start(version=version, options=options, at=END, by=manager)
    worker = backtesting.Worker(run.pk)
    while worker.step(at=END):
        pass
    run.refresh_from_db()
    (counts, beside) = run.counts
    assert counts == beside
    rows = [(place, state) for place, state, *_rest in recorded().values()]
    told = Counter({key: n for key, n in counts.items() if key.startswith("target/")})
    gone = [f"target/{place}/{VOID}" for place in range(99)]
    expected = Counter(f"target/{place}/{state}" for place, state in rows)
    assert {k: n for k, n in told.items() if k not in gone} == {
        k: n for k, n in expected.items() if k not in gone
    }
    assert not any(key.startswith(NO_CLOCK) for key in counts)
