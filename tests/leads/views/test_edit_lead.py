import datetime as dt

import pytest

from leads.intake import NewLead, capture, fingerprint
from leads.models import Handoff, Lead

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def lead(marketer):
    return capture(new=NewLead(name="Huda", source="Webinar"), at=AT, by=marketer)


@pytest.fixture
def url(lead):
    return f"/leads/{lead.code}/edit/"


def test_marketing_corrects_a_lead(client, marketer, lead, url):
    client.force_login(marketer)
    assert 'value="Webinar"' in client.get(url).content.decode()
    answer = client.post(url, {"name": "Hind", "source": "Expo", "seen": fingerprint(lead)})
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.name, lead.source.name) == ("Hind", "Expo")


def test_what_changed_since_it_was_read_is_not_overwritten(client, marketer, lead, url):
    client.force_login(marketer)
    Lead.objects.update(name="Changed")
    answer = client.post(url, {"name": "Hind", "seen": fingerprint(lead)})
    assert answer.status_code == 409
    assert Lead.objects.get().name == "Changed"


def test_a_lead_that_sales_has_is_corrected_by_a_manager_of_marketing_only(
    client, marketer, marketing_manager, lead, url
):
    Handoff.objects.create(lead=lead, handed_at=AT)
    client.force_login(marketer)
    assert client.get(url).status_code == 409
    assert client.post(url, {"name": "Hind"}).status_code == 409
    client.force_login(marketing_manager)
    assert client.post(url, {"name": "Hind"}).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_nobody_else_may_correct_it(client, request, url, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code == status
    assert client.post(url, {"name": "Hind"}).status_code == status
    assert Lead.objects.get().name == "Huda"


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client, url):
    assert "/sign-in/" in client.get(url)["Location"]


def test_a_lead_that_is_not_there_is_not_found(client, marketer):
    client.force_login(marketer)
    missing = "/leads/00000000-0000-4000-8000-000000000000/edit/"
    assert client.get(missing).status_code == 404
