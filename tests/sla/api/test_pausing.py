"""Pausing and resuming through the API, and what the clocks tell of it."""

import pytest

from leads import lifecycle
from sla.models import Target
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "other_rep", "manager", "outsider", "administrator", None)
OWNERS = dict(zip(EVERYBODY, (403, 201, 403, 201, 404, 404, 401), strict=True))
AWAY = {"reason": "lead_away", "until_at": "2026-11-17T12:00:00Z", "text": "Back on Tuesday"}


@pytest.fixture(autouse=True)
def _ten_past_noon(time_machine):
    time_machine.move_to(cast.after(minutes=10), tick=False)


@pytest.fixture
def path(handoff, rep):
    lifecycle.claim(handoff=handoff, at=cast.after(minutes=5), by=rep)
    return f"/handoffs/{handoff.code}"


def test_a_pause_is_answered_and_told_with_the_clocks(path, rep):
    made = Program(rep).post(f"{path}/pause/", **AWAY)
    assert made.status_code == 201
    told = made.json()
    assert (told["reason"], told["text"], told["by"]["name"]) == (
        "lead_away",
        "Back on Tuesday",
        rep.name,
    )
    assert (told["started_at"], told["ended_at"]) == ("2026-11-16T12:10:00Z", None)
    clocks = Program(rep).get(f"{path}/clocks/").json()
    assert clocks["pauses"] == [told]
    (touch,) = (clock for clock in clocks["clocks"] if clock["metric"] == "first_touch")
    assert (touch["state"], touch["due_at"]) == ("paused", None)
    assert (touch["seconds_left"], touch["is_ticking"]) == (50 * 60, False)


def test_an_end_is_answered_with_its_cause(path, rep, manager, time_machine):
    Program(rep).post(f"{path}/pause/", **AWAY)
    time_machine.move_to(cast.after(minutes=40), tick=False)
    ended = Program(manager).post(f"{path}/resume/").json()
    assert (ended["ended_at"], ended["end_cause"]) == ("2026-11-16T12:40:00Z", "resume")
    assert ended["ended_by"]["name"] == manager.name
    (touch,) = (
        clock
        for clock in Program(rep).get(f"{path}/clocks/").json()["clocks"]
        if clock["metric"] == "first_touch"
    )
    assert touch["due_at"] == "2026-11-16T13:30:00Z"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "holiday"}, "reason"),
        ({"until_at": "2026-11-16T12:10:00Z"}, "until_at"),
        ({"until_at": "2026-11-17T12:00:00"}, "until_at"),
        ({"until_at": None}, "until_at"),
        ({"reason": "other", "text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_used_is_named(path, rep, given, field):
    answer = Program(rep).post(f"{path}/pause/", **(AWAY | given))
    assert answer.status_code == 422
    assert field in answer.json()["error"]["fields"]


def test_what_cannot_follow_is_a_conflict(path, rep):
    assert Program(rep).post(f"{path}/resume/").status_code == 409
    Program(rep).post(f"{path}/pause/", **AWAY)
    again = Program(rep).post(f"{path}/pause/", **AWAY)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_paused")
    Program(rep).post(f"{path}/resume/")
    Target.objects.update(pause_reasons=[])
    none = Program(rep).post(f"{path}/pause/", **AWAY)
    assert (none.status_code, none.json()["error"]["code"]) == (409, "nothing_to_pause")


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_owner_and_managers_of_sales_pause_and_resume(request, path, rep, who):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).post(f"{path}/pause/", **AWAY).status_code == OWNERS[who]
    if OWNERS[who] != 201:
        Program(rep).post(f"{path}/pause/", **AWAY)
    expected = 200 if OWNERS[who] == 201 else OWNERS[who]
    assert Program(user).post(f"{path}/resume/").status_code == expected


def test_the_queue_tells_what_is_left_of_a_paused_lead(handoff, manager, rep):
    Program(manager).post(f"/handoffs/{handoff.code}/pause/", **AWAY)
    groups = {group["key"]: group for group in Program(rep).get("/queue/").json()["groups"]}
    (row,) = groups["paused"]["rows"]
    assert (row["clock"]["state"], row["clock"]["seconds_left"]) == ("paused", 20 * 60)
