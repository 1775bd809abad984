"""The queue: what nobody has claimed, grouped by urgency, whatever the sweep has seen so far."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from leads.lifecycle import Decision
from sla import queue as queues
from sla.models import Metric
from sla.queue import Wanted, pulse, queue
from sla.sweep import sweep
from tests.cast import NOON, a_handoff, a_lead, a_source, a_target, after

pytestmark = pytest.mark.django_db


def shown(found):
    """Return {group: codes of its hand-offs in order}."""
    return {g.key: [row.handoff for row in g.rows] for g in found.groups if g.rows}


def sizes(found):
    return {g.key: g.count.number for g in found.groups if g.count.number}


@pytest.mark.parametrize("swept", [True, False])
def test_groups_by_the_truth_whether_the_sweep_has_been_or_not(agreement, marketer, swept):
    late = a_handoff(by=marketer)
    risky = a_handoff(by=marketer, at=after(minutes=10))
    fine = a_handoff(by=marketer, at=after(minutes=20))
    if swept:
        sweep(at=after(minutes=35))
    found = queue(at=after(minutes=35))
    assert shown(found) == {"breached": [late], "at_risk": [risky], "on_track": [fine]}
    assert sizes(found) == {"breached": 1, "at_risk": 1, "on_track": 1}
    assert found.total.number == 3


def test_puts_the_most_urgent_first(agreement, marketer):
    second, first = (a_handoff(by=marketer, at=after(minutes=m)) for m in (2, 1))
    assert shown(queue(at=after(minutes=3)))["on_track"] == [first, second]


def test_shows_a_hand_off_without_a_clock_last_never_away(agreement, marketer):
    agreement.targets.filter(metric=Metric.CLAIM).delete()
    without = a_handoff(by=marketer)
    found = queue(at=after(minutes=1))
    assert shown(found) == {"no_clock": [without]}
    assert queues.unclaimed_count().number == found.total.number == 1


def test_leaves_out_what_is_claimed_or_closed(agreement, marketer, rep):
    claimed, rejected = a_handoff(by=marketer), a_handoff(by=marketer)
    lifecycle.claim(handoff=claimed, at=after(minutes=1), by=rep)
    lifecycle.reject(handoff=rejected, decision=Decision("misrouted"), at=after(minutes=1), by=rep)
    assert shown(queue(at=after(minutes=2))) == {}


def test_shows_the_wanted_source_only(agreement, marketer):
    webinar = a_source("Webinar")
    wanted = a_handoff(by=marketer, lead=a_lead(source=webinar))
    a_handoff(by=marketer)
    found = queue(at=after(minutes=1), wanted=Wanted(source_id=webinar.pk))
    assert shown(found) == {"on_track": [wanted]}
    assert found.total.number == 1


def test_at_night_the_countdown_stands_still_and_says_when_it_goes_on(agreement, marketer):
    a_handoff(by=marketer, at=NOON.replace(hour=16, minute=45))
    (group,) = [g for g in queue(at=NOON.replace(hour=22)).groups if g.rows]
    clock = group.rows[0].clock
    assert (clock.state, clock.left, clock.text, clock.resumes) == (
        "outside_hours",
        15 * 60,
        "15:00",
        "09:00",
    )


def test_an_overdue_countdown_counts_up(agreement, marketer):
    a_handoff(by=marketer)
    (group,) = [g for g in queue(at=after(minutes=42, seconds=5)).groups if g.rows]
    assert (group.rows[0].clock.text, group.rows[0].clock.state) == ("+12:05", "breached")


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_queries_for_one_row_and_for_three(agreement, marketer, count):
    for minute in range(count):
        a_handoff(by=marketer, at=after(minutes=minute))
    with CaptureQueriesContext(connection) as queries:
        queue(at=after(minutes=25))
    assert len(queries) == 4


def test_candidates_come_in_the_order_of_the_queue(agreement, marketer):
    a_target(agreement, Metric.CLAIM, 5, calendar=None, position=1, regions=["SA"])
    slow = a_handoff(by=marketer)
    quick = a_handoff(by=marketer, lead=a_lead(region="SA"), at=after(minutes=1))
    assert queues.candidates(at=after(minutes=2)) == [quick.pk, slow.pk]


class TestPulse:
    """What a poll learns."""

    def test_nothing_when_nothing_happened(self, handoff):
        found = queue(at=after(minutes=1))
        with CaptureQueriesContext(connection) as queries:
            beat = pulse(mark=found.mark, newest_handoff=found.newest_handoff)
        assert (beat.arrived, beat.left, beat.mark) == (0, [], found.mark)
        assert len(queries) == 1

    def test_how_many_arrived(self, handoff, marketer):
        found = queue(at=after(minutes=1))
        a_handoff(by=marketer, at=after(minutes=2))
        beat = pulse(mark=found.mark, newest_handoff=found.newest_handoff)
        assert (beat.arrived, beat.left) == (1, [])
        assert beat.mark > found.mark

    def test_which_ones_left(self, handoff, rep):
        found = queue(at=after(minutes=1))
        lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)
        beat = pulse(mark=found.mark, newest_handoff=found.newest_handoff)
        assert (beat.arrived, beat.left) == (0, [handoff])

    def test_not_one_that_came_back(self, handoff, rep):
        found = queue(at=after(minutes=1))
        lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)
        lifecycle.release(handoff=handoff, at=after(minutes=3), by=rep)
        assert pulse(mark=found.mark, newest_handoff=found.newest_handoff).left == []
