"""The list of hand-offs without a clock."""

import pytest
from django.urls import reverse

from sla.calendars import archive_calendar, restore_calendar
from sla.models import Calendar, Clock
from tests.cast import a_handoff, a_lead, after
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db

URL = "/exceptions/"


@pytest.fixture
def stranded(agreement, manager, marketer):
    """A hand-off whose calendar was archived just before."""
    archive_calendar(calendar=Calendar.objects.get(), at=after(minutes=-1), by=manager)
    return a_handoff(by=marketer, lead=a_lead("Sara <i>Haddad</i>"))


def test_managers_alone_see_and_start_them(
    as_, marketer, rep, manager, marketing_manager, administrator, outsider
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }
    expected = {
        "marketer": 403,
        "rep": 403,
        "manager": 200,
        "marketing_manager": 200,
        "administrator": 404,
        "outsider": 404,
        "nobody": 302,
    }
    assert statuses(as_, people, reverse("sla:exceptions"), "get") == expected
    moved = expected | {"manager": 302, "marketing_manager": 302}
    assert statuses(as_, people, reverse("sla:retry_exceptions"), "post") == moved


def test_each_says_why_since_when_and_what_to_do(as_, manager, stranded):
    page = as_(manager).get(URL).content.decode()
    assert "Sara &lt;i&gt;Haddad" in page
    assert "missing or was deleted" in page
    assert "Restore the calendar, then start the clocks." in page
    assert "2 promises" in page


def test_with_none_the_page_says_so(as_, manager):
    page = as_(manager).get(URL).content.decode()
    assert "Every hand-off has its clocks" in page
    assert "Start their clocks now" not in page


def test_clocks_are_started_with_a_button(as_, manager, stranded):
    browser = as_(manager)
    browser.post(reverse("sla:retry_exceptions"))
    assert not Clock.objects.exists()
    restore_calendar(calendar=Calendar.objects.get(), by=manager)
    browser.post(reverse("sla:retry_exceptions"))
    assert Clock.objects.filter(handoff=stranded).count() == 2
    assert "Every hand-off has its clocks" in browser.get(URL).content.decode()


def test_a_cursor_that_nobody_made_is_refused(as_, manager):
    assert as_(manager).get(URL, {"cursor": "x"}).status_code == 422


def test_pages_follow_each_other(as_, manager, stranded, marketer, monkeypatch):
    monkeypatch.setattr("kit.keyset.keyset_page.__kwdefaults__", {"cursor": "", "size": 1})
    browser = as_(manager)
    first = browser.get(URL)
    second = browser.get(URL + first.context["older_url"])
    rows = [answer.context["page"].rows[0].pk for answer in (first, second)]
    assert len(set(rows)) == 2
    assert second.context["older_url"] == ""


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(as_, manager, marketer, number):
    for _more in range(number):
        a_handoff(by=marketer)
    tables = ("sla_clockexception", "leads_lead", "sla_target", "sla_calendar")
    assert queries_of(as_(manager), URL, *tables) == 2
