"""Holidays in iCalendar files: whole days come in, nothing is guessed, what goes out comes back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.icalendar import NotACalendar, Reason, read, write

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)


def a_file(*events, name="Feast"):
    """Return a file with ``events``, each the lines between BEGIN and END but for its summary."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"SUMMARY:{name}", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def days(*event, **words):
    return read(a_file(event, **words)).holidays


def reason(*event):
    found = read(a_file(event))
    assert found.holidays == {}
    return found.left_out[0].reason


def test_a_whole_day_is_a_holiday():
    assert days("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261226") == {
        "2026-12-25": "Feast"
    }


def test_an_end_is_the_first_day_after():
    found = days("DTSTART;VALUE=DATE:20270320", "DTEND;VALUE=DATE:20270323")
    assert list(found) == ["2027-03-20", "2027-03-21", "2027-03-22"]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["DTSTART:20261225"], 1),
        (["DTSTART;VALUE=DATE:20261225", "DURATION:P3D"], 3),
        (["DTSTART;VALUE=DATE:20261225", "DURATION:P1W"], 7),
        (["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261225"], 1),
    ],
)
def test_other_ways_to_write_days(lines, number):
    assert len(days(*lines)) == number


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTSTART:20261225T090000Z", "DTEND:20261225T100000Z"], Reason.TIMED),
        (["DTSTART;TZID=Asia/Riyadh:20261225T000000"], Reason.TIMED),
        (["DTSTART;VALUE=DATE:20261225", "DTEND:20261226T000000Z"], Reason.TIMED),
        (["DTSTART;VALUE=DATE:20261225", "DURATION:PT8H"], Reason.TIMED),
        (["DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY"], Reason.REPEATS),
        (["DTSTART;VALUE=DATE:20261225", "RDATE;VALUE=DATE:20271225"], Reason.REPEATS),
        ([], Reason.NO_DATE),
        (["DTSTART;VALUE=DATE:20261325"], Reason.NO_DATE),
        (["DTSTART;VALUE=DATE:soon"], Reason.NO_DATE),
        (["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261220"], Reason.BACKWARDS),
        (["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20361220"], Reason.TOO_LONG),
        (["DTSTART;VALUE=DATE:20261225", "DURATION:P9999D"], Reason.TOO_LONG),
    ],
)
def test_what_is_no_whole_day_is_left_out_and_named(lines, why):
    assert reason(*lines) == why


def test_the_others_of_a_file_are_taken_all_the_same():
    found = read(a_file(["DTSTART:20261225T090000Z"], ["DTSTART;VALUE=DATE:20270101"]))
    assert (list(found.holidays), len(found.left_out)) == (["2027-01-01"], 1)


def test_a_cancelled_event_is_passed_over():
    found = read(a_file(["DTSTART;VALUE=DATE:20261225", "STATUS:CANCELLED"]))
    assert (found.holidays, found.left_out) == ({}, [])


def test_two_events_on_a_day_are_one_holiday_with_both_names():
    text = a_file(["DTSTART;VALUE=DATE:20261225"]) + a_file(
        ["DTSTART;VALUE=DATE:20261225"], name="B"
    )
    assert read(text).holidays == {"2026-12-25": "Feast, B"}


def test_folded_lines_escapes_and_quoted_parameters_are_read():
    event = ['DTSTART;X-NOTE="a:b";VALUE=DATE:20261225']
    assert days(*event, name="Eid\\, the\r\n  first\\nday\\; off") == {
        "2026-12-25": "Eid, the first day; off"
    }


def test_an_alarm_within_an_event_is_not_the_event():
    alarm = ["BEGIN:VALARM", "TRIGGER:-PT1H", "DTSTART:20200101T000000Z", "END:VALARM"]
    assert days(*alarm, "DTSTART;VALUE=DATE:20261225") == {"2026-12-25": "Feast"}


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCARD\r\nEND:VCARD", "<html></html>"])
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(NotACalendar):
        read(text)


def test_a_file_that_breaks_off_loses_only_its_last_event():
    text = a_file(["DTSTART;VALUE=DATE:20261225"], ["DTSTART;VALUE=DATE:20270101"])
    assert list(read(text[: text.rindex("END:VEVENT")]).holidays) == ["2026-12-25"]


def test_a_file_is_written_as_the_standard_asks():
    text = write(
        {
            "2027-03-20": "Eid; all, day",
            "2027-03-21": "Eid; all, day",
            "2027-09-23": "اليوم الوطني" * 7,
        },
        name="Riyadh",
        uid="abc",
        at=AT,
    )
    assert "DTSTART;VALUE=DATE:20270320\r\nDTEND;VALUE=DATE:20270322\r\n" in text
    assert "SUMMARY:Eid\\; all\\, day\r\n" in text
    assert "UID:20270320-abc@mithaq\r\nDTSTAMP:20261116T120000Z\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(
    st.dictionaries(
        st.dates(date(2020, 1, 1), date(2035, 1, 1)).map(date.isoformat),
        st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
        max_size=12,
    ),
    st.integers(0, 3),
)
def test_what_goes_out_comes_back(holidays, further):
    for day in list(holidays):
        for ahead in range(further):
            later = (date.fromisoformat(day) + timedelta(days=ahead)).isoformat()
            holidays.setdefault(later, holidays[day])
    found = read(write(holidays, name="x", uid="x", at=AT))
    assert found.holidays == holidays
    assert found.left_out == []
