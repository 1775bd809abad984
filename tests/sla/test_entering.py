"""A signed version enters at its very instant, and a period ends at its own, however late beat is.

The instants are chosen: proposed on Monday the 16th at noon UTC, in a company that keeps UTC.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from alignment.celery import app
from leads import terms
from notifications.models import OutboxMessage
from sla import agreements, drafting, entering, signing, tasks
from sla.agreed import agreed_at, version_at
from sla.agreement_notices import hear, hear_outward, tell
from sla.models import (
    AgreementEvent,
    AgreementVersion,
    Clock,
    ClockException,
    Metric,
    Target,
    VersionStatus,
)
from sla.plans import Plan
from sla.sweep import sweep
from tests.cast import NOON, a_handoff, after, clock_of, heads

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FRIDAY = date(2026, 11, 20)
FRIDAY_IS_OVER = datetime(2026, 11, 21, tzinfo=UTC)
# The first second of Wednesday.
WEDNESDAY = datetime(2026, 11, 18, tzinfo=UTC)


def signed(plan, *, at=NOON, minutes=10):
    """Return a following version whose claim is promised in ``minutes``, signed by both heads."""
    marketing, sales = heads()
    version = drafting.draft(at=at, by=sales)
    Target.objects.filter(version=version, metric=Metric.CLAIM).update(seconds=minutes * 60)
    signing.propose(version=version, plan=plan, at=at, by=sales)
    for head in (marketing, sales):
        signing.sign(version=version, at=at, by=head)
    version.refresh_from_db()
    return version


def beat(at):
    entering.enter_due(at=at)
    entering.expire_due(at=at)
    return entering.remind_due(at=at)


def test_it_enters_at_its_instant_and_not_a_second_before(agreement):
    version = signed(Plan(takes_effect_at=WEDNESDAY))
    assert entering.enter_due(at=WEDNESDAY - SECOND) is None
    assert agreements.in_force() == agreement
    assert entering.enter_due(at=WEDNESDAY) == version
    agreement.refresh_from_db()
    assert agreement.superseded_at == WEDNESDAY
    assert agreements.in_force().in_force_at == WEDNESDAY


def test_a_beat_that_was_away_for_a_day_enters_it_at_the_planned_instant(agreement):
    signed(Plan(takes_effect_at=WEDNESDAY))
    beat(WEDNESDAY + timedelta(days=1))
    beat(WEDNESDAY + timedelta(days=1, seconds=5))
    assert agreements.in_force().in_force_at == WEDNESDAY
    assert AgreementEvent.objects.filter(act="entered").count() == 1


def test_handoffs_go_by_it_from_that_second_though_beat_is_late(agreement, marketer):
    version = signed(Plan(takes_effect_at=WEDNESDAY))
    before = a_handoff(by=marketer, at=WEDNESDAY - SECOND)
    after_it = a_handoff(by=marketer, at=WEDNESDAY)
    beat(WEDNESDAY + timedelta(hours=3))
    assert clock_of(before, Metric.CLAIM).version == agreement
    assert clock_of(after_it, Metric.CLAIM).version == version
    assert clock_of(after_it, Metric.CLAIM).target_seconds == 600


def test_its_terms_hold_from_that_second_though_beat_is_late(agreement):
    marketing, sales = heads()
    version = drafting.draft(at=NOON, by=sales)
    AgreementVersion.objects.filter(pk=version.pk).update(attempts_promised=9)
    version.refresh_from_db()
    signing.propose(version=version, plan=Plan(takes_effect_at=WEDNESDAY), at=NOON, by=sales)
    for head in (marketing, sales):
        signing.sign(version=version, at=NOON, by=head)
    assert terms.in_force(WEDNESDAY - SECOND).attempts_promised == 5
    assert terms.in_force(WEDNESDAY).attempts_promised == 9


def test_what_was_taken_back_never_enters(agreement):
    version = signed(Plan(takes_effect_at=WEDNESDAY))
    _marketing, sales = heads()
    signing.withdraw(version=version, at=after(hours=1), by=sales, text="The market turned")
    beat(WEDNESDAY)
    assert agreements.in_force() == agreement
    assert agreed_at(WEDNESDAY).version == agreement
    assert terms.in_force(WEDNESDAY) == terms.in_force(NOON)


def test_beat_calls_for_what_is_due(agreement, time_machine):
    version = signed(Plan(takes_effect_at=WEDNESDAY, ends_on=FRIDAY))
    assert "sla.tasks.keep_agreement" in {each["task"] for each in app.conf.beat_schedule.values()}
    time_machine.move_to(WEDNESDAY, tick=False)
    tasks.keep_agreement()
    assert agreements.in_force() == version
    time_machine.move_to(FRIDAY_IS_OVER, tick=False)
    tasks.keep_agreement()
    assert agreements.in_force() is None


def test_a_period_ends_with_its_last_day(agreement):
    version = signed(Plan(ends_on=FRIDAY))
    assert entering.expire_due(at=FRIDAY_IS_OVER - SECOND) is None
    entering.expire_due(at=FRIDAY_IS_OVER + timedelta(hours=9))
    version.refresh_from_db()
    assert (version.status, version.expired_at) == (VersionStatus.EXPIRED, FRIDAY_IS_OVER)
    assert agreements.in_force() is None


def test_after_the_last_day_new_handoffs_stand_without_clocks_and_are_listed(agreement, marketer):
    version = signed(Plan(ends_on=FRIDAY))
    last = a_handoff(by=marketer, at=FRIDAY_IS_OVER - SECOND)
    first = a_handoff(by=marketer, at=FRIDAY_IS_OVER)  # beat has not called yet
    assert clock_of(last, Metric.CLAIM).version == version
    assert not Clock.objects.filter(handoff=first).exists()
    causes = ClockException.objects.filter(handoff=first).values_list("cause", flat=True)
    assert set(causes) == {ClockException.Cause.NO_AGREEMENT}


def test_what_was_promised_before_the_end_is_still_owed(agreement, marketer):
    signed(Plan(ends_on=FRIDAY), minutes=10)
    handoff = a_handoff(by=marketer, at=datetime(2026, 11, 20, 16, 55, tzinfo=UTC))
    beat(FRIDAY_IS_OVER)
    # Five minutes were left on Friday, five more run on Monday from nine.
    due = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    sweep(at=due + SECOND)
    assert clock_of(handoff, Metric.CLAIM).breached_at == due


def test_a_version_that_follows_at_the_end_leaves_no_gap(agreement, marketer):
    version = signed(Plan(ends_on=FRIDAY))
    following = signed(Plan(takes_effect_at=FRIDAY_IS_OVER), at=after(days=1), minutes=5)
    beat(FRIDAY_IS_OVER + timedelta(hours=1))
    version.refresh_from_db()
    assert (version.status, version.superseded_at) == (VersionStatus.SUPERSEDED, FRIDAY_IS_OVER)
    assert agreements.in_force() == following
    assert not AgreementEvent.objects.filter(act="expired").exists()


def test_a_version_that_follows_later_leaves_its_predecessor_expired(agreement, marketer):
    version = signed(Plan(ends_on=FRIDAY))
    sunday = datetime(2026, 11, 22, tzinfo=UTC)
    following = signed(Plan(takes_effect_at=sunday), at=after(days=1))
    assert version_at(sunday - SECOND) is None
    assert version_at(sunday) == following
    beat(sunday + timedelta(days=1))  # one call catches up with both
    version.refresh_from_db()
    assert (version.status, version.expired_at) == (VersionStatus.EXPIRED, FRIDAY_IS_OVER)
    assert version.superseded_at is None
    assert agreements.in_force() == following
    assert version_at(sunday - SECOND) is None


def test_a_new_version_is_drafted_from_the_one_that_ended(agreement):
    version = signed(Plan(ends_on=FRIDAY), minutes=7)
    beat(FRIDAY_IS_OVER)
    _marketing, sales = heads()
    made = drafting.draft(at=FRIDAY_IS_OVER, by=sales)
    assert made.number == version.number + 1
    assert made.targets.get(metric=Metric.CLAIM).seconds == 7 * 60
    assert made.ends_on is None


def test_both_sides_are_reminded_of_the_end_once_each(agreement):
    signed(Plan(ends_on=date(2026, 12, 31)))
    end = datetime(2027, 1, 1, tzinfo=UTC)
    told = []
    for hour in range(24 * 50):
        noted = entering.remind_due(at=NOON + timedelta(hours=hour))
        if noted:
            told.append((noted.days_left, noted.at))
    assert [days for days, _at in told] == [30, 7, 1]
    assert all(end - timedelta(days=days) - at <= timedelta(0) for days, at in told)
    assert all(at - (end - timedelta(days=days)) < timedelta(hours=1) for days, at in told)


def test_reminders_that_were_missed_are_told_as_one(agreement):
    signed(Plan(ends_on=date(2026, 12, 31)))
    at = datetime(2026, 12, 30, tzinfo=UTC)
    assert entering.remind_due(at=at).days_left == 7
    assert entering.remind_due(at=at) is None


def test_nobody_is_reminded_of_an_end_that_something_follows(agreement):
    signed(Plan(ends_on=date(2026, 12, 31)))
    signed(Plan(takes_effect_at=datetime(2027, 1, 1, tzinfo=UTC)), at=after(days=1))
    assert entering.remind_due(at=datetime(2026, 12, 25, tzinfo=UTC)) is None


def test_a_gap_before_what_follows_is_reminded_of(agreement):
    signed(Plan(ends_on=date(2026, 12, 31)))
    signed(Plan(takes_effect_at=datetime(2027, 1, 2, tzinfo=UTC)), at=after(days=1))
    assert entering.remind_due(at=datetime(2026, 12, 25, tzinfo=UTC)).days_left == 7


def test_beat_asks_three_small_questions_when_nothing_is_due(
    agreement, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        beat(NOON)


def test_every_step_is_told_to_both_sides_but_not_to_who_took_it(
    agreement, manager, marketing_manager, rep, outsider
):
    marketing, sales = heads()
    version = signed(Plan(ends_on=FRIDAY))
    beat(FRIDAY_IS_OVER)
    events = list(AgreementEvent.objects.filter(version=version).order_by("id"))
    assert [event.act for event in events] == [
        *("proposed", "signed", "signed", "entered", "expired"),
    ]
    refs = [{"event_id": event.pk} for event in events]
    managers = {person.pk for person in (marketing, sales, manager, marketing_manager)}
    assert [set(each) for each in hear(refs)] == [
        managers - {sales.pk},
        managers - {marketing.pk},
        managers - {sales.pk},
        managers | {rep.pk},
        managers | {rep.pk},
    ]
    assert [set(each.emails) for each in hear_outward(refs, NOON)] == [
        managers - {sales.pk},
        set(),
        set(),
        set(),
        managers,
    ]
    assert [
        sentence.plain.replace("\u2068", "").replace("\u2069", "") for sentence in tell(refs)
    ] == [
        f"{sales} proposes Version 2 of the agreement",
        f"{marketing} signed Version 2 of the agreement for marketing",
        f"{sales} signed Version 2 of the agreement for sales",
        "Version 2 of the agreement is in force",
        "The agreement has ended: new hand-offs stand without clocks",
    ]
    assert OutboxMessage.objects.filter(kind="agreement").count() == len(events)


def test_what_was_said_is_told_with_it(agreement):
    version = signed(Plan(takes_effect_at=WEDNESDAY))
    _marketing, sales = heads()
    signing.withdraw(version=version, at=after(hours=1), by=sales, text="The market turned")
    (sentence,) = tell([{"event_id": AgreementEvent.objects.get(act="withdrawn").pk}])
    assert sentence.note == "The market turned"
