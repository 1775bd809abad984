"""Work calendars changed at the API: made, changed, looked ahead, followed, archived."""

from datetime import timedelta

import pytest

from sla import tasks
from sla.models import Calendar, Recalculation
from tests.api_client import Program
from tests.cast import NOON, WEEKDAYS, a_calendar, clock_of

pytestmark = pytest.mark.django_db
REFUSED = {"marketer": 403, "rep": 403, "outsider": 404, "administrator": 404, None: 401}
HOURS = {"time_zone": "UTC", "week": {"mon": [["09:00", "12:10"]]}}
CUT = {"time_zone": "UTC", "week": {day: [["09:00", "12:10"]] for day in WEEKDAYS}}


@pytest.fixture
def program(manager):
    return Program(manager)


@pytest.fixture
def calendar(handoff, time_machine):
    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    return Calendar.objects.get()


@pytest.fixture
def asked(monkeypatch):
    found = []
    monkeypatch.setattr(tasks.run_recalculation, "delay", lambda **ids: found.append(ids))
    return found


@pytest.mark.parametrize(("who", "status"), REFUSED.items())
def test_managers_alone_change_calendars(request, who, status):
    program = Program(request.getfixturevalue(who) if who else None)
    made = a_calendar()
    where = f"/calendars/{made.code}"
    bodies = {
        "/calendars/": {"name": "Doha", **HOURS},
        f"{where}/versions/": {"after": 1, **HOURS},
        f"{where}/effect/": HOURS,
        f"{where}/apply-to-open/": {"version": 1},
        f"{where}/archive/": {},
        f"{where}/restore/": {},
    }
    answers = {path: program.post(path, **body).status_code for path, body in bodies.items()}
    assert answers == dict.fromkeys(bodies, status)
    assert program.get(f"{where}/effect/").status_code == status
    made.refresh_from_db()
    assert (made.versions.count(), made.archived_at) == (1, None)
    assert Calendar.objects.count() == 1


def test_a_calendar_is_made(program):
    answer = program.post(
        "/calendars/",
        name="Riyadh",
        time_zone="Asia/Riyadh",
        week={"sun": [["09:00", "12:30"], ["13:30", "18:00"]]},
        holidays={"2026-12-25": "Feast"},
        overrides={"2027-02-11": []},
    )
    assert answer.status_code == 201
    (version,) = answer.json()["versions"]
    assert version["week"] == {"sun": [["09:00", "12:30"], ["13:30", "18:00"]]}
    assert version["holidays"] == {"2026-12-25": "Feast"}
    assert version["overrides"] == {"2027-02-11": []}
    assert Calendar.objects.get().name == "Riyadh"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "RIYADH"}, "name"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"week": {"mon": [["17:00", "09:00"]]}}, ""),
        ({"week": {"mon": [["09:00"]]}}, ""),
        ({"week": {"moonday": [["09:00", "17:00"]]}}, ""),
        ({"week": {}}, ""),
        ({"week": "always"}, "week"),
        ({"holidays": {"soon": "Feast"}}, ""),
        ({"holidays": ["2026-12-25"]}, "holidays"),
        ({"overrides": {"2026-12-25": [["9", "x"]]}}, ""),
        ({"hours": "all"}, "hours"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(program, change, field):
    a_calendar("Riyadh")
    answer = program.post("/calendars/", **({"name": "Doha", **HOURS} | change))
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["message"]
    if field:
        assert field in error["fields"]
    assert Calendar.objects.count() == 1


def test_a_new_version_is_for_new_hand_offs_unless_it_says_otherwise(program, calendar, asked):
    answer = program.post(f"/calendars/{calendar.code}/versions/", after=1, **CUT)
    newest = answer.json()["versions"][0]
    assert (answer.status_code, newest["number"], newest["open_clocks"]) == (200, 2, None)
    assert answer.json()["name"] == calendar.name
    assert not asked


def test_a_new_version_for_open_clocks_too_asks_a_worker(
    program, calendar, handoff, asked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = program.post(
            f"/calendars/{calendar.code}/versions/", after=1, open_too=True, name="Clinic", **CUT
        )
    told = answer.json()
    assert (told["name"], told["versions"][0]["open_clocks"]["total"]) == ("Clinic", 2)
    run = Recalculation.objects.get()
    assert asked == [{"run_id": run.pk}]
    tasks.run_recalculation(run_id=run.pk)
    assert clock_of(handoff, "claim").due_at == NOON + timedelta(hours=21, minutes=20)


def test_a_version_made_from_a_former_one_is_refused(program, calendar):
    path = f"/calendars/{calendar.code}/versions/"
    program.post(path, after=1, **CUT)
    assert program.post(path, after=1, **HOURS).status_code == 409
    assert calendar.versions.count() == 2


def test_the_effect_is_told_and_nothing_is_saved(program, calendar):
    told = program.post(f"/calendars/{calendar.code}/effect/", **CUT).json()
    assert told == {
        "open": 2,
        "moved": 2,
        "earlier": 0,
        "later": 2,
        "paused": 0,
        "breached": 0,
        "not_today": 2,
        "kept": 0,
        "earliest_seconds": 20 * 3600 + 50 * 60,
        "middle_seconds": 20 * 3600 + 50 * 60,
        "latest_seconds": 20 * 3600 + 50 * 60,
    }
    assert calendar.versions.count() == 1


def test_open_clocks_follow_later_once(
    program, calendar, handoff, asked, django_capture_on_commit_callbacks
):
    where = f"/calendars/{calendar.code}"
    assert program.post(f"{where}/apply-to-open/", version=1).json()["error"]["code"] == (
        "nothing_waits"
    )
    program.post(f"{where}/versions/", after=1, **CUT)
    assert program.get(f"{where}/effect/").json()["moved"] == 2
    assert program.post(f"{where}/apply-to-open/", version=1).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            answer = program.post(f"{where}/apply-to-open/", version=2)
            assert answer.json()["versions"][0]["open_clocks"]["total"] == 2
    run = Recalculation.objects.get()
    assert asked == [{"run_id": run.pk}] * 2
    tasks.run_recalculation(run_id=run.pk)
    assert program.get(f"{where}/effect/").json()["open"] == 0
    assert clock_of(handoff, "claim").due_at == NOON + timedelta(hours=21, minutes=20)


def test_archived_and_restored(program):
    made = a_calendar()
    where = f"/calendars/{made.code}"
    assert program.post(f"{where}/archive/").json()["archived_at"]
    assert program.post(f"{where}/versions/", after=1, **HOURS).json()["error"]["code"] == (
        "calendar_archived"
    )
    assert program.post(f"{where}/restore/").json()["archived_at"] is None
