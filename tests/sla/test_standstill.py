"""What a paused clock shows: the time that was left, standing still, until when, why, by whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import lifecycle
from sla import pausing
from sla.faces import face_of, faces
from sla.models import Clock, Metric, Target
from sla.standstill import standstills
from sla.sweep import sweep
from tests.cast import a_handoff, a_lead, after, clock_of, fresh

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def paused(handoff, by, at, until, reason="lead_away", text=""):
    return pausing.pause(
        handoff=fresh(handoff), reason=reason, text=text, until_at=until, at=at, by=by
    )


def test_shows_what_was_left_and_nothing_that_ticks(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1))
    shown = face_of(clock_of(handoff, TOUCH), after(minutes=40))
    # 10 of 60 minutes were used, and none of the thirty since.
    assert (shown.text, shown.state, shown.percent) == ("50:00", "paused", "83")
    assert (shown.due, shown.left) == (None, None)


def test_says_until_when_why_and_by_whom(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1))
    note = face_of(clock_of(handoff, TOUCH), after(minutes=40)).note
    for part in ("Paused until", "17 November", "The lead is away", "Dana Habib"):
        assert part in note


def test_another_reason_is_said_in_the_words_that_were_written(handoff, manager):
    paused(handoff, manager, after(minutes=10), after(days=1), "other", "The fair is on")
    note = face_of(clock_of(handoff, TOUCH), after(minutes=40)).note
    assert "The fair is on" in note
    assert "Another reason" not in note


def test_takes_out_what_earlier_pauses_took(handoff, manager):
    paused(handoff, manager, after(minutes=5), after(days=1))
    pausing.resume(handoff=fresh(handoff), at=after(minutes=25), by=manager)
    paused(handoff, manager, after(minutes=30), after(days=1))
    # Used: five minutes before the first pause, five between the two.
    assert face_of(clock_of(handoff, TOUCH), after(hours=3)).text == "50:00"


def test_counts_by_each_clock_s_own_reasons(agreement, marketer, manager):
    Target.objects.filter(metric=TOUCH).update(pause_reasons=["marketing"])
    handoff = a_handoff(by=marketer)
    paused(handoff, manager, after(minutes=10), after(minutes=15))
    sweep(at=after(minutes=16))
    paused(handoff, manager, after(minutes=20), after(days=1), "marketing")
    # Only the second pause stops the first touch: twenty of its sixty minutes were used.
    assert face_of(clock_of(handoff, TOUCH), after(minutes=30)).text == "40:00"


def test_asks_nothing_where_nothing_stands_still(handoff, django_assert_num_queries):
    clocks = list(Clock.objects.all())
    with django_assert_num_queries(0):
        assert standstills(clocks, after(minutes=10)) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_asks_twice_however_many_stand_still(agreement, marketer, manager, count):
    for number in range(count):
        one = a_handoff(by=marketer, lead=a_lead(f"Lead {number}"))
        paused(one, manager, after(minutes=1), after(days=1))
    clocks = list(Clock.objects.all())
    faces(clocks, after(minutes=2))
    with CaptureQueriesContext(connection) as queries:
        shown = faces(clocks, after(minutes=2))
    assert len(queries) == 2
    assert {one.text for one in shown.values()} == {"29:00", "59:00"}


def test_an_answered_clock_shows_no_pause(handoff, manager, rep):
    paused(handoff, manager, after(minutes=10), after(days=1))
    lifecycle.claim(handoff=fresh(handoff), at=after(minutes=20), by=rep)
    shown = face_of(clock_of(handoff, CLAIM), after(minutes=30))
    assert (shown.state, shown.note) == ("met", "")
