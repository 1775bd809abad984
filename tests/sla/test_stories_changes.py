"""Stories about changes: a calendar is edited, an agreement replaced, while clocks run.

The clinic works on weekdays from 9 to 17 UTC; 16 November is a Monday. A claim is promised within
30 minutes, a first touch within four hours.
"""

import pytest

from leads import lifecycle
from sla.models import Breach, Calendar, ClockException, VersionStatus
from sla.sweep import sweep
from tests.cast import a_handoff, a_touch, an_agreement, clock_of, fresh
from tests.sla.changing import carried_out, changed, text
from tests.sla.stories import CLAIM, HOUR, TOUCH, on, paused, resumed, shown

pytestmark = pytest.mark.django_db
EIGHT_TO_FOUR = [["08:00", "16:00"]]


@pytest.fixture
def clinic(db):
    return an_agreement(touch_minutes=4 * HOUR)


@pytest.fixture
def mine(clinic, marketer, rep):
    """Handed over on Monday at 15 and claimed at once: its first touch is due on Tuesday at 11."""
    return lifecycle.claim(handoff=a_handoff(by=marketer, at=on(16, 15)), at=on(16, 15), by=rep)


def edited(manager, new, at, *, open_too=True):
    """Change the calendar, and let a worker put open clocks on it where that is wanted."""
    version = changed(manager, new, at=at, open_too=open_too)
    if open_too:
        carried_out(version, at=at)
    return version


class TestCalendars:
    """Open clocks follow where that is wanted, folded anew from their start."""

    def test_a_holiday_tomorrow_moves_what_falls_due_on_it(self, mine, manager):
        edited(manager, text(holidays=("2026-11-17",)), on(16, 16))
        assert shown(mine, TOUCH, on(17, 12)) == ("on_track", on(18, 11), 120, 120, 0)

    def test_a_holiday_today_takes_back_what_was_counted(self, mine, manager):
        edited(manager, text(holidays=("2026-11-16",)), on(16, 16))
        assert shown(mine, TOUCH, on(16, 16, 30)) == ("on_track", on(17, 13), 0, 240, 0)
        # Before the change it was read by the hours of then.
        assert shown(mine, TOUCH, on(16, 15, 30)) == ("on_track", on(17, 11), 30, 210, 0)

    def test_a_holiday_that_is_taken_back_moves_it_back(self, mine, manager):
        edited(manager, text(holidays=("2026-11-17",)), on(16, 16))
        edited(manager, text(), on(16, 16, 30))
        assert clock_of(mine, TOUCH).due_at == on(17, 11)

    def test_for_new_ones_only_the_two_stand_side_by_side(self, mine, marketer, manager):
        edited(manager, text(EIGHT_TO_FOUR), on(16, 15, 30), open_too=False)
        new = a_handoff(by=marketer, at=on(16, 15, 40))
        assert clock_of(mine, TOUCH).due_at == on(17, 11)
        # Twenty minutes today until four, the rest from eight.
        assert clock_of(new, TOUCH).due_at == on(17, 11, 40)

    def test_shorter_hours_from_the_start_on(self, mine, manager):
        edited(manager, text(EIGHT_TO_FOUR), on(16, 15, 30))
        # One hour of Monday until four, three of Tuesday from eight: the same instant.
        assert shown(mine, TOUCH, on(17, 9)) == ("on_track", on(17, 11), 120, 120, 0)

    def test_a_saturday_that_opens_brings_it_forward(self, clinic, marketer, manager):
        handoff = a_handoff(by=marketer, at=on(20, 15))
        edited(manager, text(overrides={"2026-11-21": [["10:00", "14:00"]]}), on(20, 16))
        assert shown(handoff, TOUCH, on(21, 11)) == ("at_risk", on(21, 12), 180, 60, 0)

    def test_what_was_broken_stays_broken(self, mine, manager):
        sweep(at=on(17, 12))
        edited(manager, text(holidays=("2026-11-17",)), on(17, 13))
        assert shown(mine, TOUCH, on(17, 13))[:2] == ("breached", on(17, 11))
        assert Breach.objects.get(clock__metric=TOUCH).withdrawn_at is None

    def test_so_does_what_was_overdue_and_nobody_had_noticed(self, mine, manager):
        edited(manager, text(holidays=("2026-11-17",)), on(17, 13))
        assert shown(mine, TOUCH, on(17, 13))[:2] == ("breached", on(17, 11))

    def test_what_was_kept_stays_kept(self, mine, rep, manager):
        a_touch(fresh(mine), rep, on(17, 10))
        edited(manager, text(holidays=("2026-11-16", "2026-11-17")), on(17, 12))
        assert shown(mine, TOUCH, on(17, 13)) == ("met", on(17, 11), 180, 60, 0)


class TestPausesAcrossChanges:
    """A pause that lasts over a change is kept, by the new hours."""

    def test_paused_before_resumed_after(self, mine, rep, manager):
        paused(mine, rep, on(16, 16), on(27, 12))
        edited(manager, text(EIGHT_TO_FOUR), on(16, 18))
        assert shown(mine, TOUCH, on(17, 7)) == ("paused", None, 60, 180, 0)
        resumed(mine, rep, on(17, 8, 30))
        assert shown(mine, TOUCH, on(17, 8, 30)) == ("on_track", on(17, 11, 30), 60, 180, 0)

    def test_paused_and_resumed_before(self, mine, rep, manager):
        paused(mine, rep, on(16, 15), on(27, 12))
        resumed(mine, rep, on(16, 16, 30))
        edited(manager, text(EIGHT_TO_FOUR), on(16, 18))
        # By the new hours Monday ended at four, within the pause: all four hours are left.
        assert shown(mine, TOUCH, on(17, 8)) == ("on_track", on(17, 12), 0, 240, 0)

    def test_paused_after_a_change(self, mine, rep, manager):
        edited(manager, text(EIGHT_TO_FOUR), on(16, 15, 30))
        paused(mine, rep, on(16, 16), on(27, 12))
        resumed(mine, rep, on(17, 9))
        assert shown(mine, TOUCH, on(17, 9)) == ("on_track", on(17, 12), 60, 180, 0)

    def test_a_holiday_within_the_pause_moves_nothing_twice(self, mine, rep, manager):
        paused(mine, rep, on(16, 16), on(27, 12))
        edited(manager, text(holidays=("2026-11-17",)), on(16, 18))
        resumed(mine, rep, on(18, 9))
        assert shown(mine, TOUCH, on(18, 9)) == ("on_track", on(18, 12), 60, 180, 0)


class TestMovesAfterChanges:
    """What happens after a change goes by the new hours."""

    def test_a_release_begins_by_them(self, mine, rep, manager):
        edited(manager, text(EIGHT_TO_FOUR), on(16, 15, 10))
        lifecycle.release(handoff=fresh(mine), at=on(16, 15, 50), by=rep)
        assert shown(mine, CLAIM, on(17, 8)) == ("on_track", on(17, 8, 20), 10, 20, 0)

    def test_a_late_touch_is_judged_by_them(self, mine, rep, manager):
        edited(manager, text(holidays=("2026-11-17",)), on(16, 16))
        a_touch(fresh(mine), rep, on(18, 10, 30), happened=on(18, 10, 20))
        assert shown(mine, TOUCH, on(18, 12)) == ("met", on(18, 11), 200, 40, 0)

    def test_a_calendar_that_is_gone_serves_who_had_it_and_nobody_new(
        self, mine, lead, marketer, manager
    ):
        Calendar.objects.update(archived_at=on(16, 16))
        assert shown(mine, TOUCH, on(17, 10)) == ("at_risk", on(17, 11), 180, 60, 0)
        new = a_handoff(lead=lead, by=marketer, at=on(16, 16, 30))
        causes = ClockException.objects.filter(handoff=new).values_list("cause", flat=True)
        assert set(causes) == {ClockException.Cause.NO_CALENDAR}

    def test_a_new_agreement_leaves_a_running_promise_as_it_was(self, clinic, mine, marketer, rep):
        type(clinic).objects.filter(pk=clinic.pk).update(
            superseded_at=on(16, 16), status=VersionStatus.SUPERSEDED
        )
        an_agreement(claim_minutes=10, touch_minutes=20, at=on(16, 16))
        assert clock_of(mine, TOUCH).due_at == on(17, 11)
        lifecycle.release(handoff=fresh(mine), at=on(16, 16, 30), by=rep)
        assert shown(mine, CLAIM, on(16, 16, 40)) == ("on_track", on(16, 17), 10, 20, 0)
        new = a_handoff(by=marketer, at=on(16, 16, 30))
        assert clock_of(new, CLAIM).due_at == on(16, 16, 40)
