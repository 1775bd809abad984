"""Two heads, one text: proposed, signed, declined, withdrawn."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from sla import agreements, drafting, parts, plans, signing, targets
from sla.calendars import archive_calendar
from sla.heads import NotHead
from sla.models import AgreementEvent, Calendar, Signature, Target, VersionStatus
from sla.plans import Plan
from sla.version_text import VersionText
from teams.models import Company
from tests.cast import NOON, a_manager, after, heads

pytestmark = pytest.mark.django_db
LATER = after(days=3)


@pytest.fixture
def marketing():
    return heads()[0]


@pytest.fixture
def sales():
    return heads()[1]


@pytest.fixture
def draft(agreement, sales):
    return drafting.draft(at=NOON, by=sales)


@pytest.fixture
def proposed(draft, sales):
    plan = Plan(takes_effect_at=LATER)
    return signing.propose(version=draft, plan=plan, at=NOON, by=sales)


def sign(version, by, at=NOON, **seen):
    signature = signing.sign(version=version, at=at, by=by, **seen)
    version.refresh_from_db()
    return signature


def test_a_proposal_waits_for_both_heads(proposed, sales):
    assert proposed.status == VersionStatus.PROPOSED
    assert (proposed.proposed_at, proposed.proposed_by) == (NOON, sales)
    assert agreements.pending() == proposed
    assert agreements.drafted() is None
    assert signing.standing_signatures(proposed) == []


def test_the_second_signature_settles_it_and_it_waits_for_its_instant(
    agreement, proposed, marketing, sales
):
    sign(proposed, marketing)
    assert proposed.status == VersionStatus.PROPOSED
    sign(proposed, sales, at=after(minutes=5))
    assert proposed.status == VersionStatus.SIGNED
    assert proposed.signed_at == after(minutes=5)
    assert agreements.in_force() == agreement


def test_each_signature_keeps_the_fingerprint_of_what_it_stands_under(proposed, marketing, sales):
    first, second = sign(proposed, marketing), sign(proposed, sales)
    assert first.fingerprint == second.fingerprint == parts.fingerprint_of_all(proposed)
    assert len(first.fingerprint) == 64
    assert (first.side, second.side) == ("marketing", "sales")


def test_without_a_planned_instant_it_is_in_force_with_the_second_signature(
    agreement, draft, marketing, sales
):
    signing.propose(version=draft, plan=Plan(), at=NOON, by=sales)
    sign(draft, sales)
    sign(draft, marketing, at=after(hours=2))
    agreement.refresh_from_db()
    assert draft.status == VersionStatus.IN_FORCE
    assert draft.in_force_at == agreement.superseded_at == after(hours=2)


def test_one_side_signs_once(proposed, sales):
    sign(proposed, sales)
    with pytest.raises(signing.AlreadySigned, match="Your side has signed"):
        sign(proposed, sales)


def test_one_person_never_signs_for_both_sides(proposed, marketing, sales):
    sign(proposed, sales)
    both = sales
    Company.objects.update(sales_head=marketing, marketing_head=None)
    Company.objects.update(marketing_head=both)
    with pytest.raises(signing.AlreadySigned, match="Two different people"):
        sign(proposed, both)


def test_only_heads_sign_and_decline(proposed, manager, marketer, rep, administrator):
    for person in (manager, marketer, rep, administrator):
        with pytest.raises(NotHead):
            sign(proposed, person)
        with pytest.raises(NotHead):
            signing.decline(version=proposed, at=NOON, by=person, text="No")


def test_a_head_who_left_does_not_sign(proposed, sales):
    sales.is_active = False
    sales.save()
    with pytest.raises(NotHead):
        sign(proposed, sales)


def test_a_head_who_was_named_later_signs(proposed):
    successor = a_manager(name="New Head")
    Company.objects.update(sales_head=successor)
    assert sign(proposed, successor).by == successor


@pytest.mark.parametrize("side", ["marketing_head", "sales_head"])
def test_without_a_head_nothing_is_proposed(draft, manager, side):
    Company.objects.update(**{side: None})
    with pytest.raises(signing.NotReady, match="An administrator names the heads"):
        signing.propose(version=draft, plan=Plan(), at=NOON, by=manager)
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_any_manager_proposes_and_nobody_else(draft, manager, marketer, rep, administrator):
    for person in (marketer, rep, administrator):
        with pytest.raises(NotAllowed):
            signing.propose(version=draft, plan=Plan(), at=NOON, by=person)
    signing.propose(version=draft, plan=Plan(), at=NOON, by=manager)


def test_what_is_proposed_cannot_be_edited(proposed, manager):
    target = targets.in_order(proposed)[0]
    for act in (
        lambda: drafting.edit(version=proposed, text=VersionText(), by=manager),
        lambda: drafting.discard(version=proposed, by=manager),
        lambda: targets.remove_target(target=target, by=manager),
        lambda: signing.propose(version=proposed, plan=Plan(), at=NOON, by=manager),
    ):
        with pytest.raises(targets.NotADraft):
            act()
    with pytest.raises(drafting.AnotherPending):
        drafting.draft(at=NOON, by=manager)


def test_a_page_that_was_read_before_a_change_does_not_sign(proposed, sales):
    seen = parts.fingerprint_of_all(proposed)
    Target.objects.filter(version=proposed).update(seconds=60)
    with pytest.raises(StalePage):
        sign(proposed, sales, seen=seen)
    assert not Signature.objects.exists()


def test_a_text_that_the_other_side_did_not_sign_is_refused(proposed, marketing, sales):
    sign(proposed, marketing)
    Target.objects.filter(version=proposed).update(seconds=60)
    with pytest.raises(signing.ChangedSince):
        sign(proposed, sales)


@pytest.mark.parametrize(
    "change",
    [
        {"takes_effect_at": after(days=4)},
        {"ends_on": date(2027, 1, 1), "ends_at": datetime(2027, 1, 2, tzinfo=UTC)},
        {"takes_open_ones": True},
        {"attempts_promised": 9},
    ],
)
def test_when_it_holds_is_part_of_what_is_signed(proposed, change):
    before = parts.fingerprint_of_all(proposed)
    for name, value in change.items():
        setattr(proposed, name, value)
    proposed.save()
    proposed.refresh_from_db()
    assert parts.fingerprint_of_all(proposed) != before


def test_the_fingerprint_does_not_change_by_itself(proposed, marketing, sales):
    before = parts.fingerprint_of_all(proposed)
    sign(proposed, marketing)
    sign(proposed, sales)
    assert parts.fingerprint_of_all(agreements.pending()) == before


def test_a_signature_after_the_planned_instant_is_refused(proposed, marketing, sales):
    sign(proposed, marketing, at=LATER - timedelta(seconds=1))
    with pytest.raises(signing.PlanHasPassed):
        sign(proposed, sales, at=LATER)
    assert proposed.status == VersionStatus.PROPOSED


def test_a_signature_after_the_last_day_is_refused(draft, sales):
    plan = Plan(ends_on=NOON.date())
    signing.propose(version=draft, plan=plan, at=NOON, by=sales)
    with pytest.raises(signing.PlanHasPassed, match="last day"):
        sign(draft, sales, at=after(days=1))


def test_a_calendar_archived_meanwhile_stands_in_the_way(proposed, sales):
    archive_calendar(calendar=Calendar.objects.get(), at=NOON, by=sales)
    with pytest.raises(signing.NotReady, match="archived"):
        sign(proposed, sales)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(takes_effect_at=NOON), "takes_effect_at"),
        (Plan(takes_effect_at=after(seconds=-1)), "takes_effect_at"),
        (Plan(takes_effect_at=after(days=800)), "takes_effect_at"),
        (Plan(ends_on=date(2026, 11, 15)), "ends_on"),
        (Plan(takes_effect_at=LATER, ends_on=date(2026, 11, 18)), "ends_on"),
        (Plan(ends_on=date(2040, 1, 1)), "ends_on"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused_by_field(draft, sales, plan, field):
    with pytest.raises(BadInput) as refusal:
        signing.propose(version=draft, plan=plan, at=NOON, by=sales)
    assert refusal.value.field == field
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_the_days_of_a_plan_are_those_of_the_company(draft, sales):
    Company.objects.update(time_zone="Asia/Riyadh")
    # 22:30 in London is the next day in Riyadh, three hours ahead.
    effect = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
    plan = Plan(takes_effect_at=effect, ends_on=date(2026, 11, 20))
    made = signing.propose(version=draft, plan=plan, at=NOON, by=sales)
    assert made.begins_on == date(2026, 11, 20)
    assert made.ends_at == datetime(2026, 11, 20, 21, tzinfo=UTC)


def test_a_day_of_a_clock_change_ends_at_its_own_midnight():
    assert plans.end_of(date(2026, 10, 25), "Europe/Paris") == datetime(
        2026, 10, 25, 23, tzinfo=UTC
    )


def test_a_declined_proposal_is_a_draft_again_and_its_signatures_are_void(
    proposed, marketing, sales
):
    sign(proposed, marketing)
    signing.decline(version=proposed, at=after(hours=1), by=sales, text="  Too fast for us ")
    proposed.refresh_from_db()
    assert (proposed.status, proposed.proposed_at) == (VersionStatus.DRAFT, None)
    assert Signature.objects.get().voided_at == after(hours=1)
    said = AgreementEvent.objects.get(act="declined")
    assert (said.text, said.by, said.side) == ("Too fast for us", sales, "sales")
    drafting.edit(version=proposed, text=replace(VersionText(), attempts_promised=3), by=sales)


def test_what_was_declined_is_proposed_and_signed_anew(proposed, marketing, sales):
    sign(proposed, marketing)
    signing.decline(version=proposed, at=NOON, by=sales, text="No")
    proposed.refresh_from_db()
    signing.propose(version=proposed, plan=Plan.of(proposed), at=after(hours=1), by=sales)
    for head in (marketing, sales):
        sign(proposed, head, at=after(hours=2))
    assert proposed.status == VersionStatus.SIGNED
    assert Signature.objects.count() == 3


def test_a_manager_withdraws_a_proposal(proposed, manager):
    signing.withdraw(version=proposed, at=NOON, by=manager, text="A slip")
    proposed.refresh_from_db()
    assert proposed.status == VersionStatus.DRAFT


def test_what_both_signed_is_taken_back_by_a_head_alone_before_its_instant(
    proposed, marketing, sales, manager
):
    sign(proposed, marketing)
    sign(proposed, sales)
    with pytest.raises(NotHead):
        signing.withdraw(version=proposed, at=NOON, by=manager, text="A slip")
    with pytest.raises(signing.NotProposed):
        signing.withdraw(version=proposed, at=LATER, by=sales, text="Too late")
    signing.withdraw(
        version=proposed, at=LATER - timedelta(seconds=1), by=sales, text="The market turned"
    )
    proposed.refresh_from_db()
    assert (proposed.status, proposed.signed_at) == (VersionStatus.DRAFT, None)
    assert signing.standing_signatures(proposed) == []


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_a_reason_is_asked_for(proposed, sales, text):
    for verb in (signing.decline, signing.withdraw):
        with pytest.raises(BadInput) as refusal:
            verb(version=proposed, at=NOON, by=sales, text=text)
        assert refusal.value.field == "text"


def test_what_is_in_force_is_neither_signed_nor_withdrawn(agreement, sales):
    for act in (
        lambda: signing.sign(version=agreement, at=NOON, by=sales),
        lambda: signing.withdraw(version=agreement, at=NOON, by=sales, text="No"),
        lambda: signing.decline(version=agreement, at=NOON, by=sales, text="No"),
    ):
        with pytest.raises(signing.NotProposed):
            act()


def test_a_new_draft_takes_over_every_part_but_the_period(agreement, draft, sales):
    former, new = parts.as_data(agreement), parts.as_data(draft)
    assert {key for key in former if former[key] != new[key]} <= {"period", "document", "reasons"}
    assert new["period"] == {"takes_effect_at": None, "ends_on": None, "takes_open_ones": False}


def test_every_part_is_written_as_it_was_read(draft):
    said = parts.as_data(draft)
    for part in parts.PARTS:
        part.write(draft, said[part.key])
    draft.refresh_from_db()
    assert parts.as_data(draft) == said
