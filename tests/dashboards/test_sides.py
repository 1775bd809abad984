"""Both sides beside each other: marketing's commitments of a period among its promises."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from dashboards import periods
from dashboards.commitments import committed
from dashboards.pace import AllTime
from dashboards.sums import HandedSum
from dashboards.worth import worth
from sla import excusing
from sla.committing import hold
from sla.models import Breach, Pledge
from tests.cast import an_agreement

UTC_ZONE = ZoneInfo("UTC")
NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (11, 12))


@pytest.fixture
def broken(db):
    """Return the breach of November's 42 leads, of which none came."""
    version = an_agreement(at=NOVEMBER, goal_leads=42)
    Pledge.objects.create(version=version, measure="volume")
    hold(at=datetime(2026, 12, 2, tzinfo=UTC))
    return Breach.objects.get()


def test_a_month_is_judged_in_itself_though_it_falls_due_as_the_next_begins(broken):
    november = committed(periods.month_of(date(2026, 11, 1), UTC_ZONE)).verdicts
    december = committed(periods.month_of(date(2026, 12, 1), UTC_ZONE)).verdicts

    assert (november.broken, december.broken, december.running) == (1, 0, 1)


def test_an_excuse_changes_the_adjusted_share_alone(broken, manager, marketing_manager):
    excusing.ask(breach=broken, kind="excuse", reason="Fair.", at=DECEMBER, by=marketing_manager)
    excusing.grant(breach=broken, at=DECEMBER, by=manager)

    found = committed(periods.month_of(date(2026, 11, 1), UTC_ZONE)).verdicts

    assert (found.attainment, found.excused, found.adjusted) == (0, 1, None)


def test_the_dashboard_shows_both_sides_once_marketing_promises(broken, as_, rep, time_machine):
    time_machine.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=False)
    page = as_(rep).get(reverse("dashboards:dashboard"))

    assert page.status_code == 200
    assert "Both sides" in page.text
    assert "Leads handed over" in page.text


def test_without_commitments_the_dashboard_says_nothing_of_them(agreement, as_, rep):
    assert "Both sides" not in as_(rep).get(reverse("dashboards:dashboard")).text


def test_value_is_told_day_by_day_with_where_it_ends():
    """Two of thirty days: 60 so far is 900 at the end of the month; 20 a day were planned."""
    november = periods.month_of(date(2026, 11, 1), UTC_ZONE)
    sums = {
        date(2026, 11, day): HandedSum(1, 0, 0, 0, Decimal(30), b"", b"", b"") for day in (1, 2)
    }

    found = worth(sums, november, Decimal(600), AllTime(), at=datetime(2026, 11, 3, tzinfo=UTC))

    assert (found.delivered, found.goal, found.projected) == (60, 600, 900)
    assert [(day.total, day.plan) for day in found.days[:3]] == [(30, 20), (60, 40), (60, 60)]
    assert found.days[3].total is None
