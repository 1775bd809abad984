"""A version of the agreement that is for open hand-offs too: their clocks are matched anew.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. By the
first version a lead handed over at noon is to be claimed by 12:30 and contacted by 13:00. The
second one takes effect at 12:10. Every instant below is reckoned by hand.
"""

import pytest

from leads import lifecycle
from leads.models import RunStatus
from sla import pausing, rematching, tasks
from sla.models import AgreementVersion, Clock, ClockEvent, LadderStep, Rematching, Target
from sla.reading import read_clock
from sla.sweep import sweep
from sla.taking_open import take_open_ones
from tests.cast import a_handoff, a_target, after, an_agreement, clock_of, fresh
from tests.sla.changing import CLAIM, TOUCH, carried_out, changed, text

pytestmark = pytest.mark.django_db
EFFECT = after(minutes=10)


def second(*, at=EFFECT, **minutes):
    """Return a second version that is in force from ``at`` on and takes open clocks."""
    AgreementVersion.objects.update(status="superseded", superseded_at=at)
    version = an_agreement(at=at, **minutes)
    take_open_ones(version=version, at=at)
    return version


def carry_out(version, *, at=None):
    """Let a worker carry the version's run on as far as it gets."""
    run = version.rematching
    worker = rematching.Worker(run.pk)
    while worker.step(at=at or run.created_at):
        pass
    return Rematching.objects.get(pk=run.pk)


def changes(clock):
    """Return the old and new due instants, and the old target, of what was taken over."""
    rows = ClockEvent.objects.filter(clock=clock, kind="rematched")
    return list(rows.values_list("old_due_at", "new_due_at", "old_target"))


def test_open_clocks_are_due_by_the_new_targets_from_their_own_start(handoff):
    claim, touch = clock_of(handoff, CLAIM), clock_of(handoff, TOUCH)
    version = second(claim_minutes=20, touch_minutes=120)
    run = carry_out(version)
    assert (run.status, run.total, run.done_count, run.moved_count) == (RunStatus.DONE, 2, 2, 2)
    now = clock_of(handoff, CLAIM)
    assert (now.due_at, now.warn_at) == (after(minutes=20), after(minutes=15))
    assert (now.version, now.started_at, now.target_seconds) == (version, after(), 20 * 60)
    assert now.calendar_version.calendar == now.target.calendar != claim.target.calendar
    assert changes(claim) == [(after(minutes=30), after(minutes=20), claim.target_id)]
    assert changes(touch) == [(after(hours=1), after(hours=2), touch.target_id)]
    assert now.next_check_at == after(minutes=15)


def test_new_hand_offs_only_leaves_them_alone(handoff):
    AgreementVersion.objects.update(status="superseded", superseded_at=EFFECT)
    an_agreement(at=EFFECT, claim_minutes=20)
    assert not Rematching.objects.exists()
    assert clock_of(handoff, CLAIM).due_at == after(minutes=30)


def test_nobody_breaks_a_promise_by_signing_another(handoff):
    run = carry_out(second(claim_minutes=9, touch_minutes=10))
    claim = clock_of(handoff, CLAIM)  # it would have been due at 12:09
    assert (claim.due_at, claim.version.number, changes(claim)) == (after(minutes=30), 1, [])
    assert run.kept_ids == [claim.pk]
    assert clock_of(handoff, TOUCH).due_at == EFFECT  # at the very instant: still in time
    assert (run.status, run.percent) == (RunStatus.DONE, 100)


def test_what_was_overdue_is_broken_and_stays_so(handoff):
    run = carry_out(second(at=after(minutes=31), claim_minutes=120, touch_minutes=120))
    assert (run.total, run.done_count) == (1, 1)  # the touch alone
    sweep(at=after(minutes=32))
    assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)


def test_what_the_new_version_does_not_promise_is_owed_as_before(handoff):
    version = second(claim_minutes=60)
    Target.objects.filter(version=version, metric=TOUCH).delete()
    run = carry_out(version)
    assert clock_of(handoff, TOUCH).due_at == after(hours=1)
    assert run.kept_ids == [clock_of(handoff, TOUCH).pk]


def test_targets_match_the_lead_as_it_was_handed_over(agreement, marketer):
    one, other = a_handoff(by=marketer), a_handoff(by=marketer)
    type(one).objects.filter(pk=one.pk).update(region="Gulf")
    version = second(claim_minutes=60)
    a_target(version, CLAIM, 45, calendar=None, position=1, regions=["Gulf"])
    carry_out(version)
    due = [clock_of(each, CLAIM).due_at for each in (one, other)]
    assert due == [after(minutes=45), after(minutes=60)]
    assert clock_of(one, CLAIM).calendar_version is None


class TestPauses:
    """A pause of five minutes in, by a reason that the first version allows."""

    @pytest.fixture
    def paused(self, agreement, marketer, rep):
        Target.objects.update(pause_reasons=["lead_asked"])
        mine = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=1), by=rep)
        pausing.pause(
            handoff=mine, reason="lead_asked", until_at=after(hours=3), at=after(minutes=5), by=rep
        )
        return mine

    def test_it_runs_on_by_the_new_target(self, paused, rep):
        version = second(touch_minutes=90)
        version.targets.update(pause_reasons=["lead_asked"])
        carry_out(version)
        clock = clock_of(paused, TOUCH)
        assert (clock.state, clock.due_at, clock.version) == ("paused", None, version)
        pausing.resume(handoff=fresh(paused), at=after(minutes=65), by=rep)
        assert clock_of(paused, TOUCH).due_at == after(minutes=150)  # 90 minutes and an hour

    def test_a_pause_that_was_allowed_is_not_taken_away(self, paused, rep):
        version = second(touch_minutes=90)
        version.targets.update(pause_reasons=["lead_away"])
        run = carry_out(version)
        clock = clock_of(paused, TOUCH)
        assert run.kept_ids == [clock.pk]
        pausing.resume(handoff=fresh(paused), at=after(minutes=65), by=rep)
        assert clock_of(paused, TOUCH).due_at == after(minutes=120)


def test_a_warning_that_comes_later_now_is_given_again(handoff):
    sweep(at=after(minutes=24))  # warned at 12:22:30
    carry_out(second(at=after(minutes=25), claim_minutes=60))
    clock = clock_of(handoff, CLAIM)
    assert (clock.state, clock.warned_at) == ("on_track", None)
    sweep(at=after(minutes=46))
    kinds = ClockEvent.objects.filter(clock=clock).order_by("id").values_list("kind", "at")
    assert list(kinds)[1:] == [
        ("warned", after(minutes=22, seconds=30)),
        ("rematched", after(minutes=25)),
        ("warned", after(minutes=45)),
    ]


def test_steps_of_its_ladder_are_told_once(handoff):
    Clock.objects.update(steps_done=1, step_ats=[after(minutes=5), after(minutes=30)])
    version = second(claim_minutes=20, touch_minutes=60)
    for percent in (25, 40, 100):  # of the claim at 12:05, 12:08 and 12:20
        LadderStep.objects.create(
            version=version, percent=percent, roles=["owner"], channels=["app"]
        )
    carry_out(version)
    clock = clock_of(handoff, CLAIM)
    assert clock.step_ats == [after(minutes=m) for m in (5, 8, 20)]
    assert (clock.steps_done, clock.next_check_at) == (1, after(minutes=8))
    assert clock_of(handoff, TOUCH).steps_done == 0  # a quarter of its hour has not passed yet


def test_the_past_is_read_as_it_was(handoff):
    carry_out(second(claim_minutes=20))
    clock = clock_of(handoff, CLAIM)
    before = read_clock(clock=clock, at=after(minutes=9, seconds=59))
    assert (before.due_at, before.remaining_seconds) == (after(minutes=30), 20 * 60 + 1)
    assert before.warn_ats == (after(minutes=22, seconds=30),)
    now = read_clock(clock=clock, at=EFFECT)
    assert (now.due_at, now.remaining_seconds) == (after(minutes=20), 10 * 60)


def test_what_begins_later_begins_under_the_new_version(handoff, rep):
    version = second()
    a_target(version, "decision", 90, calendar=None)
    carry_out(version)
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=15), by=rep)
    decision = clock_of(handoff, "decision")
    assert (decision.version, decision.due_at) == (version, after(minutes=105))


def test_a_second_worker_and_a_second_call_change_nothing(handoff):
    version = second(claim_minutes=20)
    carry_out(version)
    rows = list(Clock.objects.order_by("pk").values())
    assert rematching.start(version=version, at=after(minutes=40)) == version.rematching
    tasks.run_rematching(run_id=version.rematching.pk)
    assert list(Clock.objects.order_by("pk").values()) == rows
    assert ClockEvent.objects.filter(kind="rematched").count() == 2


def test_a_chunk_at_a_time_is_taken_up_by_another_worker(agreement, marketer, monkeypatch):
    monkeypatch.setattr(rematching, "CHUNK", 2)
    handoffs = [a_handoff(by=marketer) for _n in range(3)]
    version = second(claim_minutes=20)
    run = version.rematching
    assert rematching.to_take_up(at=EFFECT) == [run.pk]
    assert rematching.Worker(run.pk).step(at=EFFECT)  # and this worker is killed
    run.refresh_from_db()
    assert (run.status, run.done_count, run.percent) == (RunStatus.RUNNING, 2, 33)
    assert rematching.to_take_up(at=after(minutes=10, seconds=29)) == []
    assert rematching.to_take_up(at=after(minutes=10, seconds=31)) == [run.pk]
    assert carry_out(version).done_count == 6
    assert {clock_of(each, CLAIM).due_at for each in handoffs} == {after(minutes=20)}


def test_what_is_answered_meanwhile_is_left_alone(handoff, rep):
    version = second(claim_minutes=20)
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=11), by=rep)
    carry_out(version, at=after(minutes=12))
    claim = clock_of(handoff, CLAIM)
    assert (claim.state, claim.version.number, claim.due_at) == ("met", 1, after(minutes=30))


def test_an_error_stops_it_visibly(handoff, monkeypatch):
    version = second(claim_minutes=20)

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(rematching, "rematched", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.run_rematching(run_id=version.rematching.pk)
    run = Rematching.objects.get()
    assert (run.status, rematching.to_take_up(at=after(hours=1))) == (RunStatus.FAILED, [])


class TestTheSweepLeavesThemToTheRun:
    """A clock that falls due between a change and its chunk is not judged by what was before."""

    def test_while_a_version_takes_open_clocks(self, handoff):
        version = second(at=after(minutes=29), claim_minutes=40)
        sweep(at=after(minutes=31))
        assert clock_of(handoff, CLAIM).breached_at is None
        carry_out(version, at=after(minutes=32))
        sweep(at=after(minutes=41))
        assert clock_of(handoff, CLAIM).breached_at == after(minutes=40)

    def test_while_a_calendar_changes(self, handoff, manager):
        version = changed(manager, text([["09:00", "12:20"]]), at=after(minutes=29))
        sweep(at=after(minutes=31))
        assert clock_of(handoff, CLAIM).breached_at is None
        carried_out(version, at=after(minutes=32))
        sweep(at=after(minutes=33))
        # Twenty minutes are used on Monday, ten more from nine on Tuesday.
        claim = clock_of(handoff, CLAIM)
        assert (claim.breached_at, claim.due_at) == (None, after(hours=21, minutes=10))

    def test_but_not_what_the_run_keeps(self, handoff):
        carry_out(second(claim_minutes=9))
        sweep(at=after(minutes=31))
        assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)

    def test_nor_for_ever(self, handoff, manager):
        changed(manager, text([["09:00", "12:20"]]), at=after(minutes=29))
        sweep(at=after(minutes=43))
        assert clock_of(handoff, CLAIM).breached_at is None
        sweep(at=after(minutes=45))  # nobody has carried the run on for a quarter of an hour
        assert clock_of(handoff, CLAIM).breached_at == after(minutes=30)


class TestItsProgress:
    """What the agreement's page says of the run."""

    @pytest.fixture
    def entered(self, handoff):
        version = second(claim_minutes=20)
        AgreementVersion.objects.filter(pk=version.pk).update(takes_open_ones=True)
        return version

    def test_it_is_told_while_it_runs_and_when_it_is_over(self, entered, client, rep):
        client.force_login(rep)
        assert "Being put under version 2" in client.get("/agreement/").content.decode()
        carry_out(entered)
        told = client.get("/agreement/open-clocks/", headers={"hx-request": "true"})
        assert "2 clocks that ran are under version 2" in told.content.decode()
        assert "hx-get" not in told.content.decode()

    @pytest.mark.parametrize(
        ("who", "status", "is_tried"),
        [
            ("marketer", 403, False),
            ("rep", 403, False),
            ("manager", 302, True),
            ("outsider", 404, False),
            (None, 302, False),
        ],
    )
    def test_managers_try_a_failed_one_again(self, request, client, entered, who, status, is_tried):
        rematching.fail(run_id=entered.rematching.pk, at=after(minutes=11))
        if who:
            client.force_login(request.getfixturevalue(who))
        assert client.post("/agreement/open-clocks/").status_code == status
        assert (Rematching.objects.get().status == RunStatus.QUEUED) == is_tried

    def test_what_has_not_failed_is_not_tried_again(self, entered, client, manager):
        client.force_login(manager)
        assert client.post("/agreement/open-clocks/").status_code == 409
