"""The pages of work calendars."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from sla import recalculating, tasks
from sla.models import Calendar, Recalculation
from tests.cast import NOON, a_calendar, clock_of
from tests.doors import queries_of, rows_of, statuses

pytestmark = pytest.mark.django_db

READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
WRITE = READ | {"marketer": 403, "rep": 403}


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


def test_who_opens_which_page(as_, people):
    calendar = a_calendar()

    def asked(name, *args):
        return statuses(as_, people, reverse(f"sla:{name}", args=args), "get")

    assert asked("calendars") == READ
    assert asked("calendar", calendar.code) == READ
    assert asked("new_calendar") == WRITE
    assert asked("edit_calendar", calendar.code) == WRITE
    assert asked("archive_calendar", calendar.code) == WRITE


def test_acts_are_for_managers(as_, people):
    calendar = a_calendar()
    others = {who: person for who, person in people.items() if who != "manager"}
    refused = {who: status for who, status in WRITE.items() if who != "manager"}
    for name in ("archive_calendar", "restore_calendar"):
        url = reverse(f"sla:{name}", args=[calendar.code])
        assert statuses(as_, others, url, "post") == refused
    calendar.refresh_from_db()
    assert calendar.archived_at is None


def test_a_calendar_is_made_from_what_people_type(browser):
    typed = _typed(mon="٠٩:٠٠ - ١٧:٠٠، 22:00-23:59", tue="9:00–17:00")
    typed |= rows_of("holidays", {"first": "2026-12-25", "last": "2026-12-26", "name": "Feast"})
    typed |= rows_of(
        "overrides",
        {"first": "2027-02-08", "last": "2027-02-09", "hours": "10:00-15:00"},
        {"first": "2027-02-11"},
    )
    answer = browser.post(reverse("sla:new_calendar"), typed)
    made = Calendar.objects.get()
    assert answer.url == reverse("sla:calendar", args=[made.code])
    version = made.versions.get()
    assert version.week == {
        "mon": [["09:00", "17:00"], ["22:00", "24:00"]],
        "tue": [["09:00", "17:00"]],
        "sun": [["09:00", "12:30"], ["13:30", "18:00"]],
    }
    assert version.holidays == {"2026-12-25": "Feast", "2026-12-26": "Feast"}
    assert version.overrides == {
        "2027-02-08": [["10:00", "15:00"]],
        "2027-02-09": [["10:00", "15:00"]],
        "2027-02-11": [],
    }


def test_an_edit_adds_a_version_and_ranges_come_back_as_ranges(browser):
    typed = _typed() | rows_of("holidays", {"first": "2027-03-20", "last": "2027-03-24"})
    browser.post(reverse("sla:new_calendar"), typed)
    made = Calendar.objects.get()
    url = reverse("sla:edit_calendar", args=[made.code])
    page = browser.get(url)
    first = page.context["holidays"].forms[0].initial
    assert (first["first"].isoformat(), first["last"].isoformat()) == ("2027-03-20", "2027-03-24")
    browser.post(url, _typed(after="1", mon="09:00-10:00"))
    assert made.versions.count() == 2


def test_a_stale_edit_is_refused(browser):
    calendar = a_calendar()
    url = reverse("sla:edit_calendar", args=[calendar.code])
    for after in ("0", "7", "x", "9" * 30):
        assert browser.post(url, _typed(after=after)).status_code == 409
    assert calendar.versions.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": "Europe"}, "time_zone"),
        ({"mon": "09:00-12:00, 11:00-13:00"}, "mon"),
        ({"mon": "17:00-09:00"}, "mon"),
        ({"mon": "nine to five"}, "mon"),
        ({"mon": "9-17"}, "mon"),
        ({"sun": ""}, "__all__"),
    ],
)
def test_bad_hours_are_said_beside_their_field(browser, change, field):
    answer = browser.post(reverse("sla:new_calendar"), _typed(**change))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Calendar.objects.exists()


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("holidays", [{"first": "soon", "name": "x"}]),
        ("holidays", [{"name": "no day"}]),
        ("holidays", [{"first": "2026-12-25", "last": "2026-12-24"}]),
        ("holidays", [{"first": "2026-12-25", "last": "2036-12-24"}]),
        ("holidays", [{"first": "2026-12-25"}, {"first": "2026-12-24", "last": "2026-12-26"}]),
        ("overrides", [{"first": "2026-12-25", "hours": "x"}]),
        ("overrides", [{"hours": "09:00-10:00"}]),
    ],
)
def test_bad_dates_are_said_and_nothing_is_written(browser, part, rows):
    answer = browser.post(reverse("sla:new_calendar"), _typed() | rows_of(part, *rows))
    assert answer.status_code == 422
    wrong = [form for form in answer.context[part].forms if form.errors]
    summary = re.search(r'class="error-summary".*?</div>', answer.content.decode(), re.DOTALL)
    assert wrong
    assert summary
    assert f'href="#id_{wrong[0].prefix}-{next(iter(wrong[0].errors))}"' in summary.group()
    assert not Calendar.objects.exists()


def test_a_closed_day_does_not_look_open(browser):
    page = browser.get(reverse("sla:new_calendar")).content.decode()
    assert re.search(r'name="fri"[^>]*placeholder="Closed"', page)
    assert not re.search(r'placeholder="[0-9]', page)


def test_the_preview_shows_two_weeks_and_saves_nothing(browser):
    answer = browser.post(reverse("sla:new_calendar"), _typed(preview="1"))
    assert answer.status_code == 200
    assert len(answer.context["days"]) == 14
    assert "13:30–18:00" in answer.content.decode()
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("part", ["holidays", "overrides"])
def test_more_rows_are_added_without_judging(browser, part):
    typed = _typed(mon="not ready") | {f"more_{part}": "1"}
    answer = browser.post(reverse("sla:new_calendar"), typed)
    assert answer.status_code == 200
    assert f'name="{part}-2-first"' in answer.content.decode()


def test_archiving_warns_of_promises_that_name_it(browser, agreement):
    calendar = Calendar.objects.get()
    url = reverse("sla:archive_calendar", args=[calendar.code])
    page = browser.get(url).content.decode()
    assert "Promises still name it" in page
    assert "claim in 30 min" in page
    browser.post(url)
    calendar.refresh_from_db()
    assert calendar.archived_at is not None
    edit = reverse("sla:edit_calendar", args=[calendar.code])
    assert browser.get(edit).status_code == 409
    browser.post(reverse("sla:restore_calendar", args=[calendar.code]))
    calendar.refresh_from_db()
    assert calendar.archived_at is None


def test_a_name_that_is_taken_is_said(browser):
    a_calendar("Riyadh")
    answer = browser.post(reverse("sla:new_calendar"), _typed(name="RIYADH"))
    assert answer.status_code == 422
    assert "Another calendar has this name" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_one_query_for_one_and_for_three(as_, rep, number):
    for _more in range(number):
        a_calendar()
    url = reverse("sla:calendars")
    assert queries_of(as_(rep), url, "sla_calendar", "sla_calendarversion") == 1


class TestOpenClocks:
    """A change that would move clocks that run is shown before it is saved, and then chosen."""

    NINE_TO_FIVE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")

    @pytest.fixture
    def calendar(self, agreement):
        return Calendar.objects.get()

    @pytest.fixture
    def at_noon(self, handoff, time_machine):
        time_machine.move_to(NOON + timedelta(minutes=5), tick=False)

    def edit(self, browser, calendar, **change):
        typed = {"name": calendar.name, "time_zone": "UTC", "sun": "", "after": "1"}
        url = reverse("sla:edit_calendar", args=[calendar.code])
        return browser.post(url, _typed(**{**self.NINE_TO_FIVE, **typed, **change}))

    def test_a_change_that_moves_clocks_is_shown_before_it_is_saved(
        self, browser, calendar, at_noon
    ):
        answer = self.edit(browser, calendar, mon="09:00-12:10")
        assert answer.status_code == 200
        assert (answer.context["effect"].moved, answer.context["applies"]) == (2, "new")
        assert "20 hours 50 minutes later" in answer.content.decode()
        assert calendar.versions.count() == 1

    def test_new_hand_offs_only(self, browser, calendar, at_noon, handoff):
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        self.edit(browser, calendar, mon="09:00-12:10", judged=shown["judged"], applies="new")
        assert calendar.versions.count() == 2
        assert not Recalculation.objects.exists()

    def test_open_ones_too_asks_a_worker_and_shows_its_progress(
        self, browser, calendar, at_noon, handoff, monkeypatch, django_capture_on_commit_callbacks
    ):
        asked = []
        monkeypatch.setattr(tasks.run_recalculation, "delay", lambda **ids: asked.append(ids))
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        change = {"mon": "09:00-12:10", "judged": shown["judged"], "applies": "open"}
        with django_capture_on_commit_callbacks(execute=True):
            self.edit(browser, calendar, **change)
        run = Recalculation.objects.get()
        assert asked == [{"run_id": run.pk}]
        url = reverse("sla:calendar_runs", args=[calendar.code])
        page = browser.get(url, headers={"HX-Request": "true"}).content.decode()
        assert "0 of 2" in page
        assert 'hx-trigger="every 2s"' in page
        tasks.run_recalculation(run_id=run.pk)
        page = browser.get(reverse("sla:calendar", args=[calendar.code])).content.decode()
        assert "2 clocks were put on version 2." in page
        assert 'hx-trigger="every 2s"' not in page
        assert clock_of(handoff, "claim").due_at == NOON + timedelta(hours=21, minutes=20)

    def test_holidays_that_are_added_are_for_open_ones_too_by_default(
        self, browser, calendar, at_noon
    ):
        holidays = rows_of("holidays", {"first": "2026-11-16", "name": "Feast"})
        answer = self.edit(browser, calendar, **holidays)
        assert answer.context["applies"] == "open"

    def test_a_change_after_it_was_shown_is_shown_again(self, browser, calendar, at_noon):
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        change = {"mon": "09:00-12:20", "judged": shown["judged"], "applies": "open"}
        assert self.edit(browser, calendar, **change).status_code == 200
        assert calendar.versions.count() == 1

    def test_a_choice_nobody_offers_is_asked_for_again(self, browser, calendar, at_noon):
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        change = {"mon": "09:00-12:10", "judged": shown["judged"], "applies": "all"}
        assert self.edit(browser, calendar, **change).status_code == 200
        assert calendar.versions.count() == 1

    def test_a_change_that_moves_nothing_is_saved_at_once(self, browser, calendar, at_noon):
        assert self.edit(browser, calendar, tue="09:00-16:00").status_code == 302
        assert calendar.versions.count() == 2

    def test_the_preview_shows_the_effect_and_saves_nothing(self, browser, calendar, at_noon):
        answer = self.edit(browser, calendar, mon="09:00-12:10", preview="1")
        assert answer.context["effect"].moved == 2
        assert calendar.versions.count() == 1

    def test_who_sees_the_progress_and_who_may_try_a_failed_run_again(
        self, as_, people, browser, calendar, at_noon, manager
    ):
        url = reverse("sla:calendar_runs", args=[calendar.code])
        assert statuses(as_, people, url, "get") == READ | dict.fromkeys(
            ("marketer", "rep", "manager"), 302
        )
        others = {who: person for who, person in people.items() if who != "manager"}
        refused = {who: status for who, status in WRITE.items() if who != "manager"}
        assert statuses(as_, others, url, "post") == refused
        assert browser.post(url).status_code == 409
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        change = {"mon": "09:00-12:10", "judged": shown["judged"], "applies": "open"}
        self.edit(browser, calendar, **change)
        run = Recalculation.objects.get()
        recalculating.fail(run_id=run.pk, at=NOON)
        assert "Try again" in browser.get(url, headers={"HX-Request": "true"}).content.decode()
        assert browser.post(url).status_code == 302
        run.refresh_from_db()
        assert run.status == "queued"

    def test_a_change_for_new_ones_is_made_good_from_the_calendars_page(
        self,
        browser,
        calendar,
        at_noon,
        handoff,
        as_,
        rep,
        monkeypatch,
        django_capture_on_commit_callbacks,
    ):
        asked = []
        monkeypatch.setattr(tasks.run_recalculation, "delay", lambda **ids: asked.append(ids))
        page = reverse("sla:calendar", args=[calendar.code])
        url = reverse("sla:apply_to_open", args=[calendar.code])
        assert browser.get(url).status_code == 302  # nothing waits
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        self.edit(browser, calendar, mon="09:00-12:10", judged=shown["judged"], applies="new")
        assert "2 open clocks keep the hours they began on" in browser.get(page).content.decode()
        assert url in browser.get(page).content.decode()
        assert url not in as_(rep).get(page).content.decode()
        told = browser.get(url).content.decode()
        assert "2 open clocks keep the hours and the due times" in told
        assert "2 of 2" in told
        assert "20 hours 50 minutes later" in told
        assert browser.post(url, {"number": "1"}).status_code == 409
        assert not Recalculation.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            for _twice in range(2):
                assert browser.post(url, {"number": "2"}).url == page
        run = Recalculation.objects.get()
        assert asked == [{"run_id": run.pk}] * 2
        assert "0 of 2" in browser.get(page).content.decode()
        tasks.run_recalculation(run_id=run.pk)
        assert clock_of(handoff, "claim").due_at == NOON + timedelta(hours=21, minutes=20)
        assert url not in browser.get(page).content.decode()

    def test_who_may_have_open_clocks_follow(self, as_, people, browser, calendar, at_noon):
        url = reverse("sla:apply_to_open", args=[calendar.code])
        shown = self.edit(browser, calendar, mon="09:00-12:10").context
        self.edit(browser, calendar, mon="09:00-12:10", judged=shown["judged"], applies="new")
        assert statuses(as_, people, url, "get") == WRITE
        others = {who: person for who, person in people.items() if who != "manager"}
        refused = {who: status for who, status in WRITE.items() if who != "manager"}
        assert statuses(as_, others, url, "post") == refused
        for number in ("", "x", "9" * 30):
            assert browser.post(url, {"number": number}).status_code == 409
        assert not Recalculation.objects.exists()
