"""Clocks follow the lead's life: they start, stop, run again, end, at the true instants."""

from datetime import timedelta
from decimal import Decimal

import pytest

from leads import lifecycle
from leads.lifecycle import Decision
from leads.models import StageChange
from sla import clocks, reconcile
from sla.models import (
    AT_HAND_OFF,
    Breach,
    Calendar,
    Clock,
    ClockEvent,
    ClockException,
    Metric,
)
from sla.sweep import sweep
from tests.cast import (
    NOON,
    a_calendar,
    a_handoff,
    a_lead,
    a_source,
    a_target,
    a_touch,
    after,
    an_agreement,
    clock_of,
    fresh,
)

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def story(clock):
    """Return the kinds of the clock's events in the order they were recorded."""
    return list(
        ClockEvent.objects.filter(clock=clock).order_by("id").values_list("kind", flat=True)
    )


class TestStarting:
    """The hand-off starts the clocks."""

    def test_sets_both_promises_at_the_hand_off(self, handoff):
        claim, touch = clock_of(handoff, CLAIM), clock_of(handoff, TOUCH)
        assert (claim.started_at, claim.due_at) == (NOON, after(minutes=30))
        assert (touch.started_at, touch.due_at) == (NOON, after(minutes=60))
        assert claim.warn_at == claim.next_check_at == after(minutes=22, seconds=30)
        assert story(claim) == ["started"]

    def test_counts_working_hours_only(self, agreement, marketer):
        handoff = a_handoff(by=marketer, at=NOON.replace(hour=16, minute=50))
        assert clock_of(handoff, CLAIM).due_at == NOON.replace(day=17, hour=9, minute=20)

    def test_takes_the_first_target_that_matches_the_snapshot(self, agreement, marketer):
        webinar = a_source("Webinar")
        a_target(agreement, CLAIM, 10, calendar=None, position=1, sources=[webinar.pk])
        a_target(agreement, CLAIM, 5, calendar=None, position=2)
        by_source = a_handoff(by=marketer, lead=a_lead(source=webinar))
        other = a_handoff(by=marketer)
        assert clock_of(by_source, CLAIM).target_seconds == 600
        assert clock_of(other, CLAIM).target_seconds == 300

    def test_runs_under_the_version_in_force_at_the_hand_off(self, agreement, marketer):
        agreement.status, agreement.superseded_at = "superseded", after(hours=1)
        agreement.save()
        newer = an_agreement(claim_minutes=5, at=after(hours=1))
        before, later = a_handoff(by=marketer), a_handoff(by=marketer, at=after(hours=1))
        assert clock_of(before, CLAIM).version == agreement
        assert clock_of(later, CLAIM).version == newer

    def test_following_twice_changes_nothing(self, handoff):
        change = StageChange.objects.get(handoff=handoff)
        clocks.follow(changes=[change])
        assert Clock.objects.filter(handoff=handoff).count() == 2
        assert ClockEvent.objects.count() == 2


class TestWithoutClock:
    """A hand-off that nothing serves stands all the same, on the list of exceptions."""

    def causes(self, handoff):
        rows = ClockException.objects.filter(handoff=handoff)
        return dict(rows.values_list("metric", "cause"))

    def test_when_no_agreement_is_in_force(self, marketer):
        handoff = a_handoff(by=marketer)
        assert self.causes(handoff) == {CLAIM: "no_agreement", TOUCH: "no_agreement"}
        assert Clock.objects.count() == 0

    def test_when_no_target_matches(self, agreement, marketer):
        agreement.targets.filter(metric=CLAIM).delete()
        handoff = a_handoff(by=marketer)
        assert self.causes(handoff) == {CLAIM: "no_target"}
        assert clock_of(handoff, TOUCH).due_at == after(minutes=60)

    def test_when_the_calendar_was_deleted(self, agreement, marketer):
        Calendar.objects.update(archived_at=NOON)
        assert set(self.causes(a_handoff(by=marketer)).values()) == {"no_calendar"}

    def test_when_the_calendar_never_opens(self, agreement, marketer):
        version = agreement.targets.first().calendar.versions.get()
        version.week, version.overrides = {}, {"2020-01-01": [["09:00", "10:00"]]}
        version.save()
        assert set(self.causes(a_handoff(by=marketer)).values()) == {"no_open_time"}

    def test_leaves_the_list_when_it_is_claimed_and_closed(self, marketer, rep):
        handoff = a_handoff(by=marketer)
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        open_ones = ClockException.objects.filter(resolved_at__isnull=True)
        assert list(open_ones.values_list("metric", flat=True)) == [TOUCH]
        lifecycle.reject(
            handoff=handoff, decision=Decision("duplicate"), at=after(minutes=2), by=rep
        )
        assert not open_ones.exists()


class TestClaiming:
    """A claim stops the claim clock and leaves the response clock alone."""

    def test_in_time_is_met(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=30), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.state, claim.stopped_at, claim.breached_at) == (
            "met",
            after(minutes=30),
            None,
        )
        assert (claim.raw_seconds, claim.business_seconds) == (1800, 1800)
        assert clock_of(handoff, TOUCH).stopped_at is None

    def test_late_is_breached_at_the_due_instant_even_before_the_sweep(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=30, seconds=1), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.state, claim.breached_at) == ("breached", after(minutes=30))
        assert claim.stopped_at == after(minutes=30, seconds=1)
        assert story(claim) == ["started", "warned", "breached", "late"]
        assert Breach.objects.get(clock=claim).due_at == after(minutes=30)

    def test_in_time_but_flagged_already_by_a_faster_clock_undoes_the_breach(self, handoff, rep):
        sweep(at=after(minutes=30, seconds=1))
        lifecycle.claim(handoff=handoff, at=after(minutes=30), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.state, claim.breached_at, claim.stopped_at) == (
            "met",
            None,
            after(minutes=30),
        )
        assert story(claim) == ["started", "warned", "breached", "withdrawn", "met"]

    def test_undone_lets_the_same_clock_run_on(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        lifecycle.undo_claim(handoff=handoff, at=after(minutes=3, seconds=5), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.seq, claim.stopped_at, claim.due_at) == (1, None, after(minutes=30))
        assert claim.next_check_at == claim.warn_at
        lifecycle.claim(handoff=handoff, at=after(minutes=4), by=rep)
        assert story(claim) == ["started", "met", "reopened", "met"]

    def test_released_within_the_second_of_the_hand_off_starts_one_too(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=NOON, by=rep)
        lifecycle.release(handoff=handoff, at=NOON, by=rep)
        clock = clock_of(handoff, CLAIM)
        assert (clock.seq, clock.stopped_at) == (2, None)

    def test_released_starts_a_new_claim_clock_and_keeps_the_buyer_s(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        lifecycle.release(handoff=handoff, at=after(minutes=40), by=rep)
        claim = clock_of(handoff, CLAIM)
        assert (claim.seq, claim.started_at, claim.due_at) == (
            2,
            after(minutes=40),
            after(minutes=70),
        )
        assert clock_of(handoff, TOUCH).started_at == NOON
        assert Clock.objects.get(handoff=handoff, metric=CLAIM, seq=1).state == "met"


class TestTouching:
    """The response clock is judged by when a touch happened."""

    def test_in_time_is_met(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=60))
        assert clock_of(handoff, TOUCH).state == "met"

    def test_logged_late_but_made_in_time_undoes_a_breach_visibly(self, handoff, rep):
        sweep(at=after(hours=3))
        a_touch(handoff, rep, after(hours=4), happened=after(minutes=20))
        touch = clock_of(handoff, TOUCH)
        assert (touch.state, touch.breached_at, touch.stopped_at) == (
            "met",
            None,
            after(minutes=20),
        )
        assert story(touch) == ["started", "warned", "breached", "withdrawn", "met"]
        assert Breach.objects.get(clock=touch).withdrawn_at == after(hours=4)

    def test_the_earliest_wins_among_late_ones(self, handoff, rep):
        a_touch(handoff, rep, after(hours=3))
        a_touch(handoff, rep, after(hours=4), happened=after(hours=2))
        touch = clock_of(handoff, TOUCH)
        assert (touch.state, touch.stopped_at) == ("breached", after(hours=2))
        assert touch.breached_at == after(minutes=60)
        assert Breach.objects.filter(clock=touch, withdrawn_at=None).count() == 1

    def test_a_later_one_changes_nothing(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=10))
        a_touch(handoff, rep, after(minutes=20))
        assert clock_of(handoff, TOUCH).stopped_at == after(minutes=10)

    def test_unanswered_call_does_not_count_where_a_conversation_is_promised(
        self, agreement, marketer, rep
    ):
        agreement.targets.filter(metric=TOUCH).update(needs_conversation=True)
        handoff = a_handoff(by=marketer)
        a_touch(handoff, rep, after(minutes=5), outcome="no_answer")
        assert clock_of(handoff, TOUCH).stopped_at is None
        a_touch(handoff, rep, after(minutes=8))
        assert clock_of(handoff, TOUCH).stopped_at == after(minutes=8)

    def test_charges_a_breach_to_the_owner_who_had_it_in_time(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        sweep(at=after(hours=2))
        assert Breach.objects.get(clock__metric=TOUCH).charged_to == rep

    def test_never_charges_a_breach_to_the_rep_who_rescues_the_lead(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=65), by=rep)
        a_touch(handoff, rep, after(minutes=66))
        assert set(Breach.objects.values_list("charged_to", flat=True)) == {None}

    def test_charges_who_had_it_when_it_fell_due_though_somebody_else_has_it_now(
        self, handoff, rep, other_rep
    ):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        lifecycle.release(handoff=handoff, at=after(minutes=61), by=rep)
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=62), by=other_rep)
        sweep(at=after(hours=2))
        assert Breach.objects.get(clock__metric=TOUCH).charged_to == rep

    def test_charges_nobody_for_a_lead_that_was_back_in_the_queue(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        lifecycle.release(handoff=handoff, at=after(minutes=59), by=rep)
        sweep(at=after(hours=2))
        assert Breach.objects.get(clock__metric=TOUCH).charged_to is None


class TestEnding:
    """A closed hand-off owes no answer; what was broken before stays broken."""

    def test_voids_what_still_runs(self, handoff, rep):
        lifecycle.reject(
            handoff=handoff, decision=Decision("misrouted"), at=after(minutes=9), by=rep
        )
        for metric in AT_HAND_OFF:
            clock = clock_of(handoff, metric)
            assert (clock.state, clock.voided_at, clock.next_check_at) == (
                "void",
                after(minutes=9),
                None,
            )

    def test_records_an_overdue_breach_first(self, handoff, rep):
        lifecycle.reject(
            handoff=handoff, decision=Decision("misrouted"), at=after(minutes=45), by=rep
        )
        claim, touch = clock_of(handoff, CLAIM), clock_of(handoff, TOUCH)
        assert (claim.state, claim.breached_at) == ("breached", after(minutes=30))
        assert (touch.state, touch.breached_at) == ("void", None)

    def test_in_time_but_flagged_already_by_a_faster_clock_is_void(self, handoff, rep):
        sweep(at=after(minutes=30, seconds=1))
        decision = Decision(reason="misrouted")
        lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=30), by=rep)
        clock = clock_of(handoff, CLAIM)
        assert (clock.state, clock.breached_at) == ("void", None)
        assert story(clock) == ["started", "warned", "breached", "withdrawn", "voided"]
        assert Breach.objects.get(clock=clock).withdrawn_at == after(minutes=30)

    def test_leaves_an_answered_clock_alone(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=9))
        lifecycle.disqualify(
            handoff=handoff, decision=Decision("no_fit"), at=after(hours=9), by=rep
        )
        assert {clock_of(handoff, m).state for m in AT_HAND_OFF} == {"met"}

    @pytest.mark.parametrize("swept", [True, False])
    def test_by_an_imported_outcome_voids_everything_never_met(self, handoff, rep, marketer, swept):
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        if swept:
            sweep(at=after(hours=5))
        lifecycle.import_outcome(
            lead=handoff.lead,
            outcome="won",
            happened_at=NOON - timedelta(days=300),
            value=Decimal(9),
            at=after(hours=6),
            by=marketer,
        )
        for metric in AT_HAND_OFF:
            clock = clock_of(handoff, metric)
            assert (clock.state, clock.breached_at, clock.stopped_at) == ("void", None, None)
        assert not Breach.objects.filter(withdrawn_at=None).exists()


def test_reconciling_starts_what_no_clock_followed(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
    ClockEvent.objects.all().delete()
    Clock.objects.all().delete()
    assert reconcile.reconcile(at=after(hours=1)) == 1
    assert clock_of(handoff, CLAIM).stopped_at == after(minutes=3)
    assert clock_of(handoff, TOUCH).due_at == after(minutes=60)
    assert reconcile.reconcile(at=after(hours=1)) == 0


def test_a_calendar_s_new_text_serves_new_hand_offs_only(agreement, marketer):
    old = a_handoff(by=marketer)
    calendar = agreement.targets.first().calendar
    text = calendar.versions.get()
    calendar.versions.create(
        number=2, time_zone="UTC", week={"fri": [["09:00", "17:00"]]}, created_at=after(minutes=1)
    )
    new = a_handoff(by=marketer, at=after(minutes=1))
    assert clock_of(old, CLAIM).calendar_version == text
    assert clock_of(new, CLAIM).due_at == NOON.replace(day=20, hour=9, minute=30)
    assert fresh(old).is_open


def test_a_target_in_calendar_time_needs_no_calendar(marketer):
    version = an_agreement()
    version.targets.all().delete()
    a_target(version, CLAIM, 60 * 24, calendar=None)
    a_calendar()
    assert clock_of(a_handoff(by=marketer), CLAIM).due_at == after(days=1)
