"""The agreement's pages: everybody in a team reads, managers write."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from sla import drafting, parts, targets
from sla.calendars import archive_calendar
from sla.models import AgreementVersion, Calendar, Target, VersionStatus
from sla.numbering import SECTIONS, clause_of, number_of, section_of
from tests.cast import NOON, a_source, agree, heads
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db

READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "marketing_manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
WRITE = READ | {"marketer": 403, "rep": 403}


@pytest.fixture
def people(marketer, rep, manager, marketing_manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager):
    return as_(manager)


@pytest.fixture
def typed(draft):
    """What a browser posts for the draft's goals."""
    return {
        "goal_leads": "480",
        "goal_value": "120000.50",
        "goal_attainment_percent": "95",
        "breach_limit_percent": "5",
        "required_brief_fields": ["who", "why_now"],
        "attempts_promised": "4",
        "attempts_days": "8",
        "review_date": "2027-02-01",
    }


@pytest.fixture
def target_typed(agreement):
    """What a browser posts for a target."""
    return {
        "name": "Grade A",
        "metric": "claim",
        "amount": "2",
        "unit": "hours",
        "is_business_time": "on",
        "calendar": str(Calendar.objects.get().code),
        "warn_percents": "50، 75%",
        "lead_types": "Demo request, Pricing",
        "grades": ["A"],
    }


def step(part):
    """Return the address of one part of the draft."""
    return reverse("sla:edit_part", args=[part])


def step_of(field):
    """Return the address of the part in which ``field`` is typed."""
    return step(section_of(clause_of(field)).key)


def type_in(browser, typed):
    """Type all of it, part by part."""
    for part in ("marketing", "sales", "measures", "review"):
        assert browser.post(step(part), typed).status_code == 302


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("agreement", READ),
        ("edit_agreement", WRITE),
        ("propose", WRITE),
        ("new_target", WRITE),
    ],
)
def test_who_opens_which_page(as_, people, draft, name, expected):
    assert statuses(as_, people, reverse(f"sla:{name}"), "get") == expected


def test_everybody_reads_a_version_that_was_in_force(as_, people, agreement):
    url = reverse("sla:agreement_version", args=[agreement.code])
    assert statuses(as_, people, url, "get") == READ


def test_a_draft_is_for_managers(as_, people, draft):
    url = reverse("sla:agreement_version", args=[draft.code])
    hidden = READ | {"marketer": 404, "rep": 404}
    assert statuses(as_, people, url, "get") == hidden


@pytest.mark.parametrize("name", ["draft_agreement", "discard_agreement", "propose"])
def test_acts_are_for_managers(as_, people, draft, name):
    others = {who: person for who, person in people.items() if "manager" not in who}
    refused = {who: status for who, status in WRITE.items() if "manager" not in who}
    assert statuses(as_, others, reverse(f"sla:{name}"), "post") == refused
    assert AgreementVersion.objects.get(pk=draft.pk).status == VersionStatus.DRAFT


@pytest.mark.parametrize("name", ["edit_target", "move_target", "remove_target"])
def test_acts_on_targets_are_for_managers(as_, people, draft, name):
    target = targets.in_order(draft)[0]
    url = reverse(f"sla:{name}", args=[target.code])
    others = {who: person for who, person in people.items() if "manager" not in who}
    refused = {who: status for who, status in WRITE.items() if "manager" not in who}
    assert statuses(as_, others, url, "post") == refused
    assert Target.objects.filter(pk=target.pk).exists()


def test_without_an_agreement_the_page_says_what_to_do_first(as_, manager, rep):
    url = reverse("sla:agreement")
    assert "Write the agreement" in as_(manager).get(url).content.decode()
    page = as_(rep).get(url).content.decode()
    assert "Set the agreement first" in page
    assert "Write the agreement" not in page


def test_promises_are_said_in_words(as_, rep, agreement):
    page = as_(rep).get(reverse("sla:agreement")).content.decode()
    assert "<b>within 30 minutes</b>, in working hours of" in page
    assert "for everybody" in page
    assert "warns at 75% of the time" in page
    assert "<li>What did they do?</li>" in page


def test_every_clause_has_a_number_that_is_its_address(as_, rep, agreement):
    page = as_(rep).get(reverse("sla:agreement")).content.decode()
    clauses = re.findall(r'id="clause-([\w-]+)"', page)
    keys = [key for section in SECTIONS for key in section.clauses]
    assert [key for key in clauses if "-" not in key] == keys
    assert [key for key in clauses if "-" in key] == ["claim-1", "first_touch-1"]
    assert all(f'href="#clause-{key}"' in page for key in clauses)
    assert all(f'<bdi dir="ltr">{number_of(key)}</bdi>' in page for key in clauses)


def test_working_hours_are_said_in_words(as_, rep, agreement):
    page = as_(rep).get(reverse("sla:agreement")).content.decode()
    assert Calendar.objects.get().name in page
    assert "Monday to Friday" in page


def test_a_promise_shows_how_it_is_kept_this_month(as_, rep, handoff):
    url = reverse("sla:agreement")
    with time_machine.travel(NOON, tick=False):
        assert "nothing was due this month" in as_(rep).get(url).content.decode()
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        page = as_(rep).get(url).content.decode()
    assert page.count("0 of 1 kept this month") == 2
    assert 'data-state="at_risk"' in page


def test_a_later_version_says_what_it_changed(as_, rep, manager, draft, typed, browser):
    type_in(browser, typed)
    agree(draft, at=NOON)
    page = as_(rep).get(reverse("sla:agreement")).content.decode()
    assert "What changed since version 1" in page
    changed = re.search(r'id="clause-goal_leads".*?id="clause-goal_value"', page, re.DOTALL)
    assert changed
    assert "changed</span>" in changed.group()
    reliable = re.search(r'id="clause-claim-1".*?id="clause-first_touch"', page, re.DOTALL)
    assert reliable
    assert "changed</span>" not in reliable.group()


def test_a_draft_begins_and_is_gone_on_with(browser, agreement):
    for _twice in range(2):
        answer = browser.post(reverse("sla:draft_agreement"))
        assert answer.url == reverse("sla:edit_agreement")
    assert AgreementVersion.objects.filter(status=VersionStatus.DRAFT).count() == 1


def test_goals_brief_and_attempts_are_saved(browser, draft, typed):
    type_in(browser, typed)
    draft.refresh_from_db()
    assert (draft.goal_leads, str(draft.goal_value)) == (480, "120000.50")
    assert draft.required_brief_fields == ["who", "why_now"]
    assert (draft.attempts_promised, draft.attempts_days) == (4, 8)
    assert draft.review_date.isoformat() == "2027-02-01"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("goal_leads", "-1"),
        ("goal_leads", "99999999999"),
        ("goal_value", "much"),
        ("goal_attainment_percent", "101"),
        ("attempts_promised", "0"),
        ("attempts_days", ""),
        ("review_date", "soon"),
        ("required_brief_fields", ["colour"]),
    ],
)
def test_bad_goals_are_said_and_nothing_is_written(browser, draft, typed, field, value):
    answer = browser.post(step_of(field), typed | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.goal_leads is None


def test_errors_name_the_clause(browser, draft, typed):
    answer = browser.post(step("marketing"), typed | {"goal_leads": "-1"})
    assert '<a href="#id_goal_leads">5.1 · Leads a month</a>' in answer.content.decode()


def test_a_moved_target_stays_in_sight(browser, draft):
    target = targets.in_order(draft)[0]
    answer = browser.post(reverse("sla:move_target", args=[target.code]), {"to": "down"})
    assert answer.url == f"{step('sales')}#target-{target.code}"


def test_a_stale_draft_is_refused(browser, draft, typed):
    answer = browser.post(step("marketing"), typed | {"seen": "older"})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.goal_leads is None


def test_without_a_draft_there_is_nothing_to_edit(browser, agreement, target_typed):
    assert browser.get(reverse("sla:edit_agreement")).url == reverse("sla:agreement")
    assert browser.post(reverse("sla:new_target"), target_typed).status_code == 409
    assert browser.get(reverse("sla:propose")).status_code == 409


def test_a_target_is_added(browser, draft, target_typed):
    source = a_source()
    browser.post(reverse("sla:new_target"), target_typed | {"sources": [str(source.pk)]})
    made = Target.objects.get(version=draft, name="Grade A")
    assert (made.seconds, made.warn_percents) == (7200, [50, 75])
    assert made.lead_types == ["Demo request", "Pricing"]
    assert (made.sources, made.grades) == ([source.pk], ["A"])


def test_a_target_is_changed_moved_and_removed(browser, draft, target_typed):
    browser.post(reverse("sla:new_target"), target_typed)
    made = Target.objects.get(version=draft, name="Grade A")
    args = [made.code]
    browser.post(reverse("sla:edit_target", args=args), target_typed | {"amount": "3"})
    browser.post(reverse("sla:move_target", args=args), {"to": "down"})
    made.refresh_from_db()
    assert made.seconds == 3 * 3600
    assert [row.name for row in targets.in_order(draft) if row.metric == "claim"][-1] == "Grade A"
    browser.post(reverse("sla:remove_target", args=args))
    assert not Target.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"metric": "mood"}, "metric"),
        ({"amount": "0"}, "amount"),
        ({"amount": "100000"}, "amount"),
        ({"unit": "days"}, "unit"),
        ({"calendar": ""}, "calendar"),
        ({"calendar": "not-a-code"}, "calendar"),
        ({"metric": "attempt"}, "attempts"),
        ({"metric": "attempt", "attempts": "1"}, "attempts"),
        ({"pause_reasons": ["lunch"]}, "pause_reasons"),
        ({"pause_reasons": ["other"], "pause_amount": "0"}, "pause_amount"),
        ({"pause_amount": "3", "pause_unit": "days"}, "pause_unit"),
        ({"warn_percents": "often"}, "warn_percents"),
        ({"warn_percents": "0"}, "warn_percents"),
        ({"warn_percents": "-5"}, "warn_percents"),
        ({"sources": ["999999"]}, "sources"),
        ({"grades": ["Z"]}, "grades"),
        ({"lead_types": "x" * 61}, "lead_types"),
    ],
)
def test_bad_targets_are_said_and_nothing_is_written(browser, draft, target_typed, change, field):
    answer = browser.post(reverse("sla:new_target"), target_typed | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Target.objects.filter(name="Grade A").exists()


def test_a_target_in_force_cannot_be_reached(browser, draft, agreement, target_typed):
    target = agreement.targets.first()
    url = reverse("sla:edit_target", args=[target.code])
    assert browser.post(url, target_typed).status_code == 404


def test_the_confirmation_says_what_changes_and_for_whom(browser, draft, typed, target_typed):
    type_in(browser, typed)
    browser.post(reverse("sla:new_target"), target_typed)
    page = browser.get(reverse("sla:propose")).content.decode()
    assert "Hand-off to claim: Grade A" in page
    assert "2 hours" in page
    assert "480" in page


def test_what_changed_since_the_confirmation_is_shown_again(browser, draft, manager):
    heads()
    seen = parts.fingerprint_of_all(draft)
    targets.remove_target(target=targets.in_order(draft)[0], by=manager)
    answer = browser.post(reverse("sla:propose"), {"seen": seen, "when": "at_once"})
    assert answer.status_code == 409
    assert "It was not proposed" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_a_problem_stands_in_the_way_and_is_named(browser, draft, manager):
    heads()
    calendar = Calendar.objects.get()
    archive_calendar(calendar=calendar, at=NOON, by=manager)
    page = browser.get(reverse("sla:propose")).content.decode()
    assert "Must be solved:" in page
    assert f"{reverse('sla:edit_part', args=['sales'])}#clause-claim-1" in page
    answer = browser.post(reverse("sla:propose"), {"when": "at_once"})
    assert answer.status_code == 409
    assert calendar.name in answer.content.decode()


def test_a_discarded_draft_leaves_what_is_in_force(browser, draft, agreement):
    browser.post(reverse("sla:discard_agreement"))
    assert AgreementVersion.objects.get() == agreement


@pytest.mark.parametrize("number", [2, 4])
def test_the_page_takes_the_same_queries_for_two_versions_and_four(
    as_, rep, manager, agreement, number
):
    for _more in range(number - 1):
        made = drafting.draft(at=NOON, by=manager)
        agree(made, at=NOON)
    url = reverse("sla:agreement")
    tables = ("sla_agreementversion", "sla_target", "leads_terms")
    assert queries_of(as_(rep), url, *tables) == 7
