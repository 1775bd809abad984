"""The pages on which everybody reads the definitions."""

import pytest
from django.urls import reverse

from leads import definitions
from leads.models import Definition
from tests.cast import LONG_AGO, NOON, a_definition
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db

READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}


def test_who_opens_the_page(as_, marketer, rep, manager, administrator, outsider):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }
    definition = a_definition("mql", {"fact": "has_contact"})
    for url in (
        reverse("leads:definitions"),
        reverse("leads:definition", args=[definition.code]),
    ):
        assert statuses(as_, people, url, "get") == READ


def test_managers_alone_are_led_to_the_agreement_to_change_one(as_, rep, manager):
    url = reverse("sla:draft_definition", args=["mql"])
    assert url in as_(manager).get(reverse("leads:definitions")).content.decode()
    assert url not in as_(rep).get(reverse("leads:definitions")).content.decode()


def test_earlier_versions_can_be_read(as_, rep):
    former = Definition.objects.create(
        kind="mql", version=7, created_at=LONG_AGO, in_force_at=LONG_AGO, statement="As it was"
    )
    a_definition("mql", {"fact": "has_contact"})
    url = reverse("leads:definition", args=[former.code])
    page = as_(rep).get(reverse("leads:definitions")).content.decode()
    assert url in page
    assert "MQL 1" in page
    assert "As it was" in as_(rep).get(url).content.decode()


def test_a_draft_has_no_page_for_everybody(as_, rep, manager):
    draft = definitions.draft(kind="mql", at=NOON, by=manager)
    assert as_(rep).get(reverse("leads:definition", args=[draft.code])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_one_version_and_three(as_, rep, number):
    a_definition("mql", {"fact": "has_contact"})
    for version in range(2, number + 1):
        Definition.objects.create(
            kind="mql", version=version, created_at=LONG_AGO, in_force_at=LONG_AGO
        )
    tables = ("leads_definition", "leads_definitioncriterion", "leads_terms")
    assert queries_of(as_(rep), reverse("leads:definitions"), *tables) == 4
