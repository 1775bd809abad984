"""How the time of breaches is kept, by who let it pass; and kept anew when an end moves.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is a Monday.
"""

import pytest
from django.db.models import Sum

from leads import feedback, lifecycle
from leads.lifecycle import Decision
from sla import pausing, sharing
from sla.models import Breach, BreachShare, Clock, Metric
from sla.reading import read_clock
from sla.sweep import sweep
from tests.cast import (
    a_calendar,
    a_handoff,
    a_marketer,
    a_target,
    a_touch,
    after,
    clock_of,
    fresh,
)

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
    for metric in (Metric.CLAIM, Metric.FIRST_TOUCH):
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


class TestWhatBeginsLater:
    """A decision in 60 minutes, a new owner's touch in 20, three attempts in 90, an answer in 30.

    The rep claims after 10 minutes; each promise is shared out from its own start on.
    """

    @pytest.fixture
    def mine(self, agreement, marketer, rep):
        calendar = a_calendar()
        a_target(agreement, Metric.ATTEMPT, 90, calendar=calendar, attempts=3)
        a_target(agreement, Metric.DECISION, 60, calendar=calendar)
        a_target(agreement, Metric.OWNER_TOUCH, 20, calendar=calendar)
        a_target(agreement, Metric.ANSWER, 30, calendar=calendar)
        return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=10), by=rep)

    def rejected(self, mine, minutes):
        return lifecycle.reject(
            handoff=fresh(mine),
            decision=Decision("duplicate"),
            at=after(minutes=minutes),
            by=fresh(mine).owner,
        )

    def test_a_decision_is_each_owners_from_the_claim_on(self, mine, rep, other_rep, manager):
        lifecycle.reassign(handoff=mine, to=other_rep, at=after(minutes=40), by=manager)
        self.rejected(mine, 85)
        assert shared(mine, Metric.DECISION) == {("held", rep.pk): 30, ("held", other_rep.pk): 45}

    def test_a_decision_that_stood_names_who_paused_it(self, mine, rep, manager):
        until = after(days=1)
        pausing.pause(
            handoff=mine, reason="lead_away", until_at=until, at=after(minutes=20), by=manager
        )
        pausing.resume(handoff=mine, at=after(minutes=50), by=rep)
        self.rejected(mine, 110)
        assert shared(mine, Metric.DECISION) == {("held", rep.pk): 70, ("paused", manager.pk): 30}

    def test_a_release_ends_the_decision_of_its_owner(self, mine, rep, other_rep):
        lifecycle.release(handoff=mine, at=after(minutes=80), by=rep)
        lifecycle.claim(handoff=fresh(mine), at=after(minutes=90), by=other_rep)
        self.rejected(mine, 95)
        assert shared(mine, Metric.DECISION) == {("held", rep.pk): 70}

    def test_a_new_owners_touch_is_theirs_alone(self, mine, other_rep, manager):
        lifecycle.reassign(handoff=mine, to=other_rep, at=after(minutes=30), by=manager)
        a_touch(fresh(mine), other_rep, after(minutes=65))
        assert shared(mine, Metric.OWNER_TOUCH) == {("held", other_rep.pk): 35}

    def test_a_touch_logged_later_has_the_new_owners_time_shared_anew(
        self, mine, other_rep, manager
    ):
        lifecycle.reassign(handoff=mine, to=other_rep, at=after(minutes=30), by=manager)
        a_touch(fresh(mine), other_rep, after(minutes=65))
        sharing.share_out(at=LATER)
        a_touch(fresh(mine), other_rep, after(minutes=70), happened=after(minutes=55))
        assert kept(mine, Metric.OWNER_TOUCH) == {}
        assert shared(mine, Metric.OWNER_TOUCH) == {("held", other_rep.pk): 25}

    def test_each_attempt_counts_from_the_claim(self, mine, rep):
        for minutes in (15, 80, 100):  # due after 70 minutes and after 100: the third is in time
            a_touch(mine, rep, after(minutes=minutes), outcome="no_answer")
        assert shared(mine, Metric.ATTEMPT) == {("held", rep.pk): 70}

    def test_an_attempt_of_a_lead_that_was_released_is_the_sides_meanwhile(
        self, mine, rep, other_rep
    ):
        a_touch(mine, rep, after(minutes=15), outcome="no_answer")
        lifecycle.release(handoff=fresh(mine), at=after(minutes=30), by=rep)
        lifecycle.claim(handoff=fresh(mine), at=after(minutes=60), by=other_rep)
        a_touch(fresh(mine), other_rep, after(minutes=80), outcome="no_answer")
        assert shared(mine, Metric.ATTEMPT) == {
            ("held", rep.pk): 20,
            ("unclaimed", None): 30,
            ("held", other_rep.pk): 20,
        }

    def test_an_answer_is_marketings_from_the_rejection_on_whoever_had_the_lead(self, mine):
        returned = self.rejected(mine, 20)
        feedback.take_note(handoff=fresh(returned), at=after(minutes=70), by=a_marketer("Huda"))
        assert shared(mine, Metric.ANSWER) == {("waiting", None): 50}
