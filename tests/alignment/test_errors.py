"""The pages for what went wrong: each says what to do next and needs nothing that may be broken."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alignment import errors
from kit.refusals import Refusal
from tests.api_client import BACKEND


@pytest.fixture
def bug(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("leads.terms.in_force", fail)


@pytest.mark.django_db
def test_a_bug_is_answered_with_a_page_without_its_secrets(bug, rep, agreement):
    client = Client(raise_request_exception=False)
    client.force_login(rep, backend=BACKEND)
    answer = client.get(reverse("sla:agreement"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert 'href="/"' in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Something broke on our side"), ("ar", "حدث عطل لدينا")]
)
def test_the_page_of_a_bug_needs_no_database_and_keeps_language_and_theme(rf, language, words):
    request = rf.get("/queue/")
    request.COOKIES = {"django_language": language, "theme": "dark"}
    answer = errors.server_error(request)
    assert answer.status_code == 500
    assert words in answer.content.decode()
    assert f'lang="{language}"' in answer.content.decode()
    assert 'data-theme="dark"' in answer.content.decode()


def test_even_a_broken_page_is_answered(rf, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("alignment.errors.render_to_string", fail)
    assert errors.server_error(rf.get("/")).status_code == 500


def test_what_is_too_large_is_said_so_without_a_database(rf):
    answer = errors.bad_request(rf.post("/leads/new/"), RequestDataTooBig())
    assert answer.status_code == 413
    assert "This is too large" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_of_many_megabytes_is_too_large(as_, marketer):
    answer = as_(marketer).post(reverse("leads:new_lead"), {"name": "x" * 3_000_000})
    assert answer.status_code == 413


def test_a_program_is_answered_in_the_shape_of_the_api(rf):
    answer = errors.bad_request(rf.get("/api/v1/leads/"), RequestDataTooBig())
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/json")


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_offers_the_way_back(as_, rep):
    answer = as_(rep).get("/nowhere/", headers={"referer": "http://testserver/queue/"})
    assert answer.status_code == 404
    assert "Back to where you were" in answer.text
    assert 'href="http://testserver/queue/"' in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("referer", ["https://evil.example/", "http://testserver/nowhere/", ""])
def test_the_way_back_leads_to_no_other_site_and_not_in_a_circle(as_, rep, referer):
    answer = as_(rep).get("/nowhere/", headers={"referer": referer})
    assert "Back to where you were" not in answer.text
    assert "To the start page" in answer.text


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_says_what_to_do(rep):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rep, backend=BACKEND)
    answer = client.post("/me/", {"name": "Khalid"})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "title"),
    [
        (403, "This is not open to you"),
        (404, "Nothing is here"),
        (409, "This has changed meanwhile"),
        (413, "This is too large"),
        (422, "Please correct this first"),
        (429, "Too many attempts"),
    ],
)
def test_every_refusal_has_a_page_of_its_status(as_, rep, monkeypatch, status, title):
    class Refused(Refusal):
        pass

    Refused.status = status

    def refuse(*args, **kwargs):
        raise Refused

    monkeypatch.setattr("leads.terms.in_force", refuse)
    monkeypatch.setattr("sla.agreements.in_force", refuse)
    answer = as_(rep).get(reverse("sla:agreement"))
    assert answer.status_code == status
    assert title in answer.text


@pytest.mark.django_db
def test_the_icon_is_found_under_its_old_name_without_a_query(client):
    with CaptureQueriesContext(connection) as found:
        answer = client.get("/favicon.ico")
    assert answer.url.endswith(".svg")
    assert not any("teams_user" in query["sql"] for query in found)
