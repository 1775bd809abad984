"""Work calendars at the API."""

import pytest

from leads.models import RunStatus
from sla import calendars, recalculating
from sla.calendars import CalendarText
from sla.models import Calendar, Recalculation
from tests.api_client import Program
from tests.cast import a_calendar, after
from tests.sla.changing import changed, text

pytestmark = pytest.mark.django_db
EVERYBODY = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "outsider": 404,
    "administrator": 404,
    None: 401,
}


@pytest.mark.parametrize(("who", "status"), EVERYBODY.items())
def test_members_read(request, who, status):
    user = request.getfixturevalue(who) if who else None
    code = a_calendar().code
    for path in ("/calendars/", f"/calendars/{code}/"):
        assert Program(user).get(path).status_code == status


def test_calendars_are_listed_by_name(rep, manager):
    a_calendar("Riyadh")
    old = a_calendar("Doha")
    calendars.archive_calendar(calendar=old, at=after(days=1), by=manager)
    first, second = Program(rep).get("/calendars/").json()["results"]
    assert (first["name"], first["archived_at"]) == ("Doha", "2026-11-17T12:00:00Z")
    assert (second["name"], second["version"], second["time_zone"]) == ("Riyadh", 1, "UTC")


def test_a_calendar_is_told_with_its_versions_and_whom_they_were_for(handoff, rep, manager):
    calendar = Calendar.objects.get()
    calendars.add_version(
        calendar=calendar,
        name=calendar.name,
        text=CalendarText(
            time_zone="UTC", week={"mon": [["09:00", "12:10"]]}, holidays={"2026-12-25": "Feast"}
        ),
        after=1,
        at=after(minutes=5),
        by=manager,
        open_too=True,
    )
    told = Program(rep).get(f"/calendars/{calendar.code}/").json()
    newest, first = told["versions"]
    assert (newest["number"], newest["holidays"]) == (2, {"2026-12-25": "Feast"})
    assert newest["week"] == {"mon": [["09:00", "12:10"]]}
    assert newest["open_clocks"] == {
        "status": "queued",
        "total": 2,
        "done": 0,
        "moved": 0,
        "kept": 0,
        "finished_at": None,
    }
    assert first["open_clocks"] is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(rep, number, django_assert_num_queries):
    for _ in range(number):
        a_calendar()
    program = Program(rep)
    # Session, person, the company's zone, roles; the newest versions with their calendars.
    with django_assert_num_queries(5):
        assert len(program.get("/calendars/").json()["results"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_versions_of_a_calendar_take_one_query(rep, manager, number, django_assert_num_queries):
    calendar = a_calendar()
    for after_number in range(1, number):
        week = {"mon": [["09:00", f"1{after_number}:00"]]}
        calendars.add_version(
            calendar=calendar,
            name=calendar.name,
            text=CalendarText(time_zone="UTC", week=week),
            after=after_number,
            at=after(minutes=after_number),
            by=manager,
        )
    program = Program(rep)
    with django_assert_num_queries(6):
        answer = program.get(f"/calendars/{calendar.code}/").json()
    assert len(answer["versions"]) == number


@pytest.fixture
def failed(handoff, manager):
    """A change of open clocks that an error stopped."""
    changed(manager, text(holidays=["2026-11-17"]))
    run = Recalculation.objects.get()
    recalculating.fail(run_id=run.pk, at=after(minutes=5))
    return run


def try_again(user, run):
    return Program(user).post(f"/calendars/{run.version.calendar.code}/try-again/")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 403),
        ("rep", 403),
        ("manager", 200),
        ("outsider", 404),
        ("administrator", 404),
        (None, 401),
    ],
)
def test_managers_try_a_failed_change_again(request, failed, who, status):
    user = request.getfixturevalue(who) if who else None
    assert try_again(user, failed).status_code == status
    failed.refresh_from_db()
    assert (failed.status == RunStatus.FAILED) == (status != 200)


def test_a_change_that_has_not_failed_is_not_tried_again(failed, manager):
    told = try_again(manager, failed).json()
    assert told["versions"][0]["open_clocks"]["status"] == "queued"
    again = try_again(manager, failed)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_failed")
