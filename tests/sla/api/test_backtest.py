"""Programs try a draft on the last weeks."""

import pytest

from sla import backtesting, drafting
from sla.models import Backtest, LadderStep
from tests.api_client import Program
from tests.cast import NOON, a_handoff

pytestmark = pytest.mark.django_db
PATH, CANCEL = "/agreement/backtest/", "/agreement/backtest/cancel/"
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", None)
STATUSES = (403, 403, 404, 404, 404, 401)


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.mark.parametrize(("who", "status"), zip(EVERYBODY, STATUSES, strict=True))
def test_only_managers_ask_for_a_backtest(request, draft, who, status):
    program = Program(request.getfixturevalue(who) if who else None)
    assert program.get(PATH).status_code == status  # nothing has been tried yet
    assert program.post(CANCEL).status_code == status
    started = 201 if who and "manager" in who else status
    assert program.post(PATH).status_code == started


def test_a_backtest_is_started_followed_and_read(draft, manager):
    LadderStep.objects.filter(version=draft).delete()
    a_handoff()
    program = Program(manager)
    told = program.post(PATH, weeks=52, reps=3).json()
    assert (told["status"], told["tried"], told["in_force"]) == ("queued", None, None)
    assert told["options"] == {
        "weeks": 52,
        "minutes": 10,
        "reps": 3,
        "hours": 14,
        "calendars": "now",
    }
    run = Backtest.objects.get()
    while backtesting.Worker(run.pk).step(at=run.created_at):
        pass
    told = program.get(PATH).json()
    assert (told["status"], told["done"], told["is_stale"]) == ("done", told["total"], False)
    tried, in_force = told["tried"], told["in_force"]
    assert (tried["number"], in_force["number"]) == (draft.number, draft.number - 1)
    assert tried["metrics"] == in_force["metrics"]
    assert tried["there_seconds"] == 52 * 3 * 14 * 3600
    assert [each["metric"] for each in tried["targets"]] == ["claim", "first_touch"]


def test_a_cancelled_backtest_has_found_nothing(draft, manager):
    program = Program(manager)
    program.post(PATH)
    assert program.post(CANCEL).json()["status"] == "cancelled"
    assert program.get(PATH).json()["tried"] is None


@pytest.mark.parametrize("field", ["weeks", "minutes", "reps", "hours", "calendars"])
def test_what_cannot_be_used_is_named(draft, manager, field):
    answer = Program(manager).post(PATH, **{field: 0})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"].keys() == {field}


def test_nothing_is_tried_while_nothing_is_being_agreed_on(agreement, manager):
    answer = Program(manager).post(PATH)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_try")
