import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from tests.cast import after, clock_of, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:withdraw", args=[handoff.code])


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_only_marketing_takes_a_hand_off_back(as_, request, handoff, who, status):
    browser = as_(request.getfixturevalue(who))
    assert browser.get(url_of(handoff)).status_code == status
    assert browser.post(url_of(handoff)).status_code == status
    assert fresh(handoff).is_open


def test_an_unclaimed_hand_off_is_taken_back_and_its_clocks_are_void(as_, marketer, handoff):
    assert "Nobody has claimed it yet" in as_(marketer).get(url_of(handoff)).content.decode()
    answer = as_(marketer).post(url_of(handoff))
    assert answer["Location"] == handoff.lead.get_absolute_url()
    assert fresh(handoff).outcome == "withdrawn"
    assert clock_of(handoff, "claim").state == "void"


def test_a_claimed_one_stays_with_sales(as_, marketer, rep, handoff):
    browser = as_(marketer)
    seen = browser.get(url_of(handoff)).context["seen"]
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    assert browser.get(url_of(handoff)).status_code == 409
    answer = browser.post(url_of(handoff), {"seen": seen})
    assert answer.status_code == 409
    assert "Claimed (Khalid Amin" in answer.content.decode()
    assert fresh(handoff).is_open
