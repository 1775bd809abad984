"""Promises without a clock at the API: the managers' list, and starting what can start."""

import pytest

from sla.models import Calendar, Clock
from tests.api_client import Program
from tests.cast import a_handoff, after

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", "administrator", None)
MANAGERS = dict(zip(EVERYBODY, (403, 403, 200, 200, 404, 404, 401), strict=True))
LIST, RETRY = "/exceptions/", "/exceptions/retry/"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(after(minutes=10), tick=False)


@pytest.mark.parametrize("who", EVERYBODY)
def test_managers_of_both_sides_read_and_retry(who, request, agreement):
    person = request.getfixturevalue(who) if who else None
    assert Program(person).get(LIST).status_code == MANAGERS[who]
    assert Program(person).post(RETRY).status_code == MANAGERS[who]


def test_each_promise_says_why_it_has_no_clock_and_what_to_do(agreement, marketer, manager):
    Calendar.objects.update(archived_at=after(minutes=-1))
    handoff = a_handoff(by=marketer, at=after(minutes=1))
    rows = Program(manager).get(LIST).json()["results"]
    assert {row["metric"] for row in rows} == {"claim", "first_touch"}
    assert {row["handoff"] for row in rows} == {str(handoff.code)}
    assert {row["cause"] for row in rows} == {"no_calendar"}
    assert rows[0]["advice"] == "Restore the calendar, then start the clocks."
    assert rows[0]["lead"]["name"] == str(handoff.lead)
    assert rows[0]["calendar"]["name"] == Calendar.objects.get().name


def test_a_restored_calendar_lets_them_start_once(agreement, marketer, manager):
    Calendar.objects.update(archived_at=after(minutes=-1))
    handoff = a_handoff(by=marketer, at=after(minutes=1))
    assert Program(manager).post(RETRY).json() == {"started": 0, "left": 2}
    Calendar.objects.update(archived_at=None)
    assert Program(manager).post(RETRY).json() == {"started": 2, "left": 0}
    assert Program(manager).post(RETRY).json() == {"started": 0, "left": 0}
    assert Program(manager).get(LIST).json() == {"results": [], "next": None}
    assert {clock.started_at for clock in Clock.objects.all()} == {handoff.handed_at}


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    number, agreement, marketer, manager, django_assert_num_queries
):
    Calendar.objects.update(archived_at=after(minutes=-1))
    for minute in range(number):
        a_handoff(by=marketer, at=after(minutes=minute))
    program = Program(manager)
    program.get(LIST)
    with django_assert_num_queries(5):
        assert len(program.get(LIST).json()["results"]) == 2 * number
