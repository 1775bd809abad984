"""Random lives under a ladder: which steps came when, by an oracle that never saw one."""

import random
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from sla import acknowledging
from sla.escalating import hear_outward, is_climbing
from sla.models import AgreementVersion, Clock, ClockEvent, LadderStep
from sla.sweep import sweep
from tests.sla import test_oracle
from tests.sla.lives import PROMISED, Act, Cast, a_life
from tests.sla.second_opinion import promised_at, used_up
from tests.sla.test_oracle import END, KINDS, live, pairs

pytestmark = pytest.mark.django_db
agreed = test_oracle.agreed
LIVES = 30
HOUR = 3600
# Half the time, the breach, twice the time, an hour on.
SHARES, LATER = (50, 100, 200), HOUR


class Climbers(Cast):
    """The cast, who also say that they are on it."""

    def acknowledge(self, row, act):
        acknowledging.acknowledge(handoff=row, at=act.at, by=self.manager)


@pytest.fixture
def people(marketer, rep, other_rep, manager):
    return Climbers(marketer, [rep, other_rep], manager)


@pytest.fixture
def ladder(agreed):
    """Steps that tell the managers by e-mail, in working hours."""
    version = AgreementVersion.objects.get()
    how = {"roles": ["managers"], "channels": ["app", "email"], "keeps_hours": True}
    for share in SHARES:
        LadderStep.objects.create(version=version, percent=share, **how)
    LadderStep.objects.create(version=version, after_seconds=LATER, **how)


@pytest.fixture
def lives():
    """Lives in which everything is logged at once, and somebody is on it now and then."""
    rng = random.Random(8)
    return [_at_once(a_life(rng, f"{KINDS[n % 3]} {n}"), rng) for n in range(LIVES)]


def _at_once(life, rng):
    acts = []
    for act in life.acts:
        if act.name in {"correct", "strike"}:
            acts.append(replace(act, name="acknowledge"))
            continue
        acts.append(replace(act, back=0) if "touch" in act.name else act)
        if rng.random() < 0.2:
            acts.append(Act(act.at, "acknowledge", 0, "", 0))
    return replace(life, acts=acts)


def steps_due(kind, done):
    """Return {(metric, seq): [instant of each step that had to come, ...]}, and what might."""
    word, found = kind.split()[0], {}
    for key, owed, pauses in promised_at(kind, done, END):
        end = owed.answer or owed.end or END
        due = used_up(owed.start, owed.seconds, word, pauses)
        before = [span for span in pauses if due is None or span[0] < due]
        offsets = [-(-owed.seconds * share // 100) for share in SHARES]
        instants = [
            used_up(owed.start, offset, word, before)
            for offset in sorted([*offsets, owed.seconds + LATER])
        ]
        stops = _noted(key, done, instants, [owed.start, end], pauses)
        found[key] = (
            [at for at in instants if at is not None and at < stops],
            [at for at in instants if at is not None and at <= stops],
        )
    return found


def _noted(key, done, instants, lived, pauses):
    """Return when the ladder stops: somebody is on it, or the promise has ended."""
    start, end = lived
    for act in done:
        is_paused = any(a <= act.at < b for a, b in pauses)
        has_come = any(at is not None and at < act.at for at in instants)
        is_open = start <= act.at <= end and has_come and not is_paused
        if act.name == "acknowledge" and is_open and key[0] != "answer":
            return act.at
    return end


def opening(at):
    """Return when weekdays from nine to five next open; None while they are."""
    day = at.date()
    opens, closes = (datetime.combine(day, time(hour), at.tzinfo) for hour in (9, 17))
    if day.weekday() < 5 and opens <= at < closes:
        return None
    while day.weekday() > 4 or datetime.combine(day, time(9), at.tzinfo) < at:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), at.tzinfo)


def climbed(clock):
    rows = ClockEvent.objects.filter(clock=clock, kind="escalated")
    return list(rows.order_by("step", "revision").values_list("at", flat=True))


def check_quiet_hours(life, people, at):
    """Compare from when on the steps that came are told outside the app."""
    for handoff in people.handoffs.get(life.kind, []):
        for clock in Clock.objects.filter(handoff=handoff, steps_done__gt=0):
            if is_climbing(clock):
                told = hear_outward([{"clock_id": clock.pk, "step": clock.steps_done}], at)[0]
                is_always = clock.calendar_version_id is None
                assert told.not_before == (None if is_always else opening(at)), at
                assert told.emails or clock.metric == "answer"  # marketing has no manager here


def test_every_step_comes_at_its_instant_until_somebody_is_on_it(ladder, lives, people):
    for at, life in live(lives, people, lambda at: (at - timedelta(seconds=30), at)):
        check_quiet_hours(life, people, at)
    sweep(at=END)
    count = 0
    for kind, handoff, done in pairs(lives, people):
        due = steps_due(kind, done)
        for clock in Clock.objects.filter(handoff=handoff):
            came = climbed(clock)
            had_to, might = due.get((clock.metric, clock.seq), ([], came))
            assert came in (had_to, might[: len(came)]), (clock.metric, clock.seq, done)
            assert len(came) >= len(had_to), (clock.metric, clock.seq, done)
            assert clock.steps_done == len(came)
            count += len(came)
    assert count > LIVES
    acknowledged = Clock.objects.filter(acknowledged_at__isnull=False)
    assert acknowledged.count() > 2
    assert set(PROMISED) <= set(Clock.objects.values_list("metric", flat=True))
