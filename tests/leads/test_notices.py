"""Who hears of a hand-off that came back."""

import pytest

from leads import lifecycle, notices
from notifications import kinds, outbox
from notifications.models import Notice
from tests import cast
from tests.cast import after


def reject(handoff, by, **decision):
    chosen = lifecycle.Decision(**({"reason": "bad_data", "text": ""} | decision))
    lifecycle.reject(handoff=handoff, decision=chosen, at=after(minutes=5), by=by)
    outbox.deliver(at=after(minutes=6))


def hearers():
    return set(Notice.objects.values_list("recipient_id", flat=True))


def test_who_handed_over_hears_why_it_came_back(handoff, marketer, rep, marketing_manager):
    reject(handoff, rep, text="The phone is a fax")
    assert hearers() == {marketer.pk}
    (sentence,) = kinds.sentences(list(Notice.objects.all()))
    assert sentence.text == "<bdi>Lina Mansour</bdi> was rejected: <bdi>Bad contact data</bdi>"
    assert sentence.note == "The phone is a fax"
    assert sentence.url == handoff.lead.get_absolute_url()


@pytest.mark.parametrize("how", ["deactivated", "left marketing"])
def test_marketings_managers_hear_it_when_that_person_has_left(
    handoff, marketer, rep, manager, marketing_manager, how
):
    if how == "deactivated":
        marketer.is_active = False
        marketer.save()
    else:
        marketer.memberships.all().delete()
    reject(handoff, rep)
    assert hearers() == {marketing_manager.pk}


def test_a_hand_off_taken_back_tells_nobody(handoff, marketer):
    lifecycle.withdraw(handoff=handoff, at=after(minutes=1), by=marketer)
    assert outbox.deliver(at=after(minutes=2)).taken == 0


@pytest.mark.parametrize("count", [1, 3])
def test_words_and_hearers_cost_the_same_for_one_and_three(
    agreement, marketer, count, django_assert_num_queries
):
    refs = [{"handoff_id": cast.a_handoff(by=marketer).pk} for _number in range(count)]
    with django_assert_num_queries(1):
        assert len(notices.tell_returns(refs)) == count
    with django_assert_num_queries(3):
        assert len(notices.hear_of_returns(refs)) == count


def test_a_hand_off_that_is_gone_has_no_words(db):
    assert notices.tell_returns([{"handoff_id": 404}]) == [None]
