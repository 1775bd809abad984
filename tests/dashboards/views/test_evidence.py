import pytest
import time_machine

from leads import lifecycle
from leads.lifecycle import Decision
from tests.cast import a_handoff, a_lead, a_rep, after
from tests.doors import FOUND, MISSING, MOVED, REFUSED, queries_of, statuses

pytestmark = pytest.mark.django_db
URL = "/evidence/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


def reject(rep, marketer, name="Lina Mansour"):
    row = lifecycle.claim(
        handoff=a_handoff(by=marketer, lead=a_lead(name)), at=after(minutes=1), by=rep
    )
    decision = Decision(reason="bad_data")
    lifecycle.reject(handoff=row, decision=decision, at=after(minutes=2), by=rep)


def leads_of(person, kind="untouched"):
    return f"/evidence/leads/?kind={kind}&person={person.code}"


def test_managers_of_both_sides_come_in(
    as_, rep, manager, marketer, marketing_manager, outsider, administrator
):
    people = {
        "rep": rep,
        "manager": manager,
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    wanted = {
        "rep": REFUSED,
        "manager": FOUND,
        "marketer": REFUSED,
        "marketing manager": FOUND,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }
    for url in (URL, leads_of(rep), "/evidence/figures.csv"):
        assert statuses(as_, people, url, "get") == wanted


def test_each_figure_opens_its_leads(as_, agreement, manager, rep, marketer):
    reject(rep, marketer)
    page = as_(manager).get(URL).content.decode()
    assert rep.name in page
    assert f"kind=untouched&amp;person={rep.code}&amp;period=month&amp;since=2026-11-01" in page
    found = as_(manager).get(leads_of(rep)).content.decode()
    assert "Lina Mansour" in found


def test_another_period_is_asked_for(as_, agreement, manager, rep, marketer):
    reject(rep, marketer)
    page = as_(manager).get(f"{URL}?period=month&since=2026-10-01").content.decode()
    assert "Nothing was counted" in page


def test_the_file_has_a_line_for_each_person(as_, agreement, manager, rep, marketer):
    reject(rep, marketer)
    answer = as_(manager).get("/evidence/figures.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Person,Returned without a contact")
    assert lines[1].startswith(f"{rep.name},1,0")


def test_a_name_is_no_formula_in_the_file(as_, agreement, manager, marketer):
    reject(a_rep("=cmd()"), marketer)
    assert "'=cmd()" in as_(manager).get("/evidence/figures.csv").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?kind=gossip&person=6f2f6a0e-2f7b-4d61-9d7c-6b0c30a1ab8e", 422),
        ("?kind=quick&person=somebody", 422),
        ("", 422),
        ("?kind=quick&person=6f2f6a0e-2f7b-4d61-9d7c-6b0c30a1ab8e", 404),
    ],
)
def test_what_is_no_figure_is_refused(as_, manager, query, status):
    assert as_(manager).get(f"/evidence/leads/{query}").status_code == status


def test_the_pages_take_as_many_queries_for_three_as_for_one(as_, agreement, manager, marketer):
    counts = []
    for number in (1, 2):
        for place in range(number):
            rep = a_rep(f"Rep {number}{place}")
            for _each in range(number):
                reject(rep, marketer)
        browser = as_(manager)
        tables = ("teams_user", "leads_handoff", "leads_lead", "leads_source")
        counts.append(
            (queries_of(browser, URL, *tables), queries_of(browser, leads_of(rep), *tables))
        )
    assert counts[0] == counts[1]
