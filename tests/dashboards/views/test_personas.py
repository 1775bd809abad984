"""How the leads of a persona fare: on its page and on its card."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.lifecycle import Decision
from personas import catalogue
from personas.catalogue import PersonaText
from tests.cast import a_handoff, a_lead, a_source, a_touch, after, fresh
from tests.doors import queries_of

pytestmark = pytest.mark.django_db
TABLES = ("personas_persona", "leads_handoff", "leads_lead", "leads_source", "leads_returnreason")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.fixture
def persona(marketer):
    text = PersonaText(
        name="IT buyer",
        role="Head of <b>IT",
        messages="One contract",
        answers="We move the data",
        channels="Fairs",
    )
    return catalogue.create_persona(text=text, criteria=[], by=marketer)


def claimed(marketer, rep, persona, name):
    lead = a_lead(name, persona=persona, source=a_source())
    return lifecycle.claim(handoff=a_handoff(by=marketer, lead=lead), at=after(minutes=1), by=rep)


def won(marketer, rep, persona, name="Lina Mansour"):
    row = claimed(marketer, rep, persona, name)
    a_touch(row, rep, after(minutes=3))
    lifecycle.qualify(
        handoff=fresh(row),
        confirmed=frozenset(),
        override_reason="Known well",
        at=after(minutes=4),
        by=rep,
    )
    lifecycle.win(handoff=fresh(row), value=Decimal(500), at=after(minutes=5), by=rep)


def rejected(marketer, rep, persona, name):
    row = claimed(marketer, rep, persona, name)
    lifecycle.reject(handoff=row, decision=Decision(reason="bad_data"), at=after(minutes=2), by=rep)


def url_of(persona):
    return reverse("dashboards:persona", args=[persona.code])


def test_the_page_tells_what_is_written_and_how_its_leads_fare(
    as_, agreement, marketer, rep, persona
):
    won(marketer, rep, persona)
    rejected(marketer, rep, persona, "Omar Haddad")
    won(marketer, rep, None, "Sara Noor")
    browser = as_(rep)
    page = browser.get(url_of(persona))
    text = page.content.decode()
    assert "Head of &lt;b&gt;IT" in text
    for said in ("One contract", "We move the data", "Fairs", "Webinar"):
        assert said in text
    figures = {figure.label: figure for figure in page.context["figures"]}
    assert figures["Handed over"].value == "2"
    assert (figures["Win rate"].value, figures["Win rate"].of) == ("50%", "of 2")
    assert [(line.count) for line in page.context["reasons"]] == ["1 lead"]
    assert [one.name for one in page.context["examples"]] == ["Lina Mansour"]
    for label, count in (("Handed over", 2), ("Won", 1)):
        behind = browser.get(figures[label].url)
        assert len(behind.context["page"].rows) == count
    behind = browser.get(page.context["reasons"][0].url)
    assert [row.name for row in behind.context["page"].rows] == ["Omar Haddad"]


def test_a_persona_without_leads_says_so(as_, rep, persona):
    page = as_(rep).get(url_of(persona))
    assert "None of its leads was handed over" in page.content.decode()


def test_a_card_tells_the_win_rate_and_the_breach_rate(as_, agreement, marketer, rep, persona):
    won(marketer, rep, persona)
    page = as_(rep).get("/personas/")
    [(_one, figures)] = page.context["personas"]
    assert [figure.label for figure in figures] == ["Handed over", "Win rate", "Breach rate"]
    assert [figure.value for figure in figures][:2] == ["1", "100%"]


def test_the_list_takes_no_more_queries_for_three_than_for_one(
    as_, agreement, marketer, rep, persona
):
    won(marketer, rep, persona)
    browser = as_(rep)
    few = queries_of(browser, "/personas/", *TABLES)
    for number in range(2):
        text = PersonaText(name=f"Persona {number}")
        other = catalogue.create_persona(text=text, criteria=[], by=marketer)
        won(marketer, rep, other, f"Lead {number}")
    assert queries_of(browser, "/personas/", *TABLES) == few


def test_the_page_takes_no_more_queries_for_three_leads_than_for_one(
    as_, agreement, marketer, rep, persona
):
    won(marketer, rep, persona)
    browser = as_(rep)
    few = queries_of(browser, url_of(persona), *TABLES)
    for number in range(2):
        won(marketer, rep, persona, f"Lead {number}")
    assert queries_of(browser, url_of(persona), *TABLES) == few
