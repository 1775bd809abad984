"""Who may open which door of leads and hand-offs."""

import pytest

from leads import lifecycle
from leads.models import StageChange
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "marketing_manager", "outsider", "administrator", None)
BRIEF = {"who": "a", "did": "b", "wants": "c", "why_now": "d"}
TOUCH = {"channel": "call", "outcome": "reached"}


def allowed(statuses):
    """One status for each of the cast, in order."""
    return dict(zip(EVERYBODY, statuses, strict=True))


READS = allowed((200, 200, 200, 200, 404, 404, 401))
MARKETING = allowed((200, 403, 403, 200, 404, 404, 401))
SALES = allowed((403, 200, 200, 403, 404, 404, 401))
SALES_MANAGERS = allowed((403, 403, 200, 403, 404, 404, 401))
MANAGERS = allowed((403, 403, 200, 200, 404, 404, 401))
DOORS = [
    ("GET", "/search/?q=huda", {}, READS),
    ("GET", "/leads/", {}, READS),
    ("GET", "/leads/{lead}/", {}, READS),
    ("GET", "/leads/{lead}/timeline/", {}, READS),
    ("GET", "/leads/{lead}/qualify/", {}, READS),
    ("GET", "/handoffs/", {}, READS),
    ("GET", "/handoffs/{handoff}/", {}, READS),
    ("GET", "/handoffs/{handoff}/touches/", {}, READS),
    ("GET", "/handoffs/{handoff}/qualify/", {}, READS),
    ("GET", "/definitions/", {}, READS),
    ("GET", "/reasons/", {}, READS),
    ("POST", "/leads/", {"name": "Huda"}, MARKETING),
    ("POST", "/leads/{inquiry}/qualify/", {}, MARKETING),
    ("POST", "/leads/{lead}/hand-off/", BRIEF, MARKETING),
    ("POST", "/handoffs/{handoff}/withdraw/", {}, MARKETING),
    ("POST", "/handoffs/{handoff}/claim/", {}, SALES),
    ("POST", "/handoffs/{handoff}/assign/", {"to": "{somebody}"}, SALES_MANAGERS),
    ("POST", "/handoffs/{handoff}/nudge/", {}, MANAGERS),
    ("POST", "/handoffs/{handoff}/touches/", TOUCH, SALES),
    ("POST", "/handoffs/{handoff}/reject/", {"reason": "bad_data"}, SALES),
]
# The owner's own and, of the others, their manager's alone.
OWNERS = allowed((403, 403, 200, 403, 404, 404, 401)) | {"other_rep": 403}
OWNERS["rep"] = 200
OWNED_DOORS = [
    ("undo-claim", {}),
    ("release", {}),
    ("touches", TOUCH),
    ("reject", {"reason": "bad_data"}),
    ("recycle", {"reason": "timing", "until_date": "2027-01-10"}),
]
CONTACTED_DOORS = [("disqualify", {"reason": "no_budget"}), ("qualify", {})]
QUALIFIED_DOORS = [("win", {"value": "10"}), ("lose", {"reason": "price"})]


@pytest.fixture
def opened(request, handoff):
    """Return a function: the status that a person gets at a door."""

    def knock(who, method, path, body):
        user = request.getfixturevalue(who) if who else None
        codes = {"handoff": handoff.code, "lead": handoff.lead.code}
        if "{lead}/hand-off" in path:
            codes["lead"] = cast.a_lead().code
        if "{inquiry}" in path:
            codes["inquiry"] = cast.a_lead(stage="inquiry").code
        if "to" in body:
            body = {"to": str(cast.a_rep("Yara Saad").code)}
        program = Program(user)
        where = path.format(**codes)
        before = StageChange.objects.count()
        answer = program.get(where) if method == "GET" else program.post(where, **body)
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error"}
            assert StageChange.objects.count() == before
        return answer.status_code

    return knock


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(("method", "path", "body", "expected"), DOORS)
def test_each_door_is_open_to_those_it_is_for(opened, who, method, path, body, expected):
    status = opened(who, method, path, body)
    assert (200 if status == 201 else status) == expected[who]


@pytest.mark.parametrize("who", OWNERS)
@pytest.mark.parametrize(("act", "body"), OWNED_DOORS)
def test_a_claimed_lead_is_its_owners_and_their_managers(opened, handoff, rep, who, act, body):
    _claim(handoff, rep)
    status = opened(who, "POST", f"/handoffs/{handoff.code}/{act}/", body)
    assert (200 if status == 201 else status) == OWNERS[who]


@pytest.mark.parametrize("who", OWNERS)
@pytest.mark.parametrize(("act", "body"), CONTACTED_DOORS)
def test_so_is_a_contacted_one(opened, handoff, rep, who, act, body):
    _claim(handoff, rep)
    cast.a_touch(handoff, rep, cast.after(minutes=1))
    assert opened(who, "POST", f"/handoffs/{handoff.code}/{act}/", body) == OWNERS[who]


@pytest.mark.parametrize("who", OWNERS)
@pytest.mark.parametrize(("act", "body"), QUALIFIED_DOORS)
def test_so_is_a_qualified_one(opened, handoff, rep, who, act, body):
    _claim(handoff, rep)
    cast.a_touch(handoff, rep, cast.after(minutes=1))
    at = cast.after(minutes=2)
    lifecycle.qualify(handoff=handoff, confirmed=frozenset(), at=at, by=rep)
    assert opened(who, "POST", f"/handoffs/{handoff.code}/{act}/", body) == OWNERS[who]


@pytest.fixture(autouse=True)
def _five_seconds_past_noon(time_machine):
    time_machine.move_to(cast.after(seconds=5), tick=False)


def _claim(handoff, rep):
    lifecycle.claim(handoff=handoff, at=cast.after(seconds=1), by=rep)
