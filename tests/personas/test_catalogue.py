"""Profiles and personas are made, changed, archived; nothing half-written."""

from dataclasses import replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from personas import catalogue
from personas.catalogue import PersonaText, ProfileText
from personas.criteria import BadCriterion, CriterionText, text_of
from personas.models import Criterion, IdealCustomerProfile, Persona
from tests.cast import NOON

pytestmark = pytest.mark.django_db

TITLE = CriterionText("job_title", "contains", ("IT", "تقنية"), weight=3, is_required=True)
SIZE = CriterionText("company_size", "between", ("50", "500"))
TEXT = PersonaText(name="IT buyer", pains="Too many tools", opener="Shall I show you?")


@pytest.fixture
def persona(marketer):
    return catalogue.create_persona(text=TEXT, criteria=[TITLE, SIZE], by=marketer)


def test_a_persona_keeps_its_criteria_in_order(persona):
    assert [text_of(row) for row in persona.criteria.all()] == [TITLE, SIZE]
    assert persona.pains == "Too many tools"


def test_an_edit_replaces_text_and_criteria(persona, manager):
    text = replace(TEXT, name=" IT   lead ", pains="")
    catalogue.edit_persona(persona=persona, text=text, criteria=[SIZE], by=manager)
    persona.refresh_from_db()
    assert (persona.name, persona.pains) == ("IT lead", "")
    assert [text_of(row) for row in persona.criteria.all()] == [SIZE]


def test_a_bad_criterion_writes_nothing(persona, marketer):
    bad = [SIZE, replace(SIZE, operands=("many",))]
    with pytest.raises(BadCriterion) as refusal:
        catalogue.edit_persona(
            persona=persona, text=replace(TEXT, name="New"), criteria=bad, by=marketer
        )
    assert (refusal.value.row, refusal.value.field) == (1, "operands")
    persona.refresh_from_db()
    assert persona.name == "IT buyer"
    assert persona.criteria.count() == 2


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 81}, {"opener": "x" * 501}, {"pains": "x" * 2001}]
)
def test_bad_texts_are_refused_by_field(marketer, change):
    with pytest.raises(BadInput) as refusal:
        catalogue.create_persona(text=replace(TEXT, **change), criteria=[], by=marketer)
    assert refusal.value.field == next(iter(change))
    assert not Persona.objects.exists()


def test_a_name_is_taken_once_whatever_its_case(persona, marketer):
    with pytest.raises(BadInput) as refusal:
        catalogue.create_persona(text=replace(TEXT, name="it BUYER"), criteria=[SIZE], by=marketer)
    assert refusal.value.field == "name"
    assert Criterion.objects.count() == 2


def test_an_archived_persona_is_not_changed_until_restored(persona, marketer):
    catalogue.archive_persona(persona=persona, at=NOON, by=marketer)
    assert not Persona.objects.current().exists()
    with pytest.raises(catalogue.Archived):
        catalogue.edit_persona(persona=persona, text=TEXT, criteria=[], by=marketer)
    catalogue.restore_persona(persona=persona, by=marketer)
    assert Persona.objects.current().exists()


def test_archiving_twice_keeps_the_first_instant(persona, marketer):
    catalogue.archive_persona(persona=persona, at=NOON, by=marketer)
    later = NOON.replace(hour=13)
    assert catalogue.archive_persona(persona=persona, at=later, by=marketer).archived_at == NOON


def test_an_edit_of_an_older_text_is_refused(persona, marketer):
    seen = catalogue.fingerprint_of_wanted(persona)
    edit = {"persona": persona, "criteria": [SIZE], "by": marketer, "seen": seen}
    catalogue.edit_persona(text=TEXT, **edit)
    with pytest.raises(StalePage):
        catalogue.edit_persona(text=TEXT, **edit)


def test_a_profile_is_made_changed_archived_and_restored(marketer):
    text = ProfileText(name="Gulf clinics", description="Ten or more sites")
    profile = catalogue.create_profile(text=text, criteria=[SIZE], by=marketer)
    new = replace(text, name="Clinics")
    catalogue.edit_profile(profile=profile, text=new, criteria=[], by=marketer)
    catalogue.archive_profile(profile=profile, at=NOON, by=marketer)
    assert not IdealCustomerProfile.objects.current().exists()
    catalogue.restore_profile(profile=profile, by=marketer)
    profile.refresh_from_db()
    assert (profile.name, profile.criteria.count(), profile.archived_at) == ("Clinics", 0, None)


def test_only_marketing_and_managers_may(persona, rep, administrator, outsider):
    for person in (rep, administrator, outsider):
        for act in (
            lambda by: catalogue.create_persona(text=TEXT, criteria=[], by=by),
            lambda by: catalogue.edit_persona(persona=persona, text=TEXT, criteria=[], by=by),
            lambda by: catalogue.archive_persona(persona=persona, at=NOON, by=by),
            lambda by: catalogue.restore_persona(persona=persona, by=by),
            lambda by: catalogue.create_profile(text=ProfileText("X"), criteria=[], by=by),
        ):
            with pytest.raises(NotAllowed):
                act(person)
