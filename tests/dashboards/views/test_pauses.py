"""The page of pauses: who may open it, what it shows, what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla import pausing
from sla.models import Metric, Target
from tests.cast import a_handoff, a_lead, after
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db
PAUSES = "/pauses/"


@pytest.fixture(autouse=True)
def _an_hour_later(time_machine):
    time_machine.move_to(after(hours=1), tick=False)


def a_pause(by, marketer, name="Lina Mansour", **given):
    handoff = a_handoff(by=marketer, lead=a_lead(name))
    said = {"reason": "lead_away", "until_at": after(days=1), "at": after(minutes=10)} | given
    return pausing.pause(handoff=handoff, by=by, **said)


def page_of(as_, by, **query):
    response = as_(by).get(PAUSES, query)
    assert response.status_code == FOUND
    return re.sub(r"\s+", " ", response.content.decode())


def test_shows_what_lasts_and_whose_it_is(as_, agreement, manager, marketer):
    a_pause(manager, marketer, text="Back on Tuesday")
    page = page_of(as_, manager)
    for part in ("Lina Mansour", "The lead is away", "Back on Tuesday", "50 minutes"):
        assert part in page
    assert "1 pause took 50 minutes of working time." in page


def test_narrows_to_a_person_and_back(as_, agreement, manager, marketing_manager, marketer):
    a_pause(manager, marketer)
    page = page_of(as_, marketing_manager)
    assert f"person={manager.code}" in page
    theirs = page_of(as_, marketing_manager, person=str(marketing_manager.code))
    assert "Lina Mansour" not in theirs
    assert "Pauses of everybody" in theirs


def test_another_period_shows_its_own(as_, agreement, manager, marketer):
    a_pause(manager, marketer)
    page = page_of(as_, manager, period="month", since="2026-10-01")
    assert "Nobody paused anything in this period." in page
    assert "Lina Mansour" in page[: page.index('id="begun-h"')]


def test_says_so_where_there_is_nothing(as_, manager):
    assert "Every promise runs." in page_of(as_, manager)


@pytest.mark.parametrize("query", ["person=x", "since=never", "cursor=made-up", "period=age"])
def test_nonsense_in_the_address_is_told(as_, manager, query):
    assert as_(manager).get(f"{PAUSES}?{query}").status_code == 422


def test_is_linked_from_at_risk_and_the_dashboard(as_, agreement, manager):
    for url in ("/at-risk/", "/dashboard/"):
        assert f'href="{PAUSES}"' in as_(manager).get(url).content.decode()


def test_at_risk_shows_the_promise_that_runs_beside_a_paused_one(as_, agreement, manager, marketer):
    Target.objects.filter(metric=Metric.FIRST_TOUCH).update(pause_reasons=[])
    a_pause(manager, marketer)
    page = re.sub(r"\s+", " ", as_(manager).get("/at-risk/").content.decode())
    assert "Lina Mansour" in page
    assert "First contact" in page[page.index("Lina Mansour") :]


def test_at_risk_offers_to_reassign_what_somebody_has(as_, handoff, rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    page = as_(manager).get("/at-risk/").content.decode()
    assert f"/handoffs/{handoff.code}/reassign/?next=%2Fat-risk%2F" in page
    assert f"/handoffs/{handoff.code}/assign/" not in page


def test_costs_the_same_for_one_row_and_for_three(as_, agreement, manager, marketer):
    counted = []
    browser = as_(manager)
    for number in range(3):
        a_pause(manager, marketer, f"Lead {number}")
        browser.get(PAUSES)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAUSES)
        counted.append(len(queries))
    assert counted == [counted[0]] * 3


def test_managers_of_both_sides_open_it(
    as_, marketer, rep, manager, marketing_manager, outsider, administrator
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, PAUSES, "get") == {
        "marketer": REFUSED,
        "rep": REFUSED,
        "manager": FOUND,
        "marketing_manager": FOUND,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }
