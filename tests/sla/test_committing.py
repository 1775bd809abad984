"""What marketing promised for a period: counted, warned of and judged at the true instants.

November 2026 begins on a Sunday and has 21 weekdays; the calendar of the cast is open on weekdays
and the company's days are UTC's. A goal of 42 leads is two for every workday.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from leads import lifecycle
from leads.models import Brief
from notifications.models import OutboxMessage
from sla import excusing
from sla.committing import hold
from sla.models import (
    Breach,
    CalendarVersion,
    Commitment,
    CommitmentEvent,
    Pledge,
    VersionStatus,
)
from tests.cast import a_handoff, a_lead, an_agreement

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def on(day, hour=0, minute=0):
    """Return an instant of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def promised(db):
    """Return a version in force since the first of November that holds 42 leads a month."""
    version = an_agreement(at=FIRST, goal_leads=42, goal_value=Decimal(2100))
    Pledge.objects.create(version=version, measure="volume", tolerance_percent=15)
    return version


def pledge(version, measure, **fields):
    """Replace the pledges of ``version`` by one."""
    version.pledges.all().delete()
    return Pledge.objects.create(version=version, measure=measure, **fields)


def hand_over(marketer, number, at, **fields):
    """Hand ``number`` new leads over at ``at``."""
    return [
        a_handoff(by=marketer, lead=a_lead(f"Lead {at:%d} {each}", **fields), at=at)
        for each in range(number)
    ]


def story():
    """Return what befell the only commitment: day, state, plan and count."""
    rows = CommitmentEvent.objects.order_by("at")
    return [(row.at, row.state, row.planned_so_far, row.actual) for row in rows]


def test_a_closed_day_asks_for_nothing_and_the_first_workday_for_its_share(promised):
    hold(at=on(3, 0, 5))

    assert story() == [(on(3), "behind", 4 - 2, 0)]
    found = Commitment.objects.get()
    assert (found.planned, found.planned_so_far) == (Decimal(42), Decimal(2))
    assert found.next_check_at == on(4)


def test_who_is_behind_by_less_than_the_tolerance_is_not_warned(promised, marketer):
    hand_over(marketer, 7, on(2, 10))  # of eight by the end of Thursday: 12.5 percent behind

    hold(at=on(6, 0, 0))

    assert "behind" not in [state for _at, state, *_rest in story()]


def test_who_catches_up_is_on_track_again(promised, marketer):
    hold(at=on(3))
    hand_over(marketer, 4, on(3, 9))
    hold(at=on(4))

    assert [state for _at, state, *_rest in story()] == ["behind", "on_track"]


def test_a_holiday_is_no_workday(promised, marketer):
    text = CalendarVersion.objects.get()
    text.holidays = {"2026-11-02": "Founding day"}
    text.save()

    hold(at=on(3))

    assert story() == []
    assert Commitment.objects.get().planned_so_far == Decimal(0)


def test_a_month_that_fell_short_is_a_breach_dated_at_its_end(promised, marketer):
    hand_over(marketer, 41, on(2, 10))

    hold(at=DECEMBER + timedelta(hours=9))

    breach = Breach.objects.get()
    assert (breach.side, breach.due_at, breach.clock) == ("marketing", DECEMBER, None)
    assert breach.commitment.state == "broken"
    assert [breach.commitment.planned, breach.commitment.actual] == [Decimal(42), Decimal(41)]


def test_a_month_is_kept_by_its_last_lead(promised, marketer):
    hand_over(marketer, 41, on(2, 10))
    hand_over(marketer, 1, DECEMBER - timedelta(seconds=1))
    hand_over(marketer, 1, DECEMBER)

    hold(at=DECEMBER)

    assert [state for _at, state, *_rest in story()][-1] == "kept"
    assert not Breach.objects.exists()


def test_a_lead_taken_back_before_the_end_was_not_delivered_one_taken_back_later_was(
    promised, marketer
):
    early, late = hand_over(marketer, 42, on(2, 10))[:2]
    lifecycle.withdraw(handoff=early, at=on(30, 12), by=marketer)
    lifecycle.withdraw(handoff=late, at=DECEMBER + timedelta(hours=1), by=marketer)

    hold(at=DECEMBER + timedelta(hours=2))

    assert Breach.objects.get(clock=None).commitment.actual == 41


def test_a_run_after_an_outage_ends_in_what_runs_every_day_wrote(promised, marketer):
    for day in (2, 3, 6, 17, 18, 25):
        hand_over(marketer, 5, on(day, 10))
    hold(at=DECEMBER + timedelta(days=2))
    at_once = story()
    Commitment.objects.all().delete()
    Breach.objects.all().delete()

    for day in range(1, 31):
        hold(at=on(day, 7))
        hold(at=on(day, 7))
    hold(at=DECEMBER + timedelta(days=2))

    assert story() == at_once
    assert Breach.objects.count() == 1


def test_a_second_run_changes_and_tells_nothing(promised):
    hold(at=DECEMBER)
    before = (story(), OutboxMessage.objects.count())

    assert hold(at=DECEMBER) == 0
    assert (story(), OutboxMessage.objects.count()) == before


def test_value_is_what_the_leads_were_expected_to_be_worth_when_handed_over(promised, marketer):
    pledge(promised, "value")
    hand_over(marketer, 2, on(2, 10), expected_value=Decimal("49.50"))

    hold(at=on(3))

    found = Commitment.objects.get()
    assert [found.planned_so_far, found.actual] == [Decimal(100), Decimal(99)]
    assert found.state == "on_track"


def test_a_share_of_complete_briefs_is_judged_among_all(promised, marketer):
    pledge(promised, "brief", percent=75)
    hand_over(marketer, 2, on(2, 10))
    for bare in hand_over(marketer, 2, on(2, 11)):
        Brief.objects.filter(handoff=bare).update(wants="")

    hold(at=DECEMBER)

    found = Breach.objects.get().commitment
    assert [found.planned, found.actual] == [Decimal(75), Decimal(50)]
    assert found.counted == 4


def test_a_promised_share_of_nothing_is_neither_kept_nor_broken(promised):
    pledge(promised, "profile", percent=80)

    hold(at=DECEMBER)

    assert [state for _at, state, *_rest in story()] == ["void"]


def test_more_than_sales_can_work_warns_before_it_is_a_flood(promised, marketer, rep):
    # One rep, 21 hours a month, 5 attempts of 4 minutes: 63 leads a month, three a workday.
    pledge(promised, "volume", attempt_minutes=4, selling_hours=21, tolerance_percent=0)
    hand_over(marketer, 4, on(2, 10))

    hold(at=on(3))

    assert [state for _at, state, *_rest in story()] == ["over"]
    assert Commitment.objects.get().capacity == 63
    assert OutboxMessage.objects.filter(kind="commitment").count() == 1


def test_a_new_version_shares_the_month_with_the_former_by_workdays(promised, marketer):
    """Until Friday the 13th ten workdays of 2 leads; eleven of 4 after it: 64."""
    promised.status, promised.superseded_at = VersionStatus.SUPERSEDED, on(13, 15)
    promised.save()
    later = an_agreement(at=on(13, 15), goal_leads=84)
    Pledge.objects.create(version=later, measure="volume")

    hold(at=on(17))

    found = Commitment.objects.get()
    assert [found.planned, found.planned_so_far] == [Decimal(64), Decimal(24)]
    assert found.pledge.version == later


def test_a_promise_that_the_new_version_drops_ends_without_a_verdict(promised):
    hold(at=on(12))
    promised.status, promised.superseded_at = VersionStatus.SUPERSEDED, on(13, 15)
    promised.save()
    an_agreement(at=on(13, 15), goal_leads=84)

    hold(at=DECEMBER)

    assert story()[-1][:2] == (on(14), "void")
    assert not Breach.objects.exists()


def test_a_week_is_judged_on_its_own(promised, marketer):
    pledge(promised, "volume", grain="week")
    hand_over(marketer, 10, on(2, 10))

    hold(at=on(16))

    rows = Commitment.objects.order_by("from_date").values_list("from_date", "planned", "state")
    assert [(day.day, int(planned), state) for day, planned, state in rows] == [
        (1, 0, "kept"),
        (2, 10, "kept"),
        (9, 10, "broken"),
        (16, 10, "on_track"),
    ]


def test_sales_excuses_what_marketing_broke(promised, manager, marketing_manager):
    hold(at=DECEMBER)
    breach = Breach.objects.get()

    excusing.ask(
        breach=breach, kind="excuse", reason="The fair was off.", at=DECEMBER, by=marketing_manager
    )
    excusing.grant(breach=breach, at=DECEMBER, by=manager)

    breach.refresh_from_db()
    assert breach.excused_at == DECEMBER
