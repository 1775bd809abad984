"""The letters of the day: once a morning, in each one's time and language, with what counts.

NOON is a Monday; the calendar of the cast is open on weekdays from 9 to 17 UTC.
"""

import threading
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection

from leads import lifecycle
from notifications import outbox
from notifications.models import OutboxMessage
from notifications.sending import send_next
from sla import daily
from sla.sweep import sweep
from teams.models import Company
from tests.cast import a_handoff, a_lead, a_rep, an_agreement


def on(day, hour, minute=0):
    """Return an instant of November 2026 in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def late(agreement, marketer, rep):
    """A lead claimed on Monday at 16:00 whose first touch was due at 17:00, not touched."""
    handoff = a_handoff(by=marketer, lead=a_lead("Lina Mansour"), at=on(16, 15, 59))
    return lifecycle.claim(handoff=handoff, at=on(16, 16), by=rep)


def posted(at):
    """Write and send the letters of ``at``; return them by reader."""
    mail.outbox.clear()
    daily.write(at=at)
    while send_next(at=at) is not None:
        pass
    return {letter.to[0]: letter for letter in mail.outbox}


@pytest.mark.django_db
class TestWhoAndWhen:
    """One for each on a working day, in the morning where they are."""

    def test_the_owner_and_the_manager_hear_of_a_late_lead(self, late, rep, manager, other_rep):
        letters = posted(on(17, 8))
        assert set(letters) == {rep.email, manager.email}

    def test_nobody_is_written_to_before_the_morning_or_at_night(self, late):
        assert posted(on(17, 7, 59)) == {}
        assert posted(on(17, 18)) == {}

    def test_everybody_has_a_morning_of_their_own(self, late, rep, manager):
        rep.time_zone = "Asia/Riyadh"
        rep.save()
        assert set(posted(on(17, 5))) == {rep.email}
        assert set(posted(on(17, 8))) == {manager.email}

    def test_once_a_day_however_often_it_is_written(self, late, rep):
        posted(on(17, 8))
        assert posted(on(17, 8, 5)) == {}
        assert posted(on(17, 15)) == {}
        assert rep.email in posted(on(18, 8))

    def test_a_free_day_is_free(self, late):
        assert posted(on(21, 8)) == {}  # a Saturday

    def test_without_anything_to_say_nothing_is_sent_that_day(self, agreement, rep, marketer):
        assert posted(on(17, 8)) == {}
        a_handoff(by=marketer, at=on(17, 9))
        assert posted(on(17, 9, 5)) == {}

    def test_who_turned_them_off_gets_none(self, late, rep):
        rep.has_emails = False
        rep.save()
        assert rep.email not in posted(on(17, 8))

    def test_a_muted_past_writes_none(self, late):
        with outbox.muted():
            assert daily.write(at=on(17, 8)) == 0
        assert not OutboxMessage.objects.filter(kind="daily_list").exists()

    def test_an_answer_between_writing_and_sending_spares_the_letter(self, late, rep, manager):
        daily.write(at=on(17, 8))
        lifecycle.log_touch(
            handoff=late,
            touch=lifecycle.NewTouch(
                channel="call", outcome="reached", occurred_at=on(17, 8, 1), note=""
            ),
            at=on(17, 8, 1),
            by=rep,
        )
        assert posted(on(17, 8, 2)) == {}


@pytest.mark.django_db
class TestWords:
    """What is late, what falls due, and a manager's yesterday."""

    def test_late_and_due_are_listed_apart(self, late, rep, marketer):
        soon = a_handoff(by=marketer, lead=a_lead("Omar Nasser"), at=on(16, 16, 50))
        lifecycle.claim(handoff=soon, at=on(16, 16, 55), by=rep)
        letter = posted(on(17, 8))[rep.email].body
        assert "Late now: \u20681\u2069. Due today: \u20681\u2069." in letter
        assert (
            letter.index("Lina Mansour") < letter.index("Due today\n") < letter.index("Omar Nasser")
        )

    def test_one_lead_stands_there_once(self, late, manager, marketer):
        a_handoff(by=marketer, lead=a_lead("Nobody Claims"), at=on(16, 10))
        assert posted(on(17, 8))[manager.email].body.count("Nobody Claims") == 1

    def test_a_manager_hears_of_yesterday(self, late, manager, rep):
        sweep(at=on(17, 8))
        body = posted(on(17, 8))[manager.email].body
        assert "Promises of yesterday: 1 kept, 1 broken." in body
        assert "yesterday" not in posted(on(18, 8))[rep.email].body

    def test_it_speaks_the_readers_language(self, late, rep):
        rep.language = "ar"
        rep.save()
        assert "Late now" not in posted(on(17, 8))[rep.email].body

    def test_a_long_list_is_cut_and_says_so(self, agreement, manager, marketer):
        for number in range(daily.SHOWN + 2):
            a_handoff(by=marketer, lead=a_lead(f"Lead number {number}"), at=on(16, 10))
        body = posted(on(17, 8))[manager.email].body
        assert body.count("Lead number") == daily.SHOWN
        assert "And more: 2" in body


@pytest.mark.django_db(transaction=True)
def test_two_beats_write_one_letter_each():
    an_agreement()
    rep = a_rep()
    Company.get()
    handoff = a_handoff(at=on(16, 15, 59))
    lifecycle.claim(handoff=handoff, at=on(16, 16), by=rep)

    def work():
        try:
            daily.write(at=on(17, 8))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert OutboxMessage.objects.filter(kind="daily_list", recipient=rep).count() == 1
