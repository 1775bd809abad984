"""What a change of a calendar would do to open clocks, said before it is saved.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. A lead
handed over at noon is to be claimed by 12:30 and contacted by 13:00. Every instant below is
reckoned by hand.
"""

import pytest

from leads import lifecycle
from sla import calendars, pausing
from sla.calendar_effect import adds_holidays, effect_of
from sla.models import Calendar, CalendarVersion, ClockEvent, EventKind, Target
from tests.cast import NOON, WEEKDAYS, a_handoff, after, fresh
from tests.sla.changing import CHANGED_AT, carried_out, changed, on, text

pytestmark = pytest.mark.django_db


class TestEffect:
    """What is said before a change is saved."""

    def effect(self, new, at=CHANGED_AT):
        return effect_of(calendar=Calendar.objects.get(), worked=calendars.checked(new, at), at=at)

    def test_it_says_how_many_move_and_by_how_much(self, handoff, manager):
        told = self.effect(text([["09:00", "12:45"]]))
        # The claim stays at 12:30; the first touch goes from 13:00 to 9:15 on Tuesday.
        assert (told.open, told.moved, told.later, told.earlier) == (2, 1, 1, 0)
        assert told.earliest == told.middle == told.latest == 20 * 3600 + 900
        assert (told.breached, told.not_today, told.paused, told.kept) == (0, 1, 0, 0)
        assert not CalendarVersion.objects.filter(number=2).exists()

    def test_the_middle_lies_between_the_least_and_the_most(self, agreement, marketer):
        a_handoff(by=marketer, at=on(16, 16, 45))  # claim Tuesday 9:15, touch Tuesday 9:45
        a_handoff(by=marketer, at=on(17, 9, 15))  # claim Tuesday 9:45, touch Tuesday 10:15
        told = self.effect(text([["10:00", "17:00"]]), at=on(17, 9, 15))
        assert (told.moved, told.earliest, told.middle, told.latest) == (4, 2700, 2700, 3600)

    def test_it_counts_what_would_be_broken_at_once(self, agreement, marketer):
        a_handoff(by=marketer, at=on(14, 12))
        told = self.effect(text(days=[*WEEKDAYS, "sat"]), at=on(15, 12))
        assert (told.earlier, told.breached) == (2, 2)
        assert told.latest == told.earliest == -(44 * 3600 + 3600)

    def test_it_counts_no_breach_that_has_come_already(self, handoff, manager):
        told = self.effect(text(holidays=["2026-11-16"]), at=after(minutes=31))
        assert (told.open, told.moved) == (1, 1)

    def test_it_counts_the_clocks_that_stand_still_and_those_without_open_time(
        self, agreement, marketer, rep
    ):
        Target.objects.update(pause_reasons=["lead_away"])
        a_handoff(by=marketer)
        handoff = a_handoff(by=marketer)
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            until_at=after(days=2),
            at=after(minutes=2),
            by=rep,
        )
        told = self.effect(text(days=(), overrides={"2026-11-30": [["09:00", "09:40"]]}))
        assert (told.open, told.paused, told.kept, told.moved) == (3, 1, 1, 1)

    def test_what_it_says_is_what_happens(self, agreement, marketer, manager):
        for minutes in (0, 240, 270, 290, 1275):
            a_handoff(by=marketer, at=after(minutes=minutes))
        new = text([["09:30", "16:30"]], holidays=["2026-11-18"])
        at = on(17, 9, 20)
        told = self.effect(new, at=at)
        run = carried_out(changed(manager, new, at=at), at=at)
        assert (told.moved, told.open) == (run.moved_count, run.done_count)
        events = ClockEvent.objects.filter(kind=EventKind.MOVED)
        shifts = [
            (event.new_due_at - event.old_due_at).total_seconds()
            for event in events
            if event.new_due_at != event.old_due_at
        ]
        assert (min(shifts), max(shifts)) == (told.earliest, told.latest)

    def test_only_further_holidays_are_told_from_other_changes(self):
        def worked(**change):
            return calendars.checked(text(**change), NOON)

        before = worked(holidays=["2026-12-25"])
        assert adds_holidays(before, worked(holidays=["2026-12-25", "2027-01-01"]))
        assert not adds_holidays(before, before)
        assert not adds_holidays(before, worked(holidays=["2027-01-01"]))
        assert not adds_holidays(
            before, worked(hours=[["09:00", "16:00"]], holidays=["2026-12-25", "2027-01-01"])
        )
        assert not adds_holidays(None, before)
