"""The pages on which a draft's reasons and rules of recycling are changed."""

import pytest
from django.urls import reverse

from leads.models import ReasonKind
from sla import drafting, protocol
from tests.cast import NOON
from tests.doors import rows_of, statuses

pytestmark = pytest.mark.django_db

WRITE = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
REASONS = reverse("sla:edit_reasons", args=["lose"])
RECYCLING = reverse("sla:edit_recycling")
PART = reverse("sla:edit_part", args=["protocol"])
ROW = {"label_en": "Too small", "label_ar": "شركة صغيرة", "needs_text": "on"}
RULES = {"recycle_default_days": "30", "recycle_longest_days": "60", "recycle_times": "2"}


@pytest.fixture
def draft(manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def browser(as_, manager, draft):
    return as_(manager)


def said(draft, kind="lose"):
    draft.refresh_from_db()
    return [one for one in protocol.reasons_of(draft) if one.kind == kind]


@pytest.mark.parametrize("url", [REASONS, RECYCLING])
def test_who_opens_the_pages(as_, url, draft, marketer, rep, manager, administrator, outsider):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }
    assert statuses(as_, people, url, "get") == WRITE
    others = {who: person for who, person in people.items() if who != "manager"}
    refused = {who: status for who, status in WRITE.items() if who != "manager"}
    assert statuses(as_, others, url, "post") == refused


def test_a_reason_is_renamed_under_its_key_and_another_added(browser, draft):
    price = said(draft)[0]
    renamed = {"key": price.key, "label_en": "Too dear", "label_ar": "السعر مرتفع"}
    assert browser.post(REASONS, rows_of("reasons", renamed, ROW)).url == PART
    assert [(one.key, one.label_en, one.needs_text) for one in said(draft)] == [
        (price.key, "Too dear", False),
        ("too_small", "Too small", True),
    ]
    page = browser.get(PART).content.decode()
    assert "Too dear" in page


def test_a_page_shows_what_its_decision_may_ask_for(browser):
    for kind in ReasonKind.values:
        page = browser.get(reverse("sla:edit_reasons", args=[kind])).content.decode()
        assert ("needs_criterion" in page) == (kind == "reject")
        assert ("needs_attempts" in page) == (kind == "disqualify")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((), "at least one reason"),
        ((ROW | {"label_ar": ""},), "This field is required"),
        ((ROW | {"label_en": "x" * 81},), "at most 80"),
        ((ROW | {"key": "same"}, ROW | {"key": "same"}), "stands twice"),
        ((ROW | {"key": "Not a key"},), "Latin letters"),
    ],
)
def test_bad_reasons_are_said_and_nothing_is_written(browser, draft, rows, says):
    before = said(draft)
    answer = browser.post(REASONS, rows_of("reasons", *rows))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert said(draft) == before


def test_reasons_that_somebody_else_changed_are_not_overwritten(browser, draft):
    answer = browser.post(REASONS, {"seen": "older"} | rows_of("reasons", ROW))
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.content.decode()


def test_more_rows_are_added_without_saving(browser, draft):
    answer = browser.post(REASONS, {"more": "1"} | rows_of("reasons", ROW))
    assert 'name="reasons-3-label_en"' in answer.content.decode()


def test_recycling_is_changed(browser, draft):
    assert browser.post(RECYCLING, RULES).url == PART
    page = browser.get(PART).content.decode()
    assert "at most 60 days" in page
    assert "comes up again after 30 days" in page
    assert "come back to marketing 2 times" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"recycle_default_days": "61"}, "no more days than are allowed"),
        ({"recycle_longest_days": ""}, "required"),
        ({"recycle_times": "0"}, "greater than or equal to 1"),
    ],
)
def test_bad_rules_are_said_and_nothing_is_written(browser, draft, change, says):
    before = protocol.recycling_of(draft)
    answer = browser.post(RECYCLING, RULES | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    draft.refresh_from_db()
    assert protocol.recycling_of(draft) == before


def test_rules_that_somebody_else_changed_are_not_overwritten(browser):
    assert browser.post(RECYCLING, RULES | {"seen": "older"}).status_code == 409


def test_without_a_draft_there_is_nothing_to_edit(as_, manager):
    for url in (REASONS, RECYCLING):
        assert as_(manager).get(url).url == reverse("sla:agreement")
    assert as_(manager).get(reverse("sla:edit_reasons", args=["x"])).status_code == 404
