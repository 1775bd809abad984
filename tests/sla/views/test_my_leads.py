"""A rep's own leads, by what is due next."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla.my_leads import my_leads
from tests.cast import a_handoff, a_lead, a_touch, after

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
    return {s.key: [row.name for row in s.rows] for s in my_leads(by=rep, at=after(hours=1))}


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
