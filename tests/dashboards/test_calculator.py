"""What the company's own past says to the calculator, and the goals that go into the draft."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from dashboards.calculator import history, take
from dashboards.reckoning import plan
from kit.refusals import BadInput, NotAllowed
from leads.models import Handoff
from sla import agreements
from tests import cast
from tests.cast import after
from tests.dashboards.test_reckoning import asked

pytestmark = pytest.mark.django_db
AT = after(days=2)


def decided(number, outcome, *, closed_at=AT - timedelta(days=1), value=None, source=None):
    """Make ``number`` hand-offs that were decided so."""
    for _ in range(number):
        row = cast.a_handoff()
        Handoff.objects.filter(pk=row.pk).update(
            closed_at=closed_at,
            outcome_at=closed_at,
            outcome=outcome,
            won_value=value,
            source=source,
        )


def test_the_close_rate_is_won_of_all_that_was_decided(agreement):
    decided(8, "won", value=Decimal(1000))
    decided(32, "rejected")
    past = history(at=AT).past
    assert (past.closed, past.won, past.conversion) == (40, 8, Fraction(1, 5))
    assert past.average_deal == Decimal(1000)


def test_what_marketing_took_back_and_what_is_long_ago_does_not_count(agreement):
    decided(3, "withdrawn")
    decided(2, "lost", closed_at=AT)
    assert history(at=AT).past.closed == 0
    decided(1, "lost", closed_at=AT - timedelta(seconds=1))
    assert history(at=AT).past.closed == 1
    assert history(at=AT + timedelta(days=366)).past.closed == 0


def test_too_little_says_nothing(agreement):
    decided(15, "won", value=Decimal(10))
    decided(4, "lost")
    assert history(at=AT).past.conversion is None
    decided(1, "lost")
    assert history(at=AT).past.conversion is not None


def test_a_deal_without_a_value_is_won_but_no_average(agreement):
    decided(4, "won", value=Decimal(10))
    decided(30, "won")
    assert history(at=AT).past.average_deal is None
    decided(1, "won", value=Decimal(20))
    assert history(at=AT).past.average_deal == Decimal(12)


def test_each_segment_is_worth_its_own_chance(agreement):
    webinar, fair = cast.a_source("Webinar"), cast.a_source("Trade fair")
    decided(15, "won", value=Decimal(100), source=webinar)
    decided(15, "lost", source=webinar)
    decided(3, "won", value=Decimal(900), source=fair)
    decided(47, "lost", source=fair)
    decided(9, "lost")
    segments = history(at=AT).segments
    worth = {
        row.source: row.value
        for row in segments
        if row.persona is not None and row.source is not None
    }
    # Too few deals at the fair: the average of all eighteen, 4,200 / 18 = 233.33, times 3 / 50.
    assert worth == {"Trade fair": Decimal("14.00"), "Webinar": Decimal("50.00"), "": None}
    assert [(row.source, row.past.closed) for row in segments if row.persona is None] == [
        ("Trade fair", 50),
        ("Webinar", 30),
        ("", 9),
    ]
    assert [(row.persona, row.past.won) for row in segments if row.source is None] == [("", 18)]


class TestTake:
    """The goals go into the draft."""

    def test_marketing_s_goals_stand_in_the_draft_and_nothing_else_changes(
        self, agreement, marketing_manager
    ):
        draft = take(plan=plan(asked()), at=AT, by=marketing_manager)
        assert (draft.goal_leads, draft.goal_value) == (140, Decimal(140_000))
        assert draft.goal_attainment_percent == agreement.goal_attainment_percent
        assert agreements.in_force().goal_leads == agreement.goal_leads

    def test_twice_is_one_draft(self, agreement, manager):
        first = take(plan=plan(asked()), at=AT, by=manager)
        again = take(plan=plan(asked(close_percent=Decimal(10))), at=AT, by=manager)
        assert (again.pk, again.goal_leads) == (first.pk, 70)

    def test_others_may_not(self, agreement, rep):
        with pytest.raises(NotAllowed):
            take(plan=plan(asked()), at=AT, by=rep)

    def test_goals_that_no_agreement_holds_make_no_draft(self, agreement, manager):
        endless = asked(revenue=Decimal(10) ** 12, average_deal=Decimal("0.01"))
        with pytest.raises(BadInput):
            take(plan=plan(endless), at=AT, by=manager)
        assert agreements.drafted() is None
