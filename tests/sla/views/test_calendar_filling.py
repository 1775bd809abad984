"""Holidays come into the editor of calendars from a country's list or a file, and out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sla import icalendar
from sla.models import Calendar
from tests.cast import a_calendar
from tests.doors import rows_of, statuses

pytestmark = pytest.mark.django_db

READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}


@pytest.fixture
def people(marketer, rep, manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


def _typed(**change):
    plain = {"name": "Riyadh", "time_zone": "Asia/Riyadh", "sun": "09:00-12:30, 13:30-18:00"}
    return plain | rows_of("holidays") | rows_of("overrides") | change


class TestFillingIn:
    """Holidays come from a country's list or a file into rows, where people own them."""

    ASKED = {
        "prefill": "1",
        "prefill-country": "DE",
        "prefill-first_year": "2026",
        "prefill-last_year": "2026",
    }
    FILE = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Feast\r\nDTSTART;VALUE=DATE:20270320\r\n"
        "DTEND;VALUE=DATE:20270322\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Lunch\r\n"
        "DTSTART:20270320T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def rows(self, answer):
        return {
            (row["first"].value(), row["last"].value() or ""): row["name"].value()
            for row in answer.context["holidays"]
            if row["first"].value()
        }

    def take_over(self, browser, text, **change):
        file = SimpleUploadedFile("days.ics", text if isinstance(text, bytes) else text.encode())
        return browser.post(
            reverse("sla:new_calendar"), _typed(take_over="1", **change) | {"file": file}
        )

    def test_a_countrys_days_are_added_to_the_rows_and_nothing_is_saved(self, browser):
        typed = _typed() | rows_of("holidays", {"first": "2026-12-25", "name": "Our party"})
        answer = browser.post(reverse("sla:new_calendar"), typed | self.ASKED)
        assert answer.status_code == 200
        rows = self.rows(answer)
        assert rows["2026-12-25", ""] == "Our party"  # what was typed stands
        assert rows["2026-12-26", ""] == "Second Day of Christmas"
        assert rows["2026-05-01", ""] == "Labor Day"
        assert not Calendar.objects.exists()

    def test_the_rows_can_be_saved_as_they_come(self, browser):
        filled = browser.post(reverse("sla:new_calendar"), _typed() | self.ASKED)
        rows = [
            {"first": first, "last": last, "name": name}
            for (first, last), name in self.rows(filled).items()
        ]
        browser.post(reverse("sla:new_calendar"), _typed() | rows_of("holidays", *rows))
        assert Calendar.objects.get().versions.get().holidays["2026-10-03"] == "German Unity Day"

    @pytest.mark.parametrize(
        "change",
        [
            {"prefill-country": "XX"},
            {"prefill-subdivision": "Mars"},
            {"prefill-last_year": "2050"},
            {"prefill-first_year": ""},
        ],
    )
    def test_what_the_list_cannot_answer_is_said_beside_its_field(self, browser, change):
        answer = browser.post(reverse("sla:new_calendar"), _typed() | self.ASKED | change)
        assert answer.status_code == 422
        assert answer.context["filling"].prefill.errors

    def test_a_files_whole_days_become_rows_and_the_others_are_named(self, browser):
        answer = self.take_over(browser, self.FILE)
        assert self.rows(answer) == {("2027-03-20", "2027-03-21"): "Feast"}
        page = answer.content.decode()
        assert "One day" not in page
        assert "2 days were found" in page
        assert "Lunch" in page
        assert "holidays are whole days" in page

    @pytest.mark.parametrize("text", ["hello", b"\xff\xfe", ""])
    def test_what_is_no_calendar_file_is_refused(self, browser, text):
        assert self.take_over(browser, text).status_code == 422

    def test_no_file_is_refused(self, browser):
        answer = browser.post(reverse("sla:new_calendar"), _typed(take_over="1"))
        assert (answer.status_code, "Choose a file first" in answer.content.decode()) == (422, True)

    def test_a_file_beyond_a_megabyte_is_refused(self, browser):
        assert self.take_over(browser, "x" * 1_000_001).status_code == 422

    def test_what_is_exported_is_taken_over_again(self, as_, people, browser):
        calendar = a_calendar("Riyadh")
        days = {"2027-03-20": "Eid, the feast", "2027-03-21": "Eid, the feast", "2027-09-23": "يوم"}
        calendar.versions.update(holidays=days)
        url = reverse("sla:calendar_holidays", args=[calendar.code])
        assert statuses(as_, people, url, "get") == READ
        file = browser.get(url)
        assert file["Content-Type"] == "text/calendar; charset=utf-8"
        assert icalendar.read(file.content.decode()).holidays == days
        rows = self.rows(self.take_over(browser, file.content))
        assert rows == {("2027-03-20", "2027-03-21"): "Eid, the feast", ("2027-09-23", ""): "يوم"}
