"""The main job on real leads: 8,000 imported, qualified, handed over, answered or not.

The files lie beside the project, never in it; without them this journey is skipped.
"""

import csv
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from leads import lifecycle
from leads.models import Handoff, Lead
from leads.stages import Stage
from sla.models import AT_HAND_OFF, Breach, Clock, Metric
from sla.queue import unclaimed_count
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import a_manager, a_marketer, a_rep, a_target, an_agreement
from tests.journeys.people import import_file, sign_in, take_all, wait_for_run

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("MITHAQ_REAL_DATA", BESIDE))
LEADS = DATA / "olist_marketing_qualified_leads_dataset.csv"
DEALS = DATA / "olist_closed_deals_dataset.csv"
IN_TIME, LATE = 1_500, 700

pytestmark = [
    pytest.mark.live,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not LEADS.exists(), reason=f"The real leads are not at {DATA}."),
]


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def an_hour_s_promise():
    """Return an agreement: claim within the hour, first touch within two, day and night."""
    version = an_agreement()
    version.targets.all().delete()
    a_target(version, Metric.CLAIM, 60, calendar=None)
    a_target(version, Metric.FIRST_TOUCH, 120, calendar=None)
    return version


def let_hours_pass(hours):
    """Move everything that has happened so many hours into the past, as if it had been then."""
    moved = {
        "leads_handoff": ("handed_at",),
        "leads_stagechange": ("at", "recorded_at"),
        "sla_clock": ("started_at", "warn_at", "due_at", "next_check_at"),
        "sla_clockevent": ("at", "recorded_at"),
    }
    with connection.cursor() as cursor:
        for table, columns in moved.items():
            sets = ", ".join(
                f"{column} = {column} - %(hours)s * interval '1 hour'" for column in columns
            )
            cursor.execute(f"UPDATE {table} SET {sets}", {"hours": hours})


def answer(handoffs, rep, minutes):
    """Claim and call each of ``handoffs`` so many minutes after it was handed over."""
    for handoff in handoffs:
        at = handoff.handed_at + timedelta(minutes=minutes)
        touch = lifecycle.NewTouch("call", "reached", at)
        lifecycle.log_touch(handoff=handoff, touch=touch, at=at, by=rep)


@pytest.fixture
def company(transactional_db):
    """A marketer, a rep and a manager under an hour's promise."""
    an_hour_s_promise()
    return a_marketer(), a_rep(), a_manager()


def test_every_late_one_is_flagged_and_no_other(company, engine, page):
    marketer, rep, manager = company
    sign_in(page, marketer)
    bring_in_qualify_and_hand_over(page)
    handoffs = list(Handoff.objects.select_related("lead").order_by("pk"))
    with transaction.atomic():
        let_hours_pass(5)
        for handoff in handoffs:
            handoff.handed_at -= timedelta(hours=5)
        answer(handoffs[:IN_TIME], rep, 30)
        answer(handoffs[IN_TIME : IN_TIME + LATE], rep, 150)
    engine.wait_until(lambda: not Clock.objects.filter(next_check_at__isnull=False).exists())
    check_breaches(late={handoff.pk for handoff in handoffs[IN_TIME:]})
    check_figures(rep, manager, total=len(handoffs))
    import_file(page, str(DEALS), kind="outcomes")
    check_deals()


def bring_in_qualify_and_hand_over(page):
    """Import every lead, then qualify and hand over all of them, as a marketer does."""
    import_file(page, str(LEADS))
    assert Lead.objects.count() == len(rows_of(LEADS)) == 8_000
    take_all(page, "Qualify", stage="inquiry")
    page.get_by_role("button", name="Qualify", exact=True).click()
    wait_for_run(page)
    assert Lead.objects.filter(stage=Stage.MQL).count() == 8_000
    take_all(page, "Hand over", stage="mql")
    for part in ("who", "did", "wants", "why_now"):
        page.locator(f"textarea[name={part}]").fill("Came by {source}")
    page.get_by_role("button", name="Hand over", exact=True).click()
    wait_for_run(page)
    assert Handoff.objects.count() == 8_000


def check_breaches(late):
    """Hold what worker and beat flagged to the hand-offs that were late, and its instants."""
    for metric in AT_HAND_OFF:
        flagged = Clock.objects.filter(metric=metric, breached_at__isnull=False)
        assert set(flagged.values_list("handoff_id", flat=True)) == late
    breaches = Breach.objects.values_list("clock__handoff__handed_at", "clock__metric", "due_at")
    promised = {"claim": timedelta(hours=1), "first_touch": timedelta(hours=2)}
    assert all(due == handed + promised[metric] for handed, metric, due in breaches)
    assert Breach.objects.count() == 2 * len(late)


def check_figures(rep, manager, total):
    """Hold dashboard and queue to what was done."""
    figures = Program(manager).get("/dashboard/", period="days").json()
    for metric in AT_HAND_OFF:
        found = figures["attainment"][metric]
        assert (found["kept"], found["broken"]) == (IN_TIME, total - IN_TIME)
        assert found["attainment_percent"] == pytest.approx(100 * IN_TIME / total, abs=1)
    assert Handoff.objects.unclaimed().count() == total - IN_TIME - LATE
    assert unclaimed_count().is_capped
    queue = Program(rep).get("/queue/").json()
    assert [group["key"] for group in queue["groups"] if group["rows"]] == ["breached"]


def check_deals():
    """Hold the hand-offs to the deals' file: won on their real dates, their clocks void."""
    deals = rows_of(DEALS)
    won = Handoff.objects.filter(outcome="won").select_related("lead")
    assert won.count() == len(deals) == 842
    dates = {row["mql_id"]: row["won_date"] for row in deals}
    for handoff in won:
        shown = timezone.localtime(handoff.outcome_at).strftime("%Y-%m-%d %H:%M:%S")
        assert shown == dates[handoff.lead.external_id]
    clocks = Clock.objects.filter(handoff__in=won)
    for _ in range(2):
        assert set(clocks.values_list("state", flat=True)) == {"void"}
        sweep(at=timezone.now() + timedelta(days=1))
