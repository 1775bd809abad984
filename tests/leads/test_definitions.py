"""Definitions of MQL, SAL and SQL: drafted, in force with an agreement, never changed after."""

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from leads import definitions, qualifying, terms
from leads.models import Definition, DefinitionKind, Terms
from personas.criteria import BadCriterion, CriterionText, text_of
from tests.cast import LONG_AGO, NOON, a_definition, a_handoff, a_lead, after

pytestmark = pytest.mark.django_db

REGION = CriterionText("region", "one_of", ("Gulf",), is_required=True)


@pytest.fixture
def draft(manager):
    return definitions.draft(kind="mql", at=NOON, by=manager)


@pytest.fixture
def in_force():
    return a_definition("mql", {"fact": "region", "operator": "one_of", "operands": ["Gulf"]})


@pytest.mark.parametrize("kind", DefinitionKind.values)
def test_the_first_draft_has_sound_criteria(kind, manager):
    made = definitions.draft(kind=kind, at=NOON, by=manager)
    assert [text_of(row) for row in made.criteria.all()] == list(definitions.FIRST[kind])
    assert definitions.problem_of(made) == ""
    assert terms.in_force(NOON).definition(kind) is None


def test_one_draft_a_kind(draft, marketing_manager):
    assert definitions.draft(kind="mql", at=NOON, by=marketing_manager) == draft
    assert definitions.draft(kind="sal", at=NOON, by=marketing_manager) != draft


def test_a_draft_copies_what_is_in_force(in_force, manager):
    second = definitions.draft(kind="mql", at=NOON, by=manager)
    assert second.version == 2
    assert [text_of(row) for row in second.criteria.all()] == [REGION]


def test_leads_are_held_against_the_version_of_their_instant(in_force):
    lead = a_lead(stage="inquiry", region="Europe")
    before = LONG_AGO.replace(year=2019)
    assert qualifying.check(lead=lead, kind="mql", at=before).is_met
    assert not qualifying.check(lead=lead, kind="mql", at=LONG_AGO).is_met


def test_a_lead_with_sales_is_held_against_what_was_agreed_at_its_hand_off(marketer):
    handoff = a_handoff(by=marketer)
    definition = a_definition("sql", {"fact": "has_budget"})
    now = Terms.objects.get()
    now.in_force_at = after(minutes=1)
    now.save()
    for found, expected in (
        (qualifying.check(lead=handoff.lead, kind="sql", at=after(minutes=1)), definition),
        (
            qualifying.check(lead=handoff.lead, kind="sql", at=after(minutes=1), handoff=handoff),
            None,
        ),
    ):
        assert found.definition == expected


def test_what_is_in_force_is_never_changed(in_force, manager):
    for act in (
        lambda: definitions.edit(definition=in_force, statement="", criteria=[REGION], by=manager),
        lambda: definitions.discard(definition=in_force, by=manager),
    ):
        with pytest.raises(definitions.DefinitionInForce):
            act()


def test_only_managers_may(draft, marketer, rep, administrator):
    for person in (marketer, rep, administrator):
        for act in (
            lambda by: definitions.draft(kind="mql", at=NOON, by=by),
            lambda by: definitions.edit(definition=draft, statement="", criteria=[], by=by),
            lambda by: definitions.discard(definition=draft, by=by),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_a_definition_needs_a_criterion(draft, manager):
    with pytest.raises(BadInput):
        definitions.edit(definition=draft, statement="", criteria=[], by=manager)
    draft.criteria.all().delete()
    assert "at least one criterion" in definitions.problem_of(draft)


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


def test_a_discarded_draft_is_gone(draft, manager):
    definitions.discard(definition=draft, by=manager)
    assert not Definition.objects.exists()


def test_words_that_stand_already_are_not_drafted_anew(in_force, manager):
    said = {"kind": "mql", "at": NOON, "by": manager}
    assert definitions.that_says(statement="", criteria=[REGION], **said) == in_force
    other = definitions.that_says(statement="Else", criteria=[REGION], **said)
    assert (other.version, other.in_force_at) == (2, None)
    again = definitions.that_says(statement="Again", criteria=[REGION], **said)
    assert (again.pk, again.statement) == (other.pk, "Again")
