"""Where the late time of a period went: sums of the shares, the leads behind them, files, API."""

import csv
import io
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import time_machine

from dashboards import rollups
from dashboards.models import ShareDay
from leads import feedback, lifecycle
from leads.lifecycle import Decision
from sla import sharing
from sla.models import Metric
from tests.api_client import Program
from tests.cast import a_calendar, a_handoff, a_target, a_touch, after, fresh

pytestmark = pytest.mark.django_db
NOVEMBER = {"period": "month", "since": "2026-11-01"}
TODAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def rescued(marketer, rep, *, claimed, touched):
    """Return a hand-off of Monday noon with its claim and first touch, in minutes after it."""
    handoff = a_handoff(by=marketer)
    lifecycle.claim(handoff=handoff, at=after(minutes=claimed), by=rep)
    a_touch(fresh(handoff), rep, after(minutes=touched))
    return handoff


@pytest.fixture
def late(agreement, marketer, rep, other_rep):
    """Two late leads: 40 and 10 minutes unclaimed, then 60 with one rep and 80 with the other."""
    found = [
        rescued(marketer, rep, claimed=40, touched=100),
        rescued(marketer, other_rep, claimed=10, touched=90),
    ]
    rescued(marketer, rep, claimed=5, touched=20)  # kept: it has no part in this
    sharing.share_out(at=TODAY)
    return found


def told(user, **asked):
    rows = Program(user).get(f"/dashboard/?{urlencode(NOVEMBER | asked)}").json()["late_time"]
    return [
        (row["metric"], row["part"], row["name"], row["breaches"], row["seconds"] // 60)
        for row in rows
    ]


def test_the_sums_say_which_part_in_whose_hands(late, manager, rep, other_rep):
    assert told(manager) == [
        ("first_touch", "held", other_rep.name, 1, 80),
        ("first_touch", "held", rep.name, 1, 60),
        ("first_touch", "unclaimed", "", 2, 50),
        ("claim", "unclaimed", "", 1, 40),
    ]


def test_another_month_has_none_of_it(late, manager):
    assert told(manager, since="2026-10-01") == []


def test_the_file_has_the_seconds(late, as_, manager):
    answer = as_(manager).get("/dashboard/lost.csv", NOVEMBER)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Promise", "Part", "Charged to", "Promises", "Time", "Share"]
    assert rows[3][1:] == ["Waiting unclaimed", "the sales side", "2", "3000", "26%"]


def test_the_card_says_what_it_shows(late, as_, manager):
    page = as_(manager).get("/dashboard/", NOVEMBER)
    assert page.context["lost"].chart.says == (
        "Of the time that late leads waited, \u206626%\u2069 passed before a claim, "
        "\u206674%\u2069 after it."
    )


def test_each_part_has_a_row_with_its_hours_and_leads(late, as_, marketer, rep, other_rep, manager):
    for _number in range(18):
        rescued(marketer, rep, claimed=40, touched=100)
    sharing.share_out(at=TODAY)
    page = as_(manager).get("/dashboard/", NOVEMBER)
    (group,) = page.context["lost"].groups
    rows = group.rows
    assert [(row.part, row.who, row.time, row.leads) for row in rows] == [
        ("Claimed, not yet contacted", rep.name, "19.0 h", "19 leads"),
        ("Waiting unclaimed", "", "12.8 h", "20 leads"),
        ("Claimed, not yet contacted", other_rep.name, "1.3 h", "1 lead"),
    ]


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_each_figure_opens_the_leads_that_it_counts(late, as_, manager, place):
    browser = as_(manager)
    row = browser.get("/dashboard/", NOVEMBER).context["lost"].chart.table.rows[place]
    page = browser.get(row[3].url)
    assert page.status_code == 200
    assert page.context["page"].count.number == int(row[3].plain)


def test_who_has_not_been_answered_is_counted_apart(late, agreement, as_, marketer, manager):
    a_handoff(by=marketer)
    page = as_(manager).get("/dashboard/", NOVEMBER)
    assert page.context["lost"].waiting.startswith("1 late lead still waits")


def test_without_a_late_lead_it_says_so(agreement, as_, manager):
    page = as_(manager).get("/dashboard/", NOVEMBER)
    assert page.context["lost"].chart.says == "No late lead has been answered yet."
    assert not page.context["lost"].chart.is_drawn


def rolled_up():
    """Roll up the days that are over; return how many rows say where their late time went."""
    assert rollups.roll_up(at=TODAY).is_complete
    return ShareDay.objects.count()


def test_days_that_are_rolled_up_say_the_same(late, manager):
    before = told(manager)
    assert rolled_up() == 4
    assert told(manager) == before


def test_a_share_that_changes_later_is_seen_at_once_and_rolled_up_anew(late, manager, rep):
    rolled_up()
    a_touch(late[0], manager, TODAY, happened=after(minutes=70))  # it had been reached before
    assert ("first_touch", "held", rep.name, 1, 60) not in told(manager)
    sharing.share_out(at=TODAY)
    rows = told(manager)
    assert ("first_touch", "held", rep.name, 1, 30) in rows
    assert rolled_up() == 4
    assert told(manager) == rows


class TestEveryPromise:
    """Of the promises that begin later: a decision in an hour, an answer in half of one."""

    @pytest.fixture
    def undecided(self, agreement, marketer, rep, other_rep, manager):
        """A lead decided on after 40 minutes with one rep and 30 with another, then answered late.

        A second one was released after 70 minutes undecided.
        """
        calendar = a_calendar()
        a_target(agreement, Metric.DECISION, 60, calendar=calendar)
        a_target(agreement, Metric.ANSWER, 30, calendar=calendar)
        handoff = rescued(marketer, rep, claimed=10, touched=15)
        lifecycle.reassign(handoff=fresh(handoff), to=other_rep, at=after(minutes=50), by=manager)
        decision = Decision("no_fit")
        lifecycle.disqualify(
            handoff=fresh(handoff), decision=decision, at=after(minutes=80), by=other_rep
        )
        released = lifecycle.claim(handoff=a_handoff(by=marketer), at=after(minutes=5), by=rep)
        lifecycle.release(handoff=released, at=after(minutes=75), by=rep)
        lifecycle.reject(
            handoff=fresh(released), decision=Decision("bad_data"), at=after(minutes=80), by=manager
        )
        feedback.take_note(handoff=fresh(released), at=after(minutes=120), by=marketer)
        sharing.share_out(at=TODAY)

    def test_each_has_its_own_parts(self, undecided, manager, rep, other_rep):
        assert told(manager)[-3:] == [
            ("decision", "held", rep.name, 2, 110),
            ("decision", "held", other_rep.name, 1, 30),
            ("answer", "waiting", "", 1, 40),
        ]

    def test_the_side_that_owed_it_is_named(self, undecided, manager):
        rows = Program(manager).get(f"/dashboard/?{urlencode(NOVEMBER)}").json()["late_time"]
        assert {(row["metric"], row["side"]) for row in rows} >= {
            ("decision", "sales"),
            ("answer", "marketing"),
        }

    def test_the_card_shows_them_in_groups(self, undecided, as_, manager, rep):
        groups = as_(manager).get("/dashboard/", NOVEMBER).context["lost"].groups
        shown = {
            group.title: [(row.part, row.who, row.leads) for row in group.rows] for group in groups
        }
        assert shown["Claim to decision"][0] == (
            "With its owner, undecided",
            rep.name,
            "2 promises",
        )
        assert shown["Rejection to marketing's answer"] == [("Waiting for an answer", "", "1 lead")]

    def test_the_file_charges_marketing_for_its_answer(self, undecided, as_, manager):
        answer = as_(manager).get("/dashboard/lost.csv", NOVEMBER)
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[-1][1:] == ["Waiting for an answer", "the marketing side", "1", "2400", "100%"]

    def test_each_figure_opens_what_it_counts(self, undecided, as_, manager):
        browser = as_(manager)
        rows = browser.get("/dashboard/", NOVEMBER).context["lost"].chart.table.rows
        for row in rows:
            page = browser.get(row[3].url)
            assert page.context["page"].count.number == int(row[3].plain)

    def test_days_that_are_rolled_up_say_the_same(self, undecided, manager):
        before = told(manager)
        assert rolled_up() == len(before)
        assert told(manager) == before
