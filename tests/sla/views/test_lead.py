"""The page of a lead: who it is, its promises, its timeline, and what may be done with it."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from kit.phrases import dotted
from leads import lifecycle, nudging
from leads.lifecycle import Decision
from leads.qualifying import qualify_mql
from leads.stages import Stage
from sla.sweep import sweep
from tests.cast import a_calendar, a_handoff, a_lead, a_target, a_touch, after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_hour_later():
    """Let the doors read one o'clock on Monday."""
    with time_machine.travel(after(hours=1), tick=False):
        yield


def page_of(as_, person, lead):
    response = as_(person).get(lead.get_absolute_url())
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def acts(page):
    """Return the acts on a hand-off that the page offers."""
    return set(re.findall(r"/handoffs/[0-9a-f-]+/([a-z-]+)/\"", page))


def test_shows_brief_clocks_and_timeline(as_, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=45), by=rep)
    a_touch(handoff, rep, after(minutes=50), note="Wants a pilot")
    page = page_of(as_, rep, handoff.lead)
    assert "Contract ends soon" in page
    assert "Wants a pilot" in page
    assert "Hand-off to claim: Breached" in page
    assert "Hand-off to first touch: Met" in page


def test_offers_an_unclaimed_lead_s_acts_to_any_rep(as_, rep, handoff):
    assert acts(page_of(as_, rep, handoff.lead)) == {"claim", "touch", "reject"}


def test_offers_the_owner_what_can_follow(as_, rep, handoff):
    a_touch(handoff, rep, after(minutes=5))
    page = page_of(as_, rep, handoff.lead)
    assert acts(page) == {"touch", "qualify", "disqualify", "recycle", "release"}


def test_offers_nothing_of_another_rep_s_lead_but_all_to_the_manager(
    as_, rep, other_rep, manager, handoff
):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    assert acts(page_of(as_, other_rep, handoff.lead)) == set()
    shown = acts(page_of(as_, manager, handoff.lead))
    assert shown == {"touch", "reject", "recycle", "release", "nudge", "pause", "reassign"}


def test_offers_a_manager_of_sales_to_assign_what_nobody_has(as_, manager, rep, handoff):
    offered = acts(page_of(as_, manager, handoff.lead))
    assert offered == {"claim", "touch", "reject", "assign", "nudge", "pause"}
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    assert "assign" not in acts(page_of(as_, manager, handoff.lead))


def test_offers_a_manager_of_marketing_to_nudge_and_not_to_assign(
    as_, marketing_manager, rep, handoff
):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    assert acts(page_of(as_, marketing_manager, handoff.lead)) == {"nudge"}


def test_offers_nobody_to_nudge_themselves_or_over_what_has_ended(as_, manager, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=manager)
    assert "nudge" not in acts(page_of(as_, manager, handoff.lead))
    decision = Decision("other", text="Moved")
    lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=6), by=manager)
    assert "nudge" not in acts(page_of(as_, manager, handoff.lead))


def test_says_when_the_owner_was_nudged_in_place_of_the_button(as_, manager, handoff):
    nudging.nudge(handoff=handoff, at=after(minutes=57), by=manager)
    page = page_of(as_, manager, handoff.lead)
    assert "Nudged 3 minutes ago" in page
    assert "nudge" not in acts(page)


def test_offers_marketing_to_take_back_what_nobody_claimed(as_, marketer, handoff):
    assert acts(page_of(as_, marketer, handoff.lead)) == {"withdraw"}


@pytest.mark.parametrize(("stage", "name"), [("inquiry", "qualify"), ("mql", "hand_off")])
def test_offers_marketing_the_next_step_of_its_own_leads(as_, marketer, rep, stage, name):
    lead = a_lead(stage=Stage(stage))
    url = reverse(f"leads:{name}", args=[lead.code])
    assert url in page_of(as_, marketer, lead)
    assert url not in page_of(as_, rep, lead)


def test_says_how_a_cycle_ended_and_why(as_, rep, handoff):
    decision = Decision("other", text="They moved to another city")
    lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=5), by=rep)
    page = page_of(as_, rep, handoff.lead)
    assert "Rejected" in page
    assert "They moved to another city" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("rep", 200), ("marketer", 200), ("manager", 200), ("outsider", 404), (None, 302)],
)
def test_is_open_to_members(request, as_, handoff, role, status):
    person = request.getfixturevalue(role) if role else None
    assert as_(person).get(handoff.lead.get_absolute_url()).status_code == status


def test_of_nobody_is_not_found(as_, rep):
    url = reverse("sla:lead", args=["00000000-0000-0000-0000-000000000000"])
    assert as_(rep).get(url).status_code == 404


class TestPulse:
    """The poll of the page."""

    def ask(self, browser, lead, version=""):
        url = reverse("sla:lead_pulse", args=[lead.code])
        return browser.get(url, {"v": version}, headers={"HX-Request": "true"})

    def test_is_silent_until_somebody_does_something(self, as_, rep, other_rep, handoff):
        browser = as_(rep)
        version = self.ask(browser, handoff.lead)["ETag"].strip('"')
        assert self.ask(browser, handoff.lead, version).status_code == 204
        lifecycle.claim(handoff=handoff, at=after(minutes=45), by=other_rep)
        assert (
            dotted(["Claimed", "Joanna Reed", "12:45"])
            in self.ask(browser, handoff.lead, version).content.decode()
        )

    def test_is_not_woken_by_another_lead(self, as_, rep, marketer, handoff):
        browser = as_(rep)
        version = self.ask(browser, handoff.lead)["ETag"].strip('"')
        other = a_handoff(by=marketer, lead=a_lead("Omar"), at=after(minutes=5))
        lifecycle.claim(handoff=other, at=after(minutes=45), by=rep)
        assert self.ask(browser, handoff.lead, version).status_code == 204

    def test_asks_from_the_page_with_what_the_page_shows(self, as_, rep, handoff):
        version = self.ask(as_(rep), handoff.lead)["ETag"].strip('"')
        assert f"/pulse/?v={version}" in page_of(as_, rep, handoff.lead)

    @pytest.mark.parametrize(
        ("role", "status"),
        [("rep", 200), ("marketer", 200), ("manager", 200), ("outsider", 404), (None, 302)],
    )
    def test_is_open_to_members(self, request, as_, handoff, role, status):
        person = request.getfixturevalue(role) if role else None
        url = reverse("sla:lead_pulse", args=[handoff.lead.code])
        assert as_(person).get(url).status_code == status


def test_says_that_the_person_wants_no_contact_in_place_of_the_number(
    as_, rep, agreement, marketer
):
    lead = a_lead(phone="+966501234567", phone_key="966501234567", is_do_not_contact=True)
    a_handoff(by=marketer, lead=lead)
    page = page_of(as_, rep, lead)
    assert "Do not contact" in page
    assert not re.search("tel:|mailto:|wa\\.me", page)


def test_reaches_the_person_in_three_ways(as_, rep, agreement, marketer):
    lead = a_lead(phone="+966501234567", phone_key="966501234567", email="lina@example.com")
    page = page_of(as_, rep, lead)
    for link in ("tel:+966501234567", "https://wa.me/966501234567", "mailto:lina@example.com"):
        assert f'href="{link}"' in page


def test_shows_the_clock_that_runs_next_as_a_band(as_, rep, handoff):
    with time_machine.travel(after(minutes=5), tick=False):
        assert "clock-band" in page_of(as_, rep, handoff.lead)
    a_touch(handoff, rep, after(minutes=50))
    assert "clock-band" not in page_of(as_, rep, handoff.lead)


def test_a_lead_that_came_back_says_so_beside_the_next_act(as_, marketer, rep, handoff):
    decision = lifecycle.Decision(reason="bad_data", text="The number is wrong.")
    lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=5), by=rep)
    page = as_(marketer).get(handoff.lead.get_absolute_url()).content.decode()
    assert "With marketing again" in page
    assert reverse("leads:qualify", args=[handoff.lead.code]) in page


def test_tells_the_address_and_what_the_lead_may_be_worth(as_, marketer):
    lead = a_lead(email="sara@alto.example", expected_value=1234.5)
    page = page_of(as_, marketer, lead)
    assert '<bdi dir="ltr">sara@alto.example</bdi>' in page
    assert "1,234.50 USD" in page


def test_tells_what_a_won_deal_brought(as_, rep, handoff):
    a_touch(handoff, rep, after(minutes=5))
    lifecycle.qualify(
        handoff=handoff, confirmed=frozenset(), override_reason="Known", at=after(minutes=6), by=rep
    )
    lifecycle.win(handoff=handoff, value=Decimal(12345), at=after(minutes=7), by=rep)
    assert "12,345 USD" in page_of(as_, rep, handoff.lead)


def test_counts_what_fell_away_apart_from_kept_and_broken(as_, rep, marketer, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    lifecycle.reject(handoff=handoff, decision=Decision("bad_data"), at=after(minutes=20), by=rep)
    page = page_of(as_, marketer, handoff.lead)
    # The claim was kept; the first touch fell away with the rejection, neither kept nor broken.
    assert dotted(["1 kept", "1 fell away"]) in page
    assert "fell away <bdi>12:20</bdi>, neither kept nor broken" in page


def test_a_recycled_lead_shows_its_past_cycle_with_its_clocks(as_, rep, marketer, handoff):
    a_touch(handoff, rep, after(minutes=45))
    later = Decision("timing", until_date=after(days=30).date())
    lifecycle.recycle(handoff=handoff, decision=later, at=after(minutes=50), by=rep)
    again = handoff.lead
    again.refresh_from_db()
    qualify_mql(lead=again, override_reason="They came back", at=after(minutes=52), by=marketer)
    a_handoff(by=marketer, lead=again, at=after(minutes=55))
    page = page_of(as_, marketer, again)
    past, present = page.index("Hand-off 1"), page.index("Hand-off 2")
    assert present < past
    # Claimed with the touch at 12:45, fifteen minutes too late: what was broken stays broken.
    assert dotted(["1 kept", "1 broken"]) in page[past:]
    assert page[past:].count("data-promise") == 2


class TestOfEveryPromise:
    """Three attempts, a decision, a new owner's touch and marketing's answer are promised too."""

    @pytest.fixture(autouse=True)
    def _promises(self, agreement):
        calendar = a_calendar()
        a_target(agreement, "attempt", 80 * 60, calendar=calendar, attempts=3)
        for metric in ("decision", "owner_touch", "answer"):
            a_target(agreement, metric, 40 * 60, calendar=calendar)

    def promises(self, page):
        return re.findall(r"<b data-row-name>([^<]+)</b>", page)

    def test_each_attempt_is_a_line_of_its_own_in_the_order_of_what_follows(
        self, as_, rep, other_rep, manager, handoff
    ):
        a_touch(handoff, rep, after(minutes=5), outcome="no_answer")
        lifecycle.reassign(handoff=handoff, to=other_rep, at=after(minutes=30), by=manager)
        page = page_of(as_, rep, handoff.lead)
        assert self.promises(page) == [
            "Hand-off to claim",
            "Hand-off to first touch",
            "Attempt 2 of 3",
            "Attempt 3 of 3",
            "Reassignment to the new owner&#x27;s first touch",
            "Claim to decision",
        ]
        # 53 hours and 20 minutes of work after the claim at five past twelve.
        assert re.search(r"due <bdi>25 Nov[a-z]*( 2026)?,? 09:25</bdi>", page)

    def test_the_timeline_says_which_attempt_is_late(self, as_, rep, handoff):
        a_touch(handoff, rep, after(minutes=5), outcome="no_answer")
        sweep(at=after(days=9))
        assert "Attempt 2 of 3: Breached" in page_of(as_, rep, handoff.lead)

    def test_what_marketing_owes_stands_at_the_head_of_a_rejected_lead(self, as_, rep, handoff):
        decision = Decision("duplicate")
        lifecycle.reject(handoff=handoff, decision=decision, at=after(minutes=20), by=rep)
        page = page_of(as_, rep, handoff.lead)
        assert "Rejection to marketing&#x27;s answer" in self.promises(page)
        assert "clock-band" in page
