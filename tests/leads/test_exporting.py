"""The list of leads as a file: narrowed as it is shown, and taken back by an import."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from leads import lifecycle
from leads.importing.columns import suggest
from leads.models import ImportKind
from tests.cast import a_handoff, a_lead, after
from tests.doors import FOUND, MISSING, MOVED, statuses

pytestmark = pytest.mark.django_db
URL = "/leads/?format=csv"


def rows(browser, url=URL):
    answer = browser.get(url)
    assert answer.status_code == FOUND
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_lead_is_in_it_with_what_is_known(as_, marketer):
    a_lead("Lina Mansour", email="lina@nakheel.example", phone="+966501234567")
    [row] = rows(as_(marketer))
    assert (row["Name"], row["E-mail"]) == ("Lina Mansour", "lina@nakheel.example")
    assert row["Phone"] == "'+966501234567"
    assert (row["Stage"], row["In whose hands"]) == ("Marketing qualified (MQL)", "Marketing")


def test_filters_of_the_address_hold(as_, marketer):
    a_lead("Lina Mansour")
    a_lead("Omar Said")
    assert [row["Name"] for row in rows(as_(marketer), f"{URL}&q=omar")] == ["Omar Said"]
    assert rows(as_(marketer), f"{URL}&stage=customer") == []


def test_it_says_in_whose_hands_each_is(as_, agreement, marketer, rep):
    a_handoff(by=marketer, lead=a_lead("Waits"))
    lifecycle.claim(
        handoff=a_handoff(by=marketer, lead=a_lead("Is claimed")), at=after(minutes=1), by=rep
    )
    held = {row["Name"]: row["In whose hands"] for row in rows(as_(marketer))}
    assert held == {"Waits": "Waiting to be claimed", "Is claimed": rep.name}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_import_recognises_every_column_that_a_lead_can_be_filled_from(as_, marketer, language):
    a_lead("Lina Mansour")
    marketer.language = language
    marketer.save()
    answer = as_(marketer).get(URL)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text)))
    with translation.override(language):
        assert len(suggest(header[:20], ImportKind.LEADS)) == 20


def test_a_thousand_leads_cost_the_queries_of_one(as_, marketer):
    def queries():
        with CaptureQueriesContext(connection) as found:
            rows(as_(marketer))
        return len(found)

    a_lead("First")
    one = queries()
    for number in range(10):
        a_lead(f"Lead {number}")
    assert queries() == one


def test_a_workbook_holds_the_same(as_, marketer):
    a_lead("Lina Mansour")
    answer = as_(marketer).get("/leads/?format=xlsx&stage=mql")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [cell.value for cell in book["List"]["A"]] == ["Name", "Lina Mansour"]
    assert ["Stage", "Marketing qualified (MQL)"] in [
        [cell.value for cell in line] for line in book["About"].iter_rows()
    ]


def test_members_may_take_it(as_, marketer, rep, manager, outsider):
    people = {"marketer": marketer, "rep": rep, "manager": manager, "outsider": outsider}
    assert statuses(as_, people | {"signed out": None}, URL, "get") == {
        "marketer": FOUND,
        "rep": FOUND,
        "manager": FOUND,
        "outsider": MISSING,
        "signed out": MOVED,
    }


def test_a_format_there_is_not_is_refused(as_, marketer):
    assert as_(marketer).get("/leads/?format=pdf").status_code == 422
