"""The dashboard's poll."""

import pytest

from dashboards.panels import CHARTS
from leads import lifecycle, nudging
from leads.models import Lead
from leads.stages import Stage
from tests.cast import fresh
from tests.dashboards.builders import NOW, a_clock, a_handoff, ago

pytestmark = pytest.mark.django_db
URL = "/dashboard/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def waiting(agreement):
    handoff = a_handoff(ago(hours=2))
    Lead.objects.update(stage=Stage.MQL)
    a_clock(handoff, agreement, metric="claim")
    return fresh(handoff)


def test_nothing_new_is_no_content_and_one_query_of_figures(
    as_, manager, waiting, django_assert_max_num_queries
):
    browser = as_(manager)
    url = browser.get(URL).context["pulse_url"]
    with django_assert_max_num_queries(5):  # session, person, zone, roles, version
        answer = browser.get(url)
    assert (answer.status_code, answer.content) == (204, b"")
    again = browser.get("/dashboard/pulse/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_claim_brings_figures_and_list_each_in_its_place(as_, manager, rep, waiting):
    browser = as_(manager)
    url = browser.get(URL, {"period": "days", "by": "source"}).context["pulse_url"]
    lifecycle.claim(handoff=waiting, at=NOW, by=rep)
    answer = browser.get(url)
    text = answer.content.decode()
    assert answer.status_code == 200
    for part in ("pact", "kpis", "waiting", *CHARTS):
        assert f'id="{part}" hx-swap-oob="true"' in text
    assert "<html" not in text
    assert browser.get(answer.context["pulse_url"]).status_code == 204


def test_rates_that_are_divided_otherwise_are_renewed_so(as_, manager, rep, waiting):
    browser = as_(manager)
    browser.get(URL)
    card = browser.get(
        URL, {"by": "source"}, headers={"HX-Request": "true", "HX-Target": "breakdown"}
    )
    assert 'id="pulse" hx-swap-oob="true"' in card.content.decode()
    lifecycle.claim(handoff=waiting, at=NOW, by=rep)
    (current,) = [
        tab.label
        for tab in browser.get(card.context["pulse_url"]).context["breakdown"].tabs
        if tab.is_current
    ]
    assert current == "Source"


def test_a_program_that_takes_compressed_answers_is_told_that_nothing_is_new(as_, manager, waiting):
    browser, compressed = as_(manager), {"Accept-Encoding": "gzip"}
    answer = browser.get("/dashboard/pulse/", headers=compressed)
    assert answer["Content-Encoding"] == "gzip"
    known = compressed | {"If-None-Match": f'"older", {answer["ETag"]}'}
    assert browser.get("/dashboard/pulse/", headers=known).status_code == 304


def test_a_nudge_is_news(as_, manager, rep, agreement):
    handoff = a_handoff(ago(hours=2), owner=rep)
    a_clock(handoff, agreement)
    url = as_(manager).get(URL).context["pulse_url"]
    nudging.nudge(handoff=handoff, at=NOW, by=manager)
    assert "Nudged just now" in as_(manager).get(url).content.decode()


@pytest.mark.parametrize("who", ["marketer", "rep", "marketing_manager"])
def test_every_member_has_it(as_, request, waiting, who):
    assert as_(request.getfixturevalue(who)).get("/dashboard/pulse/").status_code == 200


def test_nobody_else_has(as_, outsider):
    assert as_(outsider).get("/dashboard/pulse/").status_code == 404
    assert as_(None).get("/dashboard/pulse/").status_code == 302


def test_only_managers_find_buttons_in_the_card(as_, rep, manager, marketing_manager, waiting):
    def acts(person):
        (row,) = as_(person).get(URL).context["waiting"].rows
        return bool(row.assign_url), bool(row.nudge_url)

    assert acts(rep) == (False, False)
    assert acts(manager) == (True, True)
    assert acts(marketing_manager) == (False, True)
