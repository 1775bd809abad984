import pytest
from django.test import Client
from rest_framework.exceptions import Throttled

from kit.api import answer_error
from tests.api_client import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def bug(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("leads.terms.in_force", fail)


def test_a_bug_is_answered_in_the_shape_of_the_apis_errors_without_its_secrets(bug, rep):
    client = Client(raise_request_exception=False)
    client.force_login(rep, backend=BACKEND)
    answer = client.get("/api/v1/definitions/")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "server_error"
    assert b"secret" not in answer.content


def test_who_asks_too_often_is_told_when_to_come_again():
    answer = answer_error(Throttled(wait=3), {})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert answer.data["error"]["code"] == "throttled"


def test_every_other_address_answers_in_the_same_shape(as_, rep):
    for method in ("get", "post", "put", "patch", "delete"):
        answer = getattr(as_(rep), method)("/api/v1/leads")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
