"""The pages of the definitions."""

import pytest
from django.urls import reverse

from leads import definitions
from leads.models import Definition
from tests.cast import NOON
from tests.doors import queries_of, rows_of, statuses

pytestmark = pytest.mark.django_db

ROW = {"fact": "region", "operator": "one_of", "operands": "Gulf", "weight": "1"}
READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
WRITE = READ | {"marketer": 403, "rep": 403}


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
    return definitions.draft(kind="mql", at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


def _edit(kind="mql"):
    return reverse("leads:edit_definition", args=[kind])


def test_who_opens_which_page(as_, people, draft):
    assert statuses(as_, people, reverse("leads:definitions"), "get") == READ
    assert statuses(as_, people, _edit(), "get") == WRITE


@pytest.mark.parametrize(
    "name", ["draft_definition", "discard_definition", "put_definition_in_force"]
)
def test_acts_are_for_managers(as_, people, draft, name):
    others = {who: person for who, person in people.items() if who != "manager"}
    refused = {who: status for who, status in WRITE.items() if who != "manager"}
    assert statuses(as_, others, reverse(f"leads:{name}", args=["mql"]), "post") == refused
    assert Definition.objects.get().in_force_at is None


def test_a_definition_is_drafted_edited_and_put_in_force(browser, as_, rep):
    browser.post(reverse("leads:draft_definition", args=["mql"]))
    typed = {"statement": "Someone from our region"} | rows_of("criteria", ROW)
    assert browser.post(_edit(), typed).url == _edit()
    seen = browser.get(_edit()).context["saved"]
    browser.post(reverse("leads:put_definition_in_force", args=["mql"]), {"seen": seen})
    page = as_(rep).get(reverse("leads:definitions")).content.decode()
    assert "Someone from our region" in page
    assert "Region is one of Gulf" in page
    assert "MQL 1" in page


def test_what_somebody_changed_meanwhile_is_not_put_in_force(browser, draft):
    url = reverse("leads:put_definition_in_force", args=["mql"])
    assert browser.post(url, {"seen": "older"}).status_code == 409
    draft.refresh_from_db()
    assert draft.in_force_at is None


def test_earlier_versions_can_be_read(browser, as_, rep, draft, manager):
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    second = definitions.draft(kind="mql", at=NOON, by=manager)
    definitions.put_in_force(definition=second, at=NOON, by=manager)
    url = reverse("leads:definition", args=[draft.code])
    assert url in as_(rep).get(reverse("leads:definitions")).content.decode()
    assert "Can be reached" in as_(rep).get(url).content.decode()


def test_a_draft_has_no_page_for_everybody(as_, rep, draft):
    assert as_(rep).get(reverse("leads:definition", args=[draft.code])).status_code == 404


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


def test_without_a_draft_there_is_nothing_to_edit(browser):
    assert browser.get(_edit()).url == reverse("leads:definitions")
    url = reverse("leads:put_definition_in_force", args=["mql"])
    assert browser.post(url).status_code == 409


def test_an_unknown_kind_is_not_found(browser):
    assert browser.get(_edit("xyz")).status_code == 404
    assert browser.post(reverse("leads:draft_definition", args=["xyz"])).status_code == 404


def test_a_draft_is_thrown_away(browser, draft):
    browser.post(reverse("leads:discard_definition", args=["mql"]))
    assert not Definition.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_one_version_and_three(as_, rep, manager, number):
    for _more in range(number):
        made = definitions.draft(kind="mql", at=NOON, by=manager)
        definitions.put_in_force(definition=made, at=NOON, by=manager)
    tables = ("leads_definition", "leads_definitioncriterion", "leads_terms")
    assert queries_of(as_(rep), reverse("leads:definitions"), *tables) == 4
