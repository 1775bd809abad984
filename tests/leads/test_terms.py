"""Reasons and recycling come from the terms that were agreed when a lead was handed over."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from kit.refusals import BadInput
from leads import agreeing, lifecycle, terms
from leads.models import ReasonKind, ReturnReason
from leads.reasons import BadReason, ReasonText, checked, first_reasons
from leads.refusals import RecycledOften
from leads.terms import Recycling
from tests.api_client import Program
from tests.cast import NOON, a_handoff, a_lead, a_touch, after

pytestmark = pytest.mark.django_db

TOO_SMALL = ReasonText("reject", "too_small", "Company too small", "شركة صغيرة")


def agree(at, *, reasons=None, **fields):
    given = [*first_reasons(), TOO_SMALL] if reasons is None else reasons
    rules = agreeing.AgreedRules(
        agreement_version=uuid4(),
        required_brief_fields=("who",),
        attempts_promised=2,
        attempts_days=5,
        reasons=tuple(given),
        **fields,
    )
    return agreeing.agree_rules(rules=rules, at=at)


def keys(at, kind="reject"):
    return [row.key for row in terms.in_force(at).reasons(kind)]


def reject(handoff, rep, key, at):
    decision = lifecycle.Decision(reason=key)
    return lifecycle.reject(handoff=handoff, decision=decision, at=at, by=rep)


def recycle(handoff, rep, until):
    lifecycle.claim(handoff=handoff, at=handoff.handed_at, by=rep)
    a_touch(handoff, rep, handoff.handed_at)
    decision = lifecycle.Decision(reason="timing", until_date=until)
    lifecycle.recycle(handoff=handoff, decision=decision, at=handoff.handed_at, by=rep)


def test_before_anything_is_agreed_the_first_reasons_hold():
    assert keys(NOON)[-1] == "other"
    agree(after(minutes=1))
    assert "too_small" not in keys(NOON)
    assert keys(after(minutes=1))[-1] == "too_small"


def test_a_new_reason_is_for_hand_offs_made_under_it(marketer, rep):
    old = a_handoff(by=marketer)
    agree(after(minutes=1))
    new = a_handoff(by=marketer, at=after(minutes=1))
    with pytest.raises(BadInput) as refusal:
        reject(old, rep, "too_small", after(minutes=2))
    assert refusal.value.field == "reason"
    assert reject(new, rep, "too_small", after(minutes=2)).closed_at


def test_a_reason_that_was_left_out_stays_with_the_hand_offs_that_had_it(marketer, rep):
    old = a_handoff(by=marketer)
    agree(after(minutes=1), reasons=[one for one in first_reasons() if one.key != "bad_data"])
    new = a_handoff(by=marketer, at=after(minutes=1))
    with pytest.raises(BadInput):
        reject(new, rep, "bad_data", after(minutes=2))
    assert reject(old, rep, "bad_data", after(minutes=2)).closed_at


def test_decisions_keep_the_words_they_were_made_in(marketer, rep):
    old = a_handoff(by=marketer)
    reject(old, rep, "misrouted", NOON)
    says = [
        replace(one, label_en="Wrong team") if one.key == "misrouted" else one
        for one in first_reasons()
    ]
    agree(after(minutes=1), reasons=says)
    new = a_handoff(by=marketer, at=after(minutes=1))
    reject(new, rep, "misrouted", after(minutes=1))
    for handoff, words in ((old, "Not for this team"), (new, "Wrong team")):
        handoff.refresh_from_db()
        assert str(handoff.reason) == words
    assert old.reason.key == new.reason.key


def test_the_same_words_are_written_once():
    agree(NOON)
    number = ReturnReason.objects.count()
    agree(after(minutes=1))
    assert ReturnReason.objects.count() == number


def test_terms_without_a_word_of_reasons_keep_those_before():
    agree(NOON)
    agree(after(minutes=1), reasons=())
    assert keys(after(minutes=1)) == keys(NOON)


def test_a_form_offers_the_reasons_and_days_of_its_hand_off(marketer, rep, as_):
    agree(NOON, recycling=Recycling(default_days=30, longest_days=60, times=None))
    old = a_handoff(by=marketer)
    agree(after(minutes=1), reasons=first_reasons(), recycling=Recycling(10, 20, None))
    page = as_(rep).get(f"/handoffs/{old.code}/reject/").content.decode()
    assert "Company too small" in page
    lifecycle.claim(handoff=old, at=after(minutes=2), by=rep)
    form = as_(rep).get(f"/handoffs/{old.code}/recycle/").context["form"]
    field = form.fields["until_date"]
    assert (date.fromisoformat(field.widget.attrs["max"]) - field.initial).days == 30


def test_programs_are_told_the_reasons_of_now_and_of_a_hand_off(marketer, rep):
    old = a_handoff(by=marketer)
    agree(after(minutes=1))
    program = Program(rep)
    now = program.get("/reasons/", kind="reject").json()["results"]
    then = program.get("/reasons/", kind="reject", handoff=str(old.code)).json()["results"]
    assert [row["key"] for row in now[:-1]] == [row["key"] for row in then]
    assert now[-1]["label"] == "Company too small"
    assert program.get("/reasons/", handoff=str(uuid4())).status_code == 404


@pytest.mark.parametrize(
    ("until", "is_allowed"), [(date(2026, 12, 16), True), (date(2026, 12, 17), False)]
)
def test_a_lead_returns_within_the_days_that_were_agreed(marketer, rep, until, is_allowed):
    agree(NOON, recycling=Recycling(default_days=10, longest_days=30, times=None))
    handoff = a_handoff(by=marketer)
    if is_allowed:
        recycle(handoff, rep, until)
        return
    with pytest.raises(BadInput) as refusal:
        recycle(handoff, rep, until)
    assert refusal.value.field == "until_date"


def test_a_lead_comes_back_to_marketing_as_often_as_was_agreed(marketer, rep):
    agree(NOON, recycling=Recycling(default_days=10, longest_days=30, times=1))
    lead = a_lead()
    recycle(a_handoff(by=marketer, lead=lead), rep, date(2026, 12, 1))
    lead.refresh_from_db()
    lead.stage = "mql"
    lead.save()
    second = a_handoff(by=marketer, lead=lead, at=after(minutes=1))
    with pytest.raises(RecycledOften):
        recycle(second, rep, date(2026, 12, 1))
    recycle(a_handoff(by=marketer), rep, date(2026, 12, 1))


def test_terms_may_wait_for_their_instant_and_be_taken_back():
    waiting = agree(after(minutes=1))
    assert terms.in_force(NOON).reason_ids == ()
    with pytest.raises(agreeing.OvertakenTerms):
        agree(NOON)
    agreeing.forget_rules(agreement_version=waiting.agreement_version, at=NOON)
    assert terms.in_force(after(minutes=1)).reason_ids == ()
    standing = agree(NOON)
    agreeing.forget_rules(agreement_version=standing.agreement_version, at=NOON)
    assert terms.in_force(NOON).agreement_version == standing.agreement_version


def test_what_begins_at_once_does_not_reach_back_to_hand_offs_of_its_second(marketer):
    assert agreeing.first_free_instant(NOON) == NOON
    a_handoff(by=marketer)
    assert agreeing.first_free_instant(NOON) == after(seconds=1)
    assert agreeing.first_free_instant(after(seconds=5)) == after(seconds=5)


BAD = [
    ("key", {"key": "Too Small"}),
    ("key", {"key": "misrouted"}),
    ("label_ar", {"label_ar": " "}),
    ("label_en", {"label_en": "x" * 81}),
    ("kind", {"kind": "fire"}),
    ("needs_attempts", {"needs_attempts": True}),
    ("needs_criterion", {"kind": "lose", "needs_criterion": True}),
]


@pytest.mark.parametrize(("field", "changes"), BAD)
def test_a_reason_that_cannot_stand_is_named(field, changes):
    texts = [*first_reasons(), replace(TOO_SMALL, **changes)]
    with pytest.raises(BadReason) as refusal:
        checked(texts)
    assert (refusal.value.row, refusal.value.field) == (len(texts) - 1, field)


@pytest.mark.parametrize("kind", ReasonKind.values)
def test_every_decision_keeps_a_reason(kind):
    with pytest.raises(BadInput):
        checked([one for one in first_reasons() if one.kind != kind])
    many = [replace(TOO_SMALL, kind=kind, key=f"k{n}") for n in range(21)]
    with pytest.raises(BadInput):
        checked([*first_reasons(), *many])
