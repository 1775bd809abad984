"""Leads left behind: those of people who left or are away go back to the queue, never silently.

NOON is a Monday; claims are due within 30 working minutes, first touches within 60.
"""

from datetime import timedelta

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.departures import return_left
from leads.models import StageChange
from notifications import outbox
from notifications.kinds import sentences
from notifications.models import Notice, OutboxMessage
from sla.models import Breach, Clock, Metric
from sla.sweep import sweep
from sla.timeline import of_lead
from teams import absences, people
from teams.models import Membership
from tests.cast import a_handoff, a_touch, after, clock_of, fresh

pytestmark = pytest.mark.django_db
TOUCH = Metric.FIRST_TOUCH


@pytest.fixture
def mine(handoff, rep):
    """A hand-off that the rep claimed at five past noon."""
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


def claimed(rep, marketer, minute=6):
    """Return another hand-off of the rep."""
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=minute), by=rep)


def away(rep, starts_at, ends_at, at=None, by=None):
    """Say through the verb that the rep is away."""
    return absences.note(
        user=rep, starts_at=starts_at, ends_at=ends_at, at=at or after(minutes=0), by=by or rep
    )


class TestSomebodyWhoLeaves:
    """Shutting a rep out gives back what waits for them, in the same transaction."""

    def test_their_leads_wait_in_the_queue_again(self, mine, rep, administrator):
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        row = fresh(mine)
        assert (row.owner, row.claimed_at, row.lead.stage) == (None, None, "mql")

    def test_contacted_ones_too(self, mine, rep, administrator):
        a_touch(fresh(mine), rep, after(minutes=7))
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        row = fresh(mine)
        assert (row.owner, row.first_touch_at) == (None, after(minutes=7))

    def test_the_buyer_s_clock_goes_on_and_a_new_claim_clock_starts(self, mine, rep, administrator):
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        first_touch = clock_of(mine, TOUCH)
        assert (first_touch.started_at, first_touch.due_at) == (after(), after(hours=1))
        claims = Clock.objects.filter(handoff=mine, metric=Metric.CLAIM).order_by("seq")
        assert [(one.seq, one.started_at, one.due_at) for one in claims] == [
            (1, after(), after(minutes=30)),
            (2, after(minutes=10), after(minutes=40)),
        ]

    def test_what_is_missed_then_is_the_side_s_and_not_theirs(self, mine, rep, administrator):
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        sweep(at=after(minutes=61))
        assert Breach.objects.get(clock=clock_of(mine, TOUCH)).charged_to is None

    def test_the_timeline_says_whose_it_was_why_and_by_whom(self, mine, rep, administrator):
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        line = next(each for each in of_lead(mine.lead, after(minutes=11)) if "Back" in each.title)
        assert line.title == f"Back in the queue: {rep.name} left"
        assert line.by == administrator.name

    def test_managers_of_sales_are_told_once(
        self, mine, rep, marketer, manager, marketing_manager, administrator
    ):
        claimed(rep, marketer)
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        outbox.deliver(at=after(minutes=11))
        notice = Notice.objects.get(kind="leads_back")
        assert notice.recipient == manager
        said = sentences([notice])[0]
        assert said is not None
        assert "leads are back in the queue" in said.text

    def test_what_sales_has_qualified_stays_theirs(self, mine, rep, administrator):
        a_touch(fresh(mine), rep, after(minutes=7))
        lifecycle.qualify(handoff=fresh(mine), confirmed=frozenset(), at=after(minutes=8), by=rep)
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        assert fresh(mine).owner == rep

    def test_others_keep_theirs(self, mine, rep, other_rep, marketer, administrator):
        theirs = claimed(other_rep, marketer)
        people.deactivate(user=rep, at=after(minutes=10), by=administrator)
        assert fresh(theirs).owner == other_rep

    def test_who_loses_the_role_in_sales_is_found_by_the_timetable(self, mine, rep):
        Membership.objects.filter(user=rep).delete()
        assert return_left(at=after(minutes=10)) == 1
        assert fresh(mine).owner is None
        assert StageChange.objects.latest("id").by is None
        assert return_left(at=after(minutes=11)) == 0

    def test_a_dismissal_that_fails_takes_nothing(self, mine, rep, manager):
        with pytest.raises(NotAllowed):
            people.deactivate(user=rep, at=after(minutes=10), by=manager)
        assert fresh(mine).owner == rep


class TestSomebodyWhoIsAway:
    """An absence gives back what nobody has contacted, when it begins, exactly once."""

    def test_untouched_leads_go_back_when_it_begins(self, mine, rep, marketer):
        contacted = claimed(rep, marketer)
        a_touch(contacted, rep, after(minutes=7))
        away(rep, after(minutes=10), after(days=3))
        assert return_left(at=after(minutes=9)) == 0
        assert return_left(at=after(minutes=10)) == 1
        assert fresh(mine).owner is None
        assert fresh(contacted).owner == rep
        change = StageChange.objects.latest("id")
        assert (change.cause, change.taken_from, change.by) == ("away", rep, None)

    def test_once_and_never_what_was_claimed_later(self, mine, rep, marketer):
        away(rep, after(minutes=10), after(days=3))
        return_left(at=after(minutes=10))
        later = claimed(rep, marketer, minute=20)
        assert return_left(at=after(minutes=21)) == 0
        assert fresh(later).owner == rep
        assert OutboxMessage.objects.filter(kind="leads_back").count() == 1

    def test_a_timetable_that_stood_still_acts_late_but_not_after_the_end(self, mine, rep):
        away(rep, after(minutes=10), after(hours=2))
        assert return_left(at=after(hours=3)) == 0
        assert fresh(mine).owner == rep

    def test_a_cancelled_one_never_begins(self, mine, rep):
        absence = away(rep, after(minutes=10), after(days=3))
        absences.cancel(absence=absence, at=after(minutes=9), by=rep)
        assert return_left(at=after(minutes=11)) == 0

    def test_who_is_back_early_is_no_longer_away(self, rep):
        absence = away(rep, after(minutes=10), after(days=3))
        assert absences.is_away(rep, after(days=1))
        absences.cancel(absence=absence, at=after(days=1), by=rep)
        assert not absences.is_away(rep, after(days=1))
        assert absences.is_away(rep, after(days=1) - timedelta(seconds=1))

    def test_the_claim_that_had_stopped_the_clock_counts_and_a_new_one_runs(self, mine, rep):
        away(rep, after(minutes=10), after(days=3))
        return_left(at=after(minutes=10))
        clock = clock_of(mine, Metric.CLAIM)
        assert (clock.seq, clock.due_at) == (2, after(minutes=40))


class TestSayingSo:
    """Oneself, and managers of sales."""

    def test_a_manager_says_it_for_a_rep(self, rep, manager):
        assert away(rep, after(days=1), after(days=2), by=manager).by == manager

    def test_nobody_else_does(self, rep, other_rep, marketer, marketing_manager, outsider):
        for person in (other_rep, marketer, marketing_manager, outsider):
            with pytest.raises(NotAllowed):
                away(rep, after(days=1), after(days=2), by=person)
        with pytest.raises(NotAllowed):
            away(marketer, after(days=1), after(days=2), by=marketer)

    @pytest.mark.parametrize(
        ("starts_at", "ends_at"),
        [
            (after(days=2), after(days=2)),
            (after(days=-3), after(days=-1)),
            (after(days=1), after(days=400)),
        ],
    )
    def test_days_that_are_none_are_refused(self, rep, starts_at, ends_at):
        with pytest.raises(BadInput):
            away(rep, starts_at, ends_at)

    def test_two_absences_do_not_overlap(self, rep):
        away(rep, after(days=1), after(days=3))
        with pytest.raises(BadInput):
            away(rep, after(days=2), after(days=5))
        away(rep, after(days=3), after(days=5))

    def test_what_is_over_is_not_ended_again(self, rep):
        absence = away(rep, after(days=1), after(days=2))
        with pytest.raises(BadInput):
            absences.cancel(absence=absence, at=after(days=3), by=rep)
