import pytest

from leads.models import Definition, DefinitionCriterion, ReturnReason, Terms
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db


def a_version(number, *, kind="mql", in_force_at=cast.LONG_AGO):
    definition = Definition.objects.create(
        kind=kind, version=number, created_at=cast.LONG_AGO, in_force_at=in_force_at
    )
    DefinitionCriterion.objects.create(
        definition=definition, fact="company_size", operator="at_least", operands=["50"]
    )
    return definition


def test_every_version_is_told_and_which_holds_now(rep):
    a_version(1)
    Terms.objects.create(in_force_at=cast.LONG_AGO, mql_definition=a_version(2))
    a_version(3, in_force_at=None)
    rows = Program(rep).get("/definitions/").json()["results"]
    assert [(row["version"], row["is_in_force"]) for row in rows] == [(2, True), (1, False)]
    assert rows[0]["criteria"][0]["text"] == "Company size is at least 50"


def test_definitions_are_narrowed_to_a_kind(rep):
    a_version(1)
    a_version(1, kind="sql")
    rows = Program(rep).get("/definitions/", kind="sql").json()["results"]
    assert [row["kind"] for row in rows] == ["sql"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(rep, number, django_assert_num_queries):
    for version in range(number):
        a_version(version)
    program = Program(rep)
    # Session, person, the company's zone, roles; the terms, the definitions, their criteria.
    with django_assert_num_queries(7):
        assert len(program.get("/definitions/").json()["results"]) == number


def test_reasons_say_what_they_ask_for(rep):
    rows = Program(rep).get("/reasons/", kind="reject").json()["results"]
    needs = {row["key"]: (row["needs_text"], row["needs_criterion"]) for row in rows}
    assert needs["other"] == (True, False)
    assert needs["not_qualified"] == (False, True)
    assert {row["kind"] for row in rows} == {"reject"}


def test_reasons_speak_the_persons_language(rep):
    rep.language = "ar"
    rep.save()
    rows = Program(rep).get("/reasons/", kind="lose").json()["results"]
    assert rows[0]["label"] == "السعر"


def test_an_archived_reason_is_not_offered(rep):
    ReturnReason.objects.filter(key="price").update(archived_at=cast.LONG_AGO)
    rows = Program(rep).get("/reasons/", kind="lose").json()["results"]
    assert "price" not in {row["key"] for row in rows}
