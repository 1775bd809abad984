"""Who is told by the ladder, by which way, when, and who takes it up.

The agreement promises a claim within 30 working minutes, weekdays from 9 to 17 UTC; NOON is a
Monday. The ladder: half the time tells the owner, the breach the managers, twice the time the head.
"""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.refusals import NotAllowed
from leads import lifecycle
from notifications import kinds, outbox
from notifications.models import Notice, OutboxMessage
from notifications.sending import Result, send_next
from sla import acknowledging, escalating, ladder
from sla.house import House
from sla.models import ClockEvent, LadderStep, Metric
from sla.refusals import NothingToAcknowledge
from sla.sweep import sweep
from teams import absences
from teams.models import Company, Membership, Role, Side, Team
from tests.cast import (
    a_handoff,
    a_manager,
    a_marketer,
    a_person,
    a_rep,
    after,
    an_agreement,
    clock_of,
    fresh,
)

pytestmark = pytest.mark.django_db
CLAIM, TOUCH = Metric.CLAIM, Metric.FIRST_TOUCH


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def a_step(version, **fields):
    """Return a step that tells the owner in the app and by e-mail, at any hour."""
    usual = {"roles": ["owner"], "channels": ["app", "email"], "keeps_hours": False}
    return LadderStep.objects.create(version=version, **(usual | fields))


@pytest.fixture
def agreement(db):
    """An agreement with a ladder of three steps."""
    version = an_agreement()
    a_step(version, percent=50)
    a_step(version, percent=100, roles=["managers"])
    a_step(version, percent=200, roles=["sales_head"])
    return version


@pytest.fixture
def head(manager):
    """The head of sales, who manages no team of the reps."""
    boss = a_manager(name="Huda Saleh")
    team = Team.objects.create(name="Sales office", side=Side.SALES)
    Membership.objects.filter(user=boss).update(team=team)
    company = Company.get()
    company.sales_head = boss
    company.save()
    return boss


@pytest.fixture
def mine(handoff, rep, head):
    """A hand-off that the rep claimed at 12:05; its first touch is due at 13:00."""
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


def changed(*, percent=None, **fields):
    """Let the ladder say something else, as if it always had."""
    steps = LadderStep.objects.filter(percent=percent) if percent else LadderStep.objects
    steps.update(**fields)
    ladder._LADDERS.clear()


def noticed():
    """Return who got a notice, in order."""
    return [notice.recipient for notice in Notice.objects.order_by("id")]


def swept(at):
    """Let a sweep and the delivery happen at ``at``."""
    sweep(at=at)
    outbox.deliver(at=at)


def letters():
    """Send what may go and return to whom it went."""
    mail.outbox.clear()
    at = max(OutboxMessage.objects.values_list("leased_until", flat=True), default=None, key=str)
    while send_next(at=at or after(days=3)) is not None:
        pass
    return sorted(to for letter in mail.outbox for to in letter.to)


class TestWhoIsTold:
    """Each step tells the people it names, as things stand."""

    def test_the_owner_then_their_managers_then_the_head(self, mine, rep, manager, head):
        swept(after(minutes=31))
        assert noticed() == [rep]
        swept(after(minutes=61))
        assert noticed() == [rep, manager]
        swept(after(minutes=121))
        assert noticed() == [rep, manager, head]

    def test_an_unclaimed_lead_is_its_sides_managers_business(self, handoff, manager, rep):
        swept(after(minutes=16))
        assert noticed() == [manager]

    def test_while_no_head_is_named_managers_stand_in(self, handoff, manager):
        swept(after(minutes=16))
        swept(after(minutes=31))
        swept(after(minutes=61))
        assert set(noticed()) == {manager}

    def test_an_owner_who_left_is_stood_in_for(self, mine, rep, manager, head):
        rep.is_active = False
        rep.save()
        swept(after(minutes=31))
        assert set(noticed()) == {manager, head}

    def test_people_by_name_and_whoever_handed_it_over(self, agreement, handoff, marketer, head):
        named = a_rep("Named Rep")
        left = a_person("Left Long Ago")
        people = [named.pk, left.pk, 10**9]
        changed(percent=50, roles=["handed_by"], people=people)
        swept(after(minutes=16))
        assert set(noticed()) == {marketer, named}

    def test_a_claim_between_sweep_and_delivery_spares_everybody(self, handoff, rep, manager):
        sweep(at=after(minutes=16))
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=16), by=rep)
        outbox.deliver(at=after(minutes=17))
        assert noticed() == []
        assert not OutboxMessage.objects.exclude(channel="app").exists()

    def test_after_an_outage_nobody_is_told_twice(self, agreement, mine, rep, manager, head):
        changed(percent=200, roles=["sales_head", "managers"])
        swept(after(minutes=121))
        touches = [
            n for n in Notice.objects.all() if n.refs["clock_id"] == clock_of(mine, TOUCH).pk
        ]
        assert sorted(n.recipient_id for n in touches) == sorted([rep.pk, manager.pk, head.pk])
        assert letters() == sorted([rep.email, manager.email, head.email])

    def test_words_say_how_it_stands_and_offer_to_take_it_up(self, mine, rep):
        swept(after(minutes=31))
        (sentence,) = kinds.sentences(list(Notice.objects.all()))
        assert "is at risk: to be contacted by" in sentence.text
        assert sentence.act.fields == {"metric": "first_touch"}
        swept(after(minutes=61))
        assert "is breached" in kinds.sentences(list(Notice.objects.all()))[0].text

    @pytest.mark.parametrize("number", [1, 3])
    def test_hearing_and_telling_cost_the_same_for_one_and_three(self, agreement, number):
        refs = []
        marketer = a_marketer()
        for _ in range(number):
            handoff = a_handoff(by=marketer)
            refs.append({"clock_id": clock_of(handoff, CLAIM).pk, "step": 1})
        sweep(at=after(minutes=16))
        escalating.hear(refs)  # the ladder is read once a process
        with CaptureQueriesContext(connection) as found:
            escalating.hear(refs)
            escalating.hear_outward(refs, after(minutes=16))
            escalating.tell(refs)
        assert len(found) == 9


class TestQuietHours:
    """E-mails wait for the next opening where the step says so; notices do not ring anyway."""

    @pytest.fixture
    def late(self, agreement, marketer, manager):
        LadderStep.objects.update(keeps_hours=True)
        LadderStep.objects.create(
            version=agreement,
            after_seconds=60,
            roles=["managers"],
            channels=["email"],
            keeps_hours=True,
        )
        return a_handoff(by=marketer, at=on(16, 16, 20))

    def test_in_working_hours_it_goes_at_once(self, late, manager):
        swept(on(16, 16, 36))
        assert send_next(at=on(16, 16, 36)) == ("email", Result.SENT)

    def test_outside_them_it_waits_for_the_opening(self, late, manager):
        sweep(at=on(16, 16, 36))
        outbox.deliver(at=on(16, 17, 30))  # the worker was away until after closing
        assert noticed() == [manager]
        assert send_next(at=on(16, 23)) is None
        assert send_next(at=on(17, 9)) == ("email", Result.SENT)

    def test_what_was_answered_over_night_is_not_sent(self, late, manager, rep):
        sweep(at=on(16, 16, 36))
        outbox.deliver(at=on(16, 17, 30))
        lifecycle.claim(handoff=fresh(late), at=on(17, 8), by=rep)
        assert send_next(at=on(17, 9)) == ("email", Result.DROPPED)
        assert mail.outbox == []


class TestChat:
    """One message for the channel, however many steps came at once."""

    def test_the_latest_step_alone_speaks(self, agreement, handoff, settings):
        settings.ALERT_WEBHOOK_URL = "http://127.0.0.1:9/"
        changed(channels=["webhook"])
        swept(after(minutes=61))
        claim = clock_of(handoff, CLAIM)
        rows = OutboxMessage.objects.filter(channel="webhook", refs__clock_id=claim.pk)
        assert [row.key for row in rows] == [f"clock:{claim.pk}:step:3:0:webhook"]


class TestTakingItUp:
    """Whoever was told can say that they are on it; the ladder stops, the promise does not."""

    def test_the_ladder_stops_and_the_breach_still_comes(self, mine, rep, manager):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=rep)
        touch = clock_of(mine, TOUCH)
        assert (touch.acknowledged_at, touch.acknowledged_by) == (after(minutes=40), rep)
        swept(after(days=1))
        touch = clock_of(mine, TOUCH)
        assert (touch.breached_at, touch.steps_done) == (after(minutes=60), 1)
        assert noticed() == [rep]

    def test_it_is_an_event_with_author_and_instant(self, mine, rep):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=rep)
        event = ClockEvent.objects.get(kind="noted")
        assert (event.at, event.by, event.step) == (after(minutes=40), rep, 1)

    def test_a_second_one_is_told_that_somebody_is_on_it(self, mine, rep, manager):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=rep)
        with pytest.raises(NothingToAcknowledge):
            acknowledging.acknowledge(handoff=mine, at=after(minutes=41), by=manager)

    def test_before_any_step_there_is_nothing_to_take_up(self, mine, rep):
        with pytest.raises(NothingToAcknowledge):
            acknowledging.acknowledge(handoff=mine, at=after(minutes=10), by=rep)

    def test_nor_after_the_answer(self, handoff, rep, manager):
        swept(after(minutes=16))
        lifecycle.claim(handoff=fresh(handoff), at=after(minutes=17), by=rep)
        with pytest.raises(NothingToAcknowledge):
            acknowledging.acknowledge(handoff=handoff, at=after(minutes=18), by=manager)

    def test_who_was_not_told_may_not(self, mine, marketer, other_rep):
        swept(after(minutes=31))
        for person in (marketer, other_rep):
            with pytest.raises(NotAllowed):
                acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=person)

    def test_a_manager_of_the_side_always_may(self, mine, manager):
        swept(after(minutes=31))
        assert acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=manager)

    def test_one_promise_can_be_taken_up_alone(self, handoff, manager):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=handoff, metric=CLAIM, at=after(minutes=40), by=manager)
        assert clock_of(handoff, CLAIM).acknowledged_at
        assert clock_of(handoff, TOUCH).acknowledged_at is None

    def test_an_e_mail_that_waits_is_not_sent_any_more(self, mine, rep):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=rep)
        assert letters() == []

    def test_the_notice_says_who_is_on_it(self, mine, rep):
        swept(after(minutes=31))
        acknowledging.acknowledge(handoff=mine, at=after(minutes=40), by=rep)
        (sentence,) = kinds.sentences(list(Notice.objects.all()))
        assert (sentence.note, sentence.act) == (f"{rep.name} is on it.", None)


class TestWhoIsAway:
    """Somebody who is away when a step comes is stood in for by their managers."""

    def away(self, person, manager, start, end):
        absences.note(user=person, starts_at=start, ends_at=end, at=after(minutes=6), by=manager)

    def test_the_owners_step_tells_their_manager_instead(self, mine, rep, manager):
        self.away(rep, manager, after(minutes=20), after(days=2))
        swept(after(minutes=31))
        assert noticed() == [manager]
        assert letters() == [manager.email]

    def test_who_is_back_when_the_step_comes_is_told(self, mine, rep, manager):
        self.away(rep, manager, after(minutes=7), after(minutes=30))
        swept(after(minutes=31))
        assert noticed() == [rep]

    def test_who_goes_away_after_the_step_came_was_told(self, mine, rep, manager):
        self.away(rep, manager, after(minutes=30, seconds=1), after(days=2))
        swept(after(minutes=45))
        assert noticed() == [rep]

    def test_somebody_told_by_name_is_stood_in_for_too(self, mine, rep, other_rep, manager):
        changed(percent=50, roles=[], people=[other_rep.pk])
        self.away(other_rep, manager, after(minutes=20), after(days=2))
        swept(after(minutes=31))
        assert noticed() == [manager]

    def test_a_manager_who_is_away_is_stood_in_for_by_those_of_the_side(self, mine, manager, head):
        changed(percent=50, roles=["managers"])
        self.away(manager, head, after(minutes=20), after(days=2))
        swept(after(minutes=31))
        assert noticed() == [head]

    def test_where_everybody_is_away_they_are_told_all_the_same(self, mine, rep, manager, head):
        for person in (rep, manager, head):
            self.away(person, manager, after(minutes=20), after(days=2))
        swept(after(minutes=31))
        assert noticed() == [rep]

    def test_who_stood_in_may_take_it_up(self, mine, rep, other_rep, manager):
        self.away(rep, manager, after(minutes=20), after(days=2))
        swept(after(minutes=31))
        (clock,) = acknowledging.acknowledge(handoff=mine, at=after(minutes=32), by=manager)
        assert clock.acknowledged_by == manager


def test_the_marketers_side_is_told_of_marketings_promise(db):
    """A rejection that marketing owes an answer to climbs to marketing's managers."""
    version = an_agreement()
    a_step(version, percent=100, roles=["owner", "managers"])
    marketer = a_marketer()
    boss = a_manager(Side.MARKETING, "Hana Yousef")
    house = House.now([])
    clock = clock_of(a_handoff(by=marketer), CLAIM)
    clock.metric = Metric.ANSWER
    step = LadderStep.objects.get()
    assert escalating.told(clock, step, house, clock.started_at) == {marketer.pk, boss.pk}
    assert Role.MANAGER in {role for *_rest, role in house.members}
