"""The life of a lead, verb by verb, at chosen instants."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kit.instants import NaiveInstant
from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from leads.brief import BriefText
from leads.lifecycle import Decision, NewTouch
from leads.models import Handoff, StageChange
from leads.refusals import (
    AlreadyClaimed,
    AlreadyHandedOver,
    AttemptsOutstanding,
    BriefIncomplete,
    DefinitionNotMet,
    IllegalMove,
    TooLateToUndo,
)
from leads.stages import Move, Stage
from tests.cast import BRIEF, NOON, a_handoff, a_lead, a_source, a_touch, after, fresh

pytestmark = pytest.mark.django_db


def moves_of(handoff):
    return list(
        StageChange.objects.filter(handoff=handoff).order_by("id").values_list("move", flat=True)
    )


def test_a_whole_life_can_be_replayed_at_chosen_instants(agreement, marketer, rep):
    handoff = a_handoff(by=marketer)
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    a_touch(handoff, rep, after(minutes=9))
    lifecycle.qualify(handoff=handoff, confirmed=frozenset(), at=after(hours=1), by=rep)
    lifecycle.win(handoff=handoff, value=Decimal(9000), at=after(days=20), by=rep)
    row = fresh(handoff)
    assert moves_of(handoff) == ["hand_off", "claim", "touch", "qualify", "win"]
    assert (row.lead.stage, row.outcome, row.won_value) == (Stage.CUSTOMER, "won", Decimal(9000))
    assert row.closed_at == row.outcome_at == after(days=20)


class TestHandingOver:
    """Marketing offers a lead."""

    def test_takes_a_snapshot_that_later_edits_do_not_move(self, agreement, marketer):
        lead = a_lead(source=a_source("Webinar"), lead_type="demo", region="SA", grade="A1")
        handoff = a_handoff(by=marketer, lead=lead)
        lead.region = "AE"
        lead.save()
        row = fresh(handoff)
        assert (row.source.name, row.lead_type, row.region, row.grade) == (
            "Webinar",
            "demo",
            "SA",
            "A1",
        )

    def test_refuses_a_lead_that_is_not_qualified(self, marketer):
        with pytest.raises(IllegalMove):
            a_handoff(by=marketer, lead=a_lead(stage=Stage.INQUIRY))

    def test_refuses_a_lead_that_sales_has(self, handoff, marketer):
        with pytest.raises(AlreadyHandedOver):
            lifecycle.hand_off(lead=handoff.lead, brief=BRIEF, at=after(minutes=1), by=marketer)

    @pytest.mark.parametrize("part", ["who", "did", "wants", "why_now"])
    def test_refuses_a_brief_without_a_required_part(self, agreement, marketer, part):
        with pytest.raises(BriefIncomplete) as refusal:
            a_handoff(by=marketer, **{part: "  "})
        assert refusal.value.field == part

    def test_is_for_marketing_only(self, rep, outsider):
        for person in (rep, outsider):
            with pytest.raises(NotAllowed):
                a_handoff(by=person)

    def test_refuses_an_instant_without_a_time_zone(self, marketer):
        with pytest.raises(NaiveInstant):
            a_handoff(by=marketer, at=NOON.replace(tzinfo=None))

    def test_after_recycling_is_a_new_cycle(self, handoff, marketer, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
        until = after(days=30).date()
        lifecycle.recycle(
            handoff=handoff,
            decision=Decision("timing", until_date=until),
            at=after(hours=1),
            by=rep,
        )
        lead = fresh(handoff).lead
        assert (lead.stage, lead.nurture_until_date) == (Stage.NURTURE, until)
        lead.stage = Stage.MQL
        lead.save()
        again = lifecycle.hand_off(lead=lead, brief=BRIEF, at=after(days=31), by=marketer)
        assert again.cycle == 2

    def test_the_database_itself_allows_one_open_hand_off_a_lead(self, handoff):
        with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
            Handoff.objects.create(lead=handoff.lead, cycle=9, handed_at=NOON)


class TestHandingOverMany:
    """Marketing offers many leads with one brief."""

    def test_fills_each_lead_s_own_words_into_the_brief(self, agreement, marketer):
        leads = [a_lead("Sara", company_name="Nakheel"), a_lead("James", company_name="")]
        brief = BriefText("{name} of {company}", "Came by", "{unknown}", "Now")
        result = lifecycle.hand_off_many(
            lead_ids=[lead.pk for lead in leads], brief=brief, at=NOON, by=marketer
        )
        texts = {h.lead_id: h.brief for h in Handoff.objects.select_related("brief")}
        assert result.done == [lead.pk for lead in leads]
        assert texts[leads[0].pk].who == "Sara of Nakheel"
        assert texts[leads[1].pk].who == "James of —"
        assert texts[leads[0].pk].wants == "{unknown}"

    def test_reports_those_that_cannot_go_and_hands_over_the_others(self, handoff, marketer):
        raw, good = a_lead(stage=Stage.INQUIRY), a_lead()
        ids = [handoff.lead_id, raw.pk, good.pk, 10**9]
        result = lifecycle.hand_off_many(lead_ids=ids, brief=BRIEF, at=NOON, by=marketer)
        assert result.done == [good.pk]
        assert dict(result.refused) == {
            handoff.lead_id: "already_handed_over",
            raw.pk: "not_qualified",
            10**9: "illegal_move",
        }


class TestClaiming:
    """A rep takes a lead."""

    def test_accepts_the_lead(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        row = fresh(handoff)
        assert (row.owner, row.claimed_at, row.lead.stage) == (rep, after(minutes=3), Stage.SAL)

    def test_tells_the_second_rep_who_has_it(self, handoff, rep, other_rep):
        stale = fresh(handoff)
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(AlreadyClaimed) as refusal:
            lifecycle.claim(handoff=stale, at=after(minutes=4), by=other_rep)
        assert refusal.value.extra["claimed_by"] == rep.name
        assert refusal.value.claimed_at == after(minutes=3)
        assert moves_of(handoff) == ["hand_off", "claim"]

    def test_tells_a_rep_who_claims_twice_that_it_is_theirs(self, handoff, rep):
        stale = fresh(handoff)
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(AlreadyClaimed):
            lifecycle.claim(handoff=stale, at=after(minutes=3), by=rep)

    def test_is_for_sales_only(self, handoff, marketer, outsider):
        for person in (marketer, outsider):
            with pytest.raises(NotAllowed):
                lifecycle.claim(handoff=handoff, at=after(minutes=1), by=person)

    def test_of_a_closed_hand_off_is_refused(self, handoff, marketer, rep):
        stale = fresh(handoff)
        lifecycle.withdraw(handoff=handoff, at=after(minutes=1), by=marketer)
        with pytest.raises(IllegalMove):
            lifecycle.claim(handoff=stale, at=after(minutes=2), by=rep)

    def test_takes_the_first_free_one_of_a_queue(self, agreement, marketer, rep, other_rep):
        first, second = a_handoff(by=marketer), a_handoff(by=marketer)
        lifecycle.claim(handoff=first, at=after(minutes=1), by=other_rep)
        got = lifecycle.claim_next(candidates=[first.pk, second.pk], at=after(minutes=2), by=rep)
        assert got == second
        assert lifecycle.claim_next(candidates=[first.pk], at=after(minutes=2), by=rep) is None

    def test_can_be_undone_for_ten_seconds(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        lifecycle.undo_claim(handoff=handoff, at=after(minutes=3, seconds=10), by=rep)
        row = fresh(handoff)
        assert (row.owner, row.claimed_at, row.lead.stage) == (None, None, Stage.MQL)

    def test_cannot_be_undone_later(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(TooLateToUndo):
            lifecycle.undo_claim(handoff=handoff, at=after(minutes=3, seconds=11), by=rep)

    def test_is_given_back_by_its_owner_or_a_manager_only(self, handoff, rep, other_rep, manager):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(NotAllowed):
            lifecycle.release(handoff=handoff, at=after(minutes=9), by=other_rep)
        lifecycle.release(handoff=handoff, at=after(minutes=9), by=manager)
        assert fresh(handoff).owner is None


class TestTouches:
    """A rep contacts a lead."""

    def test_claims_an_unclaimed_lead_with_it(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=4))
        row = fresh(handoff)
        assert (row.owner, row.first_touch_at) == (rep, after(minutes=4))
        assert moves_of(handoff) == ["hand_off", "claim", "touch"]

    def test_keeps_the_earliest_as_the_first_in_any_order(self, handoff, rep):
        a_touch(handoff, rep, after(hours=2))
        a_touch(handoff, rep, after(hours=3), happened=after(minutes=20))
        a_touch(handoff, rep, after(hours=4))
        assert fresh(handoff).first_touch_at == after(minutes=20)

    def test_within_a_minute_of_the_hand_off_or_now_is_moved_there(self, handoff, rep):
        early = a_touch(handoff, rep, after(minutes=1), happened=after(seconds=-40))
        late = a_touch(handoff, rep, after(minutes=2), happened=after(minutes=2, seconds=50))
        assert (early.occurred_at, late.occurred_at) == (NOON, after(minutes=2))

    @pytest.mark.parametrize("happened", [after(seconds=-61), after(minutes=12)])
    def test_before_the_hand_off_or_in_the_future_is_refused(self, handoff, rep, happened):
        with pytest.raises(BadInput) as refusal:
            a_touch(handoff, rep, after(minutes=10), happened=happened)
        assert refusal.value.field == "occurred_at"
        assert moves_of(handoff) == ["hand_off"]

    def test_dated_back_more_than_a_day_needs_a_manager(self, handoff, rep, manager):
        with pytest.raises(NotAllowed):
            a_touch(handoff, rep, after(hours=25), happened=after(minutes=30))
        a_touch(handoff, manager, after(hours=25), happened=after(minutes=30))
        assert fresh(handoff).first_touch_at == after(minutes=30)

    def test_of_another_rep_s_lead_is_refused(self, handoff, rep, other_rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(NotAllowed):
            a_touch(fresh(handoff), other_rep, after(minutes=4))

    @pytest.mark.parametrize(("channel", "outcome"), [("fax", "reached"), ("call", "maybe")])
    def test_of_an_unknown_kind_is_refused(self, handoff, rep, channel, outcome):
        new = NewTouch(channel, outcome, after(minutes=1))
        with pytest.raises(BadInput):
            lifecycle.log_touch(handoff=handoff, touch=new, at=after(minutes=1), by=rep)


class TestDecisions:
    """A rep decides."""

    def test_rejects_before_contact_only(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=4))
        with pytest.raises(IllegalMove):
            lifecycle.reject(
                handoff=handoff, decision=Decision("bad_data"), at=after(minutes=5), by=rep
            )

    def test_rejects_straight_from_the_queue(self, handoff, rep):
        lifecycle.reject(handoff=handoff, decision=Decision("misrouted"), at=after(hours=1), by=rep)
        row = fresh(handoff)
        assert (row.outcome, row.reason.key, row.lead.stage) == (
            "rejected",
            "misrouted",
            Stage.INQUIRY,
        )

    def test_disqualifies_after_contact_only(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        with pytest.raises(IllegalMove):
            lifecycle.disqualify(
                handoff=handoff, decision=Decision("no_budget"), at=after(minutes=5), by=rep
            )

    def test_asks_for_words_with_the_reason_other(self, handoff, rep):
        with pytest.raises(BadInput) as refusal:
            lifecycle.reject(
                handoff=handoff, decision=Decision("other", text=" "), at=after(hours=1), by=rep
            )
        assert refusal.value.field == "text"

    def test_knows_only_the_reasons_of_its_own_kind(self, handoff, rep):
        with pytest.raises(BadInput):
            lifecycle.reject(
                handoff=handoff, decision=Decision("timing"), at=after(hours=1), by=rep
            )

    def test_says_unable_to_reach_only_after_the_promised_attempts(self, handoff, rep):
        for minute in range(4):
            a_touch(handoff, rep, after(minutes=minute + 1), outcome="no_answer")
        verdict = Decision("unreachable")
        with pytest.raises(AttemptsOutstanding):
            lifecycle.disqualify(handoff=handoff, decision=verdict, at=after(hours=1), by=rep)
        a_touch(handoff, rep, after(hours=2), outcome="no_answer")
        lifecycle.disqualify(handoff=handoff, decision=verdict, at=after(hours=3), by=rep)
        assert fresh(handoff).outcome == "disqualified"

    @pytest.mark.parametrize("days", [None, 0, -1, 3 * 366 + 1])
    def test_recycles_until_a_day_within_three_years(self, handoff, rep, days):
        lifecycle.claim(handoff=handoff, at=after(minutes=3), by=rep)
        until = None if days is None else (NOON + timedelta(days=days)).date()
        with pytest.raises(BadInput):
            lifecycle.recycle(
                handoff=handoff,
                decision=Decision("timing", until_date=until),
                at=after(minutes=5),
                by=rep,
            )

    @pytest.mark.parametrize("value", [None, Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
    def test_wins_with_a_value(self, handoff, rep, value):
        a_touch(handoff, rep, after(minutes=4))
        lifecycle.qualify(handoff=handoff, confirmed=frozenset(), at=after(hours=1), by=rep)
        with pytest.raises(BadInput):
            lifecycle.win(handoff=handoff, value=value, at=after(hours=2), by=rep)

    def test_wins_only_what_is_qualified(self, handoff, rep):
        a_touch(handoff, rep, after(minutes=4))
        with pytest.raises(IllegalMove):
            lifecycle.win(handoff=handoff, value=Decimal(1), at=after(hours=2), by=rep)
        assert fresh(handoff).closed_at is None

    def test_decides_nothing_about_another_rep_s_lead(self, handoff, rep, other_rep):
        a_touch(handoff, rep, after(minutes=4))
        with pytest.raises(NotAllowed):
            lifecycle.disqualify(
                handoff=handoff, decision=Decision("no_fit"), at=after(hours=1), by=other_rep
            )

    def test_decides_once(self, handoff, rep):
        stale = fresh(handoff)
        verdict = Decision("misrouted")
        lifecycle.reject(handoff=handoff, decision=verdict, at=after(hours=1), by=rep)
        with pytest.raises(IllegalMove):
            lifecycle.reject(handoff=stale, decision=verdict, at=after(hours=1), by=rep)
        assert moves_of(handoff) == ["hand_off", "reject"]


def test_qualifying_needs_a_contact(handoff, rep):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    with pytest.raises(IllegalMove):
        lifecycle.qualify(handoff=handoff, confirmed=frozenset(), at=after(hours=1), by=rep)


def test_taking_back_is_for_unclaimed_ones(handoff, marketer, rep):
    stale = fresh(handoff)
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    with pytest.raises(AlreadyClaimed):
        lifecycle.withdraw(handoff=stale, at=after(minutes=2), by=marketer)


class TestImportedOutcomes:
    """Deals that another system knows."""

    def test_close_the_hand_off_with_its_real_date(self, handoff, marketer):
        happened = NOON - timedelta(days=400)
        assert lifecycle.import_outcome(
            lead=handoff.lead,
            outcome="won",
            happened_at=happened,
            value=Decimal(5),
            at=after(hours=1),
            by=marketer,
        )
        row = fresh(handoff)
        assert (row.outcome, row.outcome_at, row.closed_at) == ("won", happened, after(hours=1))
        assert row.lead.stage == Stage.CUSTOMER

    def test_change_nothing_the_second_time(self, handoff, marketer):
        for expected in (True, False):
            assert expected is lifecycle.import_outcome(
                lead=handoff.lead,
                outcome="won",
                happened_at=NOON,
                value=None,
                at=after(hours=1),
                by=marketer,
            )
        assert moves_of(handoff) == ["hand_off", Move.IMPORT_OUTCOME]

    def test_make_a_customer_of_a_lead_that_was_never_handed_over(self, lead, marketer):
        lifecycle.import_outcome(
            lead=lead, outcome="won", happened_at=NOON, value=None, at=after(hours=1), by=marketer
        )
        lead.refresh_from_db()
        assert lead.stage == Stage.CUSTOMER


def test_definition_not_met_is_a_refusal_of_input():
    assert DefinitionNotMet.status == 422
