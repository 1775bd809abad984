"""Open clocks put on the newest hours later than the hours were changed.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. A lead
handed over at noon is to be claimed by 12:30 and contacted by 13:00. At 12:05 the hours are cut to
12:10 for new hand-offs only; at 12:08 the manager has open clocks follow: twenty of the claim's
minutes are left for Tuesday, as of every clock that began at noon.
"""

import pytest

from kit.fingerprints import StalePage
from kit.refusals import NotAllowed
from leads import lifecycle
from sla import calendars
from sla.calendar_effect import effect_of_following
from sla.models import Calendar, ClockEvent, EventKind, Recalculation
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import a_handoff, after, clock_of, fresh
from tests.sla.changing import CHANGED_AT, CLAIM, TOUCH, carried_out, changed, moves, on, text

pytestmark = pytest.mark.django_db
LATER = after(minutes=8)
CUT = text([["09:00", "12:10"]])


def for_new_ones(manager, new=CUT, at=CHANGED_AT):
    return changed(manager, new, at=at, open_too=False)


def follow(manager, *, number=2, at=LATER):
    return calendars.apply_to_open(
        calendar=Calendar.objects.get(), number=number, at=at, by=manager
    )


def test_open_clocks_follow_later_and_the_record_says_when(handoff, manager):
    version = for_new_ones(manager)
    assert clock_of(handoff, CLAIM).due_at == after(minutes=30)
    run = follow(manager)
    run = carried_out(version, at=after(minutes=9))
    assert (run.total, run.done_count, run.moved_count) == (2, 2, 2)
    clock = clock_of(handoff, CLAIM)
    assert (clock.due_at, clock.calendar_version) == (on(17, 9, 20), version)
    assert moves(clock) == [(after(minutes=30), on(17, 9, 20))]
    assert ClockEvent.objects.get(clock=clock, kind=EventKind.MOVED).at == LATER


def test_between_the_change_and_the_following_a_clock_reads_as_it_ran(handoff, manager):
    version = for_new_ones(manager)
    follow(manager)
    carried_out(version, at=after(minutes=9))
    clock = clock_of(handoff, CLAIM)
    assert read_clock(clock=clock, at=after(minutes=7)).due_at == after(minutes=30)
    assert read_clock(clock=clock, at=LATER).due_at == on(17, 9, 20)


def test_a_clock_begun_after_the_change_does_not_move(handoff, marketer, manager):
    version = for_new_ones(manager)
    newer = a_handoff(by=marketer, at=after(minutes=6))
    told = effect_of_following(version=version, at=LATER)
    assert (told.open, told.moved, told.earliest) == (2, 2, 20 * 3600 + 50 * 60)
    follow(manager)
    carried_out(version, at=after(minutes=9))
    assert moves(clock_of(newer, CLAIM)) == []


def test_a_clock_released_onto_former_hours_reads_true_too(handoff, rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=4), by=rep)
    version = for_new_ones(manager)
    lifecycle.release(handoff=fresh(handoff), at=after(minutes=6), by=rep)  # due at 12:36
    follow(manager)
    carried_out(version, at=after(minutes=9))
    clock = clock_of(handoff, CLAIM)
    assert read_clock(clock=clock, at=after(minutes=7)).due_at == after(minutes=36)
    assert read_clock(clock=clock, at=LATER).due_at == on(17, 9, 26)


def test_what_was_broken_before_it_stays_broken(handoff, manager):
    version = for_new_ones(manager, text(holidays=["2026-11-16"]))
    follow(manager, at=after(minutes=31))
    carried_out(version, at=after(minutes=32))
    sweep(at=after(minutes=33))
    assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)
    assert clock_of(handoff, TOUCH).due_at == on(17, 10)


def test_a_claim_undone_after_it_runs_on_by_the_new_hours_from_then_on(handoff, rep, manager):
    for_new_ones(manager)
    lifecycle.claim(handoff=handoff, at=after(minutes=8), by=rep)
    follow(manager)
    lifecycle.undo_claim(handoff=fresh(handoff), at=after(minutes=8, seconds=8), by=rep)
    clock = clock_of(handoff, CLAIM)
    assert clock.due_at == on(17, 9, 20)
    assert read_clock(clock=clock, at=after(minutes=7)).due_at == after(minutes=30)


def test_asked_twice_it_is_done_once(handoff, manager):
    version = for_new_ones(manager)
    first = follow(manager)
    carried_out(version, at=after(minutes=9))
    assert follow(manager, at=after(minutes=10)) == first
    carried_out(version, at=after(minutes=11))
    assert len(moves(clock_of(handoff, CLAIM))) == 1
    assert Recalculation.objects.count() == 1


def test_another_change_meanwhile_is_said(handoff, manager):
    for_new_ones(manager)
    for_new_ones(manager, text([["09:00", "12:20"]]), at=after(minutes=6))
    with pytest.raises(StalePage):
        follow(manager)
    assert not Recalculation.objects.exists()


def test_it_takes_clocks_of_every_former_version_along(handoff, marketer, manager):
    for_new_ones(manager)
    second = a_handoff(by=marketer, at=after(minutes=6))  # four minutes today, the rest tomorrow
    version = for_new_ones(manager, text([["09:00", "12:20"]]), at=after(minutes=7))
    follow(manager, number=3)
    carried_out(version, at=after(minutes=9))
    assert clock_of(handoff, CLAIM).due_at == on(17, 9, 10)
    assert clock_of(second, CLAIM).due_at == on(17, 9, 16)


def test_where_no_clock_waits_nothing_is_begun(agreement, manager):
    for_new_ones(manager)
    with pytest.raises(calendars.NothingWaits):
        follow(manager)
    assert not Recalculation.objects.exists()


def test_archived_calendars_and_other_people_are_refused(handoff, manager, rep, marketer):
    for_new_ones(manager)
    for person in (rep, marketer):
        with pytest.raises(NotAllowed):
            follow(person)
    calendars.archive_calendar(calendar=Calendar.objects.get(), at=after(minutes=7), by=manager)
    with pytest.raises(calendars.CalendarArchived):
        follow(manager)
