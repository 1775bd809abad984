"""What a history owes, reckoned by hand: where the engine's own lives do not lead."""

from dataclasses import dataclass, field

import pytest

from sla.backtest import BROKEN, KEPT, NO_CLOCK, RUNNING, VOID, Replay, Version
from sla.owing import METRICS, History, Moved, Stood, Touched, charged
from tests.cast import NOON, after

REP, OTHER = 7, 8


@dataclass
class Rule:
    """A target round the clock, of an hour."""

    metric: str
    seconds: int = 3600
    needs_conversation: bool = False
    attempts: int | None = None
    is_business_time: bool = False
    calendar_id: int | None = None
    pause_reasons: list[str] = field(default_factory=lambda: ["lead_away"])
    sources: list[int] = field(default_factory=list)
    lead_types: list[str] = field(default_factory=list)
    personas: list[int] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)


@dataclass
class Lead:
    """What a hand-off remembers."""

    source_id: int | None = None
    lead_type: str = ""
    persona_id: int | None = None
    grade: str = ""
    region: str = ""


def move(name, minutes, *, by=REP, to=None):
    at = after(minutes=minutes)
    return Moved(name, at, at, by, to)


def touch(minutes, *, by=REP, reached=True, logged=None):
    logged_at = after(minutes=minutes if logged is None else logged)
    return Touched(after(minutes=minutes), logged_at, by, reached)


def judged(*moves, touches=(), pauses=(), at=None, **rules):
    """Return {(metric, seq): (state, charged to)} under an hour for everything."""
    every = [
        Rule(metric, attempts=2 if metric == "attempt" else None, **rules) for metric in METRICS
    ]
    history = History(NOON, list(moves), list(touches), list(pauses))
    replay = Replay(Version(every, [], {}, 5), at or after(days=9))
    return {
        (each.owed.metric, each.owed.seq): (each.state, each.charged_to)
        for each in replay.verdicts(history, Lead())
    }


def test_a_rejection_that_was_overturned_has_never_been():
    found = judged(
        move("claim", 5),
        move("reject", 10),
        move("overturn", 30),
        move("qualify", 50),
        touches=[touch(40)],
    )
    assert found == {
        ("claim", 1): (KEPT, None),
        ("first_touch", 1): (KEPT, None),
        ("decision", 1): (KEPT, None),
        ("answer", 1): (KEPT, None),  # by the overturning
    }


def test_a_rejection_after_one_that_was_overturned_stands():
    found = judged(move("claim", 5), move("reject", 10), move("overturn", 90), move("reject", 100))
    assert found["answer", 1] == (BROKEN, None)
    assert found["answer", 2] == (BROKEN, None)
    assert found["first_touch", 1] == (BROKEN, REP)  # overdue by the time it was rejected again


def test_each_wait_in_the_queue_is_a_promise_of_its_own():
    found = judged(move("claim", 5), move("release", 20), move("claim", 90), move("undo_claim", 90))
    assert found["claim", 1] == (KEPT, None)
    assert found["claim", 2] == (BROKEN, None)  # the claim that was undone is none
    assert found["decision", 1] == (VOID, None)


def test_a_new_owner_is_charged_from_the_reassignment_on():
    moves = [move("claim", 5), move("reassign", 30, to=OTHER)]
    found = judged(*moves, touches=[touch(95, by=OTHER)])
    assert found["owner_touch", 1] == (BROKEN, OTHER)
    assert found["first_touch", 1] == (BROKEN, OTHER)
    assert charged(moves, after(minutes=29)) == REP
    assert charged(moves, after(minutes=4)) is None


def test_a_pause_counts_for_the_reasons_of_the_tried_target():
    away = Stood("lead_away", after(minutes=20), after(minutes=80))
    late = {"touches": [touch(110)], "pauses": [away]}
    assert judged(move("claim", 5), **late)["first_touch", 1] == (KEPT, None)
    strict = judged(move("claim", 5), **late, pause_reasons=[])
    assert strict["first_touch", 1] == (BROKEN, REP)


def test_what_another_system_knew_is_judged_by_nobody():
    found = judged(move("claim", 90), move("outcome", 200))
    assert {state for state, _who in found.values()} == {VOID}


def test_attempts_run_from_the_claim_until_the_lead_is_reached():
    missed = [touch(10, reached=False)]
    claimed = move("claim", 5)
    assert judged(claimed, touches=missed)["attempt", 2] == (BROKEN, REP)
    assert judged(claimed, touches=[*missed, touch(50)])["attempt", 2] == (KEPT, None)
    assert judged(claimed, touches=[*missed, touch(90)])["attempt", 2] == (BROKEN, REP)
    assert ("attempt", 2) not in judged(claimed, touches=[touch(10)])


@pytest.mark.parametrize("seconds", [0, 59 * 60, 3600])
def test_until_it_is_due_a_promise_runs(seconds):
    at = after(seconds=seconds)
    assert judged(at=at)["claim", 1] == (RUNNING, None)


def test_without_open_time_there_is_no_clock():
    assert judged(is_business_time=True)["claim", 1] == (NO_CLOCK, None)
