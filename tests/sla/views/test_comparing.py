"""Any two versions beside each other."""

import pytest
from django.urls import reverse

from sla import drafting, part_drafting
from sla.comparing import compare
from tests.cast import NOON, after, agree
from tests.doors import statuses

pytestmark = pytest.mark.django_db
READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}


@pytest.fixture
def people(marketer, rep, manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


@pytest.fixture
def versions(agreement, manager):
    """The first version, one in force after it, and a draft after that."""
    second = drafting.draft(at=NOON, by=manager)
    changes = {"goal_revenue": 600_000, "routing": "Whoever is free claims the top lead."}
    part_drafting.edit_part(version=second, changes=changes, by=manager)
    agree(second, at=after(minutes=1))
    third = drafting.draft(at=after(minutes=2), by=manager)
    changes = {"goal_revenue": 700_000, "routing": "Whoever is free takes the top lead."}
    part_drafting.edit_part(version=third, changes=changes, by=manager)
    return agreement, second, third


def between(one, other):
    return reverse("sla:compare", args=[one.code, other.code])


def test_everybody_compares_what_was_agreed_and_managers_drafts(as_, people, versions):
    first, second, third = versions
    assert statuses(as_, people, between(first, second), "get") == READ
    hidden = READ | {"marketer": 404, "rep": 404}
    assert statuses(as_, people, between(second, third), "get") == hidden
    assert statuses(as_, people, reverse("sla:compare_versions"), "get") == READ


def test_any_two_versions_are_compared_clause_by_clause(versions):
    first, _second, third = versions
    assert {one.number for one in compare(first, third)} >= {"2.1", "7.1"}
    numbers = [one.number for one in compare(first, third)]
    keys = [tuple(int(part) for part in number.split(".")) for number in numbers]
    assert keys == sorted(keys)
    assert compare(third, third) == []


def test_words_of_prose_are_marked(as_, manager, versions):
    _first, second, third = versions
    page = as_(manager).get(between(second, third)).content.decode()
    assert "<del>claims </del><ins>takes </ins>the top lead." in page
    assert "<del><bdi>600,000</bdi></del>" in page
    assert f"{reverse('sla:agreement_version', args=[third.code])}#clause-routing" in page


def test_versions_are_chosen_in_a_form(as_, rep, manager, versions):
    first, second, third = versions
    url = reverse("sla:compare_versions")
    chosen = {"before": str(first.code), "after": str(second.code)}
    assert as_(rep).get(url, chosen).url == between(first, second)
    assert as_(rep).get(url, chosen | {"after": str(third.code)}).status_code == 422
