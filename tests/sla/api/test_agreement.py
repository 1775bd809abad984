import pytest

from personas.models import Persona
from sla import drafting
from sla.models import LadderStep
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db


def test_the_version_in_force_is_told_with_its_targets_in_order(agreement, rep):
    persona, source = Persona.objects.create(name="Operations head"), cast.a_source("Webinar")
    cast.a_target(
        agreement,
        "claim",
        10,
        calendar=None,
        position=1,
        name="Hot ones",
        sources=[source.pk],
        personas=[persona.pk],
        grades=["A"],
    )
    told = Program(rep).get("/agreement/").json()
    assert (told["number"], told["required_brief_fields"][0]) == (1, "who")
    first, *others = told["targets"]
    assert (first["name"], first["seconds"], first["calendar"]) == ("Hot ones", 600, None)
    assert (first["sources"], first["personas"][0]["name"]) == (["Webinar"], "Operations head")
    assert [target["metric"] for target in others] == ["claim", "first_touch"]
    assert others[0]["calendar"]["name"].startswith("Calendar")
    assert (first["attempts"], first["pause_limit_seconds"]) == (None, None)
    assert first["pause_reasons"] == ["lead_asked", "lead_away", "marketing", "other"]


def test_attempts_and_pauses_are_told(agreement, rep):
    said = {"attempts": 4, "pause_reasons": ["lead_away"], "pause_limit_seconds": 7200}
    cast.a_target(agreement, "attempt", 600, calendar=None, position=0, **said)
    first = Program(rep).get("/agreement/").json()["targets"][0]
    assert {name: first[name] for name in said} == said


def test_before_the_first_agreement_there_is_none(rep):
    answer = Program(rep).get("/agreement/")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "No agreement is in force."


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(agreement, rep, number, django_assert_num_queries):
    for position in range(number):
        cast.a_target(agreement, "claim", 10, calendar=cast.a_calendar(), position=position)
    program = Program(rep)
    # Session, person, the company's zone, roles; version, targets, calendars' texts; the
    # agreement, the names of sources, personas and calendars; the ladder and its people, reasons.
    for position in range(number):
        LadderStep.objects.create(version=agreement, percent=10 + position, people=[rep.pk])
    with django_assert_num_queries(14):
        assert len(program.get("/agreement/").json()["targets"]) == number + 2


def test_what_works_with_leads_is_told(manager, rep):
    draft = drafting.draft(at=cast.NOON, by=manager)
    mql = drafting.draft_definition(kind="mql", at=cast.NOON, by=manager)
    cast.agree(draft, at=cast.LONG_AGO)
    told = Program(rep).get("/agreement/").json()
    assert told["definitions"] == {"mql": str(mql.code), "sal": None, "sql": None}
    assert told["recycling"] == {"default_days": 90, "longest_days": 365, "times": 3}
    assert told["reasons"][0]["label_ar"] == "ليس من اختصاص هذا الفريق"


def test_the_ladder_is_told_step_by_step(agreement, rep):
    LadderStep.objects.create(
        version=agreement,
        after_seconds=3600,
        roles=["managers"],
        people=[rep.pk, 10**9],
        channels=["email"],
    )
    assert Program(rep).get("/agreement/").json()["ladder"] == [
        {
            "percent": None,
            "after_seconds": 3600,
            "roles": ["managers"],
            "people": [{"code": str(rep.code), "name": rep.name}],
            "channels": ["email"],
            "keeps_hours": True,
        }
    ]
