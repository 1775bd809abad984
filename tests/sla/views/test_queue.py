"""The queue's page, its pane, its poll, and the claim in it."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads import lifecycle
from leads.models import Handoff, Source
from tests.cast import a_handoff, a_lead, after, fresh

pytestmark = pytest.mark.django_db
QUEUE = "/queue/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _five_past_noon():
    """Let the doors read five past noon on Monday."""
    with time_machine.travel(after(minutes=5), tick=False):
        yield


def claim_url(handoff):
    return reverse("sla:claim", args=[handoff.code])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


class TestPage:
    """What the page shows."""

    def test_shows_who_waits_why_and_how_long(self, as_, rep, handoff):
        page = text_of(as_(rep).get(QUEUE))
        assert "Lina Mansour" in page
        assert "Contract ends soon" in page
        assert "25:00" in page

    def test_escapes_what_people_typed(self, as_, rep, agreement, marketer):
        a_handoff(by=marketer, lead=a_lead("<script>alert(1)</script>"))
        page = text_of(as_(rep).get(QUEUE))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_says_so_when_nobody_waits(self, as_, rep):
        assert "Queue clear" in text_of(as_(rep).get(QUEUE))

    def test_offers_the_claim_to_sales_only(self, as_, rep, marketer, handoff):
        assert claim_url(handoff) in text_of(as_(rep).get(QUEUE))
        assert claim_url(handoff) not in text_of(as_(marketer).get(QUEUE))

    @pytest.mark.parametrize(
        ("role", "status"),
        [("rep", 200), ("marketer", 200), ("manager", 200), ("outsider", 404), (None, 302)],
    )
    def test_is_open_to_members(self, request, as_, handoff, role, status):
        person = request.getfixturevalue(role) if role else None
        assert as_(person).get(QUEUE).status_code == status

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_row_and_for_three(self, as_, rep, agreement, marketer, count):
        for minute in range(count):
            a_handoff(by=marketer, at=after(minutes=minute))
        browser = as_(rep)
        browser.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(QUEUE)
        assert len(queries) == 16

    @pytest.mark.parametrize("nonsense", ["source=x", "source=9" * 9, "group=zzz", "persona=-1"])
    def test_takes_a_filter_that_is_none_for_no_filter(self, as_, rep, handoff, nonsense):
        assert "Lina Mansour" in text_of(as_(rep).get(f"{QUEUE}?{nonsense}"))


class TestClaiming:
    """A claim in the browser."""

    def test_with_a_script_changes_the_row_in_place(self, as_, rep, handoff):
        response = as_(rep).post(claim_url(handoff), headers=HTMX)
        assert response.status_code == 200
        assert f'id="handoff-{handoff.code}"' in text_of(response)
        assert reverse("sla:undo_claim", args=[handoff.code]) in text_of(response)
        assert fresh(handoff).owner == rep

    def test_without_a_script_opens_the_lead(self, as_, rep, handoff):
        response = as_(rep).post(claim_url(handoff))
        assert response.url == handoff.lead.get_absolute_url()

    def test_that_came_second_is_told_who_was_first(self, as_, rep, other_rep, handoff):
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=4, seconds=56), by=other_rep)
        response = as_(rep).post(claim_url(handoff), headers=HTMX)
        assert response.status_code == 409
        assert "Joanna Reed claimed this 4 seconds ago." in text_of(response)
        assert fresh(handoff).owner == other_rep

    def test_can_be_undone_in_place(self, as_, rep, handoff):
        browser = as_(rep)
        browser.post(claim_url(handoff), headers=HTMX)
        response = browser.post(reverse("sla:undo_claim", args=[handoff.code]), headers=HTMX)
        assert response.status_code == 200
        assert claim_url(handoff) in text_of(response)
        assert fresh(handoff).owner is None

    @pytest.mark.parametrize(
        ("role", "status"),
        [("rep", 302), ("manager", 302), ("marketer", 403), ("outsider", 404), (None, 302)],
    )
    def test_is_for_sales(self, request, as_, handoff, role, status):
        person = request.getfixturevalue(role) if role else None
        assert as_(person).post(claim_url(handoff)).status_code == status
        assert (fresh(handoff).owner is not None) == (role in ("rep", "manager"))

    def test_of_nothing_is_not_found(self, as_, rep):
        assert (
            as_(rep).post("/handoffs/00000000-0000-0000-0000-000000000000/claim/").status_code
            == 404
        )

    def test_is_never_a_get(self, as_, rep, handoff):
        assert as_(rep).get(claim_url(handoff)).status_code == 405

    def test_of_the_next_one_takes_the_most_urgent(self, as_, rep, agreement, marketer):
        a_handoff(by=marketer, at=after(minutes=1))
        urgent = a_handoff(by=marketer)
        response = as_(rep).post(reverse("sla:claim_next"))
        assert response.url == urgent.lead.get_absolute_url()
        assert Handoff.objects.get(owner=rep) == urgent

    def test_of_the_next_one_when_there_is_none_says_so(self, as_, rep):
        response = as_(rep).post(reverse("sla:claim_next"), follow=True)
        assert "The queue is empty." in text_of(response)


class TestPulse:
    """The poll of the page."""

    def version(self, page):
        return re.search(r'/queue/pulse/\?v=([\d.]+)"', page)[1]

    def test_is_silent_when_nothing_happened(self, as_, rep, handoff):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        assert browser.get(f"/queue/pulse/?v={version}", headers=HTMX).status_code == 204

    def test_announces_arrivals_without_moving_a_row(self, as_, rep, handoff, marketer):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        a_handoff(by=marketer, lead=a_lead("Omar Al-Farsi"), at=after(minutes=5))
        answer = text_of(browser.get(f"/queue/pulse/?v={version}", headers=HTMX))
        assert "1 new lead just arrived" in answer
        assert "Omar Al-Farsi" not in answer

    def test_marks_the_row_that_another_rep_took(self, as_, rep, other_rep, handoff):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=other_rep)
        answer = text_of(browser.get(f"/queue/pulse/?v={version}", headers=HTMX))
        assert "Joanna Reed claimed this" in answer
        assert f'id="handoff-{handoff.code}"' in answer

    def test_leaves_out_the_row_that_the_person_took(self, as_, rep, handoff):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        browser.post(claim_url(handoff), headers=HTMX)
        answer = text_of(browser.get(f"/queue/pulse/?v={version}", headers=HTMX))
        assert f"handoff-{handoff.code}" not in answer

    def test_counts_the_arrivals_that_the_page_asks_for(self, as_, rep, handoff, marketer):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        other = Source.objects.create(name="Trade fair")
        a_handoff(by=marketer, lead=a_lead("Omar", source=other), at=after(minutes=5))
        asked = {"v": version, "source": other.pk}
        answer = text_of(browser.get("/queue/pulse/", asked, headers=HTMX))
        assert "1 new lead just arrived" in answer
        asked["source"] = Source.objects.create(name="Webinar 2").pk
        assert "just arrived" not in text_of(browser.get("/queue/pulse/", asked, headers=HTMX))

    def test_gives_a_version_that_a_program_can_ask_with(self, as_, rep, handoff):
        browser = as_(rep)
        tag = browser.get("/queue/pulse/")["ETag"]
        again = browser.get("/queue/pulse/", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)

    def test_costs_five_queries_while_nothing_happens(self, as_, rep, handoff):
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/queue/pulse/?v={version}", headers=HTMX)
        assert len(queries) == 5

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_however_many_were_taken(
        self, as_, rep, other_rep, agreement, marketer, count
    ):
        handoffs = [a_handoff(by=marketer) for _ in range(count)]
        browser = as_(rep)
        version = self.version(text_of(browser.get(QUEUE)))
        for handoff in handoffs:
            lifecycle.claim(handoff=handoff, at=after(minutes=5), by=other_rep)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/queue/pulse/?v={version}", headers=HTMX)
        assert len(queries) == 14

    @pytest.mark.parametrize(
        ("role", "status"),
        [("rep", 200), ("marketer", 200), ("manager", 200), ("outsider", 404), (None, 302)],
    )
    def test_is_open_to_members(self, request, as_, handoff, role, status):
        person = request.getfixturevalue(role) if role else None
        assert as_(person).get("/queue/pulse/").status_code == status

    @pytest.mark.parametrize(
        "nonsense", ["", "x", "1", "1.2.3", "-1.4", "\u0663.\u0664", "9" * 40 + ".1"]
    )
    def test_survives_nonsense(self, as_, rep, handoff, nonsense):
        response = as_(rep).get("/queue/pulse/", {"v": nonsense}, headers=HTMX)
        assert response.status_code == 200


class TestPane:
    """The pane beside the queue."""

    def test_shows_the_brief(self, as_, rep, handoff):
        url = reverse("sla:queue_detail", args=[handoff.code])
        pane = text_of(as_(rep).get(url, headers=HTMX))
        assert "Runs 14 clinics" in pane
        assert "<html" not in pane

    def test_warns_before_the_phone_number_of_one_who_wants_no_contact(
        self, as_, rep, agreement, marketer
    ):
        lead = a_lead(phone="+966501234567", phone_key="+966501234567", is_do_not_contact=True)
        handoff = a_handoff(by=marketer, lead=lead)
        url = reverse("sla:queue_detail", args=[handoff.code])
        pane = text_of(as_(rep).get(url, headers=HTMX))
        assert "Do not contact" in pane
        assert "tel:" not in pane


class TestSources:
    """The filters by source."""

    def labels(self, client, asked=""):
        return [item["label"] for item in client.get(QUEUE + asked).context["queue"].filters]

    def test_are_those_that_leads_wait_from_most_first(self, as_, rep, marketer, agreement):
        fairs, webinar, silent = (
            Source.objects.create(name=name) for name in ("Fairs", "Webinar", "Aa silent")
        )
        a_handoff(by=marketer, lead=a_lead("Huda", source=fairs))
        for name in ("Omar", "Lina"):
            a_handoff(by=marketer, lead=a_lead(name, source=webinar))
        client = as_(rep)
        assert self.labels(client) == ["All", "Webinar", "Fairs"]
        asked = f"?source={silent.pk}"
        assert self.labels(client, asked) == ["All", "Webinar", "Fairs", "Aa silent"]

    def test_leave_out_those_whose_leads_are_claimed(self, as_, rep, marketer, agreement):
        fairs = Source.objects.create(name="Fairs")
        handoff = a_handoff(by=marketer, lead=a_lead("Huda", source=fairs))
        lifecycle.claim(handoff=handoff, at=after(minutes=2), by=rep)
        assert self.labels(as_(rep)) == ["All"]
