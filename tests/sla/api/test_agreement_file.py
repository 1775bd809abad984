"""The agreement as a file at the API: read by members, taken and checked by managers."""

import pytest

from sla import agreements, drafting
from sla.agreement_file import as_file, schema
from tests.api_client import Program
from tests.cast import NOON, agree

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "outsider", "administrator", None)
READS = dict(zip(EVERYBODY, (200, 200, 200, 404, 404, 401), strict=True))
TAKES = dict(zip(EVERYBODY, (403, 403, 200, 404, 404, 401), strict=True))


@pytest.fixture
def agreed(manager):
    """Return the version in force."""
    return agree(drafting.draft(at=NOON, by=manager), at=NOON)


def _person(request, who):
    return request.getfixturevalue(who) if who else None


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", ["/agreement/file/", "/agreement/file/schema/"])
def test_members_read_the_file_and_its_schema(request, agreed, path, who):
    assert Program(_person(request, who)).get(path).status_code == READS[who]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", ["/agreement/file/", "/agreement/file/check/"])
def test_managers_take_and_check_files(request, agreed, path, who):
    said = as_file(agreed)
    assert Program(_person(request, who)).post(path, **said).status_code == TAKES[who]


def test_the_file_is_what_the_command_writes(rep, agreed):
    assert Program(rep).get("/agreement/file/").json() == as_file(agreed)
    assert Program(rep).get("/agreement/file/", version=agreed.number).json() == as_file(agreed)
    assert Program(rep).get("/agreement/file/schema/").json() == schema()


def test_there_is_no_file_of_no_version(rep):
    assert Program(rep).get("/agreement/file/").status_code == 404
    assert Program(rep).get("/agreement/file/", version=9).status_code == 404


def test_what_is_taken_is_a_draft_and_in_force_for_nobody(manager, agreed):
    said = as_file(agreed) | {"text": {"goal_leads": 55}}
    answer = Program(manager).post("/agreement/file/", **said)
    assert answer.json()["draft"] == agreed.number + 1
    assert agreements.drafted().goal_leads == 55
    assert agreements.in_force() == agreed


def test_a_file_is_checked_without_a_draft_being_made(manager, agreed):
    answer = Program(manager).post("/agreement/file/check/", **as_file(agreed) | {"targets": []})
    assert answer.json()["draft"] is None
    assert answer.json()["missing"]
    assert agreements.drafted() is None


def test_programs_are_told_what_is_wrong_and_where(manager, agreed):
    said = as_file(agreed) | {"text": {"goal_leads": -5}, "colour": 1}
    answer = Program(manager).post("/agreement/file/", **said)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "bad_file"
    assert {one["path"] for one in error["problems"]} == {"text.goal_leads", "colour"}


@pytest.mark.parametrize("body", [b"[]", b'"file"', b"7", b"null"])
def test_what_is_no_file_is_refused(manager, agreed, body):
    assert Program(manager).raw("/agreement/file/", body).status_code == 422
