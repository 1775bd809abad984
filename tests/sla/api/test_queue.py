import pytest
import time_machine

from leads import lifecycle
from leads.models import Handoff
from personas.models import Persona
from sla.models import Calendar
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _half_past_noon():
    with time_machine.travel(cast.after(minutes=30), tick=False):
        yield


@pytest.fixture
def waiting(agreement, marketer):
    """One hand-off in each group, by the group's key."""
    minutes = {"breached": -10, "at_risk": 5, "on_track": 29}
    found = {
        key: cast.a_handoff(by=marketer, at=cast.after(minutes=minute))
        for key, minute in minutes.items()
    }
    Calendar.objects.update(archived_at=cast.LONG_AGO)
    return found | {"no_clock": cast.a_handoff(by=marketer, at=cast.after(minutes=20))}


def groups(user, **query):
    told = Program(user).get("/queue/", **query).json()
    return {
        group["key"]: [row["handoff"]["code"] for row in group["rows"]] for group in told["groups"]
    }


def test_each_handoff_stands_in_its_group(waiting, rep):
    expected = {key: [str(one.code)] for key, one in waiting.items()}
    assert groups(rep) == expected | {"paused": []}


def test_a_row_tells_the_brief_and_the_claim_clock(waiting, rep):
    told = Program(rep).get("/queue/", group="at_risk").json()
    (group,) = told["groups"]
    (row,) = group["rows"]
    assert row["handoff"]["brief"]["why_now"] == "Contract ends soon"
    assert (row["clock"]["state"], row["clock"]["seconds_left"]) == ("at_risk", 300)
    assert told["total"] == 4


def test_a_row_without_a_clock_says_so(waiting, rep):
    (group,) = Program(rep).get("/queue/", group="no_clock").json()["groups"]
    assert group["rows"][0]["clock"] is None


def test_the_queue_is_narrowed_to_a_source_and_a_persona(agreement, marketer, rep):
    persona = Persona.objects.create(name="Operations head")
    lead = cast.a_lead(source=cast.a_source("Webinar"), persona=persona)
    wanted = cast.a_handoff(by=marketer, lead=lead, at=cast.after(minutes=20))
    cast.a_handoff(by=marketer, at=cast.after(minutes=20))
    found = groups(rep, source="webinar", persona=str(persona.code))
    assert [code for codes in found.values() for code in codes] == [str(wanted.code)]


@pytest.mark.parametrize(
    "query", [{"source": "Nowhere"}, {"persona": "x"}, {"group": "x"}, {"limit": "201"}, {"x": "1"}]
)
def test_a_filter_that_cannot_be_is_refused(rep, query):
    assert Program(rep).get("/queue/", **query).status_code == 422


def test_the_most_urgent_is_claimed_next(waiting, rep):
    told = Program(rep).post("/queue/claim-next/").json()
    assert told["code"] == str(waiting["breached"].code)
    assert told["owner"]["name"] == rep.name


def test_claiming_goes_on_until_nothing_waits(waiting, rep, other_rep):
    statuses = [Program(who).post("/queue/claim-next/").status_code for who in (rep, other_rep) * 3]
    assert sorted(statuses) == [200, 200, 200, 200, 204, 204]
    assert not Handoff.objects.unclaimed().exists()


def test_marketing_claims_nothing_not_even_from_an_empty_queue(marketer):
    answer = Program(marketer).post("/queue/claim-next/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    agreement, marketer, rep, number, django_assert_num_queries
):
    for minute in range(number):
        cast.a_handoff(by=marketer, at=cast.after(minutes=20 + minute))
    program = Program(rep)
    # Session, person, the company's zone, roles; the queue's own; the hand-offs, their clocks.
    with django_assert_num_queries(11):
        assert program.get("/queue/").json()["total"] == number


def test_a_claimed_handoff_leaves_the_queue(waiting, rep, other_rep):
    lifecycle.claim(handoff=waiting["at_risk"], at=cast.after(minutes=30), by=rep)
    assert groups(other_rep)["at_risk"] == []
