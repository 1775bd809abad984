"""Stories about pauses: what stands still, for how long, and what is left afterwards.

The desk works on weekdays from 9 to 17 UTC; 16 November is a Monday. A claim is promised within 30
minutes, a first touch within four hours.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kit.refusals import BadInput
from leads import lifecycle
from leads.lifecycle import Decision
from leads.refusals import IllegalMove
from sla.models import Breach, ClockEvent, Pause, Target
from sla.pausable import stops
from sla.refusals import AlreadyPaused, NothingToPause
from sla.sweep import sweep
from tests.cast import a_handoff, a_target, a_touch, clock_of, fresh
from tests.sla.stories import (
    ALWAYS,
    ATTEMPT,
    CLAIM,
    HOUR,
    TOUCH,
    a_desk,
    hours,
    in_seconds,
    on,
    paused,
    resumed,
    shown,
)

pytestmark = pytest.mark.django_db
NO = Decision("duplicate")
FAR = on(27, 12)


@pytest.fixture
def desk(db):
    return a_desk(hours(), first_touch=4 * HOUR)


@pytest.fixture
def mine(desk, marketer, rep):
    """Handed over on Monday at 12 and claimed at once: its first touch is due at 16."""
    return lifecycle.claim(handoff=a_handoff(by=marketer, at=on(16, 12)), at=on(16, 12), by=rep)


class TestStandingStill:
    """While it is paused a clock has no due instant, and nothing elapses."""

    def test_an_hour_within_the_day_moves_it_by_an_hour(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        assert shown(mine, TOUCH, on(16, 13, 59)) == ("paused", None, 60, 180, 0)
        resumed(mine, rep, on(16, 14))
        assert shown(mine, TOUCH, on(16, 14)) == ("on_track", on(16, 17), 60, 180, 0)

    def test_two_hours_move_the_rest_into_the_next_day(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        resumed(mine, rep, on(16, 15))
        # Three hours are left at 15: two today, one tomorrow.
        assert shown(mine, TOUCH, on(16, 17)) == ("at_risk", on(17, 10), 180, 60, 0)

    def test_from_friday_to_monday_counts_the_hours_worked_alone(self, desk, marketer, rep):
        late = a_handoff(by=marketer, at=on(20, 15))
        lifecycle.claim(handoff=late, at=on(20, 15), by=rep)
        paused(late, rep, on(20, 16), FAR)
        resumed(late, rep, on(23, 10))
        # One hour was used on Friday; three are left from ten on Monday.
        assert shown(late, TOUCH, on(23, 10)) == ("on_track", on(23, 13), 60, 180, 0)

    def test_over_a_weekend_it_moves_nothing(self, desk, marketer, rep):
        late = a_handoff(by=marketer, at=on(20, 15))
        lifecycle.claim(handoff=late, at=on(20, 15), by=rep)
        before = clock_of(late, TOUCH).due_at
        paused(late, rep, on(20, 17), FAR)
        resumed(late, rep, on(23, 9))
        assert clock_of(late, TOUCH).due_at == before == on(23, 11)

    def test_begun_and_ended_on_a_saturday_it_moves_nothing(self, desk, marketer, rep):
        late = a_handoff(by=marketer, at=on(20, 15))
        lifecycle.claim(handoff=late, at=on(20, 15), by=rep)
        paused(late, rep, on(21, 10), FAR)
        assert shown(late, TOUCH, on(21, 12)) == ("paused", None, 120, 120, 0)
        resumed(late, rep, on(21, 15))
        assert shown(late, TOUCH, on(21, 15)) == ("on_track", on(23, 11), 120, 120, 0)

    def test_begun_at_night_it_takes_the_morning(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        resumed(mine, rep, on(16, 16))
        paused(mine, rep, on(16, 22), FAR)
        resumed(mine, rep, on(17, 11))
        # 12-13 and 16-17 were used on Monday: two hours are left at eleven.
        assert shown(mine, TOUCH, on(17, 11)) == ("on_track", on(17, 13), 120, 120, 0)

    def test_a_holiday_within_takes_nothing(self, db, marketer, rep):
        a_desk(hours(holidays=("2026-11-17",)), first_touch=4 * HOUR)
        handoff = a_handoff(by=marketer, at=on(16, 16))
        lifecycle.claim(handoff=handoff, at=on(16, 16), by=rep)
        paused(handoff, rep, on(16, 16, 30), FAR)
        resumed(handoff, rep, on(18, 9, 30))
        assert shown(handoff, TOUCH, on(18, 9, 30)) == ("on_track", on(18, 13), 30, 210, 0)

    def test_around_the_clock_it_takes_every_hour(self, db, marketer, rep):
        a_desk(hours(ALWAYS), first_touch=24 * HOUR)
        handoff = a_handoff(by=marketer, at=on(20, 12))
        lifecycle.claim(handoff=handoff, at=on(20, 12), by=rep)
        paused(handoff, rep, on(20, 18), FAR)
        resumed(handoff, rep, on(22, 18))
        assert shown(handoff, TOUCH, on(22, 18)) == ("on_track", on(23, 12), 360, 1080, 0)

    def test_in_calendar_time_the_night_of_the_clock_change_takes_what_it_had(
        self, db, marketer, rep
    ):
        a_desk(None, first_touch=24 * HOUR)
        zone = ZoneInfo("Europe/Paris")
        begins = datetime(2026, 10, 24, 12, tzinfo=zone)
        handoff = a_handoff(by=marketer, at=begins)
        lifecycle.claim(handoff=handoff, at=begins, by=rep)
        paused(handoff, rep, datetime(2026, 10, 25, 0, tzinfo=zone), FAR)
        resumed(handoff, rep, datetime(2026, 10, 25, 6, tzinfo=zone))
        # Twelve hours were used by midnight; the pause had seven, for two came twice.
        due = datetime(2026, 10, 25, 18, tzinfo=zone)
        assert shown(handoff, TOUCH, datetime(2026, 10, 25, 6, tzinfo=zone))[1:4] == (due, 720, 720)

    def test_in_the_hour_that_comes_twice_the_later_instant_is_later(self, db, marketer, rep):
        a_desk(None, first_touch=24 * HOUR)
        zone = ZoneInfo("Europe/Paris")
        handoff = a_handoff(by=marketer, at=datetime(2026, 10, 25, 2, 30, tzinfo=zone))
        mine = lifecycle.claim(
            handoff=handoff, at=datetime(2026, 10, 25, 2, 40, tzinfo=zone), by=rep
        )
        began = datetime(2026, 10, 25, 2, 50, tzinfo=zone)
        paused(mine, rep, began, datetime(2026, 10, 25, 2, 20, fold=1, tzinfo=zone))
        # From 2:50 to the second 2:20 it is half an hour.
        assert shown(mine, TOUCH, datetime(2026, 10, 25, 3, tzinfo=zone))[2] == 60
        touched = datetime(2026, 10, 25, 2, 55, tzinfo=zone)
        a_touch(mine, rep, datetime(2026, 10, 25, 2, 5, fold=1, tzinfo=zone), happened=touched)
        assert clock_of(mine, TOUCH).stopped_at == datetime(2026, 10, 25, 0, 55, tzinfo=UTC)


class TestAgainAndAgain:
    """Several pauses, one after the other."""

    def test_open_between_two_pauses_counts(self, mine, rep):
        paused(mine, rep, on(16, 12), FAR)
        resumed(mine, rep, on(16, 13, 30))
        paused(mine, rep, on(16, 14), FAR)
        assert shown(mine, TOUCH, on(16, 15)) == ("paused", None, 30, 210, 0)
        resumed(mine, rep, on(16, 15))
        assert shown(mine, TOUCH, on(16, 16)) == ("on_track", on(17, 10, 30), 90, 150, 0)

    def test_paused_from_its_very_start(self, mine, rep):
        paused(mine, rep, on(16, 12), FAR)
        assert shown(mine, TOUCH, on(16, 16)) == ("paused", None, 0, 240, 0)
        resumed(mine, rep, on(16, 16))
        assert shown(mine, TOUCH, on(16, 16)) == ("on_track", on(17, 12), 0, 240, 0)

    def test_resumed_and_paused_within_a_second(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        resumed(mine, rep, on(16, 14))
        paused(mine, rep, on(16, 14), FAR)
        resumed(mine, rep, on(16, 15))
        assert shown(mine, TOUCH, on(16, 15)) == ("on_track", on(17, 10), 60, 180, 0)

    def test_ten_pauses_of_a_minute(self, mine, rep):
        for minute in range(0, 40, 4):
            paused(mine, rep, on(16, 13, minute), FAR)
            resumed(mine, rep, on(16, 13, minute + 1))
        assert shown(mine, TOUCH, on(16, 14)) == ("on_track", on(16, 16, 10), 110, 130, 0)
        assert clock_of(mine, TOUCH).pause_count == 10

    def test_a_second_one_while_the_first_lasts_is_refused_and_changes_nothing(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        with pytest.raises(AlreadyPaused):
            paused(mine, rep, on(16, 14), FAR)
        resumed(mine, rep, on(16, 15))
        assert clock_of(mine, TOUCH).due_at == on(17, 10)

    def test_resuming_twice_is_refused_and_changes_nothing(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        resumed(mine, rep, on(16, 14))
        with pytest.raises(IllegalMove):
            resumed(mine, rep, on(16, 15))
        assert clock_of(mine, TOUCH).due_at == on(16, 17)


class TestLimits:
    """A pause ends at its limit by itself."""

    @pytest.mark.parametrize("swept_at", [on(16, 14), on(16, 16, 59), on(18, 12), None])
    def test_whenever_a_sweep_comes_by(self, mine, rep, swept_at):
        paused(mine, rep, on(16, 13), on(16, 14))
        if swept_at is not None:
            sweep(at=swept_at)
        assert shown(mine, TOUCH, on(16, 15)) == ("on_track", on(16, 17), 120, 120, 0)

    def test_one_at_night_gives_the_morning_back(self, mine, rep):
        paused(mine, rep, on(16, 13), on(16, 23))
        assert shown(mine, TOUCH, on(17, 9)) == ("on_track", on(17, 12), 60, 180, 0)

    def test_resumed_too_late_it_was_the_limit_that_ended_it(self, mine, rep):
        paused(mine, rep, on(16, 13), on(16, 14))
        resumed(mine, rep, on(16, 15))
        ended = Pause.objects.get()
        assert (ended.ended_at, ended.ended_by) == (on(16, 14), None)
        event = ClockEvent.objects.get(clock=clock_of(mine, TOUCH), kind="resumed")
        assert (event.at, event.by, event.cause) == (on(16, 14), None, "limit")

    def test_what_all_pauses_may_take_is_counted_from_the_start_of_the_clock(
        self, desk, marketer, rep, manager
    ):
        Target.objects.filter(metric=CLAIM).update(pause_limit_seconds=HOUR * 60)
        Target.objects.filter(metric=TOUCH).update(pause_reasons=[])
        handoff = a_handoff(by=marketer, at=on(16, 12))
        paused(handoff, manager, on(16, 12), on(16, 13))  # all that the first claim clock has
        mine = lifecycle.claim(handoff=fresh(handoff), at=on(16, 13), by=rep)
        lifecycle.release(handoff=mine, at=on(16, 13), by=rep)
        paused(handoff, manager, on(16, 13, 10), on(16, 13, 40))
        with pytest.raises(AlreadyPaused):
            paused(handoff, manager, on(16, 13, 20), on(16, 13, 50))
        resumed(handoff, manager, on(16, 13, 40))
        # Half an hour of the second clock's is left.
        assert stops(fresh(handoff), on(16, 13, 45))[0].left_seconds == 30 * 60
        paused(handoff, manager, on(16, 13, 45), on(16, 14, 15))

    def test_an_end_beyond_all_bounds_is_refused(self, mine, rep):
        Target.objects.update(pause_limit_seconds=HOUR * 60)
        with pytest.raises(BadInput) as refusal:
            paused(mine, rep, on(16, 13), datetime(9999, 12, 31, tzinfo=UTC))
        assert refusal.value.field == "until_at"

    def test_so_is_one_without_a_limit_in_the_agreement(self, mine, rep):
        with pytest.raises(BadInput) as refusal:
            paused(mine, rep, on(16, 13), datetime(2226, 1, 1, tzinfo=UTC))
        assert refusal.value.field == "until_at"


class TestAtTheEdge:
    """At the due instant, after it, and at the end."""

    def test_a_second_before_it_is_due_a_second_is_left(self, mine, rep):
        paused(mine, rep, on(16, 15, 59, 59), FAR)
        resumed(mine, rep, on(17, 12))
        clock = in_seconds(mine, TOUCH, on(17, 12))
        assert clock == ("at_risk", on(17, 12, 0, 1), 4 * 3600 - 1, 1, 0)

    def test_at_the_due_instant_nothing_is_left_to_keep(self, mine, rep):
        with pytest.raises(NothingToPause):
            paused(mine, rep, on(16, 16), FAR)
        assert in_seconds(mine, TOUCH, on(16, 16, 0, 1))[0] == "breached"

    def test_after_it_the_breach_stands(self, mine, rep):
        with pytest.raises(NothingToPause):
            paused(mine, rep, on(16, 16, 30), FAR)
        sweep(at=on(16, 16, 31))
        assert Breach.objects.get(clock__metric=TOUCH).due_at == on(16, 16)

    def test_an_answer_within_a_pause_took_the_time_before_it(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        a_touch(fresh(mine), rep, on(17, 11))
        assert shown(mine, TOUCH, on(20, 12))[::2] == ("met", 60, 0)

    def test_an_answer_that_happened_before_the_pause_and_is_logged_within(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        a_touch(fresh(mine), rep, on(16, 15), happened=on(16, 12, 40))
        assert shown(mine, TOUCH, on(20, 12)) == ("met", on(16, 16), 40, 200, 0)

    def test_a_rejection_within_a_pause_ends_pause_and_clock(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        lifecycle.reject(handoff=fresh(mine), decision=NO, at=on(17, 10), by=rep)
        assert shown(mine, TOUCH, on(20, 12))[::2] == ("void", 60, 0)
        assert Pause.objects.get().ended_at == on(17, 10)

    def test_what_was_known_then_is_read_then(self, mine, rep):
        paused(mine, rep, on(16, 13), FAR)
        resumed(mine, rep, on(16, 14))
        assert shown(mine, TOUCH, on(16, 12, 59))[:2] == ("on_track", on(16, 16))
        assert shown(mine, TOUCH, on(16, 13))[:2] == ("paused", None)
        assert shown(mine, TOUCH, on(16, 14))[:2] == ("on_track", on(16, 17))

    def test_each_clock_loses_what_its_own_hours_lost(self, db, marketer, rep):
        version = a_desk(hours(), first_touch=4 * HOUR, decision=8 * HOUR)
        Target.objects.filter(metric="decision").delete()
        a_target(version, "decision", 24 * HOUR, calendar=None)
        handoff = a_handoff(by=marketer, at=on(16, 15))
        lifecycle.claim(handoff=handoff, at=on(16, 15), by=rep)
        paused(handoff, rep, on(16, 16), FAR)
        resumed(handoff, rep, on(17, 10))
        # Two working hours of the one, eighteen of the other.
        assert shown(handoff, TOUCH, on(17, 10)) == ("on_track", on(17, 13), 60, 180, 0)
        assert shown(handoff, "decision", on(17, 10)) == ("on_track", on(18, 9), 60, 1380, 0)

    def test_attempts_that_begin_while_it_lasts_stand_too(self, db, marketer, rep):
        a_desk(hours(), attempt=12 * HOUR)
        handoff = a_handoff(by=marketer, at=on(16, 12))
        mine = lifecycle.claim(handoff=handoff, at=on(16, 12), by=rep)
        paused(mine, rep, on(16, 12, 30), FAR)
        a_touch(fresh(mine), rep, on(16, 13), outcome="no_answer")
        assert shown(handoff, ATTEMPT, on(16, 14)) == ("paused", None, 30, 690, 0)
        resumed(mine, rep, on(17, 9))
        # The third of three attempts: 12 hours from noon, of which half an hour was used on Monday.
        assert clock_of(handoff, ATTEMPT).due_at == on(18, 12, 30)
