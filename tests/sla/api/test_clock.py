"""One clock explained, for programs."""

import pytest
import time_machine

from leads import lifecycle
from sla import pausing
from sla.models import Metric
from tests.api_client import Program
from tests.cast import a_handoff, a_touch, after, fresh

pytestmark = pytest.mark.django_db
EVERYBODY = {"marketer": 200, "rep": 200, "manager": 200, "outsider": 404, None: 401}


def path_of(handoff, metric="first_touch", seq=1):
    return f"/handoffs/{handoff.code}/clocks/{metric}/{seq}/"


def explained(instant, user, handoff, metric="first_touch"):
    with time_machine.travel(instant, tick=False):
        return Program(user).get(path_of(handoff, metric)).json()


@pytest.mark.parametrize("who", EVERYBODY)
def test_members_read(request, handoff, who):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).get(path_of(handoff)).status_code == EVERYBODY[who]


def test_a_clock_there_is_not_is_not_found(handoff, rep):
    assert Program(rep).get(path_of(handoff, "decision")).status_code == 404


def test_the_ledger_adds_up_to_what_has_elapsed(agreement, marketer, rep):
    handoff = a_handoff(by=marketer, at=after(hours=4, minutes=40))
    told = explained(after(hours=22), rep, handoff)  # Tuesday at ten
    counted = [line for line in told["ledger"] if line["is_counted"]]
    assert [line["seconds"] for line in counted] == [1200, 2400, 1200]
    assert [line["is_late"] for line in counted] == [False, False, True]
    assert sum(line["seconds"] for line in counted) == told["reading"]["elapsed_seconds"]
    assert (told["reading"]["state"], told["reading"]["overdue_seconds"]) == ("breached", 1200)
    assert told["ledger"][-1]["total_seconds"] == 4800
    assert (told["time_zone"], told["clause"]) == ("UTC", "6.2.1")


def test_a_pause_is_named_by_its_code(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    pause = pausing.pause(
        handoff=fresh(handoff),
        reason="lead_away",
        until_at=after(days=1),
        at=after(minutes=20),
        by=rep,
    )
    told = explained(after(minutes=50), rep, handoff)
    assert [(line["why"], line["pause"]) for line in told["ledger"]] == [
        ("open", None),
        ("paused", str(pause.code)),
    ]
    assert told["pauses"][0]["by"]["name"] == rep.name


def test_a_breach_tells_whose_time_it_was(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=40), by=rep)
    a_touch(fresh(handoff), rep, after(minutes=100))
    told = explained(after(hours=3), rep, handoff)
    assert [(one["part"], one["seconds"]) for one in told["attribution"]] == [
        ("unclaimed", 2400),
        ("held", 3600),
    ]
    assert told["attribution"][0]["charged_to"] is None
    assert told["attribution"][1]["charged_to"]["name"] == rep.name
    assert told["clock"]["events"][-1]["kind"] == "late"


def test_a_claim_clock_is_explained_too(handoff, rep):
    told = explained(after(minutes=10), rep, handoff, Metric.CLAIM)
    assert told["clock"]["metric"] == "claim"
    assert told["attribution"] == []
