"""The pauses of a period: which last, whose they are, how much working time they took.

The clinic of the cast works on weekdays from 9 to 17 UTC; NOON is Monday, 16 November 2026.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboards.pauses import pauses
from dashboards.periods import month_of
from leads import lifecycle
from sla import pausing
from sla.models import Metric, Pause, Target
from sla.paused_time import paused_seconds
from sla.sweep import sweep
from tests.cast import a_handoff, a_lead, a_target, after, fresh

pytestmark = pytest.mark.django_db
HOUR = 3600


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def paused(by, at, until, *, handoff, reason="lead_away", text=""):
    return pausing.pause(
        handoff=fresh(handoff), reason=reason, text=text, until_at=until, at=at, by=by
    )


def november(at, **more):
    return pauses(period=month_of(at.date(), ZoneInfo("UTC")), at=at, **more)


@pytest.fixture
def mine(handoff, rep):
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


def test_working_time_is_what_a_pause_took(mine, rep):
    # From Monday noon to Wednesday ten: five hours, eight, one.
    made = paused(rep, on(16, 12, 10), on(18, 10), handoff=mine)
    assert paused_seconds([made], on(20, 9)) == {made.pk: 13 * HOUR + 50 * 60}
    assert paused_seconds([made], on(17, 9, 30)) == {made.pk: 5 * HOUR + 20 * 60}


def test_calendar_time_counts_where_a_promise_runs_in_it(agreement, marketer, manager):
    a_target(agreement, Metric.CLAIM, 24 * 60, calendar=None, position=1)
    made = paused(
        manager, on(16, 15, 30), on(17, 10), handoff=a_handoff(by=marketer, at=on(16, 15))
    )
    assert paused_seconds([made], on(20, 9)) == {made.pk: 18 * HOUR + 1800}


def test_only_clocks_that_allow_the_reason_count(agreement, marketer, manager):
    a_target(agreement, Metric.CLAIM, 24 * 60, calendar=None, position=1, pause_reasons=["other"])
    made = paused(
        manager, on(16, 15, 30), on(17, 10), handoff=a_handoff(by=marketer, at=on(16, 15))
    )
    # The claim goes on; the first touch loses an hour and a half on Monday, one on Tuesday.
    assert paused_seconds([made], on(20, 9)) == {made.pk: 2 * HOUR + 1800}


def test_what_lasts_stands_first_whatever_the_period(mine, rep, marketer):
    paused(rep, on(16, 12, 30), on(30, 9), handoff=mine, text="Back in December")
    shown = november(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert [row.name for row in shown.lasting] == ["Lina Mansour"]
    assert (shown.lasting[0].why, shown.lasting[0].text) == ("The lead is away", "Back in December")
    assert shown.rows == []
    assert shown.people == []
    assert shown.takeaway == "Nobody paused anything in this period."


def test_people_stand_by_the_time_they_took(mine, rep, manager, marketer):
    paused(rep, on(16, 12, 10), on(16, 12, 40), handoff=mine)
    sweep(at=on(16, 12, 45))
    paused(rep, on(16, 12, 45), on(16, 13, 45), handoff=mine)
    other = a_handoff(by=marketer, lead=a_lead("Huda Karim"), at=on(17, 9))
    paused(manager, on(17, 9, 10), on(17, 14), handoff=other)
    shown = november(on(17, 11, 10))
    assert [
        (one.name, one.number, one.open_now, one.seconds, one.longest_seconds)
        for one in shown.people
    ] == [
        ("Dana Habib", 1, 1, 2 * HOUR, 2 * HOUR),
        ("Khalid Amin", 2, 1, 90 * 60, HOUR),
    ]
    assert shown.takeaway == "3 pauses took 3 hours 30 minutes of working time together."


def test_says_when_and_how_each_ended(mine, rep, manager):
    paused(rep, on(16, 12, 10), on(16, 12, 20), handoff=mine)
    sweep(at=on(16, 12, 21))
    paused(rep, on(16, 12, 22), on(17, 9), handoff=mine)
    pausing.resume(handoff=fresh(mine), at=on(16, 12, 30), by=manager)
    paused(rep, on(16, 12, 32), on(17, 9), handoff=mine)
    lifecycle.reject(
        handoff=fresh(mine), decision=lifecycle.Decision("duplicate"), at=on(16, 12, 40), by=rep
    )
    ended = [row.ended for row in november(on(16, 13)).rows]
    assert ended == [
        "16 November 12:40, with the hand-off",
        "16 November 12:30, by hand",
        "16 November 12:20, at its limit",
    ]


def test_of_one_person_alone(mine, rep, manager, marketer):
    paused(rep, on(16, 12, 10), on(18, 9), handoff=mine)
    other = a_handoff(by=marketer, lead=a_lead("Huda Karim"), at=on(16, 12))
    paused(manager, on(16, 12, 10), on(18, 9), handoff=other)
    shown = november(on(16, 13), person=rep.code)
    assert {row.name for row in (*shown.lasting, *shown.rows)} == {"Lina Mansour"}
    assert [one.name for one in shown.people] == ["Khalid Amin"]


def test_a_pause_that_stopped_nothing_any_more_took_nothing(mine, rep):
    made = paused(rep, on(16, 12, 10), on(18, 9), handoff=mine)
    Target.objects.update(pause_reasons=[])
    assert paused_seconds([made], on(20, 9)) == {made.pk: 0}
    assert paused_seconds([], on(20, 9)) == {}
    assert Pause.objects.count() == 1
