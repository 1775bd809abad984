import pytest
import time_machine

from leads import lifecycle
from sla.models import Calendar
from sla.sweep import sweep
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db


def clocks_at(instant, user, handoff):
    with time_machine.travel(instant, tick=False):
        return Program(user).get(f"/handoffs/{handoff.code}/clocks/").json()


def clock_at(instant, user, handoff, metric="claim"):
    (clock,) = (
        clock
        for clock in clocks_at(instant, user, handoff)["clocks"]
        if clock["metric"] == metric and clock["voided_at"] is None
    )
    return clock


def test_a_running_clock_tells_what_is_left_and_under_which_promise(handoff, rep, agreement):
    clock = clock_at(cast.after(minutes=10), rep, handoff)
    assert (clock["state"], clock["seconds_left"], clock["is_ticking"]) == ("on_track", 1200, True)
    assert (clock["due_at"], clock["warn_at"]) == ("2026-11-16T12:30:00Z", "2026-11-16T12:22:30Z")
    assert clock["closes_at"] == "2026-11-16T17:00:00Z"
    assert clock["target_seconds"] == 1800
    assert clock["agreement_version"] == {"code": str(agreement.code), "number": 1}
    assert clock["calendar"]["time_zone"] == "UTC"


@pytest.mark.parametrize(
    ("minutes", "state", "left"),
    [(22, "on_track", 480), (23, "at_risk", 420), (30, "at_risk", 0), (31, "breached", -60)],
)
def test_the_state_is_of_the_instant_whatever_the_sweep_has_seen(
    handoff, rep, minutes, state, left
):
    clock = clock_at(cast.after(minutes=minutes), rep, handoff)
    assert (clock["state"], clock["seconds_left"]) == (state, left)


def test_at_night_it_stands_still_and_says_when_it_goes_on(agreement, marketer, rep):
    handoff = cast.a_handoff(by=marketer, at=cast.after(hours=4, minutes=50))
    clock = clock_at(cast.after(hours=8), rep, handoff)
    assert (clock["state"], clock["is_ticking"]) == ("outside_hours", False)
    assert (clock["seconds_left"], clock["opens_at"]) == (1200, "2026-11-17T09:00:00Z")


def test_a_breach_is_dated_at_the_due_instant_and_told_as_an_event(handoff, rep):
    sweep(at=cast.after(minutes=45))
    clock = clock_at(cast.after(minutes=46), rep, handoff)
    assert clock["breached_at"] == clock["due_at"]
    assert [event["kind"] for event in clock["events"]] == ["started", "warned", "breached"]
    assert clock["events"][-1]["at"] == clock["due_at"]


def test_an_answered_clock_tells_how_long_it_took(handoff, rep):
    lifecycle.claim(handoff=handoff, at=cast.after(minutes=7), by=rep)
    clock = clock_at(cast.after(minutes=9), rep, handoff)
    assert (clock["state"], clock["seconds_left"]) == ("met", None)
    assert (clock["raw_seconds"], clock["business_seconds"]) == (420, 420)
    assert clock["events"][-1]["by"]["name"] == rep.name


def test_attempts_are_told_by_their_place_among_all(agreement, marketer, rep):
    cast.a_target(agreement, "attempt", 80 * 60, calendar=cast.a_calendar(), attempts=3)
    handoff = cast.a_handoff(by=marketer)
    cast.a_touch(handoff, rep, cast.after(minutes=5), outcome="no_answer")
    told = clocks_at(cast.after(minutes=10), rep, handoff)["clocks"]
    found = [(each["seq"], each["attempts"]) for each in told if each["metric"] == "attempt"]
    assert found == [(2, 3), (3, 3)]
    assert {each["attempts"] for each in told if each["metric"] != "attempt"} == {None}


def test_a_promise_without_a_clock_says_why(agreement, marketer, rep):
    Calendar.objects.update(archived_at=cast.LONG_AGO)
    handoff = cast.a_handoff(by=marketer)
    told = clocks_at(cast.after(minutes=1), rep, handoff)
    assert told["clocks"] == []
    assert [(one["metric"], one["cause"]) for one in told["missing"]] == [
        ("claim", "no_calendar"),
        ("first_touch", "no_calendar"),
    ]


@pytest.mark.parametrize("claims", [1, 3])
def test_the_number_of_queries_does_not_grow(handoff, rep, claims, django_assert_num_queries):
    for round_ in range(claims):
        lifecycle.claim(handoff=handoff, at=cast.after(minutes=2 * round_), by=rep)
        lifecycle.release(handoff=handoff, at=cast.after(minutes=2 * round_ + 1), by=rep)
    program = Program(rep)
    # Session, person, the company's zone, roles; the hand-off, its clocks, events, pauses,
    # exceptions.
    with django_assert_num_queries(9):
        told = program.get(f"/handoffs/{handoff.code}/clocks/").json()
    assert len(told["clocks"]) == claims + 2
