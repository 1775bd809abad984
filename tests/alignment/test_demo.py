"""The demonstration company: a believable past, a queue of today, and never over real data."""

import re

import pytest

from alignment import demo
from leads.models import Handoff, Lead, Source
from notifications.models import OutboxMessage
from personas.models import Persona
from sla.models import Clock, Pause, Target
from sla.queue import queue
from tests.cast import NOON, a_marketer

pytestmark = pytest.mark.django_db
# The queue: one for everybody was at three quarters of its time this very minute.
TODAY = {"breached": 2, "at_risk": 3, "on_track": 5, "paused": 0, "no_clock": 0}
ARABIC = re.compile("[\u0621-\u064a]")


@pytest.fixture(autouse=True)
def _short_past(monkeypatch):
    """Replay two weeks instead of six: the story is the same."""
    monkeypatch.setattr("alignment.demo.past.DAYS", 14)


def test_leaves_a_queue_as_a_rep_would_find_it_and_tells_nobody(db):
    people = demo.load(now=NOON)
    sizes = {group.key: group.count.number for group in queue(at=NOON).groups}
    assert sizes == TODAY
    assert [one.role for one in people] == ["Marketer", "Sales rep", "Manager", "Administrator"]
    assert not OutboxMessage.objects.exists()
    states = {"on_track", "at_risk", "breached", "met"}
    assert states <= set(Clock.objects.values_list("state", flat=True))


def test_shows_every_promise_kept_and_not(db):
    demo.load(now=NOON)
    states = {
        metric: set(Clock.objects.filter(metric=metric).values_list("state", flat=True))
        for metric in ("attempt", "decision", "answer")
    }
    assert {"met", "void", "breached", "on_track"} <= states["attempt"]
    assert {"met", "breached", "on_track"} <= states["decision"]
    assert {"met", "breached", "on_track"} <= states["answer"]


def test_shows_pauses_in_every_part_of_their_life(db):
    demo.load(now=NOON)
    pauses = Pause.objects.order_by("-started_at")
    ended = [each.end_cause if each.ended_at else "lasts" for each in pauses]
    assert ended == ["lasts", "resume", "limit"]
    assert Clock.objects.filter(state="paused", metric="first_touch").count() == 1
    assert Clock.objects.filter(state="met", pause_count=1, metric="first_touch").count() == 2


def test_can_be_renewed(db):
    demo.load(now=NOON)
    before = Lead.objects.count(), Handoff.objects.count()
    demo.load(now=NOON)
    assert (Lead.objects.count(), Handoff.objects.count()) == before


def test_works_in_arabic_where_asked_and_stays_so_when_it_is_renewed(db):
    demo.load(now=NOON, language="ar")
    demo.load(now=NOON)
    names = [
        *Source.objects.values_list("name", flat=True),
        *Persona.objects.values_list("name", flat=True),
        *Target.objects.values_list("name", flat=True),
    ]
    assert names
    assert [name for name in names if not ARABIC.search(name)] == []
    people = Lead.objects.values_list("name", flat=True)
    assert sum(bool(ARABIC.search(name)) for name in people) > len(people) / 2
    sizes = {group.key: group.count.number for group in queue(at=NOON).groups}
    assert sizes == TODAY


def test_is_never_loaded_over_a_company_of_its_own(db):
    a_marketer()
    with pytest.raises(demo.NotTheDemonstration):
        demo.load(now=NOON)
    assert not demo.is_loaded()
