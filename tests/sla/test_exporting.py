"""Lists of hand-offs, excuses and exceptions as files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla import excusing
from sla.models import Breach
from sla.sweep import sweep
from tests.cast import a_handoff, a_lead, after
from tests.doors import FOUND

pytestmark = pytest.mark.django_db
LISTS = [
    "/handoffs/",
    "/my/",
    "/feedback/",
    "/excuses/?tab=asked",
    "/exceptions/",
    "/at-risk/",
    "/dashboard/leads/?figure=delivered",
    "/pauses/",
]


def rows(browser, url):
    answer = browser.get(f"{url}{'&' if '?' in url else '?'}format=csv")
    assert answer.status_code == FOUND
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_hand_off_is_written_with_both_clocks_and_what_became_of_it(
    as_, agreement, marketer, rep, touched
):
    [row] = rows(as_(marketer), "/handoffs/")
    assert row["Lead"] == "Lina Mansour"
    assert row["Owner"] == rep.name
    assert row["Hand-off to claim: state"] == "Kept"
    assert row["Touches"] == "1"


@pytest.fixture
def touched(agreement, marketer, rep):
    handoff = a_handoff(by=marketer, lead=a_lead("Lina Mansour"))
    lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)
    touch = lifecycle.NewTouch(channel="call", outcome="reached", occurred_at=after(minutes=5))
    lifecycle.log_touch(handoff=handoff, touch=touch, at=after(minutes=6), by=rep)
    return handoff


def test_a_rep_takes_their_own_leads_alone(as_, agreement, marketer, rep, other_rep, touched):
    assert [row["Lead"] for row in rows(as_(rep), "/my/")] == ["Lina Mansour"]
    assert rows(as_(other_rep), "/my/") == []


def test_a_request_to_set_a_breach_aside_is_written_with_its_answer(
    as_, agreement, marketer, manager, marketing_manager
):
    a_handoff(by=marketer, lead=a_lead("Lina Mansour"))
    sweep(at=after(hours=2))
    breach = Breach.objects.order_by("pk")[0]
    excusing.ask(breach=breach, kind="excuse", reason="Outage", at=after(hours=3), by=manager)
    excusing.grant(breach=breach, at=after(hours=4), by=marketing_manager)
    [row] = rows(as_(manager), "/excuses/?tab=decided")
    assert (row["Lead"], row["Reason"], row["State"]) == ("Lina Mansour", "Outage", "Granted")
    assert row["Decided by"] == marketing_manager.name


def test_without_an_agreement_every_hand_off_is_on_the_list_of_exceptions(as_, marketer, manager):
    a_handoff(by=marketer, lead=a_lead("Lina Mansour"))
    found = rows(as_(manager), "/exceptions/")
    assert {row["Cause"] for row in found} == {"No agreement is in force"}


@pytest.mark.parametrize("url", LISTS)
def test_every_list_can_be_taken(as_, agreement, manager, touched, url):
    assert isinstance(rows(as_(manager), url), list)


def test_ten_hand_offs_cost_the_queries_of_one(as_, agreement, marketer):
    def queries():
        with CaptureQueriesContext(connection) as found:
            rows(as_(marketer), "/handoffs/")
        return len(found)

    a_handoff(by=marketer, lead=a_lead("First"))
    one = queries()
    for number in range(10):
        a_handoff(by=marketer, lead=a_lead(f"Lead {number}"))
    assert queries() == one
