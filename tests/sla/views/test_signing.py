"""The pages on which a version is proposed, signed, declined and withdrawn."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from sla import agreements, drafting, entering, parts, signing
from sla.models import AgreementVersion, Signature, Target, VersionStatus
from sla.plans import Plan
from teams.models import Company
from tests.cast import NOON, after, agree, heads
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db
LATER = after(days=3)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def people(marketer, rep, manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "head": heads()[1],
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


@pytest.fixture
def draft(agreement):
    return drafting.draft(at=NOON, by=heads()[1])


@pytest.fixture
def proposed(draft):
    plan = Plan(takes_effect_at=LATER, ends_on=date(2027, 11, 18))
    return signing.propose(version=draft, plan=plan, at=NOON, by=heads()[1])


@pytest.fixture
def browsers(as_):
    """The heads of marketing and of sales at their browsers."""
    return [as_(head) for head in heads()]


def text(browser, name):
    return browser.get(reverse(f"sla:{name}")).content.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sign", (403, 403, 403, 200, 404, 404, 302)),
        ("decline_agreement", (403, 403, 403, 200, 404, 404, 302)),
        ("withdraw_agreement", (403, 403, 200, 200, 404, 404, 302)),
    ],
)
def test_who_opens_which_page(as_, people, proposed, name, expected):
    url = reverse(f"sla:{name}")
    assert tuple(statuses(as_, people, url, "get").values()) == expected
    others = {who: person for who, person in people.items() if who not in ("manager", "head")}
    assert set(statuses(as_, others, url, "post").values()) == {403, 404, 302}
    proposed.refresh_from_db()
    assert proposed.status == VersionStatus.PROPOSED


def test_a_draft_is_proposed_for_a_set_time_in_the_company_zone(browsers, draft):
    Company.objects.update(time_zone="Asia/Riyadh")
    answer = browsers[1].post(
        reverse("sla:propose"),
        {
            "when": "at_an_instant",
            "takes_effect_at": "2026-12-01T00:00",
            "ends_on": "2027-11-30",
            "takes_open_ones": "yes",
            "seen": parts.fingerprint_of_all(draft),
        },
    )
    assert answer.url == reverse("sla:agreement")
    draft.refresh_from_db()
    assert draft.status == VersionStatus.PROPOSED
    assert draft.takes_effect_at == datetime(2026, 11, 30, 21, tzinfo=UTC)
    assert (draft.ends_on, draft.takes_open_ones) == (date(2027, 11, 30), True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "when"),
        ({"when": "some day"}, "when"),
        ({"when": "at_an_instant"}, "takes_effect_at"),
        ({"when": "at_an_instant", "takes_effect_at": "soon"}, "takes_effect_at"),
        ({"when": "at_an_instant", "takes_effect_at": "2026-11-16T11:59"}, "takes_effect_at"),
        ({"when": "at_once", "ends_on": "2026-11-15"}, "ends_on"),
        ({"when": "at_once", "ends_on": "never"}, "ends_on"),
    ],
)
def test_a_bad_plan_is_said_beside_its_field_and_kept(browsers, draft, typed, field):
    answer = browsers[1].post(reverse("sla:propose"), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_a_missing_head_is_named_before_anything_is_proposed(browsers, draft):
    browser = browsers[0]
    Company.objects.update(sales_head=None)
    page = text(browser, "propose")
    assert "Nobody is named head of sales" in page
    assert "Propose to both heads" not in page
    assert browser.post(reverse("sla:propose"), {"when": "at_once"}).status_code == 409


def test_the_page_to_sign_shows_the_whole_text_and_when_it_holds(browsers, proposed):
    page = text(browsers[0], "sign")
    assert "<b>within 30 minutes</b>" in page
    assert "19 November 2026" in page
    assert "18 November 2027" in page
    assert parts.fingerprint_of_all(proposed) in page


def test_both_heads_sign_in_the_browser(browsers, proposed):
    seen = {"seen": parts.fingerprint_of_all(proposed)}
    for browser in browsers:
        answer = browser.post(reverse("sla:sign"), seen)
        assert answer.url == reverse("sla:agreement")
    proposed.refresh_from_db()
    assert proposed.status == VersionStatus.SIGNED
    page = text(browsers[0], "agreement")
    assert "Both heads have signed. It takes effect on" in page
    assert "Draft a change" not in page


def test_signing_twice_is_refused_on_the_page(browsers, proposed):
    seen = {"seen": parts.fingerprint_of_all(proposed)}
    browsers[0].post(reverse("sla:sign"), seen)
    answer = browsers[0].post(reverse("sla:sign"), seen)
    assert answer.status_code == 409
    assert "Your side has signed this already." in answer.content.decode()
    assert Signature.objects.count() == 1


def test_a_stale_page_does_not_sign(browsers, proposed):
    seen = {"seen": parts.fingerprint_of_all(proposed)}
    Target.objects.filter(version=proposed).update(seconds=60)
    answer = browsers[0].post(reverse("sla:sign"), seen)
    assert answer.status_code == 409
    assert "It was not signed" in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_post_that_names_nothing_read_does_not_sign(browsers, proposed):
    assert browsers[0].post(reverse("sla:sign")).status_code == 409
    assert not Signature.objects.exists()


def test_the_agreement_says_whom_a_proposal_waits_for(browsers, as_, manager, rep, proposed):
    heads_named = [head.name for head in heads()]
    page = text(as_(manager), "agreement")
    assert "waiting for:" in page
    assert all(name in page for name in heads_named)
    assert reverse("sla:sign") not in page
    assert reverse("sla:withdraw_agreement") in page
    assert reverse("sla:sign") in text(browsers[0], "agreement")
    signing.sign(version=proposed, at=NOON, by=heads()[0])
    page = text(browsers[1], "agreement")
    assert f"Signed by <bdi>{heads_named[0]}</bdi>" in page
    assert reverse("sla:sign") not in text(browsers[0], "agreement")
    assert "waiting for:" not in text(as_(rep), "agreement")


@pytest.mark.parametrize("name", ["decline_agreement", "withdraw_agreement"])
def test_taking_back_asks_why_and_shows_it_with_the_draft(browsers, proposed, name):
    browser, url = browsers[1], reverse(f"sla:{name}")
    assert browser.post(url, {"text": "  "}).status_code == 422
    assert browser.post(url, {"text": "Too <fast>"}).url == reverse("sla:agreement")
    proposed.refresh_from_db()
    assert proposed.status == VersionStatus.DRAFT
    assert "Too &lt;fast&gt;" in text(browser, "agreement")


def test_without_a_proposal_there_is_nothing_to_sign(browsers, draft):
    for name in ("sign", "decline_agreement", "withdraw_agreement"):
        assert browsers[0].get(reverse(f"sla:{name}")).status_code == 409


def test_an_agreement_about_to_end_and_one_that_ended_say_so(browsers, as_, rep, agreement):
    version = drafting.draft(at=NOON, by=heads()[1])
    agree(version, at=NOON, plan=Plan(ends_on=date(2026, 11, 30)))
    assert "The agreement is about to end." in text(as_(rep), "agreement")
    entering.expire_due(at=datetime(2026, 12, 1, tzinfo=UTC))
    assert agreements.in_force() is None
    page = text(browsers[0], "agreement")
    assert "No agreement is in force." in page
    assert "New hand-offs stand without clocks" in page
    assert "Draft a change" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_versions_shows_both_signatures_in_as_many_queries(as_, rep, agreement, number):
    for place in range(number):
        made = drafting.draft(at=after(minutes=place), by=heads()[1])
        agree(made, at=after(minutes=place))
    page = text(as_(rep), "agreement")
    assert page.count(heads()[0].name) >= number
    tables = ("sla_signature", "sla_agreementversion", "sla_agreementevent")
    assert queries_of(as_(rep), reverse("sla:agreement"), *tables) == 5
    assert AgreementVersion.objects.count() == number + 1


def test_a_version_that_would_cut_the_present_period_is_warned_of(browsers, draft, agreement):
    said = "holds until 31 December 2027 (its clause on the period)"
    assert said not in text(browsers[1], "propose")
    type(agreement).objects.filter(pk=agreement.pk).update(
        ends_on=date(2027, 12, 31), ends_at=datetime(2028, 1, 1, tzinfo=UTC)
    )
    assert said in text(browsers[1], "propose")
