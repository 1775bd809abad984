"""Comments beside the clauses of a draft."""

import pytest
from django.urls import reverse

from sla import commenting, drafting
from tests.cast import NOON, after, agree
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def people(marketer, rep, manager, marketing_manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


MANAGERS = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "marketing_manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}


def about(draft, clause="claim"):
    return reverse("sla:comment", args=[draft.code, clause])


def say(draft, by, text="Two <hours>, please."):
    return commenting.comment(version=draft, clause="claim", text=text, at=NOON, by=by)


def test_managers_comment(as_, people, draft):
    assert statuses(as_, people, about(draft), "get") == MANAGERS


def test_managers_settle(as_, people, draft, manager):
    url = reverse("sla:resolve_comment", args=[say(draft, manager).code])
    settled = MANAGERS | {"manager": 302, "marketing_manager": 302}
    assert statuses(as_, people, url, "post") == settled


def test_a_comment_is_shown_beside_its_clause_to_managers(as_, draft, manager, marketing_manager):
    answer = as_(manager).post(about(draft), {"text": "Two <hours>, please."})
    read = reverse("sla:agreement_version", args=[draft.code])
    assert answer.url == f"{read}#clause-claim"
    page = as_(marketing_manager).get(read).content.decode()
    clause = page.split('id="clause-claim"')[1].split('id="clause-first_touch"')[0]
    assert "Two &lt;hours&gt;, please." in clause
    assert "Settle" in clause


def test_what_is_in_force_shows_neither_comments_nor_a_way_to_comment(as_, draft, manager, rep):
    say(draft, manager)
    agree(draft, at=after(minutes=1))
    for person in (manager, rep):
        page = as_(person).get(reverse("sla:agreement")).content.decode()
        assert "please" not in page
        assert about(draft) not in page


def test_an_empty_comment_is_said(as_, draft, manager):
    answer = as_(manager).post(about(draft), {"text": "  "})
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors


def test_there_is_no_such_clause(as_, draft, manager):
    assert as_(manager).get(about(draft, "weather")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_one_comment_takes_as_many_queries_as_three(as_, draft, manager, number):
    for _each in range(number):
        say(draft, manager)
    url = reverse("sla:agreement_version", args=[draft.code])
    assert queries_of(as_(manager), url, "sla_clausecomment") == 1
