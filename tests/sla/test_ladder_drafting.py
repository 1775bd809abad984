"""The ladder of a draft: written by managers, copied on, never changed once it holds."""

import pytest

from kit.fingerprints import StalePage
from kit.refusals import BadInput, NotAllowed
from sla import drafting, ladder_drafting, parts
from sla.clauses import contract
from sla.ladder_drafting import StepText, add_step, edit_step, remove_step, texts_of
from sla.ladder_words import when_words
from sla.models import LadderStep
from sla.targets import NotADraft
from tests.cast import NOON, a_handoff, a_person, after, agree, clock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


def points(version):
    """Return when the steps of ``version`` come."""
    return [(text.percent, text.after_seconds) for text in texts_of(version)]


def test_the_very_first_draft_has_a_sound_ladder(manager):
    first = drafting.draft(at=NOON, by=manager)
    assert points(first) == [(75, None), (100, None), (200, None)]


def test_steps_order_themselves(draft, manager):
    for text in (StepText(after_seconds=3600), StepText(percent=150), StepText(percent=50)):
        add_step(version=draft, text=text, by=manager)
    assert points(draft) == [(50, None), (150, None), (None, 3600)]


def test_a_new_draft_has_the_ladder_of_the_version_before(draft, manager):
    add_step(version=draft, text=StepText(percent=80, roles=("managers",)), by=manager)
    agree(draft, at=after(minutes=1))
    following = drafting.draft(at=after(minutes=2), by=manager)
    assert texts_of(following) == texts_of(draft)
    assert LadderStep.objects.count() == 2


def test_hand_offs_climb_the_ladder_of_their_own_version(draft, manager, marketer):
    before = a_handoff(by=marketer)
    add_step(version=draft, text=StepText(percent=50), by=manager)
    agree(draft, at=after(minutes=1))
    later = a_handoff(by=marketer, at=after(minutes=2))
    assert clock_of(before, "claim").step_ats == []
    assert clock_of(later, "claim").step_ats == [after(minutes=17)]


def test_what_is_in_force_is_not_changed(draft, manager):
    step = add_step(version=draft, text=StepText(percent=50), by=manager)
    agree(draft, at=after(minutes=1))
    with pytest.raises(NotADraft):
        edit_step(step=step, text=StepText(percent=60), by=manager)
    with pytest.raises(NotADraft):
        remove_step(step=step, by=manager)
    with pytest.raises(NotADraft):
        add_step(version=draft, text=StepText(percent=60), by=manager)


@pytest.mark.parametrize("who", ["rep", "marketer", "outsider"])
def test_only_managers_write_it(request, draft, manager, who):
    step = add_step(version=draft, text=StepText(percent=50), by=manager)
    person = request.getfixturevalue(who)
    for act in (
        lambda: add_step(version=draft, text=StepText(percent=60), by=person),
        lambda: edit_step(step=step, text=StepText(percent=60), by=person),
        lambda: remove_step(step=step, by=person),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (StepText(), "amount"),
        (StepText(percent=50, after_seconds=60), "amount"),
        (StepText(percent=0), "amount"),
        (StepText(percent=1001), "amount"),
        (StepText(after_seconds=59), "amount"),
        (StepText(after_seconds=91 * 86400), "amount"),
        (StepText(percent=50, roles=()), "roles"),
        (StepText(percent=50, roles=("king",)), "roles"),
        (StepText(percent=50, channels=()), "channels"),
        (StepText(percent=50, channels=("pigeon",)), "channels"),
        (StepText(percent=50, people=(10**9,)), "people"),
    ],
)
def test_what_cannot_be_used_is_named(draft, manager, text, field):
    with pytest.raises(BadInput) as refused:
        add_step(version=draft, text=text, by=manager)
    assert refused.value.field == field


def test_an_outsider_cannot_be_named(draft, manager):
    stranger = a_person("Stranger")
    with pytest.raises(BadInput):
        add_step(version=draft, text=StepText(percent=50, people=(stranger.pk,)), by=manager)


def test_two_steps_never_come_at_one_point(draft, manager):
    add_step(version=draft, text=StepText(percent=50), by=manager)
    other = add_step(version=draft, text=StepText(percent=60), by=manager)
    for act in (
        lambda: add_step(version=draft, text=StepText(percent=50), by=manager),
        lambda: edit_step(step=other, text=StepText(percent=50), by=manager),
    ):
        with pytest.raises(BadInput):
            act()
    edit_step(step=other, text=StepText(percent=60, keeps_hours=False), by=manager)


def test_a_ladder_has_an_end(draft, manager):
    for number in range(ladder_drafting.MOST_STEPS):
        add_step(version=draft, text=StepText(percent=10 + number), by=manager)
    with pytest.raises(BadInput):
        add_step(version=draft, text=StepText(percent=500), by=manager)


def test_a_stale_form_is_refused(draft, manager):
    step = add_step(version=draft, text=StepText(percent=50), by=manager)
    seen = ladder_drafting.fingerprint_of(step)
    edit_step(step=step, text=StepText(percent=55), by=manager, seen=seen)
    with pytest.raises(StalePage):
        edit_step(step=step, text=StepText(percent=60), by=manager, seen=seen)


def test_a_change_of_the_ladder_makes_a_confirmation_stale(draft, manager):
    seen = parts.fingerprint_of_all(draft)
    add_step(version=draft, text=StepText(percent=50), by=manager)
    with pytest.raises(StalePage):
        agree(draft, at=after(minutes=1), seen=seen)


def test_the_contract_marks_what_the_former_version_had_not(draft, manager):
    assert "ladder" not in contract(draft).changed
    add_step(version=draft, text=StepText(percent=50, roles=("managers",)), by=manager)
    said = contract(draft)
    assert "ladder" in said.changed
    assert [(step.when, step.whom, step.is_new) for step in said.ladder] == [
        ("When 50% of the time is used up", "Their managers", True)
    ]
    (change,) = [change for change in said.changes if change.what == "Escalation"]
    assert "50%" in change.after


def test_when_a_step_comes_is_said_in_words():
    assert when_words(100, None) == "At the breach"
    assert when_words(None, 7200) == "2 hours after the breach"
