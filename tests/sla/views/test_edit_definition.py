"""The pages on which the draft of the agreement changes a definition."""

import pytest
from django.urls import reverse

from leads import definitions
from leads.models import Definition
from sla import drafting
from tests.cast import NOON, a_definition, agree
from tests.doors import rows_of, statuses

pytestmark = pytest.mark.django_db

ROW = {"fact": "region", "operator": "one_of", "operands": "Gulf", "weight": "1"}
WRITE = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
PART = reverse("sla:edit_part", args=["definitions"])


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
def draft(manager):
    return drafting.draft_definition(kind="mql", at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


def _edit(kind="mql"):
    return reverse("sla:edit_definition", args=[kind])


def test_who_opens_the_page(as_, people, draft):
    assert statuses(as_, people, _edit(), "get") == WRITE


@pytest.mark.parametrize("name", ["draft_definition", "discard_definition"])
def test_acts_are_for_managers(as_, people, draft, name):
    others = {who: person for who, person in people.items() if who != "manager"}
    refused = {who: status for who, status in WRITE.items() if who != "manager"}
    assert statuses(as_, others, reverse(f"sla:{name}", args=["mql"]), "post") == refused
    assert Definition.objects.get().in_force_at is None


def test_a_definition_is_changed_and_comes_into_force_with_the_agreement(
    browser, as_, rep, manager
):
    assert browser.post(reverse("sla:draft_definition", args=["mql"])).url == _edit()
    typed = {"statement": "Someone from our region"} | rows_of("criteria", ROW)
    assert browser.post(_edit(), typed).url == PART
    assert "Someone from our region" in browser.get(PART).content.decode()
    page = as_(rep).get(reverse("leads:definitions")).content.decode()
    assert "Someone from our region" not in page
    agree(drafting.draft(at=NOON, by=manager), at=NOON)
    page = as_(rep).get(reverse("leads:definitions")).content.decode()
    assert "Someone from our region" in page
    assert "Region is one of Gulf" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"criteria-0-operator": "at_most"}, "This is a text"),
        ({"criteria-0-fact": "was_reached"}, "Select a valid choice"),
        ({"criteria-0-operands": ""}, "at least one value"),
        ({"statement": "x" * 2001}, "at most 2000"),
        (rows_of("criteria"), "at least one criterion"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(browser, draft, change, says):
    typed = {"statement": "New"} | rows_of("criteria", ROW) | change
    answer = browser.post(_edit(), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page[page.index("Please correct this first") : page.index('class="card')]
    draft.refresh_from_db()
    assert draft.statement == ""
    assert draft.criteria.count() == len(definitions.FIRST["mql"])


def test_a_stale_form_is_refused(browser, draft):
    typed = {"statement": "New", "seen": "older"} | rows_of("criteria", ROW)
    assert browser.post(_edit(), typed).status_code == 409


def test_more_rows_are_added_without_saving(browser, draft):
    answer = browser.post(_edit(), {"more": "1"} | rows_of("criteria", ROW))
    assert 'name="criteria-3-fact"' in answer.content.decode()


def test_what_nobody_began_to_change_cannot_be_edited(browser, manager):
    a_definition("mql", {"fact": "has_contact"})
    assert browser.get(_edit()).url == reverse("leads:definitions")
    assert browser.post(reverse("sla:discard_definition", args=["mql"])).status_code == 409
    drafting.draft(at=NOON, by=manager)
    assert browser.get(_edit()).url == reverse("leads:definitions")
    assert browser.post(reverse("sla:discard_definition", args=["mql"])).status_code == 409


def test_an_unknown_kind_is_not_found(browser):
    assert browser.get(_edit("xyz")).status_code == 404
    assert browser.post(reverse("sla:draft_definition", args=["xyz"])).status_code == 404


def test_a_discarded_change_leaves_what_is_in_force(browser, manager):
    standing = a_definition("mql", {"fact": "has_contact"})
    browser.post(reverse("sla:draft_definition", args=["mql"]))
    assert browser.post(reverse("sla:discard_definition", args=["mql"])).url == PART
    assert Definition.objects.get() == standing
    assert drafting.draft(at=NOON, by=manager).mql_definition == standing
