"""Targets of a draft: their order, what they may say, whom they name."""

from dataclasses import fields, replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from personas.models import Persona
from sla import drafting, targets
from sla.calendars import archive_calendar
from sla.models import Calendar, Metric, Target
from sla.targets import TargetText
from tests.cast import NOON, a_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


@pytest.fixture
def calendar(agreement):
    return Calendar.objects.get()


@pytest.fixture
def text(calendar):
    return TargetText(
        name="Grade A", metric=Metric.CLAIM, seconds=300, calendar_id=calendar.pk, grades=("A",)
    )


def _names(version, metric=Metric.CLAIM):
    return [row.name for row in targets.in_order(version) if row.metric == metric]


def test_a_new_target_stands_before_the_one_for_everybody(draft, text, manager):
    targets.add_target(version=draft, text=text, by=manager)
    assert _names(draft) == ["Grade A", "claim in 30 min"]


def test_a_new_target_for_everybody_stands_last(draft, text, manager):
    targets.add_target(version=draft, text=replace(text, grades=()), by=manager)
    assert _names(draft)[-1] == "Grade A"


def test_a_target_moves_among_those_of_its_metric(draft, text, manager):
    target = targets.add_target(version=draft, text=text, by=manager)
    targets.move_target(target=target, steps=1, by=manager)
    assert _names(draft) == ["claim in 30 min", "Grade A"]
    targets.move_target(target=target, steps=5, by=manager)
    assert _names(draft) == ["claim in 30 min", "Grade A"]
    targets.move_target(target=target, steps=-5, by=manager)
    assert _names(draft) == ["Grade A", "claim in 30 min"]
    assert _names(draft, Metric.FIRST_TOUCH) == ["first_touch in 60 min"]


def test_calendar_time_drops_the_calendar(draft, text, manager):
    row = targets.add_target(version=draft, text=replace(text, is_business_time=False), by=manager)
    assert row.calendar_id is None


def test_no_column_of_a_target_is_forgotten():
    said = {each.name for each in fields(TargetText)}
    columns = {column.attname for column in Target._meta.concrete_fields}
    assert columns == said | {"id", "code", "version_id", "position"}


def test_a_new_draft_says_all_that_the_version_in_force_says(agreement, calendar, manager):
    former = a_target(
        agreement,
        Metric.ATTEMPT,
        80 * 60,
        calendar=calendar,
        attempts=4,
        name="Webinars",
        warn_percents=[50, 75],
        pause_reasons=["lead_away"],
        pause_limit_seconds=7200,
        lead_types=["Webinar"],
        regions=["Gulf"],
        grades=["A"],
        sources=[1],
        personas=[2],
    )
    defaults = replace(targets.text_of(former), needs_conversation=True)
    Target.objects.filter(pk=former.pk).update(needs_conversation=True)
    copy = targets.in_order(drafting.draft(at=NOON, by=manager))[0]
    assert (copy.pk == former.pk, targets.text_of(copy)) == (False, defaults)


@pytest.fixture
def attempts(text):
    return replace(text, metric=Metric.ATTEMPT, seconds=80 * 3600, attempts=5, grades=())


def test_attempts_are_promised_by_their_number(draft, attempts, manager):
    made = targets.add_target(version=draft, text=attempts, by=manager)
    assert (made.attempts, made.seconds) == (5, 288_000)


def test_what_another_metric_cannot_mean_is_left_out(draft, attempts, manager):
    said = replace(attempts, metric=Metric.DECISION, needs_conversation=True)
    made = targets.add_target(version=draft, text=said, by=manager)
    assert (made.attempts, made.needs_conversation) == (None, False)


@pytest.mark.parametrize("metric", [Metric.FIRST_TOUCH, Metric.OWNER_TOUCH])
def test_a_touch_may_have_to_be_a_conversation(draft, text, manager, metric):
    said = replace(text, metric=metric, needs_conversation=True)
    assert targets.add_target(version=draft, text=said, by=manager).needs_conversation


def test_pauses_are_kept_in_their_usual_order_with_their_limit(draft, text, manager):
    said = replace(
        text, pause_reasons=("marketing", "lead_away", "marketing"), pause_limit_seconds=3600
    )
    made = targets.add_target(version=draft, text=said, by=manager)
    assert (made.pause_reasons, made.pause_limit_seconds) == (["lead_away", "marketing"], 3600)


def test_where_nothing_may_be_paused_there_is_no_limit(draft, text, manager):
    said = replace(text, pause_reasons=(), pause_limit_seconds=3600)
    assert targets.add_target(version=draft, text=said, by=manager).pause_limit_seconds is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attempts": None}, "attempts"),
        ({"attempts": 1}, "attempts"),
        ({"attempts": 101}, "attempts"),
        ({"seconds": 299}, "seconds"),
    ],
)
def test_attempts_that_cannot_be_made_are_refused(draft, attempts, manager, change, field):
    with pytest.raises(BadInput) as refusal:
        targets.add_target(version=draft, text=replace(attempts, **change), by=manager)
    assert refusal.value.field == field


def test_lists_are_cleaned(draft, text, manager):
    said = replace(text, lead_types=("  Demo   request ", "", "Demo request"))
    row = targets.add_target(version=draft, text=said, by=manager)
    assert row.lead_types == ["Demo request"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"metric": "mood"}, "metric"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 367 * 86400}, "seconds"),
        ({"calendar_id": None}, "calendar"),
        ({"calendar_id": 10**9}, "calendar"),
        ({"warn_percents": (0,)}, "warn_percents"),
        ({"warn_percents": (100,)}, "warn_percents"),
        ({"warn_percents": (1, 2, 3, 4, 5, 6)}, "warn_percents"),
        ({"pause_reasons": ("lunch",)}, "pause_reasons"),
        ({"pause_limit_seconds": 0}, "pause_limit_seconds"),
        ({"pause_limit_seconds": 367 * 86400}, "pause_limit_seconds"),
        ({"grades": ("AAA",)}, "grades"),
        ({"regions": ("x" * 81,)}, "regions"),
        ({"lead_types": tuple(str(n) for n in range(51))}, "lead_types"),
    ],
)
def test_bad_targets_are_refused_by_field(draft, text, manager, change, field):
    with pytest.raises(BadInput) as refusal:
        targets.add_target(version=draft, text=replace(text, **change), by=manager)
    assert refusal.value.field == field
    assert _names(draft) == ["claim in 30 min"]


def test_an_archived_calendar_cannot_be_chosen_but_may_stand(draft, text, calendar, manager):
    target = targets.add_target(version=draft, text=text, by=manager)
    archive_calendar(calendar=calendar, at=NOON, by=manager)
    targets.edit_target(target=target, text=replace(text, seconds=60), by=manager)
    with pytest.raises(BadInput):
        targets.add_target(version=draft, text=text, by=manager)


def test_an_edit_of_an_older_text_is_refused(draft, text, manager, marketing_manager):
    target = targets.add_target(version=draft, text=text, by=manager)
    seen = targets.fingerprint_of(target)
    targets.edit_target(target=target, text=replace(text, seconds=60), by=manager, seen=seen)
    with pytest.raises(StalePage):
        targets.edit_target(target=target, text=text, by=marketing_manager, seen=seen)


def test_a_persona_that_a_target_names_is_not_archived(draft, text, marketer, manager):
    persona = Persona.objects.create(name="IT buyer")
    target = targets.add_target(
        version=draft, text=replace(text, personas=(persona.pk,)), by=manager
    )
    with pytest.raises(targets.PersonaInUse, match="Grade A"):
        targets.archive_persona(persona=persona, at=NOON, by=marketer)
    targets.remove_target(target=target, by=manager)
    assert targets.archive_persona(persona=persona, at=NOON, by=marketer).archived_at == NOON
