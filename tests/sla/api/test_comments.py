"""Comments on clauses through the API."""

import pytest

from sla import commenting, drafting
from tests.api_client import Program
from tests.cast import NOON

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", "administrator", None)


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def path(draft):
    return f"/agreement/versions/{draft.code}/comments/"


def statuses(request, act, path, **body):
    found = {}
    for who in EVERYBODY:
        program = Program(request.getfixturevalue(who) if who else None)
        found[who] = getattr(program, act)(path, **body).status_code
    return tuple(found.values())


def test_managers_list_comment_and_settle(request, draft, path, manager):
    assert statuses(request, "get", path) == (403, 403, 200, 200, 404, 404, 401)
    said = {"clause": "claim", "text": "Two hours."}
    assert statuses(request, "post", path, **said) == (403, 403, 201, 201, 404, 404, 401)
    settle = f"/agreement/comments/{draft.comments.first().code}/resolve/"
    assert statuses(request, "post", settle) == (403, 403, 200, 200, 404, 404, 401)


def test_a_comment_is_told_whole(path, manager):
    told = Program(manager).post(path, clause="claim", text="Two hours.").json()
    assert (told["clause"], told["number"], told["side"]) == ("claim", "6.1", "sales")
    assert (told["text"], told["resolved_at"]) == ("Two hours.", None)
    assert told["by"]["name"] == manager.name


@pytest.mark.parametrize("body", [{"clause": "weather", "text": "Rain."}, {"clause": "claim"}])
def test_bad_input_is_refused(path, manager, draft, body):
    assert Program(manager).post(path, **body).status_code in (400, 422)
    assert not draft.comments.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_one_comment_takes_as_many_queries_as_three(
    path, draft, manager, number, django_assert_num_queries
):
    for _each in range(number):
        commenting.comment(version=draft, clause="claim", text="Two.", at=NOON, by=manager)
    program = Program(manager)
    program.get(path)
    with django_assert_num_queries(QUERIES):
        answer = program.get(path)
    assert len(answer.json()["results"]) == number


QUERIES = 6
