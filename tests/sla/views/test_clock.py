"""The page that explains a clock: one for every clock, for all who may see the lead."""

import pytest
import time_machine

from leads import lifecycle
from sla import pausing
from sla.models import Metric
from tests.cast import a_handoff, a_target, a_touch, after, fresh
from tests.doors import FOUND, MISSING, MOVED, statuses

pytestmark = pytest.mark.django_db


def url_of(handoff, metric=Metric.FIRST_TOUCH, seq=1):
    return f"/handoffs/{handoff.code}/clocks/{metric}/{seq}/"


def page_of(browser, handoff, at, metric=Metric.FIRST_TOUCH):
    with time_machine.travel(at, tick=False):
        return browser.get(url_of(handoff, metric)).text


def test_members_see_it_and_nobody_else(as_, handoff, marketer, rep, manager, outsider):
    people = {"marketer": marketer, "rep": rep, "manager": manager, "outsider": outsider}
    found = statuses(as_, people | {"nobody": None}, url_of(handoff), "get")
    assert found == {
        "marketer": FOUND,
        "rep": FOUND,
        "manager": FOUND,
        "outsider": MISSING,
        "nobody": MOVED,
    }


@pytest.mark.parametrize(
    ("metric", "seq"), [("first_touch", 2), ("decision", 1), ("nonsense", 1), ("claim", 0)]
)
def test_a_clock_there_is_not_is_not_found(as_, handoff, rep, metric, seq):
    assert as_(rep).get(url_of(handoff, metric, seq)).status_code == MISSING


def test_it_only_reads(as_, handoff, rep):
    assert as_(rep).post(url_of(handoff)).status_code == 405


def test_the_ledger_adds_up_over_a_night(as_, agreement, marketer, rep):
    handoff = a_handoff(by=marketer, at=after(hours=4, minutes=40))  # 16:40, twenty minutes left
    page = page_of(as_(rep), handoff, after(hours=21, minutes=15))  # Tuesday 9:15
    assert "16:40–17:00" in page
    assert "17:00–24:00" in page
    assert "Outside working hours" in page
    assert "0:35:00" in page
    assert "Running. Used so far: 35 minutes of working time. Left: 25 minutes." in page


def test_a_broken_promise_says_by_how_much_and_whose_time_it_was(as_, handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=40), by=rep)
    a_touch(fresh(handoff), rep, after(minutes=100))
    page = page_of(as_(rep), handoff, after(hours=3))
    assert "Broken: answered after 1 hour 40 minutes of working time." in page
    assert "Late by 40 minutes." in page
    assert "Waiting unclaimed" in page
    assert "Claimed, not yet contacted" in page
    assert "60%" in page
    assert "The clock has ended" in page


def test_a_kept_promise_shares_out_nothing(as_, handoff, rep):
    a_touch(handoff, rep, after(minutes=10))
    page = page_of(as_(rep), handoff, after(hours=3))
    assert "Kept: answered after 10 minutes of working time." in page
    assert "Charged to" not in page


def test_a_pause_is_named_with_its_reason_and_who_made_it(as_, handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    pausing.pause(
        handoff=fresh(handoff),
        reason="other",
        text="Waits for a <letter>",
        until_at=after(days=1),
        at=after(minutes=20),
        by=rep,
    )
    page = page_of(as_(rep), handoff, after(minutes=50))
    assert "Paused. Used so far: 20 minutes of working time. Left: 40 minutes." in page
    assert "Waits for a &lt;letter&gt;" in page
    assert rep.name in page


def test_a_night_within_a_pause_is_told_as_paused_and_the_pause_as_a_whole(as_, handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    pausing.pause(
        handoff=fresh(handoff),
        reason="lead_away",
        until_at=after(days=2),
        at=after(minutes=20),  # Monday 12:20
        by=rep,
    )
    page = page_of(as_(rep), handoff, after(hours=22))  # Tuesday 10:00
    night = page.split("17:00–24:00")[1].split("</tr>")[0]
    assert "Paused" in night
    assert "Outside working hours" in night
    assert rep.name in night
    # Of twenty-one hours and forty minutes, those from 12:20 to 17:00 and from 9:00 to 10:00.
    assert "21 h 40 min" in page
    assert "5 h 40 min of working time" in page
    assert "until" in page.split("5 h 40 min of working time")[1].split("</dd>")[0]
    assert "18 November 2026" in page.split("5 h 40 min of working time")[1].split("</dd>")[0]
    assert "Not counted" not in page


def test_a_promise_in_calendar_time_says_so(as_, agreement, marketer, rep):
    a_target(agreement, Metric.FIRST_TOUCH, 60, calendar=None, position=0)
    handoff = a_handoff(by=marketer)
    page = page_of(as_(rep), handoff, after(minutes=30))
    assert "every second counts" in page
    assert "None: counted in calendar time" in page


def test_it_names_the_clause_the_version_and_the_calendar(as_, handoff, agreement, rep):
    page = page_of(as_(rep), handoff, after(minutes=30))
    assert f"/agreement/versions/{agreement.code}/#clause-first_touch" in page
    assert "version 1" in page


def test_the_record_tells_both_instants(as_, handoff, rep):
    a_touch(handoff, rep, after(minutes=30), happened=after(minutes=10))
    page = page_of(as_(rep), handoff, after(hours=1))
    assert "12:10" in page
    assert "12:30" in page


def test_a_long_life_is_told_by_the_day(as_, handoff, rep):
    with time_machine.travel(after(days=300)):
        browser = as_(rep)
    page = page_of(browser, handoff, after(days=300))
    assert "One line a day" in page
    assert "Working hours" not in page.split('id="ledger"')[1].split('id="events"')[0]


def test_the_lead_page_links_to_every_clock(as_, handoff, rep):
    page = as_(rep).get(f"/leads/{handoff.lead.code}/").text
    assert url_of(handoff) in page
    assert url_of(handoff, Metric.CLAIM) in page


@pytest.mark.parametrize("pauses", [1, 3])
def test_queries_do_not_grow(as_, handoff, rep, pauses, django_assert_max_num_queries):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    for number in range(pauses):
        at = after(minutes=10 + 2 * number)
        pausing.pause(
            handoff=fresh(handoff), reason="lead_away", until_at=after(days=1), at=at, by=rep
        )
        pausing.resume(handoff=fresh(handoff), at=after(minutes=11 + 2 * number), by=rep)
    browser = as_(rep)
    page_of(browser, handoff, after(hours=4))
    with django_assert_max_num_queries(22):
        page_of(browser, handoff, after(hours=4))
