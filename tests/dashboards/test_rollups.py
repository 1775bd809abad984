"""The rollups: every figure read from them equals a plain count over the rows, at every moment."""

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from dashboards import periods, rollups
from dashboards.board import Ground, board
from dashboards.breakdown import Dimension
from dashboards.days import Days
from dashboards.models import DirtyHour, DueDay, DuePart, HandedDay, RollupState
from dashboards.tasks import roll_up_days
from leads import lifecycle
from leads.lifecycle import NewTouch
from leads.models import Handoff
from sla.models import Breach, Clock, Metric
from teams.models import Company, User
from tests import cast
from tests.dashboards import plain
from tests.dashboards.builders import NOW, a_clock, a_handoff, a_past, ago

pytestmark = pytest.mark.django_db
RIYADH = "Asia/Riyadh"


@pytest.fixture
def past(db):
    """Return the version in force over a hundred days of every kind of hand-off, rolled up."""
    Company.get()
    Company.objects.update(time_zone=RIYADH)
    version = cast.an_agreement()
    a_past(50, version)
    assert rollups.roll_up(at=NOW).is_complete
    return version


def seen(at=NOW):
    """Return what the rollups hold for at ``at``."""
    ground = Ground.read(at)
    return Days.seen(at, ground.zone, ground.promise_seconds)


def dirty():
    return {day for _subject, day in seen().dirty}


def assert_every_figure_is_right(at=NOW, by=Dimension.REP):
    ground = Ground.read(at)
    clocks = list(Clock.objects.select_related("handoff").prefetch_related("breaches"))
    handoffs = list(Handoff.objects.all())
    today = periods.today(at, ground.zone)
    month = periods.month_of(today, ground.zone)
    for period in (month, month.previous()):
        shown = board(ground, period, by)
        promise = ground.promise_seconds
        right = plain.figures(clocks, handoffs, period, at, by=by, promise=promise)
        times = right.pop("times")
        assert figures(shown) == right
        for name, value in times.items():
            found = getattr(shown.response, name)
            assert found == (None if value is None else pytest.approx(value, rel=0.01, abs=0.5))


def figures(shown):
    """Return what the page shows, as ``plain.figures`` has it."""

    def numbers(found):
        return (found.kept, found.broken, found.running, found.void)

    return {
        "claims": numbers(shown.of(Metric.CLAIM)),
        "touches": numbers(shown.of(Metric.FIRST_TOUCH)),
        "bars": [bar.count for bar in shown.response.bars],
        "late": shown.response.late,
        "waiting": shown.response.waiting,
        "parts": {part.key: numbers(part.verdicts) for part in shown.parts},
        "excused": [shown.of(each).excused for each in (Metric.FIRST_TOUCH, Metric.CLAIM)],
        "excused_parts": {part.key: part.verdicts.excused for part in shown.parts},
        "steps": [step.count for step in shown.steps],
    }


# --- What befalls a past day ----------------------------------------------------------------------


def _answer_late(clock):
    Clock.objects.filter(pk=clock.pk).update(stopped_at=NOW, raw_seconds=9, business_seconds=7)


def _void(clock):
    Breach.objects.filter(clock=clock).update(withdrawn_at=NOW)
    Clock.objects.filter(pk=clock.pk).update(voided_at=NOW, breached_at=None)


def _withdraw(clock):
    Breach.objects.filter(clock=clock).update(withdrawn_at=NOW)


def _excuse_this_alone(clock):
    Breach.objects.filter(excused_at__isnull=False).update(excused_at=None)
    Breach.objects.filter(clock=clock).update(excused_at=NOW)


def _charge(clock):
    Breach.objects.filter(clock=clock).update(charged_to=cast.a_rep("Ola Berg"))


def _forget_who(clock):
    reps = User.objects.filter(pk__in=Breach.objects.values("charged_to"))
    Breach.objects.filter(charged_to__in=reps).update(charged_to=None)


def _move(clock):
    Breach.objects.filter(clock=clock).delete()
    due = clock.due_at - timedelta(days=3)
    Clock.objects.filter(pk=clock.pk).update(started_at=due, due_at=due, breached_at=due)


def _delete(clock):
    Breach.objects.filter(clock=clock).delete()
    clock.delete()


def _another_owner(clock):
    Handoff.objects.filter(pk=clock.handoff_id).update(
        owner=cast.a_rep("Ola Berg"), claimed_at=clock.handoff.handed_at
    )


def _another_source(clock):
    Handoff.objects.filter(pk=clock.handoff_id).update(source=cast.a_source("Trade fair"))


def _win(clock):
    Handoff.objects.filter(pk=clock.handoff_id).update(
        outcome="won", outcome_at=NOW, closed_at=NOW, qualified_at=NOW
    )


def _take_back(clock):
    Handoff.objects.filter(pk=clock.handoff_id).update(
        outcome="withdrawn", outcome_at=NOW, closed_at=NOW
    )


def _hand_over_in_the_past(clock):
    a_clock(a_handoff(ago(days=9)), clock.version)


def _by_hand(clock):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sla_clock SET business_seconds = 5 WHERE stopped_at IS NOT NULL")


CHANGES = [
    _answer_late,
    _void,
    _withdraw,
    _excuse_this_alone,
    _charge,
    _forget_who,
    _move,
    _delete,
    _another_owner,
    _another_source,
    _win,
    _take_back,
    _hand_over_in_the_past,
    _by_hand,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_past_day_that_changes_is_shown_right_before_and_after_it_is_rolled_up_again(
    past, change
):
    by = Dimension.SOURCE if change is _another_source else Dimension.REP
    waiting = a_clock(a_handoff(ago(days=5), owner=cast.a_rep("Ola Dahl")), past)
    rollups.roll_up(at=NOW)
    assert not dirty()
    change(waiting)
    assert dirty()
    assert_every_figure_is_right(by=by)
    assert rollups.roll_up(at=NOW).is_complete
    assert not dirty()
    assert_every_figure_is_right(by=by)


@pytest.mark.parametrize("seed", range(3))
def test_after_random_lives_every_figure_is_right_whether_rolled_up_or_not(past, seed):
    chance = Random(seed)
    for _ in range(5):
        clocks = Clock.objects.select_related("handoff", "version")
        running = clocks.filter(metric=Metric.FIRST_TOUCH, stopped_at=None, voided_at=None)
        for change in chance.sample(CHANGES, 3):
            held = running.filter(handoff__closed_at=None)
            change(chance.choice(list(held)))
        if chance.random() < 0.5:
            rollups.roll_up(at=NOW, at_most=chance.choice([1, None]))
        assert_every_figure_is_right(by=chance.choice(list(Dimension)))


def test_the_rollups_are_what_is_read(past):
    DueDay.objects.filter(metric=Metric.CLAIM).update(kept=F("kept") + 1000)
    shown = board(Ground.read(NOW), periods.last_days(NOW.date(), ZoneInfo(RIYADH)), Dimension.REP)
    assert shown.of(Metric.CLAIM).kept > 1000


def test_what_happens_today_leaves_no_mark(past):
    rep = cast.a_rep("Ola Berg")
    handoff = cast.a_handoff(at=NOW - timedelta(minutes=20))
    lifecycle.claim(handoff=handoff, at=NOW, by=rep)
    touch = NewTouch(channel="call", outcome="reached", occurred_at=NOW)
    lifecycle.log_touch(handoff=handoff, touch=touch, at=NOW, by=rep)
    assert not DirtyHour.objects.exists()
    assert_every_figure_is_right()


def test_a_lead_of_yesterday_that_is_claimed_today_marks_its_days(past):
    handoff = cast.a_handoff(at=ago(days=1))
    rollups.roll_up(at=NOW)
    lifecycle.claim(handoff=handoff, at=NOW, by=cast.a_rep("Ola Berg"))
    assert ago(days=1).date() in dirty()
    assert_every_figure_is_right()


def test_the_same_hour_is_marked_once_in_a_transaction(past):
    for _ in range(3):
        a_handoff(ago(days=5))
    assert DirtyHour.objects.count() == 1


# --- Time, zone, promise --------------------------------------------------------------------------


def test_days_that_pass_are_rolled_up(past):
    later = NOW + timedelta(days=3)
    assert_every_figure_is_right(later)
    assert rollups.roll_up(at=later).is_complete
    assert seen(later).until == periods.today(later, ZoneInfo(RIYADH))
    assert_every_figure_is_right(later)


def test_a_page_of_an_earlier_instant_reads_no_day_that_was_not_over(past):
    a_clock(a_handoff(ago(days=11)), past, is_swept=False)
    rollups.roll_up(at=NOW)
    assert_every_figure_is_right(ago(days=12))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_another_zone_of_the_company_makes_its_days_anew(past, zone):
    Company.objects.update(time_zone=zone)
    assert seen().since == seen().until
    assert_every_figure_is_right()
    assert rollups.roll_up(at=NOW).is_complete
    assert seen().since < seen().until
    Clock.objects.filter(due_at__lt=ago(days=4), voided_at=None, stopped_at=None).update(
        voided_at=NOW
    )
    assert dirty()
    assert_every_figure_is_right()


def test_the_rollups_of_another_zone_are_kept_for_a_minute_and_then_deleted(past):
    Company.objects.update(time_zone="UTC")
    rollups.roll_up(at=NOW)
    assert {*DueDay.objects.values_list("generation", flat=True)} == {1, 2}
    rollups.roll_up(at=NOW + timedelta(minutes=2))
    for table in (DueDay, DuePart, HandedDay):
        assert {*table.objects.values_list("generation", flat=True)} == {2}


def test_another_promise_places_the_bars_anew(past):
    past.targets.filter(metric=Metric.FIRST_TOUCH).update(seconds=7200)
    assert seen().since == seen().until
    assert_every_figure_is_right()
    rollups.roll_up(at=NOW)
    assert seen().since < seen().until
    assert_every_figure_is_right()


def test_older_days_that_appear_are_rolled_up_too(past):
    a_clock(a_handoff(ago(days=400)), past)
    assert rollups.roll_up(at=NOW).is_complete
    assert seen().since <= ago(days=400).date()


# --- Broken off, doubled, at the same moment ------------------------------------------------------


def test_a_run_that_is_killed_half_way_leaves_what_was_there(past, monkeypatch):
    Handoff.objects.filter(handed_at__lt=ago(days=3)).update(source=cast.a_source("Trade fair"))
    before = seen()
    with monkeypatch.context() as patch:
        patch.setattr(rollups, "write_handed", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rollups.roll_up(at=NOW)
    assert seen() == before
    assert rollups.roll_up(at=NOW).is_complete
    assert_every_figure_is_right(by=Dimension.SOURCE)


def test_a_second_run_changes_nothing(past):
    rows = list(DuePart.objects.order_by("pk").values())
    assert rollups.roll_up(at=NOW).days == 0
    assert list(DuePart.objects.order_by("pk").values()) == rows


def test_an_earlier_instant_rolls_up_nothing(past):
    assert rollups.roll_up(at=ago(days=5)).days == 0
    assert_every_figure_is_right()


def test_goes_on_where_the_last_run_stopped(past):
    rollups.forget()
    assert rollups.roll_up(at=NOW, at_most=1).is_complete is False
    assert_every_figure_is_right()
    assert rollups.roll_up(at=NOW).is_complete
    assert_every_figure_is_right()


def test_beat_and_the_command_bring_them_up_to_date(past, monkeypatch, capsys):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    call_command("rollups", "--rebuild")
    assert "up to date" in capsys.readouterr().out
    assert RollupState.objects.get().generation == 2
    Handoff.objects.filter(handed_at__lt=ago(days=3)).update(source=None)
    roll_up_days()
    assert not dirty()
    assert_every_figure_is_right(by=Dimension.SOURCE)


def test_an_emptied_table_leaves_no_rollup_that_holds(past):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE sla_clock, leads_handoff CASCADE")
    assert not RollupState.objects.exists()
    assert_every_figure_is_right()


ANSWER = """
    UPDATE sla_clock SET business_seconds = 5, raw_seconds = 5, stopped_at = due_at,
           breached_at = NULL WHERE id = %s"""
VOID = "UPDATE sla_clock SET voided_at = due_at, breached_at = NULL WHERE id = %s"


@pytest.fixture
def elsewhere(transactional_db):
    """Return another connection, in a transaction of its own."""
    other = connection.copy()
    other.set_autocommit(False)
    yield other
    other.rollback()
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_not_committed_yet_is_neither_seen_nor_lost(elsewhere, past):
    clock = a_clock(a_handoff(ago(days=5), owner=cast.a_rep("Ola Dahl")), past)
    rollups.roll_up(at=NOW)
    with elsewhere.cursor() as cursor:
        cursor.execute(ANSWER, [clock.pk])
    assert rollups.roll_up(at=NOW).is_complete
    assert not dirty()
    assert_every_figure_is_right()
    elsewhere.commit()
    assert dirty()
    assert_every_figure_is_right()
    rollups.roll_up(at=NOW)
    assert not dirty()
    assert_every_figure_is_right()


@pytest.mark.django_db(transaction=True)
def test_a_day_is_not_rolled_up_while_somebody_writes_who_began_before_it_was_over(elsewhere, past):
    clock = a_clock(a_handoff(ago(hours=3)), past)
    with elsewhere.cursor() as cursor:
        cursor.execute(VOID, [clock.pk])
    tomorrow = NOW + timedelta(days=1)
    assert rollups.roll_up(at=tomorrow).is_complete is False
    assert_every_figure_is_right(tomorrow)
    elsewhere.commit()
    assert_every_figure_is_right(tomorrow)
    assert rollups.roll_up(at=tomorrow).is_complete
    assert seen(tomorrow).until == periods.today(tomorrow, ZoneInfo(RIYADH))
    assert_every_figure_is_right(tomorrow)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gives_way(elsewhere, past):
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [rollups._LOCK])
    assert rollups.roll_up(at=NOW) is None
    elsewhere.rollback()
    assert rollups.roll_up(at=NOW).is_complete
