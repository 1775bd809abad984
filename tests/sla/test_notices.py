"""Who hears of a promise at risk, and of a broken one."""

import pytest
from django.utils import timezone

from leads import lifecycle
from notifications import kinds, outbox
from notifications.models import Notice
from sla import notices
from sla.sweep import sweep
from teams.models import Absence, Company
from tests import cast
from tests.cast import after


def pass_at(**when):
    sweep(at=after(**when))
    outbox.deliver(at=after(**when))


def heard(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_sales_managers_hear_of_what_nobody_has_claimed(handoff, rep, manager, marketing_manager):
    pass_at(minutes=23)
    assert heard("clock_at_risk") == {manager.pk}
    pass_at(minutes=31)
    assert heard("clock_breached") == {manager.pk}


def test_the_owner_hears_of_what_they_claimed(handoff, rep, other_rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    pass_at(minutes=50)
    assert heard("clock_at_risk") == {rep.pk}


def test_managers_hear_for_an_owner_who_has_left(handoff, rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    rep.is_active = False
    rep.save()
    pass_at(minutes=50)
    assert heard("clock_at_risk") == {manager.pk}


def test_nobody_is_warned_of_what_was_answered_before_the_alert_went_out(handoff, rep, manager):
    sweep(at=after(minutes=23))
    lifecycle.claim(handoff=handoff, at=after(minutes=24), by=rep)
    outbox.deliver(at=after(minutes=24))
    assert heard("clock_at_risk") == set()


def test_words_name_the_lead_and_the_true_instant_in_the_readers_zone(handoff, manager):
    pass_at(minutes=31)
    notice = Notice.objects.get(kind="clock_breached")
    with timezone.override("Asia/Riyadh"):
        (sentence,) = kinds.sentences([notice])
    assert sentence.text == (
        "<bdi>Lina Mansour</bdi> is breached: "
        "it was to be claimed by <bdi>16 November 2026, 15:30</bdi>"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_words_and_hearers_cost_the_same_for_one_and_three(
    agreement, marketer, rep, count, django_assert_num_queries
):
    handoffs = [cast.a_handoff(by=marketer) for _number in range(count)]
    lifecycle.claim(handoff=handoffs[0], at=after(minutes=1), by=rep)
    refs = [{"clock_id": cast.clock_of(handoff, "first_touch").pk} for handoff in handoffs]
    Company.get()
    with django_assert_num_queries(1):
        assert all(notices.tell_at_risk(refs))
    with django_assert_num_queries(4):  # clocks, people, heads, absences
        assert len(notices.hear_of_risks(refs)) == count


def away(person, *, starts, ends):
    Absence.objects.create(
        user=person, starts_at=after(minutes=starts), ends_at=after(minutes=ends), noted_at=after()
    )


def test_managers_hear_for_an_owner_who_is_away(handoff, rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    away(rep, starts=40, ends=50)
    pass_at(minutes=55)  # warned at 12:45, while the rep was away
    assert heard("clock_at_risk") == {manager.pk}
    pass_at(minutes=61)  # back at 12:50, broken at 13:00
    assert heard("clock_breached") == {rep.pk}


def test_who_is_away_hears_all_the_same_where_nobody_stands_in(handoff, rep, manager):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    for person in (rep, manager):
        away(person, starts=40, ends=50)
    pass_at(minutes=48)
    assert heard("clock_at_risk") == {rep.pk}
