"""Amendments: suggested from the figures of a month, taken into the draft or dismissed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards import amendments, periods
from dashboards.amending import NotInDraft
from dashboards.board import Ground
from dashboards.models import AmendmentAnswer, Rule
from dashboards.review import review
from kit.refusals import BadInput, NotAllowed
from leads.models import Definition, DefinitionKind, Source, Terms
from personas.fit import Operator
from personas.models import FactName, Persona
from sla import agreements, drafting, targets
from sla.models import Breach, Commitment, Metric, Pledge, VersionStatus
from tests import cast
from tests.dashboards.builders import a_clock, a_handoff

pytestmark = pytest.mark.django_db
# The review of October, held in November.
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture
def version(db):
    return cast.an_agreement()


@pytest.fixture
def period(version):
    return periods.named("2026-10", Ground.read(AT).zone)


def answered(version, number, *, after, minutes=60):
    """Let so many first touches of October come ``after`` minutes."""
    for place in range(number):
        handoff = a_handoff(OCTOBER + timedelta(hours=place), owner=cast.a_rep(f"Rep {place}"))
        a_clock(handoff, version, minutes=minutes, answered=after, now=AT)


def rejected(number, *, of=None, **fields):
    """Let ``number`` of October's hand-offs be rejected, of ``of`` in all."""
    for place in range(of or number):
        given = {"outcome": "rejected", "closed_at": AT, **fields} if place < number else {}
        source = {"source": fields["source"]} if "source" in fields else {}
        a_handoff(OCTOBER + timedelta(minutes=place), **(source | given))


def suggested(period, at=AT):
    return amendments.amendments(review(Ground.read(at), period))


def only(period):
    (found,) = suggested(period)
    return found


def given(found, period, by, at=AT):
    """Return what every verb on ``found`` takes."""
    rule, subject = found.suggestion.rule, found.suggestion.subject
    return {"period": period, "rule": rule, "subject": subject, "at": at, "by": by}


def draft_seconds(metric=Metric.FIRST_TOUCH):
    draft = agreements.drafted()
    return draft and draft.targets.get(metric=metric).seconds


def test_a_quiet_month_suggests_nothing(version, period):
    assert suggested(period) == []


def test_a_target_kept_with_ease_is_tightened_to_the_90th_percentile(version, period, manager):
    answered(version, 19, after=21)
    assert suggested(period) == []
    answered(version, 1, after=21)
    found = only(period)
    assert found.rule == Rule.ALWAYS_MET
    assert found.figures == {"kept": 20, "of": 20, "seconds": 3600, "to": 1500}
    draft = amendments.take(**given(found, period, manager))
    assert (draft.status, draft_seconds(), draft_seconds(Metric.CLAIM)) == ("draft", 1500, 1800)
    assert version.targets.get(metric=Metric.FIRST_TOUCH).seconds == 3600


def test_taken_twice_is_taken_once(version, period, manager, marketing_manager):
    answered(version, 20, after=21)
    for by in (manager, marketing_manager):
        amendments.take(**given(only(period), period, by))
    answer = AmendmentAnswer.objects.get()
    assert (answer.by, answer.version, answer.figures["to"]) == (
        manager,
        agreements.drafted(),
        1500,
    )
    assert only(period).is_taken


def test_goes_into_a_draft_that_stands_and_leaves_the_rest_of_it(version, period, manager):
    answered(version, 20, after=21)
    draft = drafting.draft(at=AT, by=manager)
    claim = draft.targets.get(metric=Metric.CLAIM)
    text = targets.text_of(claim)
    targets.edit_target(
        target=claim, text=text.__class__(**{**vars(text), "seconds": 60}), by=manager
    )
    assert amendments.take(**given(only(period), period, manager)) == draft
    assert (draft_seconds(), draft_seconds(Metric.CLAIM)) == (1500, 60)


def test_a_target_nobody_can_keep_is_lengthened(version, period, manager):
    answered(version, 20, after=100)
    found = only(period)
    assert (found.rule, found.figures["to"]) == (Rule.NEVER_MET, 6000)
    amendments.take(**given(found, period, manager))
    assert draft_seconds() == 6000


def test_what_was_excused_does_not_count_against_a_target(version, period):
    answered(version, 25, after=21)
    answered(version, 2, after=100)
    assert suggested(period) == []
    Breach.objects.update(excused_at=AT)
    assert only(period).figures["of"] == 25


def test_a_target_that_is_gone_from_the_draft_is_told(version, period, manager):
    answered(version, 20, after=21)
    draft = drafting.draft(at=AT, by=manager)
    targets.remove_target(target=draft.targets.get(metric=Metric.FIRST_TOUCH), by=manager)
    with pytest.raises(NotInDraft):
        amendments.take(**given(only(period), period, manager))
    assert not AmendmentAnswer.objects.exists()


def test_once_its_draft_is_thrown_away_it_can_be_taken_again(version, period, manager):
    answered(version, 20, after=21)
    draft = amendments.take(**given(only(period), period, manager))
    drafting.discard(version=draft, by=manager)
    assert not only(period).is_taken
    amendments.take(**given(only(period), period, manager))
    assert (draft_seconds(), AmendmentAnswer.objects.count()) == (1500, 2)


def test_nothing_is_taken_while_a_version_is_proposed(version, period, manager):
    answered(version, 20, after=21)
    draft = drafting.draft(at=AT, by=manager)
    draft.status = VersionStatus.PROPOSED
    draft.proposed_at, draft.proposed_by = AT, manager
    draft.save()
    with pytest.raises(drafting.AnotherPending):
        amendments.take(**given(only(period), period, manager))
    assert not AmendmentAnswer.objects.exists()


def a_definition(*, is_required=False):
    """Return the definition of MQL in force, which asks that the industry is known."""
    made = Definition.objects.create(
        kind=DefinitionKind.MQL, version=1, created_at=OCTOBER, in_force_at=OCTOBER
    )
    for place, (fact, operator, must) in enumerate(
        [
            (FactName.HAS_CONTACT, Operator.IS_TRUE, True),
            (FactName.INDUSTRY, Operator.IS_KNOWN, is_required),
        ]
    ):
        made.criteria.create(position=place, fact=fact, operator=operator, is_required=must)
    Terms.objects.create(in_force_at=OCTOBER, mql_definition=made)
    return made


def test_a_criterion_that_rejections_name_becomes_required(version, period, manager):
    criterion = a_definition().criteria.get(fact=FactName.INDUSTRY)
    rejected(4, failed_criterion=criterion)
    assert suggested(period) == []
    rejected(1, failed_criterion=criterion)
    found = only(period)
    assert (found.rule, found.figures) == (Rule.CRITERION, {"rejections": 5, "of": 5})
    for _twice in range(2):
        amendments.take(**given(found, period, manager))
    draft = agreements.drafted().mql_definition
    assert draft.in_force_at is None
    assert [row.is_required for row in draft.criteria.order_by("position")] == [True, True]
    assert criterion.definition.criteria.get(fact=FactName.INDUSTRY).is_required is False


def test_a_criterion_that_is_required_already_is_to_be_talked_about(version, period, manager):
    criterion = a_definition(is_required=True).criteria.get(fact=FactName.INDUSTRY)
    rejected(5, failed_criterion=criterion)
    assert not only(period).can_be_taken
    with pytest.raises(amendments.NothingToTake):
        amendments.take(**given(only(period), period, manager))


def test_a_source_mostly_rejected_is_excluded_from_the_definition(version, period, manager):
    a_definition()
    fair = Source.objects.create(name="Trade fair")
    rejected(11, of=21, source=fair)
    found = only(period)
    assert (found.rule, found.figures) == (Rule.SOURCE, {"rejected": 11, "of": 21})
    for _twice in range(2):
        amendments.take(**given(found, period, manager))
    draft = agreements.drafted().mql_definition
    (added,) = draft.criteria.filter(fact=FactName.SOURCE)
    assert (added.operands, added.is_required) == (["Trade fair"], True)
    assert draft.criteria.count() == 3


def test_a_persona_that_never_buys_looks_back_over_a_year(version, period, manager):
    never, often = (Persona.objects.create(name=name) for name in ("Students", "Directors"))
    spring = OCTOBER - timedelta(days=150)
    for place in range(30):
        at = spring + timedelta(hours=place)
        a_handoff(at, persona=never, outcome="lost", closed_at=AT, qualified_at=AT)
        a_handoff(at, persona=often, outcome="won", closed_at=AT, qualified_at=AT)
    found = only(period)
    assert (found.rule, str(found.subject)) == (Rule.PERSONA, "Students")
    assert found.figures == {"decided": 30, "expected": 15}
    assert not found.can_be_taken


def judged(version, state, month, **fields):
    """Let marketing's promise of leads on profile be judged for a month of the year."""
    pledge, _made = Pledge.objects.get_or_create(version=version, measure="profile", percent=80)
    due = datetime(2026, month + 1, 1, tzinfo=UTC)
    breach = None
    if state == "broken":
        breach = Breach.objects.create(side="marketing", due_at=due, recorded_at=due, **fields)
    Commitment.objects.create(
        pledge=pledge,
        measure="profile",
        grain="month",
        from_date=date(2026, month, 1),
        to_date=due.date(),
        starts_at=datetime(2026, month, 1, tzinfo=UTC),
        due_at=due,
        planned=80,
        counted_at=due,
        state=state,
        breach=breach,
    )


def test_a_commitment_of_marketing_that_was_never_kept_is_to_be_talked_about(version, period):
    judged(version, "broken", 8)
    judged(version, "broken", 9)
    judged(version, "broken", 7, excused_at=AT)
    assert suggested(period) == []
    judged(version, "broken", 10)
    found = only(period)
    assert (found.rule, found.figures, found.can_be_taken) == (
        Rule.PLEDGE,
        {"kept": 0, "of": 3},
        False,
    )
    judged(version, "kept", 6)
    assert suggested(period) == []


def test_the_commitments_of_the_period_stand_beside_the_promises(version, period):
    judged(version, "broken", 9)
    judged(version, "broken", 10, excused_at=AT)
    (found,) = review(Ground.read(AT), period).pledges
    assert (found.measure, found.verdicts.judged, found.excused) == ("profile", 1, 1)


def test_dismissing_keeps_the_reason_and_the_figures(version, period, manager):
    answered(version, 20, after=21)
    found = only(period)
    for _twice in range(2):
        amendments.dismiss(**given(found, period, manager), reason="  We want   the slack ")
    answer = AmendmentAnswer.objects.get()
    assert (answer.reason, answer.figures) == ("We want the slack", found.figures)
    assert only(period).is_dismissed
    amendments.take(**given(found, period, manager))
    assert only(period).is_taken


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_dismissing_needs_a_reason(version, period, manager, reason):
    answered(version, 20, after=21)
    with pytest.raises(BadInput):
        amendments.dismiss(**given(only(period), period, manager), reason=reason)


def test_an_answer_is_of_its_period_alone(version, period, manager):
    answered(version, 20, after=21)
    amendments.dismiss(**given(only(period), period, manager), reason="No")
    quarter = periods.named("2026-q4", period.zone)
    assert only(quarter).answer is None


def test_what_the_figures_do_not_suggest_can_be_neither_taken_nor_dismissed(
    version, period, manager
):
    asked = {"period": period, "rule": "source", "subject": "7", "at": AT, "by": manager}
    for act in (amendments.take, lambda **said: amendments.dismiss(**said, reason="No")):
        with pytest.raises(amendments.NotSuggested):
            act(**asked)


def test_only_managers_answer(version, period, rep, marketer):
    answered(version, 20, after=21)
    found = only(period)
    for by in (rep, marketer):
        with pytest.raises(NotAllowed):
            amendments.take(**given(found, period, by))
        with pytest.raises(NotAllowed):
            amendments.dismiss(**given(found, period, by), reason="No")


def test_targets_of_a_former_version_are_not_amended(version, period, manager):
    answered(version, 20, after=21)
    version.status, version.superseded_at = VersionStatus.SUPERSEDED, AT
    version.save()
    cast.an_agreement(at=AT - timedelta(days=1))
    assert suggested(period) == []
