from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import Lead, StageChange
from teams.models import Company

pytestmark = pytest.mark.django_db
URL = "/leads/new/"
HUDA = {"name": "Huda Saleh", "email": "huda@example.com", "phone": "+966501234567"}


def test_marketing_opens_the_form(client, marketer):
    client.force_login(marketer)
    page = client.get(URL).content.decode()
    assert 'name="email"' in page
    assert 'name="another"' in page


@pytest.mark.parametrize(("who", "status"), [("rep", 403), ("manager", 403), ("outsider", 404)])
def test_nobody_else_may_log_a_lead(client, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == status
    assert client.post(URL, HUDA).status_code == status
    assert not Lead.objects.exists()


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    for answer in (client.get(URL), client.post(URL, HUDA)):
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]


def test_a_saved_lead_leads_to_its_page(client, marketer):
    client.force_login(marketer)
    answer = client.post(URL, HUDA | {"source": "Webinar", "company_size": "٢٠٠"})
    lead = Lead.objects.get()
    assert answer["Location"] == reverse("sla:lead", args=[lead.code])
    assert (lead.source.name, lead.company_size, lead.created_by) == ("Webinar", 200, marketer)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12,500", "12500"), ("١٬٢٣٤٫٥٠", "1234.50"), ("980.5", "980.5"), ("", None)],
)
def test_an_expected_value_is_read_as_people_write_it(client, marketer, typed, value):
    client.force_login(marketer)
    client.post(URL, HUDA | {"expected_value": typed})
    assert Lead.objects.get().expected_value == (value and Decimal(value))


def test_what_cannot_be_read_as_an_amount_is_shown_again(client, marketer):
    client.force_login(marketer)
    page = client.post(URL, HUDA | {"expected_value": "much", "company_size": "٢٠ و"})
    assert 'value="much"' in page.content.decode()
    assert 'value="٢٠ و"' in page.content.decode()


def test_save_and_add_another_keeps_source_and_campaign(client, marketer):
    client.force_login(marketer)
    answer = client.post(URL, HUDA | {"source": "Expo", "campaign": "Spring", "another": "1"})
    assert answer["Location"] == "/leads/new/?source=Expo&campaign=Spring"
    assert 'value="Expo"' in client.get(answer["Location"]).content.decode()


def test_a_likely_duplicate_is_shown_before_saving_and_can_be_added_anyway(client, marketer):
    client.force_login(marketer)
    client.post(URL, HUDA)
    answer = client.post(URL, {"name": "Other", "phone": "00966 50 123 4567"})
    assert answer.status_code == 409
    assert Lead.objects.get().get_absolute_url() in answer.content.decode()
    assert 'name="add_anyway"' in answer.content.decode()
    client.post(URL, {"name": "Other", "phone": "00966501234567", "add_anyway": "1"})
    assert Lead.objects.count() == 2


def test_a_taken_external_id_cannot_be_added_anyway(client, marketer):
    client.force_login(marketer)
    client.post(URL, {"external_id": "crm-1"})
    answer = client.post(URL, {"external_id": "crm-1", "add_anyway": "1"})
    assert answer.status_code == 409
    assert 'name="add_anyway"' not in answer.content.decode()


def test_duplicates_show_while_typing_and_nothing_is_written(client, marketer):
    client.force_login(marketer)
    client.post(URL, HUDA)
    fragment = client.post(
        URL, {"check": "1", "email": "HUDA@example.com"}, headers={"HX-Request": "true"}
    )
    assert "Huda Saleh" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, None),
        ({"email": "no address"}, "email"),
        ({"name": "n" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "A", "company_size": "many"}, "company_size"),
        ({"name": "A", "company_size": "99999999999"}, "company_size"),
        ({"name": "A", "expected_value": "-1"}, "expected_value"),
        ({"name": "A", "expected_value": "1.234"}, "expected_value"),
        ({"name": "A", "expected_value": "1e400"}, "expected_value"),
        ({"name": "A", "persona": "nobody"}, "persona"),
    ],
)
def test_bad_input_is_answered_in_the_form_and_nothing_is_written(client, marketer, typed, field):
    client.force_login(marketer)
    answer = client.post(URL, typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert not Lead.objects.exists()
    assert not StageChange.objects.exists()


def test_hostile_text_is_shown_as_text(client, marketer):
    client.force_login(marketer)
    client.post(URL, {"name": "<script>alert(1)</script>", "email": "x@example.com"})
    page = client.post(URL, {"email": "x@example.com"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_expected_value_is_asked_for_in_the_companys_currency(client, marketer):
    Company.objects.update_or_create(pk=1, defaults={"currency": "SAR"})
    client.force_login(marketer)
    form = client.get("/leads/new/").context["form"]
    assert str(form["expected_value"].label) == "Expected value (SAR)"
