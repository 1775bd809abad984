"""Stories about the verbs themselves: any instant may be chosen, and nobody asks what time it is.

A life of 1999 is lived today, over every verb there is.
"""

import ast
import inspect
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from kit.instants import NaiveInstant
from kit.refusals import Refusal
from leads import feedback, lifecycle, qualifying
from leads.lifecycle import Decision, NewTouch
from leads.models import Lead, Touch
from sla import acknowledging, calendars, excusing, pausing, recalculating
from sla.models import AgreementVersion, Breach, CalendarVersion
from sla.reading import read_clock
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import BRIEF, a_lead, an_agreement, clock_of, fresh
from tests.sla.stories import CLAIM, TOUCH, a_desk, hours, in_seconds, on, shown

ROOT = Path(__file__).resolve().parents[2]
NO = Decision("duplicate")
VERBS = [
    *(getattr(lifecycle, name) for name in lifecycle.__all__ if name.islower()),
    qualifying.qualify_mql,
    qualifying.qualify_many,
    feedback.take_note,
    pausing.pause,
    pausing.resume,
    acknowledging.acknowledge,
    excusing.ask,
    excusing.ask_many,
    excusing.grant,
    excusing.refuse,
    excusing.decide_many,
    excusing.withdraw,
    recalculating.start,
    recalculating.try_again,
    recalculating.Worker.step,
    calendars.add_version,
    sweep,
    read_clock,
]
# Doors, which read the clock once and hand it on, and what only they call.
DOORS = {"tasks.py", "apps.py", "admin.py", "receivers.py"}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__qualname__)
def test_takes_its_instant_by_name(verb):
    parameters = inspect.signature(verb).parameters
    assert parameters["at"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["at"].default is inspect.Parameter.empty


def test_nothing_behind_the_doors_reads_the_clock():
    behind = [
        path
        for folder in ("leads/lifecycle", "leads", "sla")
        for path in (ROOT / folder).glob("*.py")
        if path.name not in DOORS
    ]
    readers = {"now", "today", "utcnow", "localdate", "monotonic"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in behind
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in readers
        and not node.args
        and getattr(node.func.value, "id", "") in {"timezone", "datetime", "date", "time"}
    ]
    assert len(behind) > 50
    assert found == []


@pytest.fixture
def stopped_clock(monkeypatch):
    """The machine's clock breaks for whoever asks it."""

    def ask():
        raise AssertionError("somebody asked what time it is")

    monkeypatch.setattr(timezone, "now", ask)


@pytest.mark.django_db
def test_a_life_of_1999_is_lived_today(stopped_clock, marketer, rep, manager, marketing_manager):
    long_ago = datetime(1990, 1, 1, tzinfo=UTC)
    a_desk(hours(), decision=480, answer=120, owner_touch=60)
    AgreementVersion.objects.update(in_force_at=long_ago)
    CalendarVersion.objects.update(created_at=long_ago)
    noon = datetime(1999, 3, 1, 12, tzinfo=UTC)  # a Monday

    def at(minute):
        return noon + timedelta(minutes=minute)

    lead = a_lead(created_at=noon - timedelta(days=1))
    handoff = lifecycle.hand_off(lead=lead, brief=BRIEF, at=at(0), by=marketer)
    lifecycle.claim(handoff=handoff, at=at(5), by=rep)
    lifecycle.undo_claim(handoff=handoff, at=at(5), by=rep)
    lifecycle.assign(handoff=fresh(handoff), to=rep, at=at(10), by=manager)
    pausing.pause(handoff=fresh(handoff), reason="lead_away", until_at=at(300), at=at(20), by=rep)
    pausing.resume(handoff=fresh(handoff), at=at(80), by=rep)
    lifecycle.release(handoff=fresh(handoff), at=at(90), by=rep)
    lifecycle.claim(handoff=fresh(handoff), at=at(91), by=rep)
    sweep(at=at(150))
    breach = Breach.objects.get(clock__metric=TOUCH)
    assert breach.due_at == at(120)
    excusing.ask(breach=breach, kind="excuse", reason="Ill", at=at(151), by=rep)
    excusing.grant(breach=breach, at=at(152), by=marketing_manager)
    call = NewTouch(channel="call", outcome="reached", occurred_at=at(155))
    touch = lifecycle.log_touch(handoff=fresh(handoff), touch=call, at=at(160), by=rep)
    lifecycle.strike_touch(touch=touch, reason="Another lead", at=at(161), by=rep)
    lifecycle.log_touch(handoff=fresh(handoff), touch=call, at=at(162), by=rep)
    lifecycle.qualify(handoff=fresh(handoff), confirmed=frozenset(), at=at(170), by=rep)
    lifecycle.win(handoff=fresh(handoff), value=Decimal(1), at=at(180), by=rep)
    assert shown(handoff, TOUCH, at(200)) == ("breached", at(120), 95, 0, 35)
    assert shown(handoff, "decision", at(200))[::2] == ("met", 79, 0)
    assert Lead.objects.get(pk=lead.pk).stage == "customer"


@pytest.mark.django_db
class TestInstants:
    """Naive ones are refused by name; fractions are cut off; any zone will do."""

    @pytest.fixture
    def handoff(self, db, marketer):
        a_desk(hours())
        return lifecycle.hand_off(lead=a_lead(), brief=BRIEF, at=on(16, 12), by=marketer)

    def test_a_naive_instant_is_refused_by_every_verb(self, handoff, lead, marketer, rep, manager):
        naive = datetime(2026, 11, 16, 12, 10)  # noqa: DTZ001 - that is the point
        call = NewTouch(channel="call", outcome="reached", occurred_at=on(16, 12, 5))
        acts = [
            lambda: lifecycle.hand_off(lead=lead, brief=BRIEF, at=naive, by=marketer),
            lambda: lifecycle.withdraw(handoff=handoff, at=naive, by=marketer),
            lambda: lifecycle.claim(handoff=handoff, at=naive, by=rep),
            lambda: lifecycle.assign(handoff=handoff, to=rep, at=naive, by=manager),
            lambda: lifecycle.log_touch(handoff=handoff, touch=call, at=naive, by=rep),
            lambda: lifecycle.reject(handoff=handoff, decision=NO, at=naive, by=rep),
            lambda: pausing.pause(
                handoff=handoff, reason="lead_away", until_at=on(17, 12), at=naive, by=manager
            ),
            lambda: pausing.pause(
                handoff=handoff, reason="lead_away", until_at=naive, at=on(16, 12), by=manager
            ),
            lambda: sweep(at=naive),
            lambda: read_clock(clock=clock_of(handoff, CLAIM), at=naive),
        ]
        for act in acts:
            with pytest.raises(NaiveInstant):
                act()
        assert shown(handoff, CLAIM, on(16, 12, 10)) == ("on_track", on(16, 12, 30), 10, 20, 0)

    def test_fractions_are_cut_off_and_never_rounded(self, handoff, rep):
        late = on(16, 12, 30).replace(microsecond=999_999)
        lifecycle.claim(handoff=handoff, at=late, by=rep)
        assert in_seconds(handoff, CLAIM, on(16, 14)) == ("met", on(16, 12, 30), 1800, 0, 0)

    def test_every_refusal_has_a_status_a_code_and_words(self):
        def below(kind):
            for each in kind.__subclasses__():
                yield each
                yield from below(each)

        for kind in below(Refusal):
            assert kind.status in {401, 403, 404, 409, 413, 422, 429, 503}, kind
            assert kind.code, kind
            assert str(kind.default_message), kind


@pytest.mark.django_db
def test_the_same_life_through_the_api(marketer, rep, manager):
    """What has a door goes through it: the instants are the machine's, the arithmetic is ours."""
    an_agreement(claim_minutes=30, touch_minutes=60)
    handed_at = timezone.now() - timedelta(days=7)
    handoff = lifecycle.hand_off(lead=a_lead(), brief=BRIEF, at=handed_at, by=marketer)
    door = f"/handoffs/{handoff.code}"
    assert Program(rep).post(f"{door}/claim/").status_code == 200
    assert Program(rep).post(f"{door}/claim/").status_code == 409
    answer = Program(manager).post(
        f"{door}/touches/",
        channel="call",
        outcome="reached",
        occurred_at=handed_at.replace(microsecond=0).isoformat(),
    )
    assert answer.status_code == 201, answer.json()
    clocks = {row["metric"]: row for row in Program(rep).get(f"{door}/clocks/").json()["clocks"]}
    assert (clocks["claim"]["state"], clocks["first_touch"]["state"]) == ("breached", "met")
    assert clocks["first_touch"]["business_seconds"] == 0
    assert Touch.objects.get().occurred_at == handed_at.replace(microsecond=0)
    explained = Program(rep).get(f"{door}/clocks/claim/1/").json()["reading"]
    read = read_clock(clock=clock_of(handoff, CLAIM), at=timezone.now())
    assert explained["elapsed_seconds"] == read.elapsed_seconds
    assert explained["overdue_seconds"] == read.elapsed_seconds - 30 * 60
    assert Program(rep).post(f"{door}/resume/").status_code == 409
