"""Replays reckoned by hand: what another promise would have come to, and what is told of it."""

from collections import Counter
from datetime import timedelta

import pytest

from leads import lifecycle
from sla import backtesting
from sla.backtest import figure_of, tightest
from sla.backtest_result import Share, found
from sla.backtest_words import verdict
from sla.models import Backtest, CalendarVersion, LadderStep, Metric, Recalculation, Target
from sla.tasks import run_backtest
from tests.cast import (
    NOON,
    WEEKDAYS,
    a_calendar,
    a_handoff,
    a_lead,
    a_source,
    a_target,
    a_touch,
    after,
    an_agreement,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600
LATER = after(days=3)
ONE_WEEK = backtesting.Options(weeks=1)


@pytest.fixture
def in_force(db):
    return an_agreement(claim_minutes=30, touch_minutes=60)


def a_draft(of, *, claim=30, touch=60):
    """Return a draft with promises of so many minutes, on the calendars of ``of``."""
    calendar = of.targets.first().calendar
    version = of.__class__.objects.create(
        agreement=of.agreement, number=2, status="draft", created_at=NOON
    )
    for metric, minutes in ((Metric.CLAIM, claim), (Metric.FIRST_TOUCH, touch)):
        a_target(version, metric, minutes, calendar=calendar)
    return version


def replay(version, manager, *, at=LATER, options=ONE_WEEK):
    """Return the finished run."""
    run = backtesting.start(version=version, options=options, at=at, by=manager)
    worker = backtesting.Worker(run.pk)
    while worker.step(at=at):
        pass
    run.refresh_from_db()
    return run


def a_life(rep, *, claimed, touched, at=NOON, **lead):
    """Hand a lead over, claim it and call, so many minutes later; None: not at all."""
    handoff = a_handoff(lead=a_lead(**lead), at=at)
    if claimed is not None:
        handoff = lifecycle.claim(handoff=handoff, at=at + timedelta(minutes=claimed), by=rep)
    if touched is not None:
        a_touch(handoff, rep, at + timedelta(minutes=touched))
    return handoff


def shares(result):
    return {metric: (one.kept, one.broken) for metric, one in result.metrics.items()}


def test_a_tighter_promise_breaks_what_was_kept(in_force, rep, manager):
    for claimed, touched in ((5, 20), (12, 40), (25, 55), (None, None)):
        a_life(rep, claimed=claimed, touched=touched)
    tried, former = found(replay(a_draft(in_force, claim=10, touch=30), manager))
    assert shares(former) == {"claim": (3, 1), "first_touch": (3, 1)}
    assert shares(tried) == {"claim": (1, 3), "first_touch": (1, 3)}
    assert tried.reps == {rep.pk: 2, 0: 4}
    assert former.reps == {0: 2}


def test_breaches_are_told_by_source(in_force, rep, manager):
    fair, webinar = a_source("Fair"), a_source("Webinar")
    a_life(rep, claimed=5, touched=20, source=fair)
    a_life(rep, claimed=40, touched=50, source=webinar)
    (tried, _former) = found(replay(a_draft(in_force), manager))
    assert tried.sources == {fair.pk: (0, 2), webinar.pk: (1, 2)}


def test_a_target_for_some_leaves_the_others_without_a_clock(in_force, rep, manager):
    draft = a_draft(in_force)
    Target.objects.filter(version=draft, metric=Metric.CLAIM).update(lead_types=["demo"])
    a_life(rep, claimed=5, touched=20)
    a_life(rep, claimed=5, touched=20, lead_type="Demo")
    (tried, _former) = found(replay(draft, manager))
    assert tried.without_clock == {"claim": 1}
    assert shares(tried)["claim"] == (1, 0)


def test_each_step_is_counted_that_would_have_come(in_force, rep, manager):
    draft = a_draft(in_force)
    for percent in (50, 100, 200):
        LadderStep.objects.create(version=draft, percent=percent, channels=["app"])
    a_life(rep, claimed=20, touched=20)  # of the claim the first, of the touch none
    a_life(rep, claimed=61, touched=61)  # of the claim all three, of the touch two
    tried, former = found(replay(draft, manager))
    assert [(one.percent, one.count) for one in tried.climbs] == [(50, 3), (100, 2), (200, 1)]
    assert former.climbs == []


def test_new_hours_are_tried_unless_the_old_ones_are_asked_for(in_force, rep, manager):
    calendar = in_force.targets.first().calendar
    a_life(rep, claimed=40, touched=50)  # half an hour for the claim: too late
    CalendarVersion.objects.create(
        calendar=calendar,
        number=2,
        time_zone="UTC",
        week={day: [["13:00", "17:00"]] for day in WEEKDAYS},
        created_at=after(days=1),
    )
    draft = a_draft(in_force)
    (tried, _former) = found(replay(draft, manager))
    assert shares(tried)["claim"] == (1, 0)
    then = backtesting.Options(weeks=1, calendars="then")
    (tried, _former) = found(replay(draft, manager, options=then))
    assert shares(tried)["claim"] == (0, 1)


def test_hours_that_changed_for_open_clocks_too_hold_for_those_that_were_open(
    in_force, rep, manager
):
    calendar = in_force.targets.first().calendar
    text = CalendarVersion.objects.create(
        calendar=calendar,
        number=2,
        time_zone="UTC",
        week={day: [["09:00", "12:10"]] for day in WEEKDAYS},
        created_at=after(minutes=20),
    )
    Recalculation.objects.create(version=text, created_at=after(minutes=20), status="done")
    a_life(rep, claimed=10, touched=15)
    a_life(rep, claimed=45, touched=50)
    then = backtesting.Options(weeks=1, calendars="then")
    (tried, _former) = found(replay(a_draft(in_force), manager, options=then))
    assert shares(tried)["claim"] == (2, 0)


def test_what_happened_after_the_backtest_was_asked_for_is_not_known(in_force, rep, manager):
    handoff = a_life(rep, claimed=5, touched=None)
    draft = a_draft(in_force)
    run = backtesting.start(version=draft, options=ONE_WEEK, at=after(minutes=30), by=manager)
    a_touch(handoff, rep, after(minutes=40))
    while backtesting.Worker(run.pk).step(at=LATER):
        pass
    run.refresh_from_db()
    (tried, _former) = found(run)
    assert tried.metrics["first_touch"] == Share(running=1)


def test_a_lost_worker_counts_nothing_twice(in_force, rep, manager, monkeypatch):
    monkeypatch.setattr(backtesting, "CHUNK", 2)
    for number in range(5):  # two of them in the same second
        a_life(rep, claimed=5, touched=20, at=after(minutes=number // 2))
    draft = a_draft(in_force)
    run = backtesting.start(version=draft, options=ONE_WEEK, at=LATER, by=manager)
    assert backtesting.Worker(run.pk).step(at=LATER)
    run.refresh_from_db()
    assert (run.status, run.done_count, run.percent) == ("running", 2, 40)
    assert backtesting.to_take_up(at=LATER) == []
    assert backtesting.to_take_up(at=LATER + timedelta(minutes=2)) == [run.pk]
    while backtesting.Worker(run.pk).step(at=LATER):  # a new worker for every chunk
        pass
    run.refresh_from_db()
    (tried, _former) = found(run)
    assert (run.status, run.done_count, tried.handoffs) == ("done", 5, 5)
    assert shares(tried) == {"claim": (5, 0), "first_touch": (5, 0)}


def test_a_cancelled_run_goes_no_further(in_force, rep, manager):
    run = backtesting.start(version=a_draft(in_force), options=ONE_WEEK, at=LATER, by=manager)
    backtesting.cancel(run=run, at=LATER, by=manager)
    assert not backtesting.Worker(run.pk).step(at=LATER)
    run.refresh_from_db()
    assert (run.status, run.finished_at) == ("cancelled", LATER)


def test_a_new_run_takes_the_place_of_the_former(in_force, manager):
    draft = a_draft(in_force)
    first = backtesting.start(version=draft, options=ONE_WEEK, at=LATER, by=manager)
    second = backtesting.start(version=draft, options=ONE_WEEK, at=LATER, by=manager)
    assert Backtest.objects.get(pk=first.pk).status == "cancelled"
    assert backtesting.latest(draft) == second


def test_a_worker_carries_a_run_to_its_end_and_says_when_it_cannot(in_force, manager):
    run = backtesting.start(version=a_draft(in_force), options=ONE_WEEK, at=LATER, by=manager)
    run_backtest(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "done"
    Backtest.objects.filter(pk=run.pk).update(status="running", plans=[{}])
    with pytest.raises(KeyError):
        run_backtest(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "failed"


def test_a_changed_draft_or_calendar_makes_a_result_stale(in_force, manager):
    draft = a_draft(in_force)
    run = replay(draft, manager)
    assert not backtesting.is_stale(run, at=LATER)
    Target.objects.filter(version=draft, metric=Metric.CLAIM).update(seconds=600)
    assert backtesting.is_stale(run, at=LATER)
    again = replay(draft, manager)
    assert not backtesting.is_stale(again, at=LATER)
    calendar = in_force.targets.first().calendar
    CalendarVersion.objects.create(
        calendar=calendar, number=2, time_zone="UTC", week={}, created_at=LATER
    )
    assert backtesting.is_stale(again, at=LATER)


def test_hours_needed_are_leads_times_attempts_times_minutes(in_force, rep, manager):
    draft = a_draft(in_force)
    calendar = a_calendar()
    a_target(draft, Metric.ATTEMPT, 600, calendar=calendar, attempts=3, lead_types=["demo"])
    a_life(rep, claimed=5, touched=20)  # five attempts, as promised in general
    a_life(rep, claimed=5, touched=20, lead_type="demo")
    options = backtesting.Options(weeks=2, minutes=15, reps=3, hours=10)
    (tried, _former) = found(replay(draft, manager, options=options))
    assert tried.needed_seconds == (5 + 3) * 15 * MINUTE
    assert tried.there_seconds == 2 * 3 * 10 * HOUR
    assert (tried.load_percent, tried.is_workable) == (4, True)


@pytest.mark.parametrize(
    ("seconds", "figure"),
    [(0, 300), (300, 300), (301, 600), (3600, 3600), (3601, 4500), (4 * HOUR + 1, 16200)],
)
def test_a_figure_is_one_that_people_agree_to(seconds, figure):
    assert figure_of(seconds) == figure


def counted(*, answered=(), waiting=()):
    counts = Counter(f"in/0/{figure_of(minutes * MINUTE)}" for minutes in answered)
    counts.update(f"open/0/{figure_of(minutes * MINUTE)}" for minutes in waiting)
    return counts


def test_the_tightest_target_is_the_nearest_rank_rounded_up():
    assert tightest(counted(answered=range(1, 21)), 0) == 20 * MINUTE  # the 18th of 20 took 18
    assert tightest(counted(answered=[*range(1, 10), 200]), 0) == 10 * MINUTE  # 9 of 10
    assert tightest(counted(answered=range(1, 10)), 0) is None  # too few to tell


def test_what_waits_counts_as_late_only_where_it_has_waited_longer():
    answered = [10] * 18 + [40] * 2
    assert tightest(counted(answered=answered), 0) == 10 * MINUTE
    assert tightest(counted(answered=answered, waiting=[5, 5, 5]), 0) == 10 * MINUTE
    assert tightest(counted(answered=answered, waiting=[60]), 0) == 40 * MINUTE


def test_the_sentence_says_whether_it_can_be_kept(in_force, rep, manager):
    draft = a_draft(in_force, claim=30, touch=60)
    assert verdict(found(replay(draft, manager))[0]).startswith("Nothing fell due")
    for minute in range(10):
        a_life(rep, claimed=1 + minute, touched=31 + minute)
    result = found(replay(draft, manager))[0]
    assert result.can_be_kept
    assert verdict(result).startswith("This promise can be kept: 20 of 20 would have been")
    long = backtesting.Options(weeks=1, minutes=480, reps=1, hours=1)
    result = found(replay(draft, manager, options=long))[0]
    assert result.can_be_kept is False
    assert "they take 400 hours, and sales has 1 hour" in verdict(result)
    Target.objects.filter(version=draft, metric=Metric.FIRST_TOUCH).update(seconds=30 * MINUTE)
    result = found(replay(draft, manager))[0]
    said = verdict(result)
    assert "“Hand-off to first touch” would have been kept in \u20660%\u2069 of cases" in said
    assert said.endswith("Nine in ten would have been kept within 40 minutes.")
