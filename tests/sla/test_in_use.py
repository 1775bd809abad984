"""What the agreement names is not taken out of use, and the refusal says where it stands."""

import pytest
from django.urls import reverse

from personas import catalogue
from personas.criteria import CriterionText
from sla import drafting, in_use, part_drafting, targets
from tests.cast import NOON, agree

pytestmark = pytest.mark.django_db

ANY = [CriterionText("has_contact", "true")]


@pytest.fixture
def profile(marketer):
    text = catalogue.ProfileText("Growing company", "")
    return catalogue.create_profile(text=text, criteria=ANY, by=marketer)


@pytest.fixture
def persona(marketer):
    text = catalogue.PersonaText(name="IT buyer")
    return catalogue.create_persona(text=text, criteria=ANY, by=marketer)


@pytest.fixture
def draft(manager, profile, persona):
    made = drafting.draft(at=NOON, by=manager)
    changes = {"profiles": (str(profile.code),), "personas": (str(persona.code),)}
    return part_drafting.edit_part(version=made, changes=changes, by=manager)


def test_a_profile_that_a_draft_names_stays_in_use(draft, profile, marketer):
    with pytest.raises(in_use.NamedInAgreement) as refusal:
        in_use.archive_profile(profile=profile, at=NOON, by=marketer)
    assert "3.1 Ideal customers" in str(refusal.value)


def test_a_persona_that_the_agreement_names_stays_in_use(draft, persona, marketer):
    agree(draft, at=NOON)
    with pytest.raises(in_use.NamedInAgreement) as refusal:
        targets.archive_persona(persona=persona, at=NOON, by=marketer)
    assert "3.2 Personas" in str(refusal.value)


def test_what_a_former_version_named_may_go(draft, profile, marketer, manager):
    agree(draft, at=NOON)
    second = drafting.draft(at=NOON, by=manager)
    part_drafting.edit_part(version=second, changes={"profiles": ()}, by=manager)
    agree(second, at=NOON)
    archived = in_use.archive_profile(profile=profile, at=NOON, by=marketer)
    assert archived.archived_at == NOON


def test_the_page_says_so(draft, profile, marketer, as_):
    answer = as_(marketer).post(reverse("sla:archive_profile", args=[profile.code]))
    assert answer.status_code == 409
    assert "3.1 Ideal customers" in answer.content.decode()
