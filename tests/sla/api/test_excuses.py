"""Breaches and excuses through the API."""

import pytest

from sla import excusing
from sla.models import Breach, Excuse
from tests.api_client import Program
from tests.cast import after
from tests.sla.excuses import REASON, a_breach, asked

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", "administrator", None)
AT = after(hours=4)


@pytest.fixture
def breach(agreement, marketer):
    """The claim of a lead handed over at noon, due at half past, that nobody made."""
    return a_breach(by=marketer)


def statuses(request, act, path, **body):
    found = {}
    for who in EVERYBODY:
        program = Program(request.getfixturevalue(who) if who else None)
        found[who] = getattr(program, act)(path, **body).status_code
    return tuple(found.values())


def test_the_side_that_broke_it_asks(request, breach):
    path = f"/breaches/{breach.code}/excuse/"
    assert statuses(request, "post", path, reason=REASON) == (403, 201, 409, 403, 404, 404, 401)


@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_a_manager_of_the_other_side_answers(request, breach, rep, act):
    asked(breach, rep)
    found = statuses(request, "post", f"/breaches/{breach.code}/{act}/", word="As said")
    assert found == (403, 403, 403, 200, 404, 404, 401)


def test_the_side_that_granted_revokes(request, breach, rep, marketing_manager):
    asked(breach, rep)
    excusing.grant(breach=breach, at=AT, by=marketing_manager)
    found = statuses(request, "post", f"/breaches/{breach.code}/revoke/", word="Another day")
    assert found == (403, 403, 403, 200, 404, 404, 401)


def test_who_asked_takes_it_back(request, breach, rep):
    asked(breach, rep)
    found = statuses(request, "post", f"/breaches/{breach.code}/withdraw/")
    assert found == (403, 200, 409, 403, 404, 404, 401)


def test_managers_list_and_answer_many(request, breach, rep):
    excuse = asked(breach, rep)
    assert statuses(request, "get", "/excuses/") == (403, 403, 200, 200, 404, 404, 401)
    many = {"excuses": [str(excuse.code)], "answer": "granted"}
    found = statuses(request, "post", "/excuses/decide/", **many)
    assert found == (403, 403, 200, 200, 404, 404, 401)
    excuse.refresh_from_db()
    assert excuse.decided_by.name == "Hana Yousef"  # sales' manager decides about marketing's alone


def test_managers_of_a_side_ask_about_many(request, breach):
    span = {"since": "2026-11-16T12:00:00Z", "until": "2026-11-16T14:00:00Z"}
    found = statuses(request, "post", "/excuses/ask/", side="sales", reason=REASON, **span)
    assert found == (403, 403, 200, 403, 404, 404, 401)
    assert Excuse.objects.count() == Breach.objects.count() == 2


def test_a_request_says_everything_about_itself(breach, rep, marketing_manager):
    told = Program(rep).post(f"/breaches/{breach.code}/excuse/", reason=REASON).json()
    assert told["state"] == "asked"
    assert told["asked_by"] == {"code": str(rep.code), "name": rep.name}
    assert told["breach"]["metric"] == "claim"
    assert told["breach"]["charged_to"] is None
    answer = Program(marketing_manager).post(f"/breaches/{breach.code}/grant/", word="Known")
    assert (answer.json()["state"], answer.json()["word"]) == ("granted", "Known")
    again = Program(marketing_manager).post(f"/breaches/{breach.code}/grant/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_asked")
    assert again.json()["error"]["state"] == "granted"


def test_a_clock_names_its_breach(breach, rep):
    handoff = breach.clock.handoff
    path = f"/handoffs/{handoff.code}/clocks/"
    claim = Program(rep).get(path).json()["clocks"][0]
    assert claim["breach"] == {"code": str(breach.code), "excuse": None}
    asked(breach, rep)
    claim = Program(rep).get(path).json()["clocks"][0]
    assert claim["breach"] == {"code": str(breach.code), "excuse": "asked"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/breaches/{code}/excuse/", {}),
        ("/breaches/{code}/excuse/", {"reason": "x" * 501}),
        ("/breaches/{code}/excuse/", {"reason": "So", "kind": "plea"}),
        ("/excuses/ask/", {"side": "sales", "reason": "So", "since": "2026-11-16", "until": "x"}),
    ],
)
def test_what_cannot_be_read_is_refused(breach, manager, path, body):
    answer = Program(manager).post(path.format(code=breach.code), **body)
    assert answer.status_code == 422


def test_a_refusal_needs_a_word(breach, rep, marketing_manager):
    asked(breach, rep)
    answer = Program(marketing_manager).post(f"/breaches/{breach.code}/refuse/")
    assert answer.status_code == 422
    assert "word" in answer.json()["error"]["fields"]


def test_the_list_is_narrowed(breach, rep, manager, marketing_manager):
    asked(breach, rep)

    def count(who, **query):
        return len(Program(who).get("/excuses/", **query).json()["results"])

    assert count(manager) == count(marketing_manager) == 1
    assert count(marketing_manager, to_decide="true") == 1
    assert count(manager, to_decide="true") == 0
    assert count(manager, state="granted") == 0
    assert count(manager, side="marketing") == 0
    assert count(manager, kind="excuse", promise="claim", side="sales") == 1
    assert Program(manager).get("/excuses/", state="lost").status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    agreement, marketer, rep, manager, number, django_assert_num_queries
):
    for minute in range(number):
        asked(a_breach(by=marketer, at=after(minutes=minute)), rep)
    program = Program(manager)
    program.get("/excuses/")
    with django_assert_num_queries(5):
        assert len(program.get("/excuses/").json()["results"]) == number
