"""A program says that somebody is on it."""

import pytest
import time_machine

from leads import lifecycle
from sla.models import LadderStep
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import after, an_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(db):
    """An agreement whose ladder tells the owner at half the time."""
    version = an_agreement()
    LadderStep.objects.create(version=version, percent=50, roles=["owner"], channels=["app"])
    return version


@pytest.fixture
def told(handoff, rep):
    """A claimed hand-off of whose first touch the owner was told at 12:30."""
    claimed = lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    sweep(at=after(minutes=31))
    return claimed


def say(user, handoff, **body):
    with time_machine.travel(after(minutes=40), tick=False):
        return Program(user).post(f"/handoffs/{handoff.code}/acknowledge/", **body)


def test_it_tells_which_promises_were_taken_up(told, rep):
    answer = say(rep, told, metric="first_touch")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "metrics": ["first_touch"],
            "acknowledged_at": "2026-11-16T12:40:00Z",
            "acknowledged_by": {"code": str(rep.code), "name": rep.name},
        },
    )


def test_the_clock_says_so_afterwards(told, rep):
    say(rep, told)
    clocks = Program(rep).get(f"/handoffs/{told.code}/clocks/").json()["clocks"]
    (touch,) = [clock for clock in clocks if clock["metric"] == "first_touch"]
    assert [event["kind"] for event in touch["events"]][-1] == "noted"


@pytest.mark.parametrize(
    ("who", "status"),
    [("rep", 200), ("manager", 200), ("marketer", 403), ("other_rep", 403), ("outsider", 404)],
)
def test_who_may(request, told, who, status):
    assert say(request.getfixturevalue(who), told).status_code == status


def test_without_a_token_nobody(told):
    assert say(None, told).status_code == 401


def test_a_second_time_is_refused_with_its_name(told, rep, manager):
    say(rep, told)
    answer = say(manager, told)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_acknowledge")


def test_an_unknown_metric_is_named(told, rep):
    answer = say(rep, told, metric="speed")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["metric"])


def test_the_clock_tells_its_steps_and_who_is_on_it(told, rep):
    def clock():
        clocks = Program(rep).get(f"/handoffs/{told.code}/clocks/").json()["clocks"]
        return next(each for each in clocks if each["metric"] == "first_touch")

    assert (clock()["acknowledged_at"], clock()["acknowledged_by"]) == (None, None)
    assert clock()["steps_at"] == ["2026-11-16T12:30:00Z"]
    with time_machine.travel(after(minutes=40), tick=False):
        Program(rep).post(f"/handoffs/{told.code}/acknowledge/")
    assert clock()["acknowledged_at"] == "2026-11-16T12:40:00Z"
    assert clock()["acknowledged_by"] == {"code": str(rep.code), "name": rep.name}
