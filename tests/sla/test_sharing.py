"""How the time of breaches is kept, by who let it pass; and kept anew when an end moves.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday.
"""

import pytest
from django.db.models import Sum

from leads import lifecycle
from leads.lifecycle import Decision
from sla import pausing, sharing
from sla.models import Breach, BreachShare, Clock, Metric
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import a_handoff, a_touch, after, clock_of, fresh

pytestmark = pytest.mark.django_db
MINUTE = 60
LATER = after(days=4)


def kept(handoff, metric=Metric.FIRST_TOUCH):
    """Return the shares that are kept of the breach, in minutes."""
    rows = BreachShare.objects.filter(breach__clock__handoff=handoff, metric=metric)
    return {(row.part, row.person_id): row.seconds // MINUTE for row in rows}


def shared(handoff, metric=Metric.FIRST_TOUCH):
    """Share out what has ended, and return what is kept."""
    sharing.share_out(at=LATER)
    return kept(handoff, metric)


@pytest.fixture
def rescued(handoff, rep):
    """A hand-off claimed after 40 minutes and first touched after 100: both too late."""
    mine = lifecycle.claim(handoff=handoff, at=after(minutes=40), by=rep)
    a_touch(mine, rep, after(minutes=100))
    return mine


def test_a_late_claim_is_the_sides_alone(rescued):
    assert shared(rescued, Metric.CLAIM) == {("unclaimed", None): 40}


def test_a_late_first_touch_is_shared_by_the_side_and_the_owner(rescued, rep):
    assert shared(rescued) == {("unclaimed", None): 40, ("held", rep.pk): 60}


def test_after_a_release_and_a_reassignment_each_owner_has_their_own(
    handoff, rep, other_rep, manager
):
    lifecycle.claim(handoff=handoff, at=after(minutes=10), by=rep)
    lifecycle.release(handoff=fresh(handoff), at=after(minutes=30), by=rep)
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=35), by=rep)
    lifecycle.reassign(handoff=fresh(handoff), to=other_rep, at=after(minutes=60), by=manager)
    a_touch(fresh(handoff), other_rep, after(minutes=90))
    assert shared(handoff) == {
        ("unclaimed", None): 15,
        ("held", rep.pk): 45,
        ("held", other_rep.pk): 30,
    }


def test_a_pause_stands_beside_and_is_named_after_who_made_it(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=10), by=rep)
    pausing.pause(
        handoff=fresh(handoff),
        reason="lead_away",
        until_at=after(days=1),
        at=after(minutes=20),
        by=rep,
    )
    pausing.resume(handoff=fresh(handoff), at=after(minutes=50), by=rep)
    a_touch(fresh(handoff), rep, after(minutes=120))
    assert shared(handoff) == {
        ("unclaimed", None): 10,
        ("held", rep.pk): 80,
        ("paused", rep.pk): 30,
    }


def test_they_add_up_to_what_the_clock_says(rescued):
    sharing.share_out(at=LATER)
    for metric in sharing.SHARED:
        rows = BreachShare.objects.filter(metric=metric)
        clock = Clock.objects.select_related("target").get(handoff=rescued, metric=metric)
        reading = read_clock(clock=clock, at=LATER)
        assert rows.aggregate(n=Sum("seconds"))["n"] == reading.elapsed_seconds


def test_a_breach_that_nobody_answered_yet_waits(handoff):
    sweep(at=after(hours=3))
    assert shared(handoff) == {}
    assert Breach.objects.filter(shared_at__isnull=True).count() == 2


def test_one_that_ended_unanswered_is_shared_up_to_its_end(handoff, rep):
    sweep(at=after(minutes=90))
    lifecycle.reject(
        handoff=fresh(handoff), decision=Decision("duplicate"), at=after(minutes=90), by=rep
    )
    assert shared(handoff) == {("unclaimed", None): 90}


def test_twice_is_once(rescued):
    once = shared(rescued)
    assert shared(rescued) == once
    assert sharing.share_out(at=LATER) == 0


def test_a_touch_logged_later_that_came_earlier_has_it_shared_anew(rescued, rep):
    sharing.share_out(at=LATER)
    a_touch(rescued, rep, after(minutes=110), happened=after(minutes=70))
    assert kept(rescued) == {}, "what no longer holds is gone at once"
    assert shared(rescued) == {("unclaimed", None): 40, ("held", rep.pk): 30}


def test_a_breach_that_is_withdrawn_has_no_shares(rescued, rep):
    sharing.share_out(at=LATER)
    a_touch(rescued, rep, after(minutes=110), happened=after(minutes=50))
    assert clock_of(rescued, Metric.FIRST_TOUCH).state == "met"
    assert shared(rescued) == {}


def test_a_promise_that_was_kept_has_none(agreement, rep, marketer):
    handoff = a_handoff(by=marketer)
    a_touch(handoff, rep, after(minutes=5))
    assert shared(handoff) == {}


@pytest.mark.parametrize("others", [0, 2])
def test_queries_do_not_grow_with_the_breaches(
    rescued, rep, marketer, others, django_assert_num_queries
):
    for _number in range(others):
        more = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=40), by=rep)
        a_touch(more, rep, after(minutes=100))
    with django_assert_num_queries(6):  # two of them savepoints
        sharing.share_out(at=LATER)
