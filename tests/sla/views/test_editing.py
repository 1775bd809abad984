"""The guided editor: one page for each part of the draft."""

import pytest
from django.urls import reverse

from personas.models import Persona
from sla import drafting, part_drafting
from sla.document import Document
from sla.models import AgreementVersion
from sla.numbering import SECTIONS
from tests.cast import NOON
from tests.doors import statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


def step(part):
    return reverse("sla:edit_part", args=[part])


def said(draft):
    return Document.from_data(AgreementVersion.objects.get(pk=draft.pk).document)


def test_only_managers_open_a_part(as_, draft, marketer, rep, manager, outsider, administrator):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    expected = {
        "marketer": 403,
        "rep": 403,
        "manager": 200,
        "outsider": 404,
        "administrator": 404,
        "nobody": 302,
    }
    assert statuses(as_, people, step("goals"), "get") == expected


@pytest.mark.parametrize("part", [section.key for section in SECTIONS])
def test_every_part_has_a_page(browser, draft, part):
    answer = browser.get(step(part))
    assert answer.status_code == 200
    assert 'aria-current="step"' in answer.content.decode()


def test_there_is_no_other_part(browser, draft):
    assert browser.get(step("weather")).status_code == 404


def test_without_a_draft_a_part_leads_back_to_the_agreement(browser, agreement):
    assert browser.get(step("goals")).url == reverse("sla:agreement")


def test_goals_profiles_and_prose_are_saved(browser, draft):
    persona = Persona.objects.create(name="IT lead")
    goals = {"goal_revenue": "600000", "marketing_share_percent": "60", "sales_quota": "650000.50"}
    browser.post(step("goals"), goals)
    browser.post(step("profiles"), {"personas": [str(persona.code)]})
    browser.post(step("shortfall"), {"marketing_short": "  We say why.  ", "sales_short": ""})
    document = said(draft)
    assert (int(document.goal_revenue), document.marketing_share_percent) == (600_000, 60)
    assert str(document.sales_quota) == "650000.50"
    assert int(document.marketing_revenue) == 360_000
    assert document.personas == (str(persona.code),)
    assert (document.marketing_short, document.sales_short) == ("We say why.", "")


def test_saving_leads_on_to_the_next_part_or_stays(browser, draft):
    assert browser.post(step("goals"), {"then": "on"}).url == step("profiles")
    assert browser.post(step("goals"), {"then": "stay"}).url == step("goals")
    assert browser.post(step("review"), {"then": "on"}).url == step("review")


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("goals", "goal_revenue", "-1"),
        ("goals", "goal_revenue", "much"),
        ("goals", "marketing_share_percent", "101"),
        ("goals", "sales_quota", "1e30"),
        ("profiles", "personas", "not-a-code"),
        ("shortfall", "sales_short", "x" * 1001),
    ],
)
def test_bad_input_is_said_and_what_was_typed_is_kept(browser, draft, part, field, value):
    answer = browser.post(step(part), {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert value in str(answer.context["form"][field].data)
    assert said(draft) == Document.from_data(draft.document)


def test_a_stale_part_is_refused_and_what_was_typed_is_kept(browser, draft, manager):
    seen = browser.get(step("goals")).context["seen"]
    part_drafting.edit_part(version=draft, changes={"goal_revenue": 5}, by=manager)
    answer = browser.post(step("goals"), {"goal_revenue": "7", "seen": seen})
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()
    assert said(draft).goal_revenue == 5


def test_a_change_of_another_part_is_no_reason_to_refuse(browser, draft, manager):
    seen = browser.get(step("goals")).context["seen"]
    part_drafting.edit_part(version=draft, changes={"routing": "By turns."}, by=manager)
    assert browser.post(step("goals"), {"goal_revenue": "7", "seen": seen}).status_code == 302
    assert (said(draft).goal_revenue, said(draft).routing) == (7, "By turns.")


def test_a_wording_is_taken_without_script_and_nothing_else_is_lost(browser, draft, manager):
    changes = dict.fromkeys(("routing", "rejection"), "")
    part_drafting.edit_part(version=draft, changes=changes, by=manager)
    typed = {"routing": "", "rejection": "Typed by hand.", "suggest": "routing"}
    page = browser.post(step("protocol"), typed)
    assert page.status_code == 200
    assert page.context["form"]["routing"].value().startswith("Every lead goes to one queue")
    assert page.context["form"]["rejection"].value() == "Typed by hand."
    assert said(draft).routing == ""


def test_each_field_says_why_it_begins_as_it_does(browser, draft):
    page = browser.get(step("protocol")).content.decode()
    assert "Rules for handing leads round are among the reasons why answers come late." in page
    assert "Harvard Business Review, 2011" in page


def test_the_draft_says_part_by_part_what_is_left_open(browser, draft, manager):
    changes = {"marketing_short": "", "sales_short": "We say why."}
    part_drafting.edit_part(version=draft, changes=changes, by=manager)
    answer = browser.get(reverse("sla:edit_agreement"))
    steps = {one.key: one for one in answer.context["steps"]}
    assert steps["shortfall"].misses == ["If marketing falls short"]
    assert steps["goals"].misses == ["Revenue", "Marketing’s share of it", "Sales’ quota"]
    assert steps["sales"].is_done
    page = answer.content.decode()
    assert f"{step('shortfall')}#clause-marketing_short" in page
    assert "Clause 10.1" in page


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"goal_revenue": 100, "sales_quota": 90}, "Clause 2.3"),
        ({"goal_revenue": 100, "marketing_share_percent": 50, "goal_value": 49}, "Clause 5.2"),
    ],
)
def test_goals_that_cannot_all_be_meant_are_named(browser, draft, manager, changes, clause):
    part_drafting.edit_part(version=draft, changes=changes, by=manager)
    assert clause in browser.get(reverse("sla:edit_agreement")).content.decode()


def test_the_agreement_says_its_goals_and_prose(as_, rep, draft, manager):
    changes = {"goal_revenue": 600_000, "routing": "By <turns>."}
    part_drafting.edit_part(version=draft, changes=changes, by=manager)
    page = as_(manager).get(reverse("sla:agreement_version", args=[draft.code])).content.decode()
    assert "600,000" in page
    assert "By &lt;turns&gt;." in page
