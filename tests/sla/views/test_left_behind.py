"""The exceptions page: owners who left, and clocks on calendars in the archive."""

import pytest

from leads import lifecycle
from sla import left_behind
from sla.models import Calendar
from teams import people
from tests.cast import a_handoff, a_rep, a_touch, after, fresh
from tests.doors import queries_of

pytestmark = pytest.mark.django_db
URL = "/exceptions/"


def qualified(rep, marketer):
    """Return a hand-off that sales has qualified."""
    mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
    a_touch(mine, rep, after(minutes=2))
    return lifecycle.qualify(
        handoff=fresh(mine), confirmed=frozenset(), at=after(minutes=3), by=rep
    )


def test_a_qualified_lead_whose_owner_left_waits_for_a_new_one(
    as_, agreement, rep, marketer, manager, marketing_manager, administrator
):
    mine = qualified(rep, marketer)
    people.deactivate(user=rep, at=after(minutes=10), by=administrator)
    page = as_(manager).get(URL).content.decode()
    assert rep.name in page
    assert f"/handoffs/{mine.code}/reassign/" in page
    theirs = as_(marketing_manager).get(URL).content.decode()
    assert rep.name in theirs
    assert f"/handoffs/{mine.code}/reassign/" not in theirs


def test_it_leaves_the_list_with_its_new_owner(
    agreement, rep, other_rep, marketer, manager, administrator
):
    mine = qualified(rep, marketer)
    people.deactivate(user=rep, at=after(minutes=10), by=administrator)
    assert list(left_behind.owner_gone()) == [mine]
    lifecycle.reassign(handoff=fresh(mine), to=other_rep, at=after(minutes=20), by=manager)
    assert not left_behind.owner_gone().exists()


def test_who_is_here_is_not_gone(agreement, rep, marketer):
    qualified(rep, marketer)
    assert not left_behind.owner_gone().exists()


def test_clocks_on_an_archived_calendar_are_counted(as_, handoff, manager):
    Calendar.objects.update(archived_at=after(minutes=5))
    assert [one.running for one in left_behind.archived_calendars()] == [2]
    assert Calendar.objects.get().name in as_(manager).get(URL).content.decode()


def test_nothing_is_left_behind_as_a_rule(handoff):
    assert left_behind.archived_calendars() == []


def test_the_page_takes_as_many_queries_for_three_as_for_one(
    as_, agreement, manager, marketer, administrator
):
    counts = []
    for number in (1, 2):
        for place in range(number):
            rep = a_rep(f"Rep {number}{place}")
            qualified(rep, marketer)
            people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        tables = ("leads_handoff", "teams_user", "leads_lead", "sla_calendar")
        counts.append(queries_of(as_(manager), URL, *tables))
    assert counts[0] == counts[1]
