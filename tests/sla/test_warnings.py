"""A promise that warns more than once: each point at its own instant, once, in order.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026. A lead
is to be contacted within the hour, with warnings at 50, 75 and 90 percent: at 12:30, 12:45 and
12:54, due at 13:00. Every instant below is reckoned by hand.
"""

import random
from datetime import timedelta

import pytest

from leads import lifecycle
from notifications import kinds, outbox
from notifications.models import Notice
from sla import pausing
from sla.deadlines import warnings_of
from sla.models import Clock, ClockEvent, Target
from sla.reading import read_clock
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import a_handoff, a_touch, after, an_agreement, clock_of, fresh
from tests.sla.changing import TOUCH, carried_out, changed, on, text
from tests.sla.lives import Cast, a_life
from tests.sla.second_opinion import warnings

pytestmark = pytest.mark.django_db
POINTS = [after(minutes=30), after(minutes=45), after(minutes=54)]


@pytest.fixture
def mine(agreement, marketer, rep):
    """A hand-off that the rep claimed at once, to be contacted by 13:00."""
    Target.objects.filter(metric=TOUCH).update(warn_percents=[90, 50, 75])
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=0), by=rep)


def warned(handoff):
    """Return (step, revision, instant) of each warning that was noticed."""
    rows = ClockEvent.objects.filter(clock=clock_of(handoff, TOUCH), kind="warned")
    return list(rows.order_by("id").values_list("step", "revision", "at"))


def pass_at(moment):
    sweep(at=moment)
    outbox.deliver(at=moment)


def told():
    """Return what the warnings said besides, in order."""
    rows = Notice.objects.filter(kind="clock_at_risk").order_by("id")
    return [sentence.note for sentence in kinds.sentences(list(rows)) if sentence]


def test_each_point_is_an_instant_of_its_own(mine):
    clock = clock_of(mine, TOUCH)
    assert [clock.warn_at, *clock.rewarn_ats] == POINTS
    assert read_clock(clock=clock, at=after(minutes=1)).warn_ats == tuple(POINTS)


def test_it_is_at_risk_from_the_first(mine):
    clock = clock_of(mine, TOUCH)
    states = [read_clock(clock=clock, at=after(minutes=m)).state for m in (29, 30, 45, 60)]
    assert states == ["on_track", "at_risk", "at_risk", "at_risk"]


def test_each_is_noticed_once_when_it_comes_and_tells_the_owner(mine, rep):
    for minute in (29, 30, 31, 45, 46, 46, 54, 55, 59):
        pass_at(after(minutes=minute))
    assert warned(mine) == [(n, 0, point) for n, point in enumerate(POINTS)]
    assert told() == [
        "Warning 1 of 3, with 30 minutes left",
        "Warning 2 of 3, with 15 minutes left",
        "Warning 3 of 3, with 6 minutes left",
    ]
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {rep.pk}
    assert clock_of(mine, TOUCH).next_check_at == after(minutes=60)


def test_several_that_came_in_an_outage_are_events_and_one_alert(mine):
    pass_at(after(minutes=50))
    assert warned(mine) == [(0, 0, POINTS[0]), (1, 0, POINTS[1])]
    assert told() == ["Warning 2 of 3, with 15 minutes left"]
    pass_at(after(minutes=54))
    assert told()[1:] == ["Warning 3 of 3, with 6 minutes left"]


def test_after_the_breach_they_are_events_and_the_breach_alone_is_told(mine):
    pass_at(after(minutes=90))
    assert warned(mine) == [(n, 0, point) for n, point in enumerate(POINTS)]
    assert list(Notice.objects.values_list("kind", flat=True)) == ["clock_breached"]


def test_what_was_answered_warns_no_more(mine, rep):
    pass_at(after(minutes=40))
    a_touch(mine, rep, after(minutes=41))
    pass_at(after(minutes=58))
    assert warned(mine) == [(0, 0, POINTS[0])]


def test_a_pause_puts_off_what_has_not_come(mine, rep):
    Target.objects.update(pause_reasons=["lead_asked"])
    pass_at(after(minutes=35))
    pausing.pause(
        handoff=mine, reason="lead_asked", until_at=after(hours=4), at=after(minutes=40), by=rep
    )
    clock = clock_of(mine, TOUCH)
    assert (clock.warn_at, clock.rewarn_ats) == (None, [])
    assert read_clock(clock=clock, at=after(minutes=50)).warn_ats == ()
    pausing.resume(handoff=fresh(mine), at=after(minutes=100), by=rep)
    # 40 of 60 minutes are used at 13:40: the second comes 5 minutes later, the third 14.
    for minute in (101, 105, 113, 114, 119):
        pass_at(after(minutes=minute))
    assert warned(mine) == [
        (0, 0, after(minutes=30)),
        (1, 0, after(minutes=105)),
        (2, 0, after(minutes=114)),
    ]
    assert clock_of(mine, TOUCH).next_check_at == after(minutes=120)


def test_what_other_hours_put_off_warns_anew(mine, manager):
    pass_at(after(minutes=46))  # two of three
    version = changed(manager, text([["09:00", "12:40"]]), at=after(minutes=47))
    carried_out(version, at=after(minutes=48))
    # Forty minutes are used today; on Tuesday the second comes at 9:05, the third at 9:14.
    clock = clock_of(mine, TOUCH)
    assert (clock.state, clock.warned_at, clock.rewarns_done) == ("at_risk", POINTS[0], 0)
    assert clock.next_check_at == on(17, 9, 5)
    for minute in (4, 5, 14, 19):
        pass_at(on(17, 9, minute))
    assert warned(mine)[2:] == [(1, 1, on(17, 9, 5)), (2, 1, on(17, 9, 14))]
    assert len(told()) == 3


def test_all_warn_anew_where_even_the_first_is_put_off(mine, manager):
    pass_at(after(minutes=46))
    version = changed(manager, text([["09:00", "12:20"]]), at=after(minutes=47))
    carried_out(version, at=after(minutes=48))
    clock = clock_of(mine, TOUCH)
    assert (clock.state, clock.warned_at, clock.rewarns_done) == ("on_track", None, 0)
    pass_at(on(17, 9, 39))
    # Twenty minutes are used on Monday.
    assert warned(mine)[2:] == [(0, 1, on(17, 9, 10)), (1, 1, on(17, 9, 25)), (2, 1, on(17, 9, 34))]


def test_programs_are_told_every_point(mine, rep):
    clocks = Program(rep).get(f"/handoffs/{mine.code}/clocks/").json()["clocks"]
    (clock,) = (each for each in clocks if each["metric"] == TOUCH)
    assert clock["warn_at"] == clock["warn_ats"][0]
    assert clock["warn_ats"][1:] == ["2026-11-16T12:45:00Z", "2026-11-16T12:54:00Z"]


@pytest.mark.parametrize(
    ("seconds", "percents", "points"),
    [
        (3600, [75], [2700]),
        (3600, [90, 50, 75], [1800, 2700, 3240]),
        (10, [50, 51, 55, 60], [5, 6]),  # rounded up, three fall into one second
        (2, [50, 99], [1]),  # the second comes when all is used up
        (1, [50, 99], [1]),
    ],
)
def test_points_that_fall_into_one_second_are_one(seconds, percents, points):
    assert warnings_of(seconds, percents) == points


def test_an_oracle_that_never_saw_a_clock_finds_the_same_points(marketer, rep, other_rep, manager):
    an_agreement()
    percents = [25, 50, 75]
    Target.objects.update(warn_percents=percents, pause_reasons=["lead_asked", "lead_away"])
    people, rng = Cast(marketer, [rep, other_rep], manager), random.Random(7)
    seen = 0
    for life in [a_life(rng, f"hours {n}") for n in range(12)]:
        for act in life.acts:
            people.tries(life, act)
            for handoff, done in zip(people.handoffs.get(life.kind, []), life.done, strict=True):
                expected = warnings(life.kind, done, act.at, percents)
                for clock in Clock.objects.filter(handoff=handoff).select_related("target"):
                    reading = read_clock(clock=clock, at=act.at)
                    if reading.due_at is None or clock.voided_at or clock.stopped_at:
                        continue
                    assert list(reading.warn_ats) == expected[clock.metric, clock.seq]
                    seen += len(clock.rewarn_ats) == 2
    assert seen > 20


def test_points_across_a_night_are_counted_in_working_hours(agreement, marketer):
    Target.objects.update(warn_percents=[25, 50])
    late = a_handoff(by=marketer, at=on(16, 16, 45))
    clock = clock_of(late, TOUCH)
    # A quarter of the hour ends at closing time, half of it the next morning.
    assert [clock.warn_at, *clock.rewarn_ats] == [on(16, 17), on(17, 9, 15)]
    assert clock.due_at - clock.rewarn_ats[0] == timedelta(minutes=30)
