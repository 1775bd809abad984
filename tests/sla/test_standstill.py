"""What a paused clock shows: the time that was left, standing still, until when, why, by whom."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla import pausing
from sla.faces import face_of, faces
from sla.models import Clock, Metric, Target
from sla.standstill import standstills
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import a_handoff, a_lead, after, clock_of, fresh

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def paused(handoff, by, at, until, reason="lead_away", text=""):
    return pausing.pause(
        handoff=fresh(handoff), reason=reason, text=text, until_at=until, at=at, by=by
    )


def test_shows_what_was_left_and_nothing_that_ticks(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1))
    shown = face_of(clock_of(handoff, TOUCH), after(minutes=40))
    # 10 of 60 minutes were used, and none of the thirty since.
    assert (shown.text, shown.state, shown.percent) == ("50:00", "paused", "83")
    assert (shown.due, shown.left) == (None, None)


def test_says_until_when_why_and_by_whom(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1))
    note = face_of(clock_of(handoff, TOUCH), after(minutes=40)).note
    for part in ("Paused until", "17 November", "The lead is away", "Dana Habib"):
        assert part in note


def test_another_reason_is_said_in_the_words_that_were_written(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1), "other", "The fair is on")
    note = face_of(clock_of(handoff, TOUCH), after(minutes=40)).note
    assert "The fair is on" in note
    assert "Another reason" not in note


def test_takes_out_what_earlier_pauses_took(handoff, manager):
    paused(handoff, manager, after(minutes=5), after(days=1))
    pausing.resume(handoff=fresh(handoff), at=after(minutes=25), by=manager)
    paused(handoff, manager, after(minutes=30), after(days=1))
    # Used: five minutes before the first pause, five between the two.
    assert face_of(clock_of(handoff, TOUCH), after(hours=3)).text == "50:00"


def test_counts_by_each_clock_s_own_reasons(agreement, marketer, manager):
    Target.objects.filter(metric=TOUCH).update(pause_reasons=["marketing"])
    handoff = a_handoff(by=marketer)
    paused(handoff, manager, after(minutes=10), after(minutes=15))
    sweep(at=after(minutes=16))
    paused(handoff, manager, after(minutes=20), after(days=1), "marketing")
    # Only the second pause stops the first touch: twenty of its sixty minutes were used.
    assert face_of(clock_of(handoff, TOUCH), after(minutes=30)).text == "40:00"


def test_asks_nothing_where_nothing_stands_still(handoff, django_assert_num_queries):
    clocks = list(Clock.objects.all())
    with django_assert_num_queries(0):
        assert standstills(clocks, after(minutes=10)) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_asks_twice_however_many_stand_still(agreement, marketer, manager, count):
    for number in range(count):
        one = a_handoff(by=marketer, lead=a_lead(f"Lead {number}"))
        paused(one, manager, after(minutes=1), after(days=1))
    clocks = list(Clock.objects.all())
    faces(clocks, after(minutes=2))
    with CaptureQueriesContext(connection) as queries:
        shown = faces(clocks, after(minutes=2))
    assert len(queries) == 2
    assert {one.text for one in shown.values()} == {"29:00", "59:00"}


def test_an_answered_clock_shows_no_pause(handoff, manager, rep):
    paused(handoff, manager, after(minutes=10), after(days=1))
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=20), by=rep)
    shown = face_of(clock_of(handoff, CLAIM), after(minutes=30))
    assert (shown.state, shown.note) == ("met", "")


class TestAfterItsLimit:
    """A pause from 12:10 until 12:40 that no sweep has ended yet: 50 minutes are left from then."""

    @pytest.fixture
    def over(self, handoff, manager):
        paused(handoff, manager, after(minutes=10), after(minutes=40))
        return clock_of(handoff, TOUCH)

    def test_it_runs_to_its_true_instant(self, over):
        shown = face_of(over, after(minutes=45))
        assert (shown.state, shown.text) == ("on_track", "45:00")
        assert shown.due == int(after(minutes=90).timestamp())

    def test_it_stands_until_the_second_before(self, over):
        assert face_of(over, after(minutes=39, seconds=59)).state == "paused"
        assert face_of(over, after(minutes=40)).state == "on_track"

    def test_it_is_at_risk_and_breached_at_the_second(self, over):
        # Three quarters of the hour are used at 13:15, all of it at 13:30.
        minutes = (74, 75, 90, 91)
        states = [face_of(over, after(minutes=minute)).state for minute in minutes]
        assert states == ["on_track", "at_risk", "at_risk", "breached"]

    def test_a_sweep_changes_nothing_of_what_is_shown(self, over):
        at = after(minutes=50)
        before = face_of(over, at)
        sweep(at=at)
        assert face_of(Clock.objects.get(pk=over.pk), at) == before

    def test_programs_are_told_the_same(self, over, handoff, rep):
        with time_machine.travel(after(minutes=45), tick=False):
            told = Program(rep).get(f"/handoffs/{handoff.code}/clocks/").json()["clocks"]
        (clock,) = (each for each in told if each["metric"] == TOUCH)
        assert (clock["state"], clock["due_at"]) == ("on_track", "2026-11-16T13:30:00Z")
        assert clock["seconds_left"] == 45 * 60
