"""Definitions of MQL, SAL and SQL: drafted, put in force, never changed after that."""

from dataclasses import replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from leads import definitions, qualifying, terms
from leads.agreeing import OvertakenTerms
from leads.models import Definition, DefinitionKind, Terms
from personas.criteria import BadCriterion, CriterionText, text_of
from sla import drafting
from sla.version_text import VersionText
from tests.cast import NOON, a_lead, after, agree

pytestmark = pytest.mark.django_db

REGION = CriterionText("region", "one_of", ("Gulf",), is_required=True)


@pytest.fixture
def draft(manager):
    return definitions.draft(kind="mql", at=NOON, by=manager)


@pytest.mark.parametrize("kind", DefinitionKind.values)
def test_the_first_draft_has_sound_criteria_and_can_be_put_in_force(kind, manager):
    made = definitions.draft(kind=kind, at=NOON, by=manager)
    assert [text_of(row) for row in made.criteria.all()] == list(definitions.FIRST[kind])
    definitions.put_in_force(definition=made, at=NOON, by=manager)
    assert terms.in_force(NOON).definition(kind) == made


def test_one_draft_a_kind(draft, marketing_manager):
    assert definitions.draft(kind="mql", at=NOON, by=marketing_manager) == draft
    assert definitions.draft(kind="sal", at=NOON, by=marketing_manager) != draft


def test_a_draft_copies_what_is_in_force(draft, manager):
    definitions.edit(definition=draft, statement="In words", criteria=[REGION], by=manager)
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    second = definitions.draft(kind="mql", at=after(hours=1), by=manager)
    assert (second.version, second.statement) == (2, "In words")
    assert [text_of(row) for row in second.criteria.all()] == [REGION]


def test_putting_in_force_keeps_everything_else_that_was_agreed(draft, manager):
    version = drafting.draft(at=NOON, by=manager)
    text = replace(VersionText.of(version), attempts_promised=3)
    drafting.edit(version=version, text=text, by=manager)
    agree(version, at=NOON)
    definitions.put_in_force(definition=draft, at=after(minutes=1), by=manager)
    sal = definitions.draft(kind="sal", at=after(minutes=2), by=manager)
    definitions.put_in_force(definition=sal, at=after(minutes=2), by=manager)
    now = terms.in_force(after(minutes=2))
    assert now.attempts_promised == 3
    assert now.definition_ids == {"mql": draft.pk, "sal": sal.pk, "sql": None}
    assert terms.in_force(after(seconds=90)).definition_ids["sal"] is None
    assert Terms.objects.count() == 3


def test_a_later_agreement_keeps_the_definitions(draft, manager):
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    version = drafting.draft(at=NOON, by=manager)
    agree(version, at=after(minutes=1))
    assert terms.in_force(after(minutes=1)).definition("mql") == draft


def test_leads_are_held_against_the_version_of_their_instant(draft, manager):
    definitions.edit(definition=draft, statement="", criteria=[REGION], by=manager)
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    lead = a_lead(stage="inquiry", region="Europe")
    assert qualifying.check(lead=lead, kind="mql", at=after(seconds=-1)).is_met
    assert not qualifying.check(lead=lead, kind="mql", at=NOON).is_met


def test_what_is_in_force_is_never_changed(draft, manager):
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    for act in (
        lambda: definitions.edit(definition=draft, statement="", criteria=[REGION], by=manager),
        lambda: definitions.discard(definition=draft, by=manager),
        lambda: definitions.put_in_force(definition=draft, at=after(hours=1), by=manager),
    ):
        with pytest.raises(definitions.DefinitionInForce):
            act()


def test_only_managers_may(draft, marketer, rep, administrator):
    for person in (marketer, rep, administrator):
        for act in (
            lambda by: definitions.draft(kind="mql", at=NOON, by=by),
            lambda by: definitions.edit(definition=draft, statement="", criteria=[], by=by),
            lambda by: definitions.discard(definition=draft, by=by),
            lambda by: definitions.put_in_force(definition=draft, at=NOON, by=by),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_a_definition_needs_a_criterion(draft, manager):
    with pytest.raises(BadInput):
        definitions.edit(definition=draft, statement="", criteria=[], by=manager)
    draft.criteria.all().delete()
    with pytest.raises(BadInput):
        definitions.put_in_force(definition=draft, at=NOON, by=manager)
    assert not Terms.objects.exists()


def test_an_mql_cannot_ask_for_what_only_sales_learns(draft, manager):
    with pytest.raises(BadCriterion) as refusal:
        definitions.edit(
            definition=draft,
            statement="",
            criteria=[REGION, CriterionText("was_reached", "true")],
            by=manager,
        )
    assert (refusal.value.row, refusal.value.field) == (1, "fact")
    assert draft.criteria.count() == len(definitions.FIRST["mql"])


def test_an_edit_of_an_older_text_is_refused(draft, manager):
    seen = definitions.fingerprint_of_definition(draft)
    edit = {"definition": draft, "criteria": [REGION], "by": manager, "seen": seen}
    definitions.edit(statement="a", **edit)
    with pytest.raises(StalePage):
        definitions.edit(statement="b", **edit)


def test_an_unknown_kind_is_refused(manager):
    with pytest.raises(BadInput):
        definitions.draft(kind="xyz", at=NOON, by=manager)


def test_a_statement_has_a_limit(draft, manager):
    with pytest.raises(BadInput) as refusal:
        definitions.edit(definition=draft, statement="x" * 2001, criteria=[REGION], by=manager)
    assert refusal.value.field == "statement"


def test_nothing_comes_into_force_in_the_past(draft, manager):
    definitions.put_in_force(definition=draft, at=NOON, by=manager)
    sal = definitions.draft(kind="sal", at=NOON, by=manager)
    with pytest.raises(OvertakenTerms):
        definitions.put_in_force(definition=sal, at=after(hours=-1), by=manager)
    assert Definition.objects.get(kind="sal").in_force_at is None


def test_a_discarded_draft_is_gone(draft, manager):
    definitions.discard(definition=draft, by=manager)
    assert not Definition.objects.exists()
