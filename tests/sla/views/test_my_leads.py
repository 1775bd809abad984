"""A rep's own leads, by what is due next."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla import pausing
from sla.my_leads import my_leads
from tests.cast import a_calendar, a_handoff, a_lead, a_target, a_touch, after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_hour_later():
    """Let the doors read one o'clock on Monday."""
    with time_machine.travel(after(hours=1), tick=False):
        yield


def claimed(marketer, rep, minute, name="Lina"):
    handoff = a_handoff(by=marketer, lead=a_lead(name), at=after(minutes=minute))
    lifecycle.claim(handoff=handoff, at=after(minutes=minute + 1), by=rep)
    return handoff


def names(rep):
    return {
        s.key: [row.name for row in s.rows] for s in my_leads(by=rep, at=after(hours=1)).sections
    }


def test_puts_the_contact_due_first_then_decisions(agreement, marketer, rep, other_rep):
    claimed(marketer, rep, 20, "Later")
    claimed(marketer, rep, 10, "Sooner")
    called = claimed(marketer, rep, 0, "Called")
    a_touch(called, rep, after(minutes=30))
    qualified = claimed(marketer, rep, 0, "Qualified")
    a_touch(qualified, rep, after(minutes=30))
    lifecycle.qualify(handoff=qualified, confirmed=frozenset(), at=after(minutes=40), by=rep)
    claimed(marketer, other_rep, 0, "Somebody else's")
    assert names(rep) == {
        "contact": ["Sooner", "Later"],
        "decide": ["Called"],
        "qualified": ["Qualified"],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_for_one_lead_and_for_three(as_, agreement, marketer, rep, count):
    for minute in range(count):
        claimed(marketer, rep, minute)
    with CaptureQueriesContext(connection) as queries:
        my_leads(by=rep, at=after(hours=1))
    assert len(queries) == 3


@pytest.mark.parametrize(
    ("role", "status"),
    [("rep", 200), ("manager", 200), ("marketer", 403), ("outsider", 404), (None, 302)],
)
def test_is_for_sales(request, as_, role, status):
    person = request.getfixturevalue(role) if role else None
    assert as_(person).get("/my/").status_code == status


def test_says_so_when_there_are_none(as_, rep):
    page = re.sub(r"\s+", " ", as_(rep).get("/my/").content.decode())
    assert "Nothing is waiting for you" in page


def test_shows_the_first_lead_s_pane_and_ways_to_reach_each(as_, agreement, marketer, rep):
    lead = a_lead("Lina", phone="+966501234567", phone_key="966501234567")
    handoff = a_handoff(by=marketer, lead=lead)
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    page = as_(rep).get("/my/").content.decode()
    assert f'data-for="handoff-{handoff.code}"' in page
    assert page.count('href="https://wa.me/966501234567"') == 2


def test_has_a_poll_that_is_silent_until_a_lead_comes_or_goes(as_, agreement, marketer, rep):
    def ask(version=""):
        return browser.get("/my/pulse/", {"v": version}, headers={"HX-Request": "true"})

    browser = as_(rep)
    handoff = claimed(marketer, rep, 0)
    version = ask()["ETag"].strip('"')
    assert ask(version).status_code == 204
    claimed(marketer, rep, 5)
    assert "Your leads have changed" in ask(version).content.decode()
    version = ask()["ETag"].strip('"')
    a_touch(handoff, rep, after(minutes=30))
    assert ask(version).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("rep", 200), ("manager", 200), ("marketer", 403), ("outsider", 404), (None, 302)],
)
def test_the_poll_is_for_sales(request, as_, role, status):
    person = request.getfixturevalue(role) if role else None
    assert as_(person).get("/my/pulse/").status_code == status


class TestWhatIsDueNext:
    """Five attempts in 80 working hours, a decision within 40, under the cast's agreement."""

    @pytest.fixture(autouse=True)
    def _promises(self, agreement):
        calendar = a_calendar()
        a_target(agreement, "attempt", 80 * 60, calendar=calendar, attempts=5)
        a_target(agreement, "decision", 40 * 60, calendar=calendar)

    def rows(self, rep, key="decide"):
        sections = my_leads(by=rep, at=after(hours=1)).sections
        return {row.name: row.clock.label for s in sections if s.key == key for row in s.rows}

    def test_shows_the_next_attempt_or_the_decision_whichever_is_due_first(self, marketer, rep):
        reached = claimed(marketer, rep, 0, "Reached")
        a_touch(reached, rep, after(minutes=10))
        tried = claimed(marketer, rep, 5, "Tried")
        a_touch(tried, rep, after(minutes=10), outcome="no_answer")
        # The second attempt is due after 32 hours, the decision after 40.
        assert list(self.rows(rep).items()) == [
            ("Tried", "to the next attempt"),
            ("Reached", "to decide"),
        ]

    def test_one_that_stands_still_comes_last(self, marketer, rep):
        paused = claimed(marketer, rep, 0, "Paused")
        a_touch(paused, rep, after(minutes=10))
        pausing.pause(
            handoff=paused, reason="lead_away", until_at=after(days=2), at=after(minutes=20), by=rep
        )
        a_touch(claimed(marketer, rep, 5, "Running"), rep, after(minutes=10))
        assert list(self.rows(rep)) == ["Running", "Paused"]

    def test_the_first_contact_still_comes_first(self, marketer, rep):
        claimed(marketer, rep, 0, "New")
        assert self.rows(rep, "contact") == {"New": "to first touch"}

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_lead_and_for_three(self, marketer, rep, count):
        for minute in range(count):
            a_touch(claimed(marketer, rep, minute), rep, after(minutes=10), outcome="no_answer")
        with CaptureQueriesContext(connection) as queries:
            my_leads(by=rep, at=after(hours=1))
        assert len(queries) == 3
