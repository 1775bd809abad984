"""The button "I am on it": on the lead's page, in the notices, and its doors."""

import pytest
import time_machine

from leads import lifecycle
from notifications import outbox
from sla.models import LadderStep, Metric
from sla.sweep import sweep
from tests.cast import after, an_agreement, clock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(db):
    """An agreement whose ladder tells the owner at half the time."""
    version = an_agreement()
    LadderStep.objects.create(version=version, percent=50, roles=["owner"], channels=["app"])
    return version


@pytest.fixture
def told(handoff, rep):
    """A claimed hand-off of whose first touch the owner was told at 12:30."""
    claimed = lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    sweep(at=after(minutes=31))
    outbox.deliver(at=after(minutes=31))
    return claimed


def url(handoff):
    return f"/handoffs/{handoff.code}/acknowledge/"


@time_machine.travel(after(minutes=40), tick=False)
def test_the_leads_page_offers_it_to_whom_was_told(as_, told, rep, other_rep):
    address = told.lead.get_absolute_url()
    assert url(told) in as_(rep).get(address).text
    assert url(told) not in as_(other_rep).get(address).text


@time_machine.travel(after(minutes=40), tick=False)
def test_the_notice_offers_it_and_leads_back(as_, told, rep):
    browser = as_(rep)
    assert url(told) in browser.get("/notices/").text
    answer = browser.post(url(told), {"metric": "first_touch", "next": "/notices/"})
    assert (answer.status_code, answer.url) == (302, "/notices/")
    page = browser.get("/notices/").text
    assert url(told) not in page
    assert f"{rep.name} is on it." in page


@time_machine.travel(after(minutes=40), tick=False)
def test_it_never_leads_elsewhere(as_, told, rep):
    answer = as_(rep).post(url(told), {"next": "https://elsewhere.example/"})
    assert answer.url == told.lead.get_absolute_url()


@time_machine.travel(after(minutes=40), tick=False)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("rep", 302),
        ("manager", 302),
        ("marketer", 403),
        ("other_rep", 403),
        ("outsider", 404),
    ],
)
def test_who_may(as_, request, told, who, status):
    assert as_(request.getfixturevalue(who)).post(url(told)).status_code == status
    assert bool(clock_of(told, Metric.FIRST_TOUCH).acknowledged_at) == (status == 302)


def test_signed_out_it_asks_to_sign_in(as_, told):
    assert as_(None).post(url(told)).status_code == 302
    assert clock_of(told, Metric.FIRST_TOUCH).acknowledged_at is None


@time_machine.travel(after(minutes=40), tick=False)
def test_a_second_time_is_answered_409(as_, told, rep):
    as_(rep).post(url(told))
    assert as_(rep).post(url(told)).status_code == 409


@time_machine.travel(after(minutes=40), tick=False)
def test_the_timeline_says_who_is_on_it(as_, told, rep):
    as_(rep).post(url(told))
    page = as_(rep).get(told.lead.get_absolute_url()).text
    title = page.index("Somebody is on it")
    assert rep.name in page[title : title + 200]
