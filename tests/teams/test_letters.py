"""Letters that wait: sent once, tried again, given up; whatever the broker and the cache do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import cache
from redis.exceptions import ConnectionError as CacheAway

from teams import letters
from teams.models import Letter, Purpose
from teams.tasks import send_letters
from tests.cast import NOON, after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_sent_one():
    cache.clear()


@pytest.fixture
def letter(rep):
    return letters.write(user_id=rep.pk, purpose=Purpose.RESET, at=NOON)


@pytest.fixture
def mail_away(monkeypatch):
    def refuse(**_what):
        raise ConnectionRefusedError

    monkeypatch.setattr("teams.mail.send_link", refuse)


def test_a_letter_that_is_sent_waits_no_longer(letter):
    assert letters.waiting(at=NOON) == [letter.pk]
    letters.send(letter_id=letter.pk, at=NOON)
    letters.send(letter_id=letter.pk, at=NOON)
    assert (len(mail.outbox), letters.waiting(at=after(days=1))) == (1, [])


def test_a_letter_that_a_worker_has_taken_is_left_alone(letter):
    lease = NOON + timedelta(seconds=letters.LEASE_SECONDS)
    Letter.objects.update(next_try_at=lease)
    letters.send(letter_id=letter.pk, at=NOON)
    assert (mail.outbox, letters.waiting(at=NOON)) == ([], [])
    letters.send(letter_id=letter.pk, at=lease)
    assert len(mail.outbox) == 1


def test_what_a_mail_server_does_not_take_is_tried_later_and_later(letter, mail_away):
    at, waits = NOON, []
    for _attempt in range(letters.MOST_ATTEMPTS - 1):
        letters.send(letter_id=letter.pk, at=at)
        due = Letter.objects.get().next_try_at
        waits.append((due - at).total_seconds())
        at = due
    assert waits == [10, 20, 40, 80, 160, 320, 640]
    letters.send(letter_id=letter.pk, at=at)
    assert not Letter.objects.exists()


def test_a_letter_that_failed_goes_out_when_the_mail_server_is_back(letter, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("teams.mail.send_link", lambda **_what: (_ for _ in ()).throw(OSError))
        letters.send(letter_id=letter.pk, at=NOON)
    letters.send(letter_id=letter.pk, at=after(seconds=10))
    assert len(mail.outbox) == 1


def test_no_letter_waits_for_the_cache(letter, monkeypatch):
    def away(*_key, **_options):
        raise CacheAway

    monkeypatch.setattr("teams.letters.cache", SimpleNamespace(add=away, delete=away))
    letters.send(letter_id=letter.pk, at=NOON)
    assert len(mail.outbox) == 1


def test_a_pass_ends_with_the_first_letter_that_is_not_taken(letter, other_rep, mail_away):
    second = letters.write(user_id=other_rep.pk, purpose=Purpose.RESET, at=NOON)
    send_letters()
    attempts = dict(Letter.objects.values_list("pk", "attempts"))
    assert attempts == {letter.pk: 1, second.pk: 0}


def test_no_letter_waits_for_a_mail_server_that_hangs(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30
