"""Renaming, merging and archiving sources and campaigns: what the agreement says stays true."""

import pytest

from dashboards import rollups
from kit.refusals import BadInput, NotAllowed
from leads.models import Campaign, Cost, Handoff, Lead, Source
from leads.origins import ids_by_name, restore
from personas import catalogue
from personas.catalogue import PersonaText
from personas.criteria import CriterionText
from personas.fit import Operator
from sla import origins
from sla.in_use import NamedInAgreement
from tests.cast import NOON, a_definition, a_handoff, a_lead, a_source, a_target, an_agreement

pytestmark = pytest.mark.django_db


def a_target_for(source):
    return a_target(an_agreement(), "claim", 30, calendar=None, sources=[source.pk])


def test_a_target_goes_on_to_mean_a_renamed_source(marketer):
    source = a_source("Webinars")
    target = a_target_for(source)
    origins.rename(origin=source, name="  Online   seminars ", by=marketer)
    target.refresh_from_db()
    assert Source.objects.get(pk__in=target.sources).name == "Online seminars"


def test_what_the_agreement_names_is_neither_merged_nor_archived(marketer):
    source, other = a_source("Webinars"), a_source("Webinar")
    a_target_for(source)
    with pytest.raises(NamedInAgreement, match="Webinars"):
        origins.merge(origin=source, into=other, at=NOON, by=marketer)
    with pytest.raises(NamedInAgreement, match=r"6\.1"):
        origins.archive(origin=source, at=NOON, by=marketer)
    origins.merge(origin=other, into=source, at=NOON, by=marketer)


def test_a_definition_keeps_the_name_that_it_asks_for(marketer):
    source = a_source("Webinar")
    version = an_agreement()
    version.mql_definition = a_definition(
        "mql", {"fact": "source", "operator": Operator.IS_ONE_OF, "operands": ["webinar"]}
    )
    version.save()
    with pytest.raises(NamedInAgreement):
        origins.rename(origin=source, name="Seminar", by=marketer)
    origins.rename(origin=source, name="WEBINAR", by=marketer)
    assert Source.objects.get().name == "WEBINAR"


def test_criteria_of_personas_follow_the_new_name(marketer):
    source = a_source("Webinar")
    asked = CriterionText("source", Operator.IS_ONE_OF, ("Fair", "webinar"))
    persona = catalogue.create_persona(
        text=PersonaText(name="Buyer"), criteria=[asked], by=marketer
    )
    origins.rename(origin=source, name="Seminar", by=marketer)
    assert persona.criteria.get().operands == ["Fair", "Seminar"]


def test_merging_moves_everything_and_the_old_name_means_the_other(marketer):
    old, kept = (Campaign.objects.create(name=name) for name in ("autum", "Autumn"))
    handoff = a_handoff(by=marketer, lead=a_lead(campaign=old))
    Cost.objects.create(
        campaign=old, from_date=NOON, to_date=NOON, amount=5, entered_at=NOON, entered_by=marketer
    )
    rollups.roll_up(at=NOON)
    origins.merge(origin=old, into=kept, at=NOON, by=marketer)
    assert Handoff.objects.get(pk=handoff.pk).campaign == kept
    assert Lead.objects.get().campaign == kept
    assert Cost.objects.get().campaign == kept
    assert ids_by_name(Campaign, ["AUTUM", "autumn"]) == {"AUTUM": kept.pk, "autumn": kept.pk}
    with pytest.raises(BadInput):
        restore(origin=Campaign.objects.get(pk=old.pk), by=marketer)
    with pytest.raises(BadInput):
        origins.merge(origin=kept, into=old, at=NOON, by=marketer)


def test_nothing_is_merged_into_itself(marketer):
    source = a_source()
    with pytest.raises(BadInput):
        origins.merge(origin=source, into=source, at=NOON, by=marketer)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "FAIR"])
def test_a_name_is_not_empty_too_long_or_taken(marketer, name):
    a_source("Fair")
    with pytest.raises(BadInput) as refused:
        origins.rename(origin=a_source("Webinar"), name=name, by=marketer)
    assert refused.value.field == "name"


def test_a_rep_changes_nothing(rep):
    source, other = a_source("Fair"), a_source("Webinar")
    with pytest.raises(NotAllowed):
        origins.rename(origin=source, name="Fairs", by=rep)
    with pytest.raises(NotAllowed):
        origins.merge(origin=source, into=other, at=NOON, by=rep)
    with pytest.raises(NotAllowed):
        origins.archive(origin=source, at=NOON, by=rep)
