"""What a review adds up: from the rollups or from the rows, it equals a plain count over them."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F

from dashboards import periods, rollups
from dashboards.board import Ground
from dashboards.days import Days
from dashboards.models import DirtyHour, DueTarget, HandedBy, HandedPart
from dashboards.spreads import Spread
from dashboards.waits import EDGES, NO_CONTACT
from leads import definitions
from leads.models import Campaign, DefinitionCriterion, DefinitionKind, Handoff, ReturnReason
from sla.models import Clock, Metric, Target
from tests import cast
from tests.dashboards import plain
from tests.dashboards.builders import NOW, a_past

pytestmark = pytest.mark.django_db
SPAN = periods.custom(
    (NOW - timedelta(days=60)).date(), (NOW - timedelta(days=1)).date(), ZoneInfo("UTC")
)


@pytest.fixture
def past(db):
    """Return the version in force over a hundred days, some of them rejected for a criterion."""
    version = cast.an_agreement()
    a_past(80, version)
    draft = definitions.draft(kind=DefinitionKind.MQL, at=NOW, by=cast.a_manager())
    criteria = [None, *draft.criteria.all()]
    reasons = [None, *ReturnReason.objects.filter(kind="reject")]
    chance = Random(3)
    campaigns = [None, *(Campaign.objects.create(name=name) for name in ("Spring", "Autumn"))]
    for handoff in Handoff.objects.all():
        handoff.campaign = chance.choice(campaigns)
        if handoff.outcome == "rejected":
            handoff.failed_criterion, handoff.reason = (
                chance.choice(criteria),
                chance.choice(reasons),
            )
        if handoff.outcome == "won":
            handoff.won_value = chance.choice([None, Decimal("120.50"), Decimal(99)])
        if handoff.claimed_at and chance.random() < 0.8:
            seconds = chance.choice([0, *EDGES, *(edge + 1 for edge in EDGES)])
            handoff.first_touch_at = handoff.handed_at + timedelta(seconds=seconds)
        handoff.save()
    return version


def wait(handoff):
    """Return the step of the wait for the first contact, counted out."""
    if handoff.first_touch_at is None:
        return NO_CONTACT
    seconds = (handoff.first_touch_at - handoff.handed_at).total_seconds()
    return 1 + sum(seconds > edge for edge in EDGES)


KEYS = {
    HandedBy.SOURCE: lambda each: each.source_id or 0,
    HandedBy.PERSONA: lambda each: each.persona_id or 0,
    HandedBy.CAMPAIGN: lambda each: each.campaign_id or 0,
    HandedBy.WAIT: wait,
    HandedBy.CRITERION: lambda each: each.failed_criterion_id or 0,
    HandedBy.REASON: lambda each: each.reason_id or 0,
}


COUNTS = (
    *("delivered", "accepted", "rejected", "decided", "qualified", "won", "returned", "lost"),
    "earned",
)


def parts_in_plain():
    """Return every part's counts from all the rows there are."""
    found: Counter = Counter()
    for each in Handoff.objects.exclude(outcome="withdrawn"):
        if not SPAN.start <= each.handed_at < SPAN.end:
            continue
        is_rejected = each.outcome == "rejected"
        for by, key in KEYS.items():
            if by in (HandedBy.CRITERION, HandedBy.REASON) and not is_rejected:
                continue
            part = (by.value, key(each))
            is_qualified = plain.has_reached(each, "qualified")
            for name, yes in (
                ("delivered", True),
                ("accepted", plain.has_reached(each, "accepted")),
                ("rejected", is_rejected),
                ("decided", each.outcome != "" or is_qualified),
                ("qualified", is_qualified),
                ("won", each.outcome == "won"),
                ("returned", each.outcome in ("rejected", "recycled")),
                ("lost", each.outcome in ("disqualified", "lost")),
            ):
                found[part, name] += yes
            found[part, "earned"] += each.won_value or 0
    return +found


def waits_in_plain():
    """Return the calendar seconds to the first touch of each campaign's hand-offs, in order."""
    found: dict = {}
    for each in Handoff.objects.exclude(outcome="withdrawn").filter(
        handed_at__gte=SPAN.start, handed_at__lt=SPAN.end, first_touch_at__isnull=False
    ):
        seconds = (each.first_touch_at - each.handed_at).total_seconds()
        found.setdefault(each.campaign_id or 0, []).append(seconds)
    return {key: sorted(seconds) for key, seconds in found.items()}


def targets_in_plain():
    """Return every target's verdicts and its answers' seconds from all the rows there are."""
    found: dict = {}
    for clock in Clock.objects.prefetch_related("breaches"):
        if clock.due_at is not None and SPAN.start <= clock.due_at < SPAN.end:
            found.setdefault(clock.target_id, []).append(clock)
    return {
        target: (
            *plain.tally(clocks, NOW),
            plain.excused(clocks, NOW),
            sum(plain.verdict(each, NOW) == "broken" and not each.stopped_at for each in clocks),
            sorted(each.business_seconds for each in clocks if each.stopped_at),
        )
        for target, clocks in found.items()
    }


def assert_every_sum_is_right():
    ground = Ground.read(NOW)
    days = Days.seen(NOW, ground.zone, ground.promise_seconds)
    parts: Counter = Counter()
    for row in days.handed_parts(SPAN, *HandedBy):
        for name in COUNTS:
            parts[(row.by, row.key), name] += getattr(row, name)
    assert +parts == parts_in_plain()
    assert_every_wait_is_right(days)
    rows: dict = {}
    for found in days.targets(SPAN):
        rows.setdefault(found.target, []).append(found)
    right = targets_in_plain()
    assert rows.keys() == right.keys()
    for target, mine in rows.items():
        *counts, seconds = right[target]
        names = ("kept", "broken", "running", "void", "excused", "waiting")
        assert [sum(getattr(row, name) for row in mine) for name in names] == counts
        spread = Spread(*(row.business for row in mine))
        expected = plain.percentile(seconds, 0.9)
        assert spread.percentile(0.9) == (expected and pytest.approx(expected, rel=0.01, abs=0.5))


def assert_every_wait_is_right(days):
    spreads: dict = {}
    for row in days.handed_parts(SPAN, HandedBy.CAMPAIGN):
        spreads.setdefault(row.key, Spread()).add(row.to_touch)
    right = waits_in_plain()
    assert len(right) == 3
    for key, seconds in right.items():
        assert spreads[key].count == len(seconds)
        expected = plain.percentile(seconds, 0.5)
        assert spreads[key].percentile(0.5) == pytest.approx(expected, rel=0.01, abs=0.5)


def test_the_sums_are_right_without_rollups(past):
    assert_every_sum_is_right()
    assert sum(name == "rejected" for (_part, name) in parts_in_plain()) > 5


def test_the_sums_are_right_with_rollups_and_with_some_of_them(past):
    assert rollups.roll_up(at=NOW).is_complete
    assert_every_sum_is_right()
    rollups.forget()
    rollups.roll_up(at=NOW, at_most=1)
    assert_every_sum_is_right()


def test_the_rollups_are_what_is_read(past):
    rollups.roll_up(at=NOW)
    HandedPart.objects.update(won=F("won") + 1000)
    DueTarget.objects.update(kept=F("kept") + 1000)
    days = Days.seen(NOW, SPAN.zone, Ground.read(NOW).promise_seconds)
    assert all(row.won >= 1000 for row in days.handed_parts(SPAN, *HandedBy))
    assert all(row.kept >= 1000 for row in days.targets(SPAN))


def _in_span(**where):
    return Handoff.objects.filter(
        handed_at__gte=SPAN.start, handed_at__lt=SPAN.end, **where
    ).earliest("handed_at")


def _another_criterion():
    criterion = DefinitionCriterion.objects.latest("pk")
    handoff = _in_span(outcome="rejected", failed_criterion=None)
    Handoff.objects.filter(pk=handoff.pk).update(failed_criterion=criterion)


def _another_reason():
    reason = ReturnReason.objects.filter(kind="reject").latest("pk")
    handoff = Handoff.objects.filter(
        outcome="rejected", handed_at__gte=SPAN.start, handed_at__lt=SPAN.end
    ).exclude(reason=reason)[0]
    Handoff.objects.filter(pk=handoff.pk).update(reason=reason)


def _an_earlier_touch():
    handoff = _in_span(first_touch_at__gt=F("handed_at") + timedelta(hours=1))
    Handoff.objects.filter(pk=handoff.pk).update(first_touch_at=handoff.handed_at)


def _another_value():
    Handoff.objects.filter(pk=_in_span(outcome="won").pk).update(won_value=Decimal(7))


def _another_target():
    clock = Clock.objects.filter(metric=Metric.CLAIM, due_at__gte=SPAN.start).earliest("due_at")
    other = Target.objects.get(pk=clock.target_id)
    other.pk, other.code = None, "11111111-1111-1111-1111-111111111111"
    other.save(force_insert=True)
    Clock.objects.filter(pk=clock.pk).update(target=other)


@pytest.mark.parametrize(
    "change",
    [_another_criterion, _another_reason, _an_earlier_touch, _another_value, _another_target],
)
def test_a_past_day_that_changes_is_shown_right_before_and_after_it_is_rolled_up_again(
    past, change
):
    rollups.roll_up(at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mithaq.marked', '', true)")
    change()
    assert DirtyHour.objects.exists()
    assert_every_sum_is_right()
    assert rollups.roll_up(at=NOW).is_complete
    assert not DirtyHour.objects.exists()
    assert_every_sum_is_right()
