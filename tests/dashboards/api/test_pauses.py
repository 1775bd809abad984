"""The list of pauses for programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla import pausing
from tests.api_client import Program
from tests.cast import a_handoff, a_lead, after, fresh

pytestmark = pytest.mark.django_db
URL = "/pauses/"


@pytest.fixture(autouse=True)
def _an_hour_later(time_machine):
    time_machine.move_to(after(hours=1), tick=False)


def a_pause(by, marketer, name="Lina Mansour", **given):
    handoff = a_handoff(by=marketer, lead=a_lead(name))
    said = {"reason": "lead_away", "until_at": after(days=1), "at": after(minutes=10)} | given
    return pausing.pause(handoff=handoff, by=by, **said)


def names(manager, **query):
    answer = Program(manager).get(URL, **query)
    assert answer.status_code == 200
    return [row["lead"]["name"] for row in answer.json()["results"]]


def test_tells_whose_lead_why_and_how_long(agreement, manager, marketer):
    made = a_pause(manager, marketer, text="Back on Tuesday")
    (row,) = Program(manager).get(URL).json()["results"]
    assert row["code"] == str(made.code)
    assert (row["reason"], row["text"], row["by"]["name"]) == (
        "lead_away",
        "Back on Tuesday",
        manager.name,
    )
    # From ten past twelve to one.
    assert (row["seconds"], row["ended_at"], row["owner"]) == (50 * 60, None, None)


def test_narrows_by_state_person_and_period(agreement, manager, marketer):
    ended = a_pause(manager, marketer, "Huda Karim", at=after(minutes=5))
    pausing.resume(handoff=fresh(ended.handoff), at=after(minutes=20), by=manager)
    a_pause(manager, marketer)
    assert names(manager) == ["Lina Mansour", "Huda Karim"]
    assert names(manager, lasting="true") == ["Lina Mansour"]
    assert names(manager, lasting="false") == ["Huda Karim"]
    assert names(manager, by=str(marketer.code)) == []
    assert names(manager, started_to="2026-11-16T12:10:00Z") == ["Huda Karim"]
    assert names(manager, started_from="2026-11-16T12:10:00Z") == ["Lina Mansour"]


def test_turns_its_pages(agreement, manager, marketer):
    for minute in range(3):
        a_pause(manager, marketer, f"Lead {minute}", at=after(minutes=minute + 1))
    first = Program(manager).get(URL, limit=2).json()
    assert [row["lead"]["name"] for row in first["results"]] == ["Lead 2", "Lead 1"]
    assert names(manager, limit=2, cursor=first["next"]) == ["Lead 0"]


@pytest.mark.parametrize("query", [{"by": "me"}, {"lasting": "x"}, {"cursor": "x"}, {"who": "x"}])
def test_nonsense_is_told(manager, query):
    assert Program(manager).get(URL, **query).status_code == 422


def test_costs_the_same_for_one_row_and_for_three(agreement, manager, marketer):
    counted = []
    program = Program(manager)
    for number in range(3):
        a_pause(manager, marketer, f"Lead {number}")
        program.get(URL)
        with CaptureQueriesContext(connection) as queries:
            program.get(URL)
        counted.append(len(queries))
    assert counted == [counted[0]] * 3


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 403),
        ("rep", 403),
        ("manager", 200),
        ("marketing_manager", 200),
        ("outsider", 404),
        (None, 401),
    ],
)
def test_is_for_managers(request, who, status):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).get(URL).status_code == status
