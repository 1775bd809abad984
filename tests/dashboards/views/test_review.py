"""The page of a period's review: who may open it, what it shows, what can be answered there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.models import AmendmentAnswer
from leads import lifecycle
from leads.models import ReturnReason, Source
from sla import agreements, drafting, excusing
from sla.models import Breach, VersionStatus
from tests import cast
from tests.dashboards.builders import a_clock, a_handoff
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
PAGE = "/review/2026-10/"


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def people(rep, manager, marketer, marketing_manager, outsider, administrator):
    return {
        "rep": rep,
        "manager": manager,
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }


def expected(yes):
    """Return who gets which status where managers get ``yes``."""
    return {
        "rep": REFUSED,
        "manager": yes,
        "marketer": REFUSED,
        "marketing manager": yes,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }


@pytest.fixture
def october(agreement):
    """Let a source be rejected eleven times of twenty, and a promise be kept with ease."""
    fair = Source.objects.create(name="Trade fair")
    reason = ReturnReason.objects.filter(kind="reject").first()
    for place in range(20):
        at = OCTOBER + timedelta(hours=place)
        ends = {"outcome": "rejected", "closed_at": AT, "reason": reason} if place < 11 else {}
        handoff = a_handoff(at, source=fair, owner=cast.a_rep(f"Rep {place}"), **ends)
        a_clock(handoff, agreement, answered=21, now=AT)
    return fair


def page_of(as_, by, path=PAGE):
    answer = as_(by).get(path)
    assert answer.status_code == FOUND
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_managers_of_both_sides_come_in(as_, people, agreement):
    assert statuses(as_, people, PAGE, "get") == expected(FOUND)
    assert statuses(as_, people, f"{PAGE}evidence/", "get") == expected(FOUND)
    assert statuses(as_, people, "/review/", "get") == expected(FOUND)


def test_managers_alone_answer(as_, people, october):
    base = f"{PAGE}source/{october.pk}/"
    assert statuses(as_, people, f"{base}dismiss/", "get") == expected(FOUND)
    assert statuses(as_, people, f"{base}take/", "post") == expected(MOVED)
    assert statuses(as_, people, f"{base}dismiss/", "post") == expected(422)


def test_opens_with_the_month_that_is_over(as_, manager, agreement):
    assert "Review: October 2026" in page_of(as_, manager, "/review/")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("2026-11", "November 2026"), ("2026-q3", "Q3 2026"), ("2026-q4", "Q4 2026")],
)
def test_months_and_quarters_have_an_address(as_, manager, agreement, name, shown):
    assert f"Review: {shown}" in page_of(as_, manager, f"/review/{name}/")


@pytest.mark.parametrize(
    ("name", "status"),
    [("2026-12", 422), ("2027-q1", 422), ("2026-13", 404), ("2026-q5", 404), ("soon", 404)],
)
def test_other_periods_are_refused(as_, manager, agreement, name, status):
    assert as_(manager).get(f"/review/{name}/").status_code == status


def test_shows_both_sides_sources_rejections_and_answers(as_, manager, october):
    page = page_of(as_, manager)
    for part in (
        "Sales kept \u2066100%\u2069 of its promises.",
        "Sales accepted \u206645%\u2069 of what was handed over.",
        "11 leads were rejected.",
        "Nobody asked for an excuse.",
        "No contact logged",
        "Sales rejected 11 of 20 leads.",
        "20 of 20 promises were kept.",
        "Promise 25 minutes instead of 1 hour: 9 in 10 answers came within it.",
    ):
        assert part in page, part


def test_what_stands_out_comes_after_the_page_and_counts_leads(
    as_, handoff, rep, manager, time_machine
):
    time_machine.move_to(cast.after(days=1), tick=False)
    page = "/review/2026-11/"
    assert f'hx-get="{page}evidence/"' in as_(manager).get(page).content.decode()
    assert "Nothing stands out." in page_of(as_, manager, f"{page}evidence/")
    lifecycle.claim(handoff=handoff, at=cast.after(minutes=5), by=rep)
    reason = ReturnReason.objects.filter(kind="reject", needs_text=False, needs_criterion=False)[0]
    lifecycle.reject(
        handoff=cast.fresh(handoff),
        decision=lifecycle.Decision(reason=reason.key),
        at=cast.after(minutes=9),
        by=rep,
    )
    shown = page_of(as_, manager, f"{page}evidence/")
    assert re.search(r"Returned without a contact 1\b", shown)


def test_each_figure_opens_as_many_leads_as_it_says(as_, manager, october):
    browser = as_(manager)
    page = browser.get(PAGE).content.decode()
    links = re.findall(r'<a class="link" href="([^"]*/dashboard/leads/[^"]*)"><bdi>(\d+)<', page)
    assert len(links) > 5
    for url, number in {*links}:
        listed = browser.get(url.replace("&amp;", "&"))
        assert listed.status_code == FOUND, url
        assert listed.context["page"].count.number == int(number), url


def test_excuses_are_counted_by_side_and_state(as_, manager, marketing_manager, agreement):
    for place in range(3):
        handoff = a_handoff(OCTOBER + timedelta(hours=place), owner=cast.a_rep(f"Rep {place}"))
        a_clock(handoff, agreement, answered=100, now=AT)
    asked = datetime(2026, 10, 20, tzinfo=UTC)
    for breach in Breach.objects.order_by("pk")[:2]:
        excusing.ask(breach=breach, kind="excuse", reason="Storm", at=asked, by=manager)
    excusing.grant(breach=Breach.objects.earliest("pk"), word="", at=asked, by=marketing_manager)
    page = page_of(as_, manager)
    assert "2 excuses were asked for." in page
    assert re.search(r"Sales 2 1 0 1 0 0 0", page)
    assert "Sales kept \u20660% (0% with excuses)\u2069" in page


def test_taking_writes_the_draft_and_says_so(as_, marketing_manager, october):
    browser = as_(marketing_manager)
    code = next(
        found
        for found in re.findall(
            r"always_met/([0-9a-f-]{36})/take", browser.get(PAGE).content.decode()
        )
    )
    answer = browser.post(f"{PAGE}always_met/{code}/take/")
    assert answer.url == f"{PAGE}#amendments"
    assert agreements.drafted().targets.get(metric="first_touch").seconds == 1500
    assert "Taken into Version 2 by" in page_of(as_, marketing_manager)


def test_says_so_while_a_proposed_version_waits(as_, manager, october):
    draft = drafting.draft(at=AT, by=manager)
    draft.status, draft.proposed_at, draft.proposed_by = VersionStatus.PROPOSED, AT, manager
    draft.save()
    page = page_of(as_, manager)
    assert "A proposed version waits for a decision" in page
    assert "Take into the draft" not in page
    answer = as_(manager).post(f"{PAGE}source/{october.pk}/take/")
    assert answer.status_code == 409
    assert "A proposed version waits already." in answer.content.decode()


def test_dismissing_asks_why_and_keeps_it(as_, manager, october):
    url = f"{PAGE}source/{october.pk}/dismiss/"
    answer = as_(manager).post(url, {"reason": " "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert as_(manager).post(url, {"reason": "A new stand in spring"}).url == f"{PAGE}#amendments"
    assert AmendmentAnswer.objects.get().reason == "A new stand in spring"
    assert "A new stand in spring" in page_of(as_, manager)


def test_what_is_not_suggested_is_told(as_, manager, agreement):
    for act, data in (("take", {}), ("dismiss", {"reason": "No"})):
        assert as_(manager).post(f"{PAGE}source/7/{act}/", data).status_code == 409


def test_says_so_where_there_is_nothing(as_, manager):
    page = page_of(as_, manager)
    for part in (
        "No promise has fallen due yet.",
        "The agreement names no goal.",
        "Nothing was rejected.",
        "There are too few decided leads to compare.",
        "Nothing to amend",
    ):
        assert part in page


def test_speaks_of_waits_only_where_the_shares_differ_clearly(as_, manager, agreement):
    rep = cast.a_rep()

    def waited(minutes, number, qualified):
        for place in range(number):
            at = OCTOBER + timedelta(minutes=place)
            touch = at + timedelta(minutes=minutes)
            ends = {"outcome": "lost", "closed_at": AT, "first_touch_at": touch}
            won = {"qualified_at": AT} if place < qualified else {}
            a_handoff(at, owner=rep, **ends, **won)

    waited(3, 40, 30)
    waited(3000, 19, 0)
    assert "There are too few decided leads to compare." in page_of(as_, manager)
    waited(3000, 1, 1)
    page = page_of(as_, manager)
    assert "contacted within 5 minutes, \u206675%\u2069 were qualified" in page
    assert "waited longer than 1 day, \u20665%\u2069" in page
    waited(3000, 60, 58)
    assert "the figures show no clear difference" in page_of(as_, manager)


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_for_one_row_and_for_three(as_, manager, agreement, number):
    reason = ReturnReason.objects.filter(kind="reject").first()
    for place in range(number):
        source = Source.objects.create(name=f"Source {place}")
        at = OCTOBER + timedelta(hours=place)
        a_clock(a_handoff(at, owner=cast.a_rep(f"Rep {place}")), agreement, answered=99, now=AT)
        a_handoff(at, source=source, outcome="rejected", closed_at=AT, reason=reason)
    browser = as_(manager)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        browser.get(PAGE)
    assert len(queries) == QUERIES


QUERIES = 24
