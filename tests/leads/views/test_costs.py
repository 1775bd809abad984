"""The page of costs."""

from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import Campaign, Cost
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db
URL = "/costs/"


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="Autumn <b>")


def typed(of, **change):
    return {
        "campaign": of.pk,
        "from_date": "2026-10-01",
        "to_date": "2026-10-31",
        "amount": "12,500",
    } | change


def test_marketing_alone_comes_in(
    as_, marketer, rep, manager, marketing_manager, outsider, administrator
):
    people = {
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "rep": rep,
        "manager": manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    wanted = {
        "marketer": 200,
        "marketing manager": 200,
        "rep": 403,
        "manager": 403,
        "outsider": 404,
        "administrator": 404,
        "nobody": 302,
    }
    assert statuses(as_, people, URL, "get") == wanted


def test_a_cost_is_entered_and_listed(as_, marketer, campaign):
    browser = as_(marketer)
    assert browser.post(URL, typed(campaign)).status_code == 302
    cost = Cost.objects.get()
    assert (cost.amount, cost.entered_by) == (Decimal(12500), marketer)
    page = browser.get(URL).content.decode()
    assert "12,500" in page
    assert "Autumn &lt;b&gt;" in page


@pytest.mark.parametrize(
    "change", [{"amount": "-5"}, {"amount": "much"}, {"campaign": ""}, {"to_date": "2026-09-01"}]
)
def test_what_cannot_be_is_said_beside_the_form(as_, marketer, campaign, change):
    assert as_(marketer).post(URL, typed(campaign, **change)).status_code == 422
    assert not Cost.objects.exists()


def test_a_cost_is_corrected_and_withdrawn(as_, marketer, marketing_manager, campaign):
    as_(marketer).post(URL, typed(campaign))
    first = Cost.objects.get()
    url = reverse("leads:correct_cost", args=[first.code])
    browser = as_(marketing_manager)
    assert 'value="12,500.00"' in browser.get(url).content.decode()
    assert browser.post(url, typed(campaign, amount="900")).status_code == 302
    second = Cost.objects.get(replaces=first)
    assert browser.get(url).status_code == 404
    assert browser.post(reverse("leads:withdraw_cost", args=[second.code])).status_code == 302
    assert not Cost.objects.filter(withdrawn_at__isnull=True).exists()


def test_a_list_of_three_takes_no_more_queries_than_one(as_, marketer, campaign):
    browser = as_(marketer)
    browser.post(URL, typed(campaign))
    few = queries_of(browser, URL, "leads_cost", "leads_campaign", "leads_source", "teams_user")
    for _number in range(2):
        browser.post(URL, typed(campaign))
    many = queries_of(browser, URL, "leads_cost", "leads_campaign", "leads_source", "teams_user")
    assert few == many
