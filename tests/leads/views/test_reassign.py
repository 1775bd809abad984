"""Giving a claimed lead to another rep, at page and API."""

import re

import pytest
from django.urls import reverse

from leads import lifecycle
from leads.models import StageChange
from notifications import outbox
from notifications.models import Notice
from sla.models import Metric
from tests.api_client import Program
from tests.cast import a_target, after, clock_of, fresh
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_past_noon(time_machine):
    time_machine.move_to(after(minutes=10), tick=False)


@pytest.fixture
def owners_time(agreement):
    """A promise of a new owner's first touch within a quarter of an hour."""
    calendar = agreement.targets.first().calendar
    return a_target(agreement, Metric.OWNER_TOUCH, 15, calendar=calendar)


@pytest.fixture
def mine(handoff, rep):
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


@pytest.fixture
def url(mine):
    return reverse("leads:reassign", args=[mine.code])


def test_the_list_has_everybody_in_sales_but_the_owner(as_, url, rep, other_rep, marketer, manager):
    page = as_(manager).get(url).content.decode()
    people = page.split("<select", 1)[1].split("</select>", 1)[0]
    assert "Joanna Reed · 0 open leads" in people
    assert rep.name not in people
    assert marketer.name not in people


def test_the_buyer_s_clock_goes_on_and_the_new_owner_s_starts(
    as_, owners_time, url, mine, other_rep, manager
):
    due_at = clock_of(mine, Metric.FIRST_TOUCH).due_at
    answer = as_(manager).post(url, {"to": str(other_rep.code)})
    assert answer["Location"] == mine.lead.get_absolute_url()
    assert fresh(mine).owner == other_rep
    assert clock_of(mine, Metric.FIRST_TOUCH).due_at == due_at
    theirs = clock_of(mine, Metric.OWNER_TOUCH)
    assert (theirs.started_at, theirs.due_at) == (after(minutes=10), after(minutes=25))


def test_the_new_owner_is_told_by_whom(as_, url, mine, other_rep, manager):
    as_(manager).post(url, {"to": str(other_rep.code)})
    outbox.deliver(at=after(minutes=11))
    assert Notice.objects.filter(recipient=other_rep).count() == 1
    page = as_(other_rep).get("/notices/").content.decode()
    assert "is yours now, assigned by" in page
    assert manager.name in page


def test_the_timeline_says_to_whom(as_, url, mine, marketer, other_rep, manager):
    as_(manager).post(url, {"to": str(other_rep.code)})
    page = as_(marketer).get(mine.lead.get_absolute_url()).content.decode()
    assert "Reassigned to Joanna Reed" in page


def test_the_owner_cannot_be_given_what_is_theirs(as_, url, mine, rep, manager):
    assert as_(manager).post(url, {"to": str(rep.code)}).status_code == 422
    refused = Program(manager).post(f"/handoffs/{mine.code}/reassign/", to=str(rep.code))
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, ["to"])
    assert not StageChange.objects.filter(move="reassign").exists()


def test_what_nobody_has_is_assigned_instead(as_, handoff, other_rep, manager):
    page = as_(manager).get(reverse("leads:reassign", args=[handoff.code]))
    assert page.status_code == 409
    refused = Program(manager).post(f"/handoffs/{handoff.code}/reassign/", to=str(other_rep.code))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "illegal_move")


def test_a_page_that_has_grown_old_is_told(as_, url, mine, other_rep, manager):
    seen = re.search(r'name="seen" value="([^"]+)"', as_(manager).get(url).content.decode())[1]
    lifecycle.reassign(handoff=fresh(mine), to=other_rep, at=after(minutes=9), by=manager)
    sent = {"to": str(manager.code), "seen": seen}
    assert as_(manager).post(url, sent).status_code == 409
    assert fresh(mine).owner == other_rep


def test_managers_of_sales_alone(
    as_, url, mine, marketer, rep, other_rep, manager, marketing_manager, outsider
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "outsider": outsider,
        "nobody": None,
    }
    refused = {
        "marketer": REFUSED,
        "rep": REFUSED,
        "marketing_manager": REFUSED,
        "outsider": MISSING,
        "nobody": MOVED,
    }
    assert statuses(as_, people, url, "get") == {"manager": FOUND} | refused
    del people["manager"]
    assert statuses(as_, people, url, "post") == refused
    path = f"/handoffs/{mine.code}/reassign/"
    by_program = {
        who: Program(person).post(path, to=str(other_rep.code)).status_code
        for who, person in people.items()
    }
    assert by_program == refused | {"nobody": 401}
    told = Program(manager).post(path, to=str(other_rep.code))
    assert told.json()["owner"]["name"] == other_rep.name
