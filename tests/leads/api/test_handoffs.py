from decimal import Decimal

import pytest
import time_machine

from leads import lifecycle
from leads.models import Handoff, Lead, Touch
from leads.statuses import STATUSES
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db
FIVE_PAST = cast.after(minutes=5)


@pytest.fixture(autouse=True)
def _five_past_noon():
    with time_machine.travel(FIVE_PAST, tick=False):
        yield


@pytest.fixture
def claimed(handoff, rep):
    return lifecycle.claim(handoff=handoff, at=cast.after(minutes=1), by=rep)


@pytest.fixture
def contacted(claimed, rep):
    cast.a_touch(claimed, rep, cast.after(minutes=2))
    return claimed


@pytest.fixture
def qualified(contacted, rep):
    at = cast.after(minutes=3)
    return lifecycle.qualify(handoff=contacted, confirmed=frozenset(), at=at, by=rep)


def act(user, handoff, name, **body):
    return Program(user).post(f"/handoffs/{handoff.code}/{name}/", **body)


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"]


class TestListing:
    def codes(self, user, **query):
        return {row["code"] for row in Program(user).get("/handoffs/", **query).json()["results"]}

    def test_filters_tell_open_from_closed_and_mine_from_theirs(
        self, agreement, marketer, rep, other_rep
    ):
        waiting, mine, theirs, gone = (cast.a_handoff(by=marketer) for _ in range(4))
        lifecycle.claim(handoff=mine, at=FIVE_PAST, by=rep)
        lifecycle.claim(handoff=theirs, at=FIVE_PAST, by=other_rep)
        lifecycle.withdraw(handoff=gone, at=FIVE_PAST, by=marketer)
        assert self.codes(rep) == {str(one.code) for one in (waiting, mine, theirs, gone)}
        assert self.codes(rep, open="false") == {str(gone.code)}
        assert self.codes(rep, open="true", owner="none") == {str(waiting.code)}
        assert self.codes(rep, owner="me") == {str(mine.code)}
        assert self.codes(rep, owner=str(other_rep.code)) == {str(theirs.code)}
        assert self.codes(rep, outcome="withdrawn") == {str(gone.code)}
        assert self.codes(rep, lead=str(mine.lead.code)) == {str(mine.code)}
        assert self.codes(rep, handed_from="2026-11-16T12:00:01Z") == set()

    def test_each_status_of_the_page_is_a_filter(self, agreement, marketer, rep):
        waiting, claimed, gone = (cast.a_handoff(by=marketer) for _ in range(3))
        lifecycle.claim(handoff=claimed, at=FIVE_PAST, by=rep)
        lifecycle.withdraw(handoff=gone, at=FIVE_PAST, by=marketer)
        found = {status: self.codes(rep, status=status) for status in STATUSES}
        assert found == {
            "waiting": {str(waiting.code)},
            "with_sales": {str(claimed.code)},
            "qualified": set(),
            "won": set(),
            "returned": set(),
            "ended": {str(gone.code)},
        }

    def test_filters_tell_who_handed_over_and_from_where(self, agreement, marketer):
        hers = cast.a_handoff(by=marketer, lead=cast.a_lead(source=cast.a_source("Expo")))
        other = cast.a_marketer("Huda Saleh")
        theirs = cast.a_handoff(by=other)
        assert self.codes(marketer, handed_by="me") == {str(hers.code)}
        assert self.codes(marketer, handed_by=str(other.code)) == {str(theirs.code)}
        assert self.codes(marketer, source="expo") == {str(hers.code)}

    @pytest.mark.parametrize(
        "query", [{"status": "lost"}, {"handed_by": "none"}, {"source": "Nowhere"}]
    )
    def test_a_filter_that_cannot_be_is_refused(self, rep, query):
        assert Program(rep).get("/handoffs/", **query).status_code == 422

    def test_the_snapshot_holds_the_value_as_it_was_handed_over(self, agreement, marketer, rep):
        lead = cast.a_lead(expected_value=Decimal("1200.00"))
        handoff = cast.a_handoff(by=marketer, lead=lead)
        Lead.objects.update(expected_value=None)
        told = Program(rep).get(f"/handoffs/{handoff.code}/").json()
        assert told["snapshot"]["expected_value"] == "1200.00"

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, agreement, marketer, rep, number, django_assert_num_queries
    ):
        for _ in range(number):
            cast.a_handoff(by=marketer)
        program = Program(rep)
        # Session, person, the company's zone, roles; the hand-offs.
        with django_assert_num_queries(5):
            assert len(program.get("/handoffs/").json()["results"]) == number


class TestClaiming:
    def test_a_claim_makes_the_rep_its_owner(self, handoff, rep):
        told = act(rep, handoff, "claim").json()
        assert told["owner"] == {"code": str(rep.code), "name": rep.name}
        assert (told["claimed_at"], told["lead"]["stage"]) == ("2026-11-16T12:05:00Z", "sal")

    def test_who_is_slower_is_told_who_has_it(self, claimed, rep, other_rep):
        answer = act(other_rep, claimed, "claim")
        assert refusal(answer) == (409, "already_claimed")
        error = answer.json()["error"]
        assert (error["claimed_by"], error["is_yours"]) == (rep.name, False)
        assert error["claimed_at"] == "2026-11-16T12:01:00Z"

    def test_who_claims_twice_is_told_that_it_is_theirs(self, claimed, rep):
        answer = act(rep, claimed, "claim")
        assert refusal(answer) == (409, "already_claimed")
        assert answer.json()["error"]["is_yours"] is True
        assert cast.fresh(claimed).claimed_at == cast.after(minutes=1)

    def test_a_claim_is_undone_within_ten_seconds(self, handoff, rep):
        act(rep, handoff, "claim")
        assert act(rep, handoff, "undo-claim").json()["owner"] is None

    def test_a_claim_of_a_minute_ago_is_not_undone(self, claimed, rep):
        assert refusal(act(rep, claimed, "undo-claim")) == (409, "too_late_to_undo")

    def test_a_release_puts_it_back(self, claimed, rep):
        told = act(rep, claimed, "release").json()
        assert (told["owner"], told["lead"]["stage"]) == (None, "mql")

    def test_another_rep_does_not_release_it(self, claimed, other_rep):
        assert refusal(act(other_rep, claimed, "release")) == (403, "not_allowed")

    def test_marketing_takes_an_unclaimed_one_back(self, handoff, marketer):
        assert act(marketer, handoff, "withdraw").json()["outcome"] == "withdrawn"

    def test_marketing_does_not_take_a_claimed_one_back(self, claimed, marketer):
        assert refusal(act(marketer, claimed, "withdraw")) == (409, "illegal_move")

    def test_nothing_follows_the_end(self, handoff, marketer, rep):
        lifecycle.withdraw(handoff=handoff, at=FIVE_PAST, by=marketer)
        assert refusal(act(rep, handoff, "claim")) == (409, "illegal_move")


class TestTouches:
    CALL = {"channel": "call", "outcome": "reached"}

    def test_a_touch_without_an_instant_happened_now(self, claimed, rep):
        answer = act(rep, claimed, "touches", **self.CALL, note="Call back")
        assert answer.status_code == 201
        assert answer.json()["occurred_at"] == "2026-11-16T12:05:00Z"
        assert Touch.objects.get().note == "Call back"

    def test_a_touch_claims_an_unclaimed_lead(self, handoff, rep):
        act(rep, handoff, "touches", **self.CALL)
        assert cast.fresh(handoff).owner == rep

    @pytest.mark.parametrize(
        "instant",
        [
            pytest.param("2026-11-16T12:03:00", id="naive"),
            pytest.param("2026-11-16T12:30:00Z", id="in the future"),
            pytest.param("2026-11-16T11:30:00Z", id="before the hand-off"),
            pytest.param("0001-01-01T00:00:00+14:00", id="before all time"),
            pytest.param("yesterday", id="no instant"),
        ],
    )
    def test_an_instant_that_cannot_be_is_refused(self, claimed, rep, instant):
        answer = act(rep, claimed, "touches", **self.CALL, occurred_at=instant)
        assert refusal(answer) == (422, "bad_input")
        assert list(answer.json()["error"]["fields"]) == ["occurred_at"]
        assert not Touch.objects.exists()

    def test_a_naive_instant_is_told_what_it_lacks(self, claimed, rep):
        answer = act(rep, claimed, "touches", **self.CALL, occurred_at="2026-11-16T12:03:00")
        (message,) = answer.json()["error"]["fields"]["occurred_at"]
        assert message == "Add a time zone, such as 2026-11-16T12:00:00Z."

    def test_the_latest_touch_is_listed_first(self, claimed, rep):
        cast.a_touch(claimed, rep, cast.after(minutes=2), outcome="no_answer")
        cast.a_touch(claimed, rep, cast.after(minutes=4))
        rows = Program(rep).get(f"/handoffs/{claimed.code}/touches/").json()["results"]
        assert [row["outcome"] for row in rows] == ["reached", "no_answer"]


class TestDeciding:
    def test_a_rejection_names_its_reason(self, claimed, rep):
        told = act(rep, claimed, "reject", reason="bad_data").json()
        assert (told["outcome"], told["reason"]["key"]) == ("rejected", "bad_data")
        assert told["lead"]["stage"] == "inquiry"

    def test_other_needs_a_text(self, claimed, rep):
        answer = act(rep, claimed, "reject", reason="other", text=" ")
        assert refusal(answer) == (422, "bad_input")
        assert list(answer.json()["error"]["fields"]) == ["text"]

    def test_a_criterion_is_not_kept_while_no_definition_is_in_force(self, claimed, rep):
        told = act(rep, claimed, "reject", reason="not_qualified", criterion_id=999).json()
        assert (told["outcome"], told["failed_criterion_id"]) == ("rejected", None)

    def test_a_contacted_lead_is_not_rejected_any_more(self, contacted, rep):
        assert refusal(act(rep, contacted, "reject", reason="bad_data")) == (409, "illegal_move")

    def test_a_contacted_lead_is_disqualified(self, contacted, rep):
        told = act(rep, contacted, "disqualify", reason="no_budget").json()
        assert told["lead"]["stage"] == "disqualified"

    def test_unreachable_comes_after_the_promised_attempts(self, contacted, rep):
        answer = act(rep, contacted, "disqualify", reason="unreachable")
        assert refusal(answer) == (422, "attempts_outstanding")

    def test_a_recycled_lead_goes_back_until_its_day(self, claimed, rep):
        answer = act(rep, claimed, "recycle", reason="timing", until_date="2027-01-10")
        assert answer.json()["outcome"] == "recycled"
        claimed.lead.refresh_from_db()
        assert str(claimed.lead.nurture_until_date) == "2027-01-10"

    @pytest.mark.parametrize("day", ["2026-11-16", "soon", None])
    def test_recycling_asks_for_a_day_in_the_future(self, claimed, rep, day):
        answer = act(rep, claimed, "recycle", reason="timing", until_date=day)
        assert refusal(answer) == (422, "bad_input")
        assert list(answer.json()["error"]["fields"]) == ["until_date"]

    def test_a_contacted_lead_is_qualified(self, contacted, rep):
        told = act(rep, contacted, "qualify", confirmed=["has_budget"]).json()
        assert (told["is_met"], told["handoff"]["lead"]["stage"]) == (True, "sql")

    def test_an_uncontacted_lead_is_not_qualified(self, claimed, rep):
        assert refusal(act(rep, claimed, "qualify")) == (409, "illegal_move")

    def test_a_won_deal_has_its_value(self, qualified, rep):
        told = act(rep, qualified, "win", value="1200.50").json()
        assert (told["outcome"], told["won_value"]) == ("won", "1200.50")
        assert told["lead"]["stage"] == "customer"

    @pytest.mark.parametrize("value", [None, -1, "NaN", "1e20", 10**30, "1.234", [], {}])
    def test_a_value_that_is_no_money_is_refused(self, qualified, rep, value):
        answer = act(rep, qualified, "win", value=value)
        assert refusal(answer) == (422, "bad_input")
        assert Handoff.objects.get().closed_at is None

    def test_a_lost_deal_has_its_reason(self, qualified, rep):
        assert act(rep, qualified, "lose", reason="price").json()["reason"]["label"] == "Price"

    def test_a_reason_of_another_decision_is_refused(self, qualified, rep):
        answer = act(rep, qualified, "lose", reason="misrouted")
        assert refusal(answer) == (422, "bad_input")
