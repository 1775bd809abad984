"""What left the house as a file is written down, and who may read that."""

import pytest

from teams.models import Export
from tests.cast import a_lead
from tests.doors import FOUND, MISSING, MOVED, REFUSED, queries_of, statuses

pytestmark = pytest.mark.django_db
URL = "/settings/exports/"


def taken(browser, url="/leads/?q=lina&format=csv"):
    return b"".join(browser.get(url).streaming_content)


def test_a_list_that_was_taken_is_written_down_with_its_filters_and_rows(as_, marketer):
    a_lead("Lina Mansour")
    a_lead("Omar Said")
    taken(as_(marketer))
    kept = Export.objects.get()
    assert (kept.what, kept.kind, kept.by, kept.row_count) == ("leads", "csv", marketer, 1)
    assert kept.address == "/leads/?q=lina"


def test_a_file_that_was_broken_off_stands_there_without_its_rows(as_, marketer):
    a_lead("Lina Mansour")
    answer = as_(marketer).get("/leads/?format=csv")
    next(iter(answer.streaming_content))
    assert Export.objects.get().row_count is None


def test_what_was_refused_is_not_written_down(as_, marketer):
    as_(marketer).get("/leads/?format=pdf")
    assert not Export.objects.exists()


def test_administrators_read_who_took_what(as_, marketer, administrator):
    a_lead("Lina Mansour")
    taken(as_(marketer))
    page = as_(administrator).get(URL).content.decode()
    assert marketer.name in page
    assert "/leads/?q=lina" in page


def test_nobody_else_does(as_, marketer, rep, manager, administrator, outsider):
    people = {"marketer": marketer, "rep": rep, "manager": manager, "admin": administrator}
    people |= {"outsider": outsider, "signed out": None}
    assert statuses(as_, people, URL, "get") == {
        "marketer": REFUSED,
        "rep": REFUSED,
        "manager": REFUSED,
        "admin": FOUND,
        "outsider": MISSING,
        "signed out": MOVED,
    }


def test_the_list_costs_the_same_queries_for_one_and_for_three(as_, marketer, administrator):
    browser = as_(marketer)
    taken(browser)
    one = queries_of(as_(administrator), URL, "teams_export")
    taken(browser)
    taken(browser)
    assert queries_of(as_(administrator), URL, "teams_export") == one == 1
