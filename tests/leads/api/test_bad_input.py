import json

import pytest

from leads.models import Lead
from tests.api_client import Program

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "fields"}


def error(answer):
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) >= SHAPE
    assert body["error"]["message"]
    return body["error"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "parse_error", id="half a body"),
        pytest.param(b"\xff\xfe{}", 400, "parse_error", id="not UTF-8"),
        pytest.param(b'{"name": NaN}', 400, "parse_error", id="NaN"),
        pytest.param(b'{"name": "\\ud800"}', 400, "parse_error", id="half a character"),
        pytest.param(b"[" * 200_000, 400, "parse_error", id="deep nesting"),
        pytest.param(b'{"company_size":' + b"9" * 9000 + b"}", 400, "parse_error", id="long int"),
        pytest.param(b'"' + b"x" * 2_200_000 + b'"', 413, "too_large", id="two megabytes"),
        pytest.param(b"null", 422, "bad_input", id="null"),
        pytest.param(b"[]", 422, "bad_input", id="a list"),
        pytest.param(b'"name"', 422, "bad_input", id="a text"),
    ],
)
def test_a_body_that_is_no_lead_is_refused(marketer, body, status, code):
    answer = Program(marketer).raw("/leads/", body)
    assert (answer.status_code, error(answer)["code"]) == (status, code)
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 121),
        ("name", "a\0b"),
        ("name", ["x"]),
        ("name", {"a": {"b": {"c": 1}}}),
        ("name", True),
        ("email", "nobody"),
        ("email", "x" * 300 + "@example.com"),
        ("phone", "1" * 41),
        ("company_size", 10**18),
        ("company_size", -1),
        ("company_size", "many"),
        ("company_size", 1.5),
        ("expected_value", "1e400"),
        ("expected_value", "Infinity"),
        ("expected_value", "0.001"),
        ("expected_value", -5),
        ("persona", "not-a-code"),
        ("persona", "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        ("persona", 12),
        ("source", "s" * 81),
        ("grade", "ABC"),
        ("notes", "n" * 4001),
        ("is_do_not_contact", "perhaps"),
        ("add_anyway", []),
        ("stage", "customer"),
    ],
)
def test_a_value_that_cannot_be_is_named(marketer, field, value):
    answer = Program(marketer).post("/leads/", **{"name": "Huda", field: value})
    assert answer.status_code == 422
    assert list(error(answer)["fields"]) == [field]
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "unheard-of"},
        {"persona": "x"},
        {"limit": "0"},
        {"limit": "9" * 40},
        {"cursor": "tampered"},
        {"cursor": "\0"},
        {"q": "a\0b"},
        {"q": "x" * 201},
        {"grade": "\0"},
        {"source": "a\0b"},
        {"hands": "me"},
        {"created_from": "2026-11-16"},
        {"created_to": "2026-11-16T00:00:00"},
    ],
)
def test_a_filter_that_cannot_be_is_refused(rep, query):
    answer = Program(rep).get("/leads/", **query)
    assert answer.status_code == 422
    assert error(answer)


def test_a_form_is_not_json(marketer):
    answer = Program(marketer).raw("/leads/", b"name=x", "application/x-www-form-urlencoded")
    assert (answer.status_code, error(answer)["code"]) == (415, "unsupported_media_type")


def test_a_lead_is_not_deleted(marketer):
    answer = Program(marketer).client.delete("/api/v1/leads/")
    assert (answer.status_code, error(answer)["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "path",
    ["/leads/7c9e6679-7425-40de-944b-e07fc1f90ae7/timeline/", "/leads/7/", "/nothing/", "/leads"],
)
def test_what_is_not_there_is_said_in_the_same_shape(rep, path):
    answer = Program(rep).get(path)
    assert (answer.status_code, error(answer)["code"]) == (404, "not_found")


def test_an_act_without_fields_refuses_any(handoff, rep):
    answer = Program(rep).post(f"/handoffs/{handoff.code}/claim/", by="me")
    assert answer.status_code == 422
    assert list(error(answer)["fields"]) == ["by"]


def test_a_hundred_thousand_unknown_names_are_not_all_sent_back(marketer):
    body = json.dumps({f"n{number}": 1 for number in range(100_000)}).encode()
    answer = Program(marketer).raw("/leads/", body)
    assert answer.status_code == 422
    assert len(error(answer)["fields"]) == 10
