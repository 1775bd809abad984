"""What both sides say to each other about the clauses of a draft."""

import pytest

from kit.refusals import BadInput, NotAllowed
from notifications.models import OutboxMessage
from sla import commenting, drafting
from sla.comment_notices import hear_of_comments, tell_comments
from sla.models import ClauseComment
from tests.cast import NOON, after, agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


def say(draft, by, clause="claim", text="Two hours, please."):
    return commenting.comment(version=draft, clause=clause, text=text, at=NOON, by=by)


def test_a_comment_stands_for_the_side_of_its_author(draft, manager, marketing_manager):
    ours, theirs = say(draft, manager), say(draft, marketing_manager, text="  One.  ")
    assert (ours.side, theirs.side, theirs.text) == ("sales", "marketing", "One.")
    assert list(draft.comments.all()) == [ours, theirs]


@pytest.mark.parametrize(
    ("clause", "text", "field"),
    [
        ("weather", "Rain.", "clause"),
        ("claim-" + "1" * 50, "Too far.", "clause"),
        ("claim", "   ", "text"),
        ("claim", "x" * 1001, "text"),
    ],
)
def test_a_comment_says_something_about_a_clause_there_is(draft, manager, clause, text, field):
    with pytest.raises(BadInput) as refused:
        say(draft, manager, clause, text)
    assert refused.value.field == field
    assert not draft.comments.exists()


def test_only_managers_comment_and_settle(draft, manager, marketer, rep):
    made = say(draft, manager)
    for person in (marketer, rep):
        with pytest.raises(NotAllowed):
            say(draft, person)
        with pytest.raises(NotAllowed):
            commenting.resolve(comment=made, at=NOON, by=person)


def test_the_author_or_the_other_side_settles_and_twice_is_once(draft, manager, marketing_manager):
    first, second = say(draft, manager), say(draft, manager)
    commenting.resolve(comment=first, at=after(minutes=1), by=manager)
    commenting.resolve(comment=second, at=after(minutes=1), by=marketing_manager)
    commenting.resolve(comment=second, at=after(minutes=2), by=manager)
    second.refresh_from_db()
    assert first.resolved_by == manager
    assert (second.resolved_by, second.resolved_at) == (marketing_manager, after(minutes=1))


def test_another_manager_of_the_same_side_does_not_settle(draft, manager, marketing_manager):
    made = say(draft, marketing_manager)
    ClauseComment.objects.filter(pk=made.pk).update(side="sales", by=None)
    made.refresh_from_db()
    with pytest.raises(NotAllowed):
        commenting.resolve(comment=made, at=NOON, by=manager)


def test_what_is_agreed_on_is_not_talked_about(draft, manager):
    made = say(draft, manager)
    agree(draft, at=after(minutes=1))
    draft.refresh_from_db()
    with pytest.raises(commenting.ClosedToComments):
        say(draft, manager)
    with pytest.raises(commenting.ClosedToComments):
        commenting.resolve(comment=made, at=after(minutes=2), by=manager)


def test_the_other_sides_managers_hear_of_it_until_it_is_settled(
    draft, manager, marketing_manager, rep
):
    made = say(draft, manager)
    (message,) = OutboxMessage.objects.filter(kind="clause_commented")
    assert hear_of_comments([message.refs]) == [{marketing_manager.pk}]
    (sentence,) = tell_comments([message.refs])
    assert sentence.plain.endswith(
        "comments on clause \u20686.1\u2069, \u2068Hand-off to claim\u2069"
    )
    assert sentence.note == "Two hours, please."
    assert sentence.url.endswith(f"/agreement/versions/{draft.code}/#clause-claim")
    commenting.resolve(comment=made, at=after(minutes=1), by=manager)
    assert hear_of_comments([message.refs]) == [()]
    drafting.discard(version=draft, by=manager)
    assert (hear_of_comments([message.refs]), tell_comments([message.refs])) == ([()], [None])
