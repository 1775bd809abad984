"""Definitions, reasons and recycling are agreed on with a version, and hold with it alone."""

from dataclasses import replace

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from leads import definitions, terms
from leads.models import Definition, Terms
from leads.reasons import BadReason, ReasonText
from leads.terms import Recycling
from personas.criteria import CriterionText
from sla import drafting, parts, protocol, signing
from sla.checking import problems_of
from sla.differences import changes
from sla.plans import Plan
from sla.targets import NotADraft, in_order
from tests.cast import LONG_AGO, NOON, a_definition, a_handoff, after, agree, heads

pytestmark = pytest.mark.django_db

REGION = CriterionText("region", "one_of", ("Gulf",), is_required=True)
TOO_SMALL = ReasonText("reject", "too_small", "Company too small", "شركة صغيرة")


@pytest.fixture
def draft(manager):
    return drafting.draft(at=NOON, by=manager)


def define(draft, manager, kind="mql", criteria=(REGION,)):
    made = protocol.take_definition(version=draft, kind=kind, at=NOON, by=manager)
    said = {"statement": "From our region", "criteria": criteria, "by": manager}
    protocol.edit_definition(version=draft, kind=kind, **said)
    draft.refresh_from_db()
    return made


def allow(draft, manager, *texts, **more):
    standing = [one for one in protocol.reasons_of(draft) if one.kind == "reject"]
    given = [*standing, *texts]
    return protocol.edit_reasons(version=draft, kind="reject", texts=given, by=manager, **more)


def keys(at):
    return [row.key for row in terms.in_force(at).reasons("reject")]


class TestComingIntoForce:
    def test_all_of_it_holds_from_the_versions_instant_in_one_row(self, draft, manager):
        mql = define(draft, manager)
        allow(draft, manager, TOO_SMALL)
        rules = Recycling(default_days=10, longest_days=20, times=2)
        protocol.edit_recycling(version=draft, rules=rules, by=manager)
        agree(draft, at=NOON)
        now = terms.in_force(NOON)
        assert now.definition("mql") == mql
        assert "too_small" in keys(NOON)
        assert now.recycling == rules
        assert now.agreement_version == draft.code
        assert Terms.objects.count() == 1
        assert terms.in_force(after(seconds=-1)).definition("mql") is None

    def test_what_is_planned_waits_and_holds_though_no_beat_has_run(self, draft, manager, marketer):
        mql = define(draft, manager)
        agree(draft, at=NOON, plan=Plan(takes_effect_at=after(hours=1)))
        assert terms.in_force(after(minutes=59)).definition("mql") is None
        assert terms.in_force(after(hours=1)).definition("mql") == mql
        assert "too_small" not in keys(after(hours=1))

    def test_what_was_signed_and_taken_back_never_holds(self, draft, manager):
        mql = define(draft, manager)
        agree(draft, at=NOON, plan=Plan(takes_effect_at=after(hours=1)))
        _marketing, sales = heads()
        signing.withdraw(version=draft, at=after(minutes=5), by=sales, text="Not yet")
        assert terms.in_force(after(hours=2)).definition("mql") is None
        mql.refresh_from_db()
        assert mql.in_force_at is None
        protocol.edit_definition(
            version=draft, kind="mql", statement="Again", criteria=[REGION], by=manager
        )

    def test_the_next_version_takes_over_what_it_does_not_change(self, draft, manager):
        mql = define(draft, manager)
        allow(draft, manager, TOO_SMALL)
        agree(draft, at=NOON)
        second = drafting.draft(at=after(hours=1), by=manager)
        assert second.mql_definition == mql
        assert TOO_SMALL in protocol.reasons_of(second)
        assert Definition.objects.count() == 1
        assert not changes(draft, second, (in_order(draft), in_order(second)))

    def test_a_first_draft_names_the_definitions_that_hold_already(self, manager):
        standing = a_definition("mql", {"fact": "has_contact"})
        draft = drafting.draft(at=NOON, by=manager)
        assert draft.mql_definition == standing
        agree(draft, at=NOON)
        assert terms.in_force(NOON).definition("mql") == standing

    def test_old_hand_offs_keep_their_reasons(self, draft, manager, marketer):
        old = a_handoff(by=marketer)
        allow(draft, manager, TOO_SMALL)
        agree(draft, at=NOON)
        assert draft.in_force_at == after(seconds=1)
        assert "too_small" not in keys(old.handed_at)
        assert "too_small" in keys(after(seconds=1))


class TestDrafting:
    def test_a_definition_is_changed_with_a_draft_only(self, draft, manager):
        define(draft, manager)
        sales = heads()[1]
        signing.propose(version=draft, plan=Plan(), at=NOON, by=sales)
        for act in (
            lambda: protocol.take_definition(version=draft, kind="sal", at=NOON, by=manager),
            lambda: protocol.edit_definition(
                version=draft, kind="mql", statement="", criteria=[REGION], by=manager
            ),
            lambda: protocol.leave_definition(version=draft, kind="mql", at=NOON, by=manager),
            lambda: allow(draft, manager, TOO_SMALL),
            lambda: protocol.edit_recycling(version=draft, rules=Recycling(), by=manager),
        ):
            with pytest.raises(NotADraft):
                act()

    def test_only_managers_may(self, draft, marketer, rep):
        for person in (marketer, rep):
            for act in (
                lambda by: protocol.take_definition(version=draft, kind="mql", at=NOON, by=by),
                lambda by: allow(draft, by),
                lambda by: protocol.edit_recycling(version=draft, rules=Recycling(), by=by),
            ):
                with pytest.raises(NotAllowed):
                    act(person)

    def test_a_discarded_draft_takes_its_definitions_along(self, draft, manager):
        define(draft, manager)
        drafting.discard(version=draft, by=manager)
        assert not Definition.objects.exists()

    def test_a_change_that_is_left_gives_way_to_what_is_in_force(self, manager):
        standing = a_definition("mql", {"fact": "has_contact"})
        draft = drafting.draft(at=NOON, by=manager)
        define(draft, manager)
        protocol.leave_definition(version=draft, kind="mql", at=NOON, by=manager)
        draft.refresh_from_db()
        assert draft.mql_definition == standing
        assert Definition.objects.get() == standing
        with pytest.raises(definitions.DefinitionInForce):
            protocol.leave_definition(version=draft, kind="mql", at=NOON, by=manager)

    def test_reasons_of_other_decisions_stay(self, draft, manager):
        others = [one for one in protocol.reasons_of(draft) if one.kind != "reject"]
        protocol.edit_reasons(version=draft, kind="reject", texts=[TOO_SMALL], by=manager)
        draft.refresh_from_db()
        assert protocol.reasons_of(draft) == [TOO_SMALL, *others]

    def test_a_bad_reason_is_named_by_its_place(self, draft, manager):
        bad = replace(TOO_SMALL, label_ar="")
        with pytest.raises(BadReason) as refusal:
            protocol.edit_reasons(version=draft, kind="reject", texts=[TOO_SMALL, bad], by=manager)
        assert (refusal.value.row, refusal.value.field) == (1, "label_ar")

    def test_an_older_page_is_refused(self, draft, manager):
        seen = protocol.fingerprint_of_reasons(draft)
        allow(draft, manager, TOO_SMALL, seen=seen)
        with pytest.raises(StalePage):
            allow(draft, manager, seen=seen)
        with pytest.raises(StalePage):
            protocol.edit_recycling(version=draft, rules=Recycling(), by=manager, seen="older")

    @pytest.mark.parametrize(
        ("field", "rules"),
        [
            ("recycle_longest_days", Recycling(None, 0, None)),
            ("recycle_longest_days", Recycling(None, 1099, None)),
            ("recycle_default_days", Recycling(31, 30, None)),
            ("recycle_times", Recycling(None, 30, 0)),
        ],
    )
    def test_rules_that_contradict_themselves_are_refused(self, draft, manager, field, rules):
        with pytest.raises(BadInput) as refusal:
            protocol.edit_recycling(version=draft, rules=rules, by=manager)
        assert refusal.value.field == field


class TestSaying:
    def test_the_fingerprint_covers_every_word_of_it(self, draft, manager):
        define(draft, manager)
        prints = [parts.fingerprint_of_all(draft)]
        protocol.edit_definition(
            version=draft, kind="mql", statement="Else", criteria=[REGION], by=manager
        )
        allow(draft, manager, TOO_SMALL)
        draft.refresh_from_db()
        prints.append(parts.fingerprint_of_all(draft))
        protocol.edit_recycling(version=draft, rules=Recycling(1, 2, 3), by=manager)
        draft.refresh_from_db()
        prints.append(parts.fingerprint_of_all(draft))
        assert len(set(prints)) == 3

    def test_what_is_read_can_be_written(self, draft, manager):
        define(draft, manager)
        allow(draft, manager, TOO_SMALL)
        data = parts.as_data(draft)
        for part in parts.PARTS:
            if part.key in ("definitions", "reasons", "recycling"):
                part.write(draft, data[part.key])
        assert parts.as_data(draft) == data
        assert Definition.objects.count() == 1

    def test_problems_name_their_clause(self, draft, manager):
        mql = define(draft, manager)
        mql.criteria.all().delete()
        found = {one.clause: one.is_fatal for one in problems_of(draft, NOON)}
        assert found["mql"]
        assert not found["sal"]

    def test_differences_stand_under_their_clauses(self, draft, manager):
        agree(draft, at=LONG_AGO)
        second = drafting.draft(at=NOON, by=manager)
        define(second, manager)
        allow(second, manager, TOO_SMALL)
        protocol.edit_recycling(version=second, rules=Recycling(1, 2, None), by=manager)
        second.refresh_from_db()
        made = changes(draft, second, (in_order(draft), in_order(second)))
        assert [one.clause for one in made] == ["mql", "rejection", "recycling"]
        assert "Region is one of Gulf" in made[0].after
        assert "Company too small" in made[1].after
        assert "at most 2 days" in made[2].after
