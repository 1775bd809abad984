"""What htmx is told when only a whole page can answer."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HERE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?source=3"}


def test_a_poll_after_the_session_s_end_leads_to_sign_in_and_back_to_its_page(client):
    answer = client.get("/queue/pulse/?v=1.1", headers=HERE)
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fqueue%2F%3Fsource%3D3"
    assert answer.content == b""


def test_a_poll_that_names_another_site_leads_back_to_the_start(client):
    there = HERE | {"HX-Current-URL": "https://elsewhere.example/queue/"}
    answer = client.get("/queue/pulse/?v=1.1", headers=there)
    assert answer["HX-Redirect"] == "/sign-in/?next=%2F"


def test_a_form_older_than_the_last_signing_in_loads_its_page_anew(rep, handoff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(rep, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(f"/handoffs/{handoff.code}/claim/", headers=HERE)
    assert answer["HX-Refresh"] == "true"
    handoff.refresh_from_db()
    assert handoff.owner is None


def test_a_refusal_takes_its_place_in_the_page(as_, marketer, handoff):
    answer = as_(marketer).post(f"/handoffs/{handoff.code}/claim/", headers=HERE)
    assert answer.status_code == 403
    assert "HX-Refresh" not in answer
    assert b"<html" not in answer.content
