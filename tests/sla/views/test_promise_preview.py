import re

import pytest
import time_machine
from django.urls import reverse

from leads.models import Handoff
from sla.models import ClockException
from tests.cast import a_calendar, a_lead, a_source, a_target, after

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(), tick=False):
        yield


def url_of(lead):
    return reverse("sla:promise_preview", args=[lead.code])


@pytest.mark.parametrize(
    ("who", "status"), [("marketer", 200), ("rep", 403), ("manager", 403), ("outsider", 404)]
)
def test_marketing_looks_ahead(as_, request, agreement, lead, who, status):
    browser = as_(request.getfixturevalue(who))
    assert browser.get(url_of(lead), headers=HTMX).status_code == status


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client, lead):
    assert "/sign-in/" in client.get(url_of(lead))["Location"]


def test_the_promise_that_would_match_is_shown_with_its_due_time(as_, marketer, agreement):
    webinar = a_source("Webinar")
    a_target(agreement, "claim", 5, calendar=a_calendar(), position=1, sources=[webinar.pk])
    plain = as_(marketer).get(url_of(a_lead()), headers=HTMX).content.decode()
    page = as_(marketer).get(url_of(a_lead(source=webinar)), headers=HTMX).content.decode()
    assert "within 30 minutes, in working hours" in plain
    assert re.search(r"Hand over before <bdi>\d\d:30</bdi> to get it today", plain)
    assert "within 5 minutes, in working hours" in page
    assert "due 12:05" in page
    assert not Handoff.objects.exists()


def test_what_would_begin_later_is_told_where_it_is_promised(as_, marketer, agreement, lead):
    calendar = a_calendar()
    a_target(agreement, "attempt", 80 * 60, calendar=calendar, attempts=5)
    a_target(agreement, "decision", 40 * 60, calendar=None, regions=["Elsewhere"])
    promises = as_(marketer).get(url_of(lead), headers=HTMX).context["promises"]
    assert [(each.metric, each.due) for each in promises[2:]] == [
        ("Attempts to reach the lead", "")
    ]
    assert promises[2].within == "5 attempts within 80 hours, in working hours"


def test_why_no_clock_would_run_is_said(as_, marketer, lead):
    page = as_(marketer).get(url_of(lead), headers=HTMX).content.decode()
    assert "No agreement is in force" in page
    assert not ClockException.objects.exists()


def test_without_script_it_is_the_leads_page(as_, marketer, lead):
    assert as_(marketer).get(url_of(lead))["Location"] == lead.get_absolute_url()
