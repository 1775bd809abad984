"""The best persona and the best profile of a lead."""

import pytest

from personas import catalogue
from personas.catalogue import PersonaText
from personas.criteria import CriterionText
from personas.fit import Fit
from personas.matching import Match, best, matches
from personas.models import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(marketer):
    def make(name, *texts):
        return catalogue.create_persona(
            text=PersonaText(name=name), criteria=list(texts), by=marketer
        )

    return [
        make("Asks nothing"),
        make("Buyer", CriterionText("job_title", "contains", ("buyer",))),
        make(
            "Chief",
            CriterionText("job_title", "contains", ("chief",)),
            CriterionText("region", "one_of", ("Gulf",)),
        ),
    ]


def _names(facts):
    return [match.wanted.name for match in matches(facts, Persona.objects.with_criteria())]


def test_the_best_comes_first_and_what_asks_nothing_last(three):
    assert _names({"job_title": "Chief officer"}) == ["Chief", "Buyer", "Asks nothing"]
    assert _names({"job_title": "Buyer"}) == ["Buyer", "Chief", "Asks nothing"]
    assert _names({}) == ["Buyer", "Chief", "Asks nothing"]


def test_matching_takes_two_queries_whatever_the_number(three, django_assert_num_queries):
    with django_assert_num_queries(2):
        matches({}, Persona.objects.with_criteria())


def test_the_best_must_be_good_enough():
    good, poor = Match(Persona(name="A"), Fit(50, ())), Match(Persona(name="B"), Fit(49, ()))
    assert best([good, poor]) is good
    assert best([poor]) is None
    assert best([poor], at_least=40) is poor
    assert best([]) is None
