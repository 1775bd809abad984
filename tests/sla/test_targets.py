"""Targets of a draft: their order, what they may say, whom they name."""

from dataclasses import replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from personas.models import Persona
from sla import agreements, targets
from sla.calendars import archive_calendar
from sla.models import Calendar, Metric
from sla.targets import TargetText
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return agreements.draft(at=NOON, by=manager)


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
