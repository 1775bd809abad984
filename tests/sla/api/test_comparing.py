"""Two versions beside each other through the API."""

import pytest

from sla import drafting, part_drafting
from tests.api_client import Program
from tests.cast import NOON

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "outsider", "administrator", None)


@pytest.fixture
def draft(agreement, manager):
    version = drafting.draft(at=NOON, by=manager)
    changes = {"goal_revenue": 600_000, "routing": "Whoever is free."}
    return part_drafting.edit_part(version=version, changes=changes, by=manager)


def statuses(request, path):
    people = [request.getfixturevalue(who) if who else None for who in EVERYBODY]
    return tuple(Program(who).get(path).status_code for who in people)


def test_managers_compare_drafts_and_everybody_what_was_agreed(request, agreement, draft):
    path = f"/agreement/versions/{agreement.code}/against/{draft.code}/"
    assert statuses(request, path) == (404, 404, 200, 404, 404, 401)
    same = f"/agreement/versions/{agreement.code}/against/{agreement.code}/"
    assert statuses(request, same) == (200, 200, 200, 404, 404, 401)


def test_clauses_that_differ_are_told(agreement, draft, manager):
    path = f"/agreement/versions/{agreement.code}/against/{draft.code}/"
    told = {one["clause"]: one for one in Program(manager).get(path).json()["results"]}
    assert told["goal_revenue"]["number"] == "2.1"
    (change,) = told["goal_revenue"]["changes"]
    assert (change["before"], change["after"]) == ("", "600,000")
    assert told["routing"]["changes"][0]["after"] == "Whoever is free."


def test_the_document_in_force_is_told(agreement, rep):
    agreement.document = {"goal_revenue": "600000.00", "routing": "Whoever is free."}
    agreement.save()
    told = Program(rep).get("/agreement/").json()["document"]
    assert (told["goal_revenue"], told["sales_quota"]) == ("600000.00", None)
    assert told["prose"]["routing"] == "Whoever is free."
