"""The agreement: a draft replaces what is in force, whole or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from leads import lifecycle, terms
from leads.agreeing import OvertakenTerms
from leads.models import Terms
from leads.refusals import AttemptsOutstanding
from sla import agreements, drafting, parts, signing, targets
from sla.calendars import archive_calendar
from sla.checking import problems_of
from sla.models import AgreementVersion, Calendar, ClockException, Metric, Target, VersionStatus
from sla.plans import Plan
from sla.version_text import VersionText
from teams.models import Company
from tests.cast import (
    NOON,
    a_calendar,
    a_handoff,
    a_lead,
    a_source,
    a_target,
    a_touch,
    after,
    agree,
    clock_of,
    fresh,
    heads,
)

pytestmark = pytest.mark.django_db
LEFT_OPEN = ("is left open", "Without a definition")


@pytest.fixture
def draft(manager):
    return drafting.draft(at=NOON, by=manager)


def _fatal(version):
    return [str(problem.message) for problem in problems_of(version, NOON) if problem.is_fatal]


def _warned(version):
    """Return the warnings about what the draft says; what it leaves open is another test's."""
    warnings = [problem for problem in problems_of(version, NOON) if not problem.is_fatal]
    said = [str(problem.message) for problem in warnings]
    return [message for message in said if not any(part in message for part in LEFT_OPEN)]


def test_the_first_draft_has_sound_defaults_and_can_be_put_in_force(draft, manager):
    said = {(row.metric, row.name): row.seconds for row in targets.in_order(draft)}
    assert said == {
        (Metric.CLAIM, "Demo requests"): 600,
        (Metric.CLAIM, "All others"): 1800,
        (Metric.FIRST_TOUCH, "Demo requests"): 900,
        (Metric.FIRST_TOUCH, "All others"): 3600,
    }
    assert _fatal(draft) == _warned(draft) == []
    agree(draft, at=NOON)
    assert agreements.in_force() == draft


def test_asking_again_returns_the_same_draft(draft, marketing_manager):
    assert drafting.draft(at=after(hours=1), by=marketing_manager) == draft


def test_a_draft_copies_what_is_in_force(agreement, manager):
    made = drafting.draft(at=NOON, by=manager)
    former, new = targets.in_order(agreement), targets.in_order(made)
    assert [targets.text_of(row) for row in new] == [targets.text_of(row) for row in former]
    assert VersionText.of(made) == VersionText.of(agreement)
    assert made.number == agreement.number + 1
    assert {row.pk for row in new}.isdisjoint(row.pk for row in former)


def test_putting_in_force_supersedes_the_former_at_the_same_instant(agreement, manager):
    made = drafting.draft(at=NOON, by=manager)
    moment = NOON + timedelta(microseconds=7)
    agree(made, at=moment)
    agreement.refresh_from_db()
    made.refresh_from_db()
    assert agreement.status == VersionStatus.SUPERSEDED
    assert agreement.superseded_at == made.in_force_at == NOON
    assert {one.by for one in signing.standing_signatures(made)} == set(heads())


def test_putting_in_force_writes_the_terms(draft, manager):
    text = replace(VersionText.of(draft), required_brief_fields=("why_now", "who"))
    drafting.edit(version=draft, text=replace(text, attempts_promised=3), by=manager)
    agree(draft, at=NOON)
    now, before = terms.in_force(NOON), terms.in_force(NOON - timedelta(seconds=1))
    assert now.required_brief_fields == ("who", "why_now")
    assert now.attempts_promised == 3
    assert before == terms.UNAGREED
    assert Terms.objects.get().agreement_version == draft.code


def test_a_lead_is_unreachable_by_the_attempts_that_are_promised_for_it(
    draft, manager, marketer, rep
):
    calendar = a_calendar()
    said = {"calendar": calendar, "position": 1}
    a_target(draft, Metric.ATTEMPT, 600, attempts=2, lead_types=["Webinar"], **said)
    a_target(draft, Metric.ATTEMPT, 600, attempts=3, regions=["Gulf"], **said)
    agree(draft, at=after(minutes=-1))

    def promised(**snapshot):
        handoff = a_handoff(by=marketer, lead=a_lead(**snapshot))
        return terms.in_force(handoff.handed_at).attempts_for(handoff)

    assert promised(lead_type="webinar", region="Gulf") == 2
    assert promised(region="Gulf") == 3
    assert promised() == draft.attempts_promised == 5


def test_the_attempts_that_count_are_those_of_the_hand_off(draft, manager, marketer, rep):
    a_target(draft, Metric.ATTEMPT, 600, attempts=2, calendar=a_calendar())
    agree(draft, at=after(minutes=-1))
    handoff = a_handoff(by=marketer)
    later = drafting.draft(at=after(minutes=1), by=manager)
    Target.objects.filter(version=later, metric=Metric.ATTEMPT).update(attempts=9)
    agree(later, at=after(minutes=1))
    a_touch(handoff, rep, after(minutes=2), outcome="no_answer")
    unreachable = lifecycle.Decision("unreachable")
    with pytest.raises(AttemptsOutstanding, match="1 of the 2"):
        lifecycle.disqualify(
            handoff=fresh(handoff), decision=unreachable, at=after(minutes=3), by=rep
        )
    a_touch(fresh(handoff), rep, after(minutes=4), outcome="no_answer")
    lifecycle.disqualify(handoff=fresh(handoff), decision=unreachable, at=after(minutes=5), by=rep)
    assert fresh(handoff).outcome == "disqualified"


def test_new_handoffs_run_on_it_and_running_clocks_keep_theirs(agreement, manager, marketer):
    old = a_handoff(by=marketer)
    made = drafting.draft(at=NOON, by=manager)
    agree(made, at=after(minutes=5))
    new = a_handoff(by=marketer, at=after(minutes=5))
    assert clock_of(old, Metric.CLAIM).version == agreement
    assert clock_of(new, Metric.CLAIM).version == made


def test_only_managers_may_draft_edit_or_propose(draft, marketer, rep, administrator):
    for person in (marketer, rep, administrator):
        with pytest.raises(NotAllowed):
            drafting.draft(at=NOON, by=person)
        with pytest.raises(NotAllowed):
            drafting.edit(version=draft, text=VersionText(), by=person)
        with pytest.raises(NotAllowed):
            signing.propose(version=draft, plan=Plan(), at=NOON, by=person)


def test_what_is_in_force_is_never_changed(agreement, manager):
    target = agreement.targets.first()
    text = targets.text_of(target)
    for act in (
        lambda: drafting.edit(version=agreement, text=VersionText(), by=manager),
        lambda: drafting.discard(version=agreement, by=manager),
        lambda: signing.propose(version=agreement, plan=Plan(), at=NOON, by=manager),
        lambda: targets.add_target(version=agreement, text=text, by=manager),
        lambda: targets.edit_target(target=target, text=text, by=manager),
        lambda: targets.move_target(target=target, steps=1, by=manager),
        lambda: targets.remove_target(target=target, by=manager),
    ):
        with pytest.raises(targets.NotADraft):
            act()


def test_a_confirmation_of_an_older_text_is_refused(draft, manager):
    seen = parts.fingerprint_of_all(draft)
    first = targets.in_order(draft)[0]
    targets.edit_target(target=first, text=replace(targets.text_of(first), seconds=60), by=manager)
    with pytest.raises(StalePage):
        agree(draft, at=NOON, seen=seen)


def test_nothing_comes_into_force_before_what_it_replaces(draft, manager):
    agree(draft, at=NOON)
    made = drafting.draft(at=NOON, by=manager)
    with pytest.raises(OvertakenTerms):
        agree(made, at=NOON - timedelta(hours=1))
    made.refresh_from_db()
    assert made.status == VersionStatus.PROPOSED


def test_a_metric_without_targets_is_refused(draft, manager):
    for target in targets.in_order(draft):
        if target.metric == Metric.CLAIM:
            targets.remove_target(target=target, by=manager)
    assert _fatal(draft) == ["There is no target for “Hand-off to claim”. Add one."]
    with pytest.raises(signing.NotReady):
        agree(draft, at=NOON)
    assert not Terms.objects.exists()


def test_an_archived_calendar_is_refused_with_the_target_named(draft, manager):
    archive_calendar(calendar=Calendar.objects.get(), at=NOON, by=manager)
    assert len(_fatal(draft)) == 4
    assert "“Demo requests” runs on “Working hours”" in _fatal(draft)[0]


def test_a_target_longer_than_its_calendar_is_open_is_refused(draft, manager):
    rare = a_calendar("Rare")
    rare.versions.update(week={}, overrides={"2026-11-20": [["09:00", "10:00"]]})
    first = targets.in_order(draft)[0]
    text = replace(targets.text_of(first), calendar_id=rare.pk, seconds=3601)
    targets.edit_target(target=first, text=text, by=manager)
    assert "too little open time" in _fatal(draft)[0]


def test_a_target_that_never_applies_is_warned_of(draft, manager):
    everybody = next(row for row in targets.in_order(draft) if row.name == "All others")
    targets.move_target(target=everybody, steps=-1, by=manager)
    assert _fatal(draft) == []
    assert _warned(draft) == [
        "“Demo requests” never applies: “All others” before it catches the same leads."
    ]


def test_a_metric_without_a_target_for_everybody_is_warned_of(draft, manager):
    everybody = next(row for row in targets.in_order(draft) if row.name == "All others")
    targets.remove_target(target=everybody, by=manager)
    assert "is for everybody" in _warned(draft)[0]


@pytest.mark.parametrize(("days", "is_warned"), [(-400, True), (0, True), (1, False)])
def test_a_review_that_has_passed_is_warned_of(draft, days, is_warned):
    draft.review_date = after(days=days).date()
    assert _fatal(draft) == []
    assert [said.startswith("The review date has passed") for said in _warned(draft)] == (
        [True] if is_warned else []
    )


def test_an_archived_source_is_warned_of(draft, manager):
    source = a_source("Fair")
    first = targets.in_order(draft)[0]
    text = replace(targets.text_of(first), sources=(source.pk,), lead_types=())
    targets.edit_target(target=first, text=text, by=manager)
    assert _warned(draft) == []
    source.archived_at = NOON
    source.save()
    assert "archived or gone" in _warned(draft)[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("goal_leads", -1),
        ("goal_attainment_percent", 101),
        ("breach_limit_percent", -1),
        ("attempts_promised", 0),
        ("attempts_days", 366),
        ("required_brief_fields", ("colour",)),
    ],
)
def test_bad_goals_are_refused_by_field(draft, manager, field, value):
    with pytest.raises(BadInput) as refusal:
        drafting.edit(
            version=draft, text=replace(VersionText.of(draft), **{field: value}), by=manager
        )
    assert refusal.value.field == field


def test_a_discarded_draft_is_gone_with_its_targets(draft, manager):
    drafting.discard(version=draft, by=manager)
    assert not AgreementVersion.objects.exists()
    assert not Target.objects.exists()


def test_a_handoff_on_a_calendar_archived_later_stands_on_the_exceptions(draft, manager, marketer):
    agree(draft, at=NOON)
    archive_calendar(calendar=Calendar.objects.get(), at=NOON, by=manager)
    handoff = a_handoff(by=marketer, at=after(minutes=1))
    assert fresh(handoff).is_open
    causes = ClockException.objects.filter(handoff=handoff).values_list("cause", flat=True)
    assert set(causes) == {ClockException.Cause.NO_CALENDAR}


def test_the_first_calendar_has_the_working_days_of_the_country(manager):
    Company.objects.create(id=1, name="Nakheel", country="SA", time_zone="Asia/Riyadh")
    drafting.draft(at=NOON, by=manager)
    version = Calendar.objects.get().versions.get()
    assert version.time_zone == "Asia/Riyadh"
    assert set(version.week) == {"sun", "mon", "tue", "wed", "thu"}


@pytest.mark.parametrize(
    ("decision_hours", "said", "warns"),
    [
        (40, {}, True),
        (80, {}, False),
        (40, {"regions": ["Gulf"]}, True),
        (40, {"is_business_time": False}, False),
    ],
)
def test_a_decision_that_leaves_no_time_for_the_attempts_is_warned_of(
    draft, decision_hours, said, warns
):
    calendar = a_calendar()
    a_target(draft, Metric.ATTEMPT, 80 * 60, calendar=calendar, attempts=5, name="Five")
    a_target(draft, Metric.DECISION, decision_hours * 60, calendar=calendar, name="Quick")
    Target.objects.filter(name="Quick").update(**{"position": 9, **said})
    found = [one for one in _warned(draft) if one.startswith("“Quick” falls due before")]
    assert bool(found) == warns
