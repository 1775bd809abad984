"""Evidence: what was done in a period, counted per person by hand-offs, each figure with its list.

NOON is Monday 16 November 2026; the first touch of a lead handed over at noon is due at 13:00.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from dashboards import evidence, periods
from dashboards.evidence import Kind
from leads import lifecycle
from leads.lifecycle import Decision, NewTouch
from leads.models import Handoff
from sla import pausing
from sla.models import Metric, Target
from tests.cast import BRIEF, a_handoff, a_lead, a_touch, after, fresh

pytestmark = pytest.mark.django_db
NOVEMBER = periods.month_of(date(2026, 11, 1), ZoneInfo("UTC"))
OCTOBER = NOVEMBER.previous()
BAD_DATA = Decision(reason="bad_data")


def claimed(rep, marketer, minute=1):
    """Return a hand-off made at noon that the rep has claimed."""
    return lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=minute), by=rep)


def reject(handoff, rep, minute, **more):
    """Reject ``handoff``."""
    lifecycle.reject(
        handoff=fresh(handoff), decision=BAD_DATA, at=after(minutes=minute, **more), by=rep
    )


def figures(period=NOVEMBER, at=after(days=5)):  # noqa: B008 - an instant that never changes
    """Return what was counted, by name."""
    found = evidence.counted(period, at)
    return {row.person.name: {kind.value: n for kind, n in row.numbers.items()} for row in found}


def listed(kind, person, at=after(days=5)):  # noqa: B008 - an instant that never changes
    """Return the hand-offs behind a figure."""
    return set(evidence.handoffs(kind, person, NOVEMBER, at))


class TestDecisions:
    """Decisions without a contact, and close together."""

    def test_a_return_without_a_contact_counts_for_who_made_it(self, agreement, rep, marketer):
        rejected = claimed(rep, marketer)
        reject(rejected, rep, 10)
        contacted = claimed(rep, marketer)
        a_touch(contacted, rep, after(minutes=20))
        until = after(days=9).date()
        lifecycle.recycle(
            handoff=fresh(contacted),
            decision=Decision(reason="timing", until_date=until),
            at=after(minutes=40),
            by=rep,
        )
        assert figures() == {rep.name: {"untouched": 1}}
        assert listed(Kind.UNTOUCHED, rep) == {rejected}

    def test_decisions_within_a_minute_of_one_another(self, agreement, rep, other_rep, marketer):
        rows = [claimed(rep, marketer) for _each in range(4)]
        reject(rows[0], rep, 10)
        reject(rows[1], rep, 10, seconds=50)
        reject(rows[2], rep, 11, seconds=50)  # a minute after the second, to the second
        reject(rows[3], rep, 13)
        theirs = claimed(other_rep, marketer)
        reject(theirs, other_rep, 10, seconds=20)
        assert figures()[rep.name]["quick"] == 3
        assert listed(Kind.QUICK, rep) == set(rows[:3])
        assert "quick" not in figures()[other_rep.name]

    def test_another_month_counts_nothing(self, agreement, rep, marketer):
        reject(claimed(rep, marketer), rep, 10)
        assert figures(OCTOBER) == {}


class TestReleases:
    """Putting a lead back shortly before its promise falls due."""

    @pytest.mark.parametrize(("minute", "counts"), [(44, 0), (45, 1), (60, 1), (61, 0)])
    def test_within_a_quarter_of_an_hour_before_due(self, agreement, rep, marketer, minute, counts):
        mine = claimed(rep, marketer)
        lifecycle.release(handoff=fresh(mine), at=after(minutes=minute), by=rep)
        assert figures().get(rep.name, {}).get("released", 0) == counts


class TestTouches:
    """Touches logged late, together before due, and corrected ones."""

    def test_three_touches_logged_together_just_before_due(self, agreement, rep, marketer):
        rows = [claimed(rep, marketer) for _each in range(3)]
        for row, minute in zip(rows, (56, 58, 59), strict=True):
            a_touch(row, rep, after(minutes=minute))
        assert figures() == {rep.name: {"near_due": 3}}
        assert listed(Kind.NEAR_DUE, rep) == set(rows)

    def test_two_are_no_group_and_early_ones_are_not_near(self, agreement, rep, marketer):
        for minute in (57, 58):
            a_touch(claimed(rep, marketer), rep, after(minutes=minute))
        for minute in (20, 21, 22):
            a_touch(claimed(rep, marketer), rep, after(minutes=minute))
        assert figures() == {}

    def test_a_touch_logged_more_than_an_hour_later(self, agreement, rep, marketer):
        late, soon = claimed(rep, marketer), claimed(rep, marketer)
        a_touch(late, rep, after(minutes=90), happened=after(minutes=29))
        a_touch(soon, rep, after(minutes=90), happened=after(minutes=30))
        assert listed(Kind.BACK_DATED, rep) == {late}

    def test_several_of_one_lead_count_once(self, agreement, rep, marketer):
        late = claimed(rep, marketer)
        for minute in (10, 20):
            a_touch(fresh(late), rep, after(minutes=90), happened=after(minutes=minute))
        assert figures()[rep.name]["back_dated"] == 1

    def test_corrections_count_for_who_made_them(self, agreement, rep, manager, marketer):
        mine = claimed(rep, marketer)
        touch = a_touch(mine, rep, after(minutes=10))
        lifecycle.correct_touch(
            touch=touch,
            text=NewTouch("email", "reached", touch.occurred_at),
            at=after(minutes=20),
            by=rep,
        )
        lifecycle.strike_touch(touch=touch, reason="Slip", at=after(days=2), by=manager)
        assert figures() == {rep.name: {"corrected": 1}, manager.name: {"corrected": 1}}


class TestPauses:
    """Pauses of a day or longer, those that last reckoned up to now."""

    def test_a_day_or_longer(self, agreement, rep, marketer):
        Target.objects.filter(metric=Metric.FIRST_TOUCH).update(pause_reasons=["lead_away"])
        rows = [claimed(rep, marketer) for _each in range(2)]
        for row in rows:
            pausing.pause(
                handoff=fresh(row),
                reason="lead_away",
                until_at=after(days=3),
                at=after(minutes=5),
                by=rep,
            )
        pausing.resume(handoff=fresh(rows[0]), at=after(days=1), by=rep)
        assert listed(Kind.PAUSED, rep, at=after(hours=30)) == {rows[1]}
        assert listed(Kind.PAUSED, rep, at=after(hours=20)) == set()


class TestBulk:
    """Leads handed over with one brief for many, of marketing's people."""

    def test_marketers_stand_beside_the_reps(self, agreement, marketer):
        ids = [a_lead().pk, a_lead().pk]
        lifecycle.hand_off_many(lead_ids=ids, brief=BRIEF, at=after(), by=marketer)
        assert figures() == {marketer.name: {"bulk": 2}}
        assert listed(Kind.BULK, marketer) == set(Handoff.objects.all())
