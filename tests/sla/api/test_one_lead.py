import pytest
import time_machine

from leads import lifecycle
from personas.models import Criterion, IdealCustomerProfile, Persona
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_past_noon():
    with time_machine.travel(cast.after(minutes=5), tick=False):
        yield


def lead_of(user, handoff):
    return Program(user).get(f"/leads/{handoff.lead.code}/").json()


def test_a_lead_is_told_with_its_open_handoff_and_the_clocks_of_it(handoff, rep):
    told = lead_of(rep, handoff)
    assert told["open_handoff"] == str(handoff.code)
    assert [one["code"] for one in told["handoffs"]] == [str(handoff.code)]
    assert {clock["metric"] for clock in told["clocks"]["clocks"]} == {"claim", "first_touch"}
    assert told["facts"]["company_name"] == "Doha Clinics Group"


def test_a_former_cycle_is_told_without_running_clocks(handoff, marketer, rep):
    lifecycle.withdraw(handoff=handoff, at=cast.after(minutes=1), by=marketer)
    told = lead_of(rep, handoff)
    assert (told["open_handoff"], told["clocks"]["clocks"]) == (None, [])
    assert told["handoffs"][0]["outcome"] == "withdrawn"


def test_the_fit_says_what_is_met_what_is_not_and_what_is_not_known(agreement, marketer, rep):
    persona = Persona.objects.create(name="Operations head")
    Criterion.objects.create(
        persona=persona, fact="job_title", operator="contains", operands=["Operations"]
    )
    Criterion.objects.create(persona=persona, fact="seniority", operator="one_of", operands=["VP"])
    profile = IdealCustomerProfile.objects.create(name="Clinics")
    Criterion.objects.create(profile=profile, fact="industry", operator="one_of", operands=["Tea"])
    lead = cast.a_lead(job_title="Head of Operations", industry="Health", persona=persona)
    told = lead_of(rep, cast.a_handoff(by=marketer, lead=lead))
    best, worse = told["fit"]
    assert (best["of"], best["name"], best["score"], best["letter"]) == (
        "persona",
        "Operations head",
        50,
        "B",
    )
    assert [reason["is_met"] for reason in best["reasons"]] == [True, None]
    assert (worse["of"], worse["reasons"][0]["is_met"]) == ("profile", False)


def test_a_lead_that_was_never_handed_over_has_nothing_of_it(rep, lead):
    told = Program(rep).get(f"/leads/{lead.code}/").json()
    assert (told["handoffs"], told["clocks"]["missing"]) == ([], [])


def test_an_unknown_code_is_not_found(rep):
    answer = Program(rep).get("/leads/7c9e6679-7425-40de-944b-e07fc1f90ae7/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
