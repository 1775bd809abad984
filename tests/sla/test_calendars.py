"""Work calendars: changed by adding a version, refused with the field at fault."""

from dataclasses import replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from sla import calendars
from sla.calendars import CalendarArchived, CalendarText
from sla.models import Calendar, CalendarVersion, Metric
from tests.cast import NOON, a_handoff, after, clock_of

pytestmark = pytest.mark.django_db

TEXT = CalendarText(
    time_zone="Asia/Riyadh",
    week={"sun": [("09:00", "12:30"), ("13:30", "18:00")], "mon": [("09:00", "17:00")]},
    holidays={"2026-12-25": "Christmas"},
    overrides={"2026-12-24": [("09:00", "12:00")]},
)


@pytest.fixture
def calendar(manager):
    return calendars.create_calendar(name=" Riyadh  office ", text=TEXT, at=NOON, by=manager)


def test_a_new_calendar_has_its_first_version(calendar, manager):
    version = calendar.versions.get()
    assert calendar.name == "Riyadh office"
    assert (version.number, version.created_by) == (1, manager)
    assert version.week["sun"] == [["09:00", "12:30"], ["13:30", "18:00"]]
    assert version.holidays == {"2026-12-25": "Christmas"}
    assert version.time_zone == "Asia/Riyadh"


def test_a_change_adds_a_version_and_leaves_the_former(calendar, manager):
    later = replace(TEXT, week={"mon": [("08:00", "16:00")]})
    calendars.add_version(
        calendar=calendar, name="Riyadh", text=later, after=1, at=after(hours=1), by=manager
    )
    first, second = calendar.versions.order_by("number")
    assert "sun" in first.week
    assert second.week == {"mon": [["08:00", "16:00"]]}
    calendar.refresh_from_db()
    assert calendar.name == "Riyadh"


def test_a_rename_alone_adds_no_version(calendar, manager):
    calendars.add_version(calendar=calendar, name="KSA", text=TEXT, after=1, at=NOON, by=manager)
    assert calendar.versions.count() == 1


def test_of_two_changes_at_once_the_second_is_refused(calendar, manager, marketing_manager):
    for_both = {"calendar": calendar, "name": "R", "after": 1, "at": NOON}
    first = replace(TEXT, holidays={})
    calendars.add_version(text=first, by=manager, **for_both)
    with pytest.raises(StalePage):
        calendars.add_version(text=TEXT, by=marketing_manager, **for_both)
    assert calendar.versions.count() == 2


def test_running_clocks_keep_their_version(agreement, marketer, manager):
    calendar = Calendar.objects.get()
    old = a_handoff(by=marketer)
    text = CalendarText(time_zone="UTC", week={"mon": [("12:00", "13:00")]})
    calendars.add_version(
        calendar=calendar, name="C", text=text, after=1, at=after(minutes=1), by=manager
    )
    new = a_handoff(by=marketer, at=after(minutes=2))
    clocks = [clock_of(one, Metric.FIRST_TOUCH).calendar_version for one in (old, new)]
    assert clocks == list(calendar.versions.order_by("number"))


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone", "not a known time zone"),
        ({"week": {}, "overrides": {}}, "", "never open"),
        ({"week": {}, "overrides": {"2020-01-01": [("09:00", "10:00")]}}, "", "never open"),
        ({"week": {"mon": [("09:00", "12:00"), ("11:00", "13:00")]}}, "mon", "overlap"),
        ({"week": {"tue": [("17:00", "09:00")]}}, "tue", "later end"),
        ({"week": {"wed": [("09:00", "25:00")]}}, "wed", "not a time of day"),
        ({"week": {"mon": 5}}, "", "cannot be used"),
        ({"holidays": {"2026-02-30": "?"}}, "", "not a date"),
    ],
)
def test_bad_hours_are_refused_in_words(manager, change, field, says):
    with pytest.raises(BadInput) as refusal:
        calendars.create_calendar(name="C", text=replace(TEXT, **change), at=NOON, by=manager)
    assert refusal.value.field == field
    assert says in str(refusal.value)
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_bad_name_is_refused(manager, name):
    with pytest.raises(BadInput) as refusal:
        calendars.create_calendar(name=name, text=TEXT, at=NOON, by=manager)
    assert refusal.value.field == "name"


def test_a_name_is_taken_once_among_those_in_use(calendar, manager):
    with pytest.raises(BadInput):
        calendars.create_calendar(name="riyadh OFFICE", text=TEXT, at=NOON, by=manager)
    assert CalendarVersion.objects.count() == 1
    calendars.archive_calendar(calendar=calendar, at=NOON, by=manager)
    calendars.create_calendar(name="riyadh OFFICE", text=TEXT, at=NOON, by=manager)
    with pytest.raises(BadInput):
        calendars.restore_calendar(calendar=calendar, by=manager)


def test_an_archived_calendar_is_not_changed_until_restored(calendar, manager):
    change = {"calendar": calendar, "name": "R", "text": replace(TEXT, holidays={}), "after": 1}
    calendars.archive_calendar(calendar=calendar, at=NOON, by=manager)
    with pytest.raises(CalendarArchived):
        calendars.add_version(at=NOON, by=manager, **change)
    calendars.restore_calendar(calendar=calendar, by=manager)
    assert calendars.add_version(at=NOON, by=manager, **change).number == 2


def test_only_managers_may(calendar, rep, marketer, administrator):
    for person in (rep, marketer, administrator):
        for act in (
            lambda by: calendars.create_calendar(name="X", text=TEXT, at=NOON, by=by),
            lambda by: calendars.archive_calendar(calendar=calendar, at=NOON, by=by),
            lambda by: calendars.restore_calendar(calendar=calendar, by=by),
            lambda by: calendars.add_version(
                calendar=calendar, name="X", text=TEXT, after=1, at=NOON, by=by
            ),
        ):
            with pytest.raises(NotAllowed):
                act(person)
