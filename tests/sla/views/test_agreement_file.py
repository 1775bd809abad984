"""The agreement as a file on its pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sla import agreements, drafting
from sla.agreement_file import as_file
from sla.file_text import as_yaml, parse
from sla.parts import fingerprint_of_all
from tests.cast import NOON, agree
from tests.doors import statuses

pytestmark = pytest.mark.django_db
PAGE = "/agreement/from-file/"


@pytest.fixture
def agreed(manager):
    """Return the version in force."""
    return agree(drafting.draft(at=NOON, by=manager), at=NOON)


@pytest.fixture
def people(marketer, rep, manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


def _upload(text, name="agreement.yaml"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def test_only_managers_take_a_file(as_, people):
    expected = dict(zip(people, (403, 403, 200, 404, 404, 302), strict=True))
    assert statuses(as_, people, PAGE, "get") == expected


def test_members_take_a_version_away(as_, people, agreed):
    url = f"/agreement/versions/{agreed.code}/file/"
    expected = dict(zip(people, (200, 200, 200, 404, 404, 302), strict=True))
    assert statuses(as_, people, url, "get") == expected


def test_a_draft_is_taken_away_by_managers_alone(as_, rep, manager):
    draft = drafting.draft(at=NOON, by=manager)
    url = f"/agreement/versions/{draft.code}/file/"
    assert as_(rep).get(url).status_code == 404
    answer = as_(manager).get(url)
    assert parse(answer.content) == as_file(draft)
    assert 'filename="agreement-1.yaml"' in answer["Content-Disposition"]


def test_a_file_becomes_the_draft(as_, manager, agreed):
    said = as_file(agreed) | {"text": {"goal_leads": 66}}
    answer = as_(manager).post(PAGE, {"file": _upload(as_yaml(said))}, follow=True)
    assert "The draft says what the file says" in answer.content.decode()
    assert agreements.drafted().goal_leads == 66


def test_everything_wrong_stands_on_the_page_and_nothing_is_changed(as_, manager, agreed):
    said = as_file(agreed) | {"text": {"goal_leads": -1}, "colour": "red"}
    answer = as_(manager).post(PAGE, {"file": _upload(as_yaml(said))})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things are wrong" in page
    assert "text.goal_leads" in page
    assert agreements.drafted() is None


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a: [", b"<html>", b"a: 1\n" * 3])
def test_what_is_no_agreement_is_said_at_the_field(as_, manager, raw):
    answer = as_(manager).post(PAGE, {"file": _upload(raw)})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_a_file_must_be_chosen(as_, manager):
    assert as_(manager).post(PAGE, {}).status_code == 422


def test_a_draft_that_changed_meanwhile_is_not_replaced(as_, manager, agreed):
    draft = drafting.draft(at=NOON, by=manager)
    seen = fingerprint_of_all(draft)
    draft.goal_leads = 5
    draft.save()
    said = {"file": _upload(as_yaml(as_file(agreed))), "seen": seen}
    assert as_(manager).post(PAGE, said).status_code == 409
    assert agreements.drafted().goal_leads == 5
