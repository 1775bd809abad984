from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.http import urlencode

from leads import bulk
from leads.intake import NewLead, capture
from leads.models import BulkRun, Handoff, Lead

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "/leads/bulk/"
BRIEF = {"who": "{name}", "did": "Wrote", "wants": "A demo", "why_now": "Now"}


@pytest.fixture
def leads(marketer):
    new = [NewLead(name="Huda", source="Expo"), NewLead(name="Omar"), NewLead(name="Hala")]
    return [capture(new=one, at=AT, by=marketer) for one in new]


@pytest.fixture
def queued(monkeypatch):
    """The ids of the runs that were put in line; nothing runs."""
    ids = []

    def keep(_task, run_id):
        ids.append(run_id)

    monkeypatch.setattr("leads.views.bulk.ask_after_commit", keep)
    return ids


def data(act="qualify", **more):
    return {"act": act, "code": str(uuid4())} | more


def finish(run):
    while bulk.advance(run_id=run.pk, at=AT):
        pass


def test_ticked_leads_are_asked_about_then_put_in_line(client, marketer, leads, queued):
    client.force_login(marketer)
    ticked = [str(lead.code) for lead in leads[:2]]
    page = client.get(f"{URL}?{urlencode({'act': 'qualify', 'lead': ticked}, doseq=True)}")
    assert page.content.decode().count('name="lead"') == 2
    answer = client.post(URL, data(lead=ticked))
    run = BulkRun.objects.get()
    assert answer["Location"] == f"/leads/bulk/{run.code}/"
    assert (queued, run.total) == ([run.pk], 2)


def test_all_that_a_filter_finds_are_fixed_when_the_run_starts(client, marketer, leads, queued):
    client.force_login(marketer)
    client.post(URL, data(all="1", filters="q=huda&grade=none"))
    capture(new=NewLead(name="Huda Two"), at=AT, by=marketer)
    assert BulkRun.objects.get().lead_ids == [leads[0].pk]


def test_the_run_page_shows_progress_then_the_result(client, marketer, leads, queued):
    client.force_login(marketer)
    client.post(URL, data("hand_off", all="1", filters="", **BRIEF))
    run = BulkRun.objects.get()
    page = client.get(f"/leads/bulk/{run.code}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    Lead.objects.filter(name="Huda").update(stage="mql")
    finish(run)
    part = client.get(f"/leads/bulk/{run.code}/", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in part
    assert "One lead was handed over." in part
    assert "2 leads were left out" in part
    assert "<html" not in part
    assert Handoff.objects.count() == 1


def test_the_brief_is_previewed_for_the_first_lead_and_nothing_starts(
    client, marketer, leads, queued
):
    client.force_login(marketer)
    asked = data("hand_off", lead=str(leads[0].code), preview="1", who="{name} from {source}")
    part = client.post(URL, asked, headers={"HX-Request": "true"}).content.decode()
    assert "Huda from Expo" in part
    assert "Huda from Expo" in client.post(URL, asked).content.decode()
    assert not BulkRun.objects.exists()


def test_a_brief_is_proposed_and_shown_as_it_will_read(client, marketer, leads, queued):
    client.force_login(marketer)
    page = client.get(URL, {"act": "hand_off", "lead": str(leads[0].code)})
    shown = dict(page.context["preview"])
    assert list(shown.values()) == ["Huda, —, —", "Came to us through Expo"]
    assert "{name}, {job_title}, {company}" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"who": "A", "did": "B", "wants": "C"}, "why_now"),
        (BRIEF | {"did": "{nickname}"}, "did"),
        (BRIEF | {"who": "w" * 1001}, "who"),
        (BRIEF | {"who": "a\0b"}, "who"),
    ],
)
def test_a_brief_that_cannot_be_sent_is_answered_in_the_form(
    client, marketer, leads, queued, typed, field
):
    client.force_login(marketer)
    answer = client.post(URL, data("hand_off", lead=str(leads[0].code), **typed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"act": "delete"},
        {"act": "qualify", "lead": "nobody"},
        {"act": "qualify", "all": "1", "filters": "stage=nonsense"},
    ],
)
def test_an_address_that_no_page_made_is_refused(client, marketer, asked):
    client.force_login(marketer)
    assert client.get(URL, asked).status_code == 422


def test_without_a_lead_the_page_says_so(client, marketer):
    client.force_login(marketer)
    assert "No lead is chosen" in client.get(URL, {"act": "qualify"}).content.decode()
    assert client.post(URL, data()).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_the_doors_are_closed_to_others(client, request, marketer, leads, queued, who, status):
    client.force_login(marketer)
    client.post(URL, data(all="1", filters=""))
    run = BulkRun.objects.get()
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL, {"act": "qualify"}).status_code == status
    assert client.post(URL, data(all="1", filters="")).status_code == status
    assert client.get(f"{URL}{run.code}/").status_code == status
    assert BulkRun.objects.count() == 1


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    assert "/sign-in/" in client.get(URL)["Location"]
    assert "/sign-in/" in client.get(f"{URL}{uuid4()}/")["Location"]


def test_every_missing_part_of_the_brief_is_named_at_once(
    client, marketer, agreement, leads, queued
):
    client.force_login(marketer)
    answer = client.post(URL, data("hand_off", lead=str(leads[0].code), who="Huda"))
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["did", "wants", "why_now"]
    assert not BulkRun.objects.exists()
