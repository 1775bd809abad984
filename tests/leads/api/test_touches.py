"""Touches by their own code: read, corrected, struck out."""

import pytest
import time_machine

from leads import lifecycle
from leads.models import Touch
from tests.api_client import Program
from tests.cast import a_touch, after

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "other_rep", "manager", "marketing_manager", "outsider", None)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.fixture
def touch(handoff, rep) -> Touch:
    """The rep's touch of ten past noon."""
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    return a_touch(handoff, rep, after(minutes=10))


@pytest.mark.parametrize(
    ("method", "tail", "body", "wanted"),
    [
        ("GET", "", {}, (200, 200, 200, 200, 200, 404, 401)),
        ("PATCH", "", {"note": "More"}, (403, 200, 403, 200, 403, 404, 401)),
        ("POST", "strike/", {"reason": "Slip"}, (403, 200, 403, 200, 403, 404, 401)),
    ],
)
@pytest.mark.parametrize("place", range(len(EVERYBODY)))
def test_who_may(request, touch, method, tail, body, wanted, place):
    name = EVERYBODY[place]
    program = Program(request.getfixturevalue(name) if name else None)
    answer = getattr(program, method.lower())(f"/touches/{touch.code}/{tail}", **body)
    assert answer.status_code == wanted[place]


def test_what_is_left_out_stays_and_what_it_said_is_told(rep, touch):
    answer = Program(rep).patch(
        f"/touches/{touch.code}/",
        occurred_at=after(minutes=5).isoformat(),
        reason="I looked it up",
    )
    told = answer.json()
    assert (told["channel"], told["occurred_at"]) == ("call", "2026-11-16T12:05:00Z")
    assert [row["occurred_at"] for row in told["corrections"]] == ["2026-11-16T12:10:00Z"]
    assert told["corrections"][0]["by"]["name"] == rep.name


def test_a_struck_touch_is_listed_as_such_and_told_in_the_timeline(rep, touch, handoff):
    Program(rep).post(f"/touches/{touch.code}/strike/", reason="Another lead")
    row = Program(rep).get(f"/handoffs/{handoff.code}/touches/").json()["results"][0]
    assert row["struck_at"] == "2026-11-16T12:30:00Z"
    told = Program(rep).get(f"/leads/{handoff.lead.code}/timeline/").json()["results"]
    strike = next(each for each in told if each["move"] == "strike")
    assert strike["said_before"]["reason"] == "Another lead"


@pytest.mark.parametrize(
    "body", [{"channel": "pigeon"}, {"occurred_at": "2026-11-16T11:00:00Z"}, {}, {"colour": "red"}]
)
def test_bad_input_is_answered_422(rep, touch, body):
    assert Program(rep).patch(f"/touches/{touch.code}/", **body).status_code == 422


def test_striking_twice_is_answered_409(rep, touch):
    url = f"/touches/{touch.code}/strike/"
    Program(rep).post(url, reason="Slip")
    assert Program(rep).post(url, reason="Slip").status_code == 409
