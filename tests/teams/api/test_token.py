"""The API's key: who has one gets in, and everybody else hears why not, in one shape."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from teams.models import ApiToken
from teams.tokens import make_token, recognise
from tests import cast


def call(key: str | None, path: str = "/api/v1/me/"):
    client = APIClient()
    if key is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client.get(path)


def test_a_token_opens_the_api_as_its_person(rep):
    answer = call(make_token(user=rep, at=cast.NOON))
    assert answer.status_code == 200
    assert answer.json()["email"] == rep.email
    assert answer.json()["roles"] == [{"team": "Sales", "side": "sales", "role": "rep"}]


@pytest.mark.parametrize("key", [None, "", "mq_wrong", "ключ".encode().decode("latin-1"), "a b c"])
def test_nobody_gets_401_with_the_way_in(rep, key):
    answer = call(key)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"] in {"not_authenticated", "authentication_failed"}


def test_somebody_without_a_team_sees_nothing(outsider):
    answer = call(make_token(user=outsider, at=cast.NOON))
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_deactivated_persons_token_is_nobodys(rep):
    key = make_token(user=rep, at=cast.NOON)
    rep.is_active = False
    rep.save()
    assert call(key).status_code == 401


def test_a_new_token_replaces_the_old(rep):
    old, new = (make_token(user=rep, at=cast.NOON) for _token in range(2))
    assert call(old).status_code == 401
    assert call(new).status_code == 200


def test_its_use_is_noted_once_a_day(rep, django_assert_num_queries):
    key = make_token(user=rep, at=cast.NOON)
    recognise(key=key, at=cast.NOON)
    with django_assert_num_queries(1):
        recognise(key=key, at=cast.after(hours=3))
    assert ApiToken.objects.get().last_used_date == cast.NOON.date()
    recognise(key=key, at=cast.after(days=1))
    assert ApiToken.objects.get().last_used_date == cast.after(days=1).date()


def test_answers_speak_the_persons_language(rep):
    rep.language = "ar"
    rep.save()
    answer = call(make_token(user=rep, at=cast.NOON))
    assert answer["Content-Language"] == "ar"


def test_a_session_needs_the_forms_token_to_write(rep):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(rep, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/v1/leads/", {}, format="json")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"


def test_a_token_needs_no_forms_token(marketer):
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(user=marketer, at=cast.NOON)}")
    assert client.post("/api/v1/leads/", {}, format="json").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "code"),
    [
        ("delete", "/me/", b"", "application/json", 405, "method_not_allowed"),
        ("post", "/leads/", b"{", "application/json", 400, "parse_error"),
        ("post", "/leads/", b"<a/>", "application/xml", 415, "unsupported_media_type"),
        ("get", "/leads/00000000-0000-0000-0000-000000000000/", b"", "", 404, "not_found"),
    ],
)
def test_every_error_has_the_one_shape(marketer, method, path, body, content_type, status, code):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(user=marketer, at=cast.NOON)}")
    answer = client.generic(method.upper(), "/api/v1" + path, body, content_type)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_an_unknown_address_of_the_api_answers_in_the_same_shape(rep):
    answer = call(make_token(user=rep, at=cast.NOON), "/api/v1/nonsense/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_the_root_names_what_there_is(rep):
    answer = call(make_token(user=rep, at=cast.NOON), "/api/v1/")
    for name, address in answer.json().items():
        assert address.startswith("http://testserver/api/"), name


def test_the_documents_page_is_there_under_the_policy(client, db):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert client.get("/api/v1/schema/").status_code == 200


def test_the_command_prints_a_token_that_works(rep):
    out = StringIO()
    call_command("api_token", rep.email.upper(), stdout=out)
    assert call(out.getvalue().strip()).status_code == 200


def test_the_command_knows_nobody_inactive(rep):
    rep.is_active = False
    rep.save()
    with pytest.raises(CommandError):
        call_command("api_token", rep.email)
