"""The list of everyone whose promise is broken or soon will be."""

import pytest
from django.urls import reverse

from kit.keyset import PAGE_SIZE
from leads import lifecycle
from leads.models import Lead, Nudge, Source
from leads.stages import Stage
from tests import cast
from tests.cast import fresh
from tests.dashboards.builders import NOW, a_clock, a_handoff, ago
from tests.doors import FOUND, MISSING, MOVED, REFUSED, queries_of, statuses

pytestmark = pytest.mark.django_db
URL, PULSE = "/at-risk/", "/at-risk/pulse/"
MENU_QUERIES = 1  # the figures beside the menu


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def late(agreement):
    """A lead that nobody has claimed for two hours."""
    handoff = a_handoff(ago(hours=2))
    a_clock(handoff, agreement, metric="claim")
    return handoff


@pytest.fixture
def soon(agreement, rep):
    """A claimed lead with ten of its sixty minutes left."""
    handoff = a_handoff(ago(minutes=50), owner=rep)
    a_clock(handoff, agreement)
    return handoff


@pytest.fixture
def early(agreement):
    handoff = a_handoff(ago(minutes=5))
    a_clock(handoff, agreement, metric="claim")
    return handoff


def names(answer):
    return [row.name for row in answer.context["page"].rows]


@pytest.mark.parametrize("url", [URL, PULSE])
def test_it_is_for_managers(
    as_, url, marketer, rep, manager, marketing_manager, outsider, administrator
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, url, "get") == {
        "marketer": REFUSED,
        "rep": REFUSED,
        "manager": FOUND,
        "marketing_manager": FOUND,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }


def test_the_most_urgent_stands_first_and_who_has_time_is_left_out(as_, manager, soon, late, early):
    assert names(as_(manager).get(URL)) == [str(late.lead), str(soon.lead)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "breached"}, {"late"}),
        ({"state": "at_risk"}, {"soon"}),
        ({"state": "open"}, {"late", "soon", "early"}),
        ({"owner": "none"}, {"late"}),
        ({"step": "first_touch"}, {"soon"}),
        ({"step": "claim", "state": "open"}, {"late", "early"}),
    ],
)
def test_it_is_narrowed_by_state_owner_and_step(as_, manager, late, soon, early, asked, expected):
    handoffs = {"late": late, "soon": soon, "early": early}
    found = set(names(as_(manager).get(URL, asked)))
    assert found == {str(handoffs[name].lead) for name in expected}


def test_it_is_narrowed_to_a_rep_and_a_source(as_, manager, rep, other_rep, late, soon):
    browser = as_(manager)
    assert names(browser.get(URL, {"owner": str(rep.code)})) == [str(soon.lead)]
    assert names(browser.get(URL, {"owner": str(other_rep.code)})) == []
    source = Source.objects.create(name="Fair")
    late.source = source
    late.save()
    assert names(browser.get(URL, {"source": source.pk})) == [str(late.lead)]


@pytest.mark.parametrize(("asked", "told"), [({}, 0), ({"state": "open", "step": "claim"}, 2)])
def test_a_phone_is_told_how_many_filters_are_set(as_, manager, asked, told):
    assert as_(manager).get(URL, asked).context["narrowed"] == told


@pytest.mark.parametrize("asked", [{"state": "tired"}, {"owner": "x"}, {"source": "9999"}])
def test_it_refuses_what_no_page_of_ours_asks(as_, manager, asked):
    assert as_(manager).get(URL, asked).status_code == 422


def test_a_manager_of_sales_assigns_what_is_unclaimed_and_nudges(as_, manager, late, soon):
    unclaimed, claimed = as_(manager).get(URL).context["page"].rows
    assert unclaimed.assign_url.startswith(reverse("leads:assign", args=[late.code]))
    assert unclaimed.assign_url.endswith("?next=%2Fat-risk%2F")
    assert claimed.assign_url == ""
    assert claimed.nudge_url.startswith(reverse("leads:nudge", args=[soon.code]))


def test_a_manager_of_marketing_only_nudges(as_, marketing_manager, late, soon):
    rows = as_(marketing_manager).get(URL).context["page"].rows
    assert [(row.assign_url, bool(row.nudge_url)) for row in rows] == [("", True), ("", True)]


def test_nobody_is_offered_to_nudge_themselves(as_, manager, agreement):
    a_clock(a_handoff(ago(minutes=50), owner=manager), agreement)
    (row,) = as_(manager).get(URL).context["page"].rows
    assert row.nudge_url == ""


def test_who_was_nudged_a_moment_ago_shows_it_instead_of_the_button(as_, manager, soon, rep):
    Nudge.objects.create(handoff=soon, to=rep, by=manager, at=ago(minutes=3))
    page = as_(manager).get(URL).content.decode()
    assert "Nudged 3 minutes ago" in page
    assert reverse("leads:nudge", args=[soon.code]) not in page


def test_it_goes_on_behind_the_last_row(as_, manager, agreement):
    for number in range(PAGE_SIZE + 1):
        a_clock(a_handoff(ago(hours=2, seconds=number)), agreement, metric="claim")
    browser = as_(manager)
    first = browser.get(URL, {"state": "breached"})
    second = browser.get(first.context["older_url"])
    assert len(names(first)) == PAGE_SIZE
    assert len(names(second)) == 1
    assert set(names(first)).isdisjoint(names(second))


def test_it_says_when_there_is_nothing_to_do(as_, manager, early):
    assert "Nothing is at risk" in as_(manager).get(URL).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_queries_whatever_the_rows(as_, manager, agreement, rows):
    for number in range(rows):
        owner = cast.a_rep(f"Rep {number}")
        a_clock(a_handoff(ago(minutes=50 + number), owner=owner), agreement)
    tables = ("sla_clock", "leads_handoff", "leads_lead", "teams_user", "leads_nudge")
    browser = as_(manager)
    browser.get(URL)
    # Page, count, hand-offs with their leads, nudges; who is asked for, and who may be.
    assert queries_of(browser, URL, *tables) == 6 + MENU_QUERIES


def test_its_poll_is_silent_until_something_happens(as_, manager, late, rep):
    browser = as_(manager)
    version = browser.get(URL).context["version"]
    assert browser.get(PULSE, {"v": version}).status_code == 204
    Lead.objects.update(stage=Stage.MQL)
    lifecycle.claim(handoff=fresh(late), at=NOW, by=rep)
    answer = browser.get(PULSE, {"v": version})
    assert "The list has changed." in answer.content.decode()
