"""The ladder: steps come at their instants, reckoned with calendar and pauses, each exactly once.

The agreement promises a claim within 30 and a first touch within 60 working minutes, weekdays
from 9 to 17 UTC; NOON is a Monday. Every instant below is reckoned by hand.
"""

from datetime import UTC, datetime

import pytest

from leads import lifecycle
from notifications import outbox
from notifications.models import OutboxMessage
from sla import pausing
from sla.flagging import flag
from sla.models import Clock, ClockEvent, LadderStep, Metric
from sla.sweep import sweep
from tests.cast import a_handoff, a_rep, a_touch, after, an_agreement, clock_of, fresh

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def a_step(version, **fields):
    """Return a step of the version's ladder; by default it tells the owner in the app."""
    return LadderStep.objects.create(
        version=version, **({"roles": ["owner"], "channels": ["app"]} | fields)
    )


def steps(clock):
    """Return the steps that ``clock`` has climbed: number and instant."""
    rows = ClockEvent.objects.filter(clock=clock, kind="escalated").order_by("step")
    return list(rows.values_list("step", "at"))


def story(clock):
    """Return what befell ``clock`` in order, without its start."""
    rows = ClockEvent.objects.filter(clock=clock).exclude(kind="started").order_by("id")
    return list(rows.values_list("kind", "step", "at"))


def told():
    """Return the keys of what was told."""
    return sorted(OutboxMessage.objects.values_list("key", flat=True))


@pytest.fixture
def agreement(db):
    """An agreement with a ladder: half the time, the breach, twice the time, an hour on."""
    version = an_agreement()
    a_step(version, percent=200, roles=["managers"])
    a_step(version, percent=50)
    a_step(version, after_seconds=3600, roles=["sales_head"])
    a_step(version, percent=100, roles=["owner", "managers"])
    return version


class TestInstants:
    """Each clock knows when its steps come."""

    def test_a_clock_knows_its_steps_from_its_start_in_order(self, handoff):
        claim = clock_of(handoff, CLAIM)
        assert claim.step_ats == [after(minutes=m) for m in (15, 30, 60, 90)]
        assert claim.next_check_at == after(minutes=15)

    def test_of_a_longer_promise_an_hour_on_and_twice_the_time_are_one(self, handoff):
        assert clock_of(handoff, TOUCH).step_ats == [after(minutes=m) for m in (30, 60, 120, 120)]

    def test_steps_come_in_working_time(self, agreement, marketer):
        late = a_handoff(by=marketer, at=on(16, 16, 50))
        # 10 minutes on Monday; 20, 50 and 80 on Tuesday.
        assert clock_of(late, CLAIM).step_ats == [
            on(17, 9, 5),
            on(17, 9, 20),
            on(17, 9, 50),
            on(17, 10, 20),
        ]

    def test_a_pause_moves_the_steps_that_have_not_come(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        sweep(at=after(minutes=31))
        pausing.pause(
            handoff=fresh(handoff),
            reason="lead_away",
            until_at=after(days=1),
            at=after(minutes=40),
            by=rep,
        )
        assert clock_of(handoff, TOUCH).next_check_at is None
        pausing.resume(handoff=fresh(handoff), at=after(minutes=70), by=rep)
        touch = clock_of(handoff, TOUCH)
        assert touch.step_ats[1:] == [after(minutes=m) for m in (90, 150, 150)]
        assert (touch.steps_done, touch.due_at) == (1, after(minutes=90))

    def test_without_a_ladder_nothing_is_kept(self, db, marketer):
        an_agreement()
        claim = clock_of(a_handoff(by=marketer), CLAIM)
        assert (claim.step_ats, claim.next_check_at) == ([], claim.warn_at)


class TestClimbing:
    """The sweep writes an event for each step, dated at the true instant, exactly once."""

    def test_each_step_comes_at_its_instant(self, handoff):
        claim = clock_of(handoff, CLAIM)
        sweep(at=after(minutes=16))
        assert steps(claim) == [(1, after(minutes=15))]
        sweep(at=after(minutes=31))
        assert story(claim) == [
            ("escalated", 1, after(minutes=15)),
            ("warned", 0, after(minutes=22, seconds=30)),
            ("breached", 0, after(minutes=30)),
            ("escalated", 2, after(minutes=30)),
        ]

    def test_steps_come_after_the_breach_too(self, handoff):
        sweep(at=after(minutes=31))
        assert clock_of(handoff, CLAIM).next_check_at == after(minutes=60)
        sweep(at=after(minutes=91))
        claim = clock_of(handoff, CLAIM)
        assert steps(claim)[2:] == [(3, after(minutes=60)), (4, after(minutes=90))]
        assert (claim.state, claim.next_check_at) == ("breached", None)

    def test_an_outage_of_a_day_ends_in_the_same_events(self, agreement, marketer):
        watched, missed = a_handoff(by=marketer), a_handoff(by=marketer)
        ids = Clock.objects.filter(handoff=watched).values_list("pk", flat=True)
        for minute in range(0, 130, 5):
            flag(clock_ids=list(ids), at=after(minutes=minute))
        sweep(at=after(days=1))
        for metric in (CLAIM, TOUCH):
            assert sorted(story(clock_of(missed, metric))) == sorted(
                story(clock_of(watched, metric))
            )

    def test_a_second_pass_writes_nothing(self, handoff):
        sweep(at=after(days=1))
        before = (ClockEvent.objects.count(), told())
        sweep(at=after(days=2))
        assert (ClockEvent.objects.count(), told()) == before

    def test_the_ladder_alone_says_who_is_told(self, handoff):
        sweep(at=after(days=1))
        claim = clock_of(handoff, CLAIM)
        mine = [key for key in told() if key.startswith(f"clock:{claim.pk}:")]
        assert mine == [f"clock:{claim.pk}:step:{n}:0" for n in (1, 2, 3, 4)]
        assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {"clock_escalated"}

    def test_a_muted_sweep_tells_nobody(self, handoff):
        with outbox.muted():
            sweep(at=after(days=1))
        assert told() == []
        assert len(steps(clock_of(handoff, CLAIM))) == 4

    def test_a_claim_ends_the_ladder(self, handoff, rep):
        sweep(at=after(minutes=16))
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=20), by=rep)
        sweep(at=after(days=1))
        assert steps(clock_of(handoff, CLAIM)) == [(1, after(minutes=15))]

    def test_a_late_touch_ends_it_and_dates_what_came_before(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        # No sweep ran: the touch at 13:30 is late, the step at 13:00 had come, those at 14:00 not.
        a_touch(fresh(handoff), rep, after(minutes=200), happened=after(minutes=90))
        touch = clock_of(handoff, TOUCH)
        assert touch.next_check_at is None
        sweep(at=after(days=1))
        assert steps(touch) == [(1, after(minutes=30)), (2, after(minutes=60))]

    def test_a_claim_that_is_undone_goes_on_where_it_was(self, handoff, rep):
        sweep(at=after(minutes=31))
        claimed = lifecycle.claim(handoff=fresh(handoff), at=after(minutes=40), by=rep)
        lifecycle.undo_claim(handoff=claimed, at=after(minutes=40, seconds=5), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.steps_done, claim.next_check_at) == (2, after(minutes=60))
        sweep(at=after(minutes=61))
        assert steps(clock_of(handoff, CLAIM))[-1] == (3, after(minutes=60))

    def test_a_released_lead_climbs_anew(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        lifecycle.release(handoff=fresh(handoff), at=after(minutes=20), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.seq, claim.steps_done) == (2, 0)
        assert claim.step_ats[0] == after(minutes=35)

    def test_a_rejected_lead_climbs_no_more(self, handoff):
        rep = a_rep()
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        lifecycle.reject(
            handoff=fresh(handoff),
            decision=lifecycle.Decision("duplicate"),
            at=after(minutes=10),
            by=rep,
        )
        sweep(at=after(days=1))
        assert steps(clock_of(handoff, TOUCH)) == []
