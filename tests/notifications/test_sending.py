"""E-mails and chat messages: nothing is lost and nothing doubled, however the servers behave."""

import json
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.utils import translation

from notifications import kinds, outbox, sending
from notifications.kinds import Kind, Line, Listing, Outward, Sentence, worded
from notifications.models import OutboxMessage
from notifications.sending import Result, send_next
from teams.models import Company
from tests.bad_servers import ChatServer, MailServer, closed_port, drip, hang, listening
from tests.cast import NOON, a_rep, after


class Told:
    """What the kind ``plain`` answers: whom it is for, and in what words."""

    def __init__(self):
        self.outward = Outward()
        self.words = Sentence(text=worded("%(lead)s is late", lead="Lina & Co"), url="/leads/1/")


@pytest.fixture
def told(monkeypatch):
    """Register the kind ``plain``, which tells what the test says."""
    said = Told()
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(
        Kind(
            "plain",
            audience=lambda refs: [() for _ref in refs],
            tell=lambda refs: [said.words for _ref in refs],
            outward=lambda refs, at: [said.outward for _ref in refs],
        )
    )
    return said


@pytest.fixture
def smtp(settings):
    """Return a function that points mail to a port of this machine."""

    def point(port):
        settings.EMAIL_BACKEND = "notifications.mailing.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.3

    return point


def put(told, *people, number=1, at=NOON, **more):
    """Put a message for ``people`` into the outbox and deliver it in the app."""
    told.outward = Outward(emails={person.pk for person in people}, **more)
    outbox.tell(key=f"plain:{number}", kind="plain", refs={"id": number}, at=at)
    outbox.deliver(at=at)


def outward_rows():
    return OutboxMessage.objects.exclude(channel="app").order_by("id")


@pytest.mark.django_db
class TestFanningOut:
    """A message in the app brings forth one of its own for each letter."""

    def test_each_reader_gets_a_message_of_their_own(self, told, rep, manager):
        put(told, rep, manager)
        assert [(row.channel, row.key) for row in outward_rows()] == [
            ("email", f"plain:1:email:{rep.pk}"),
            ("email", f"plain:1:email:{manager.pk}"),
        ]

    def test_delivering_twice_brings_forth_one(self, told, rep):
        put(told, rep)
        OutboxMessage.objects.filter(channel="app").update(sent_at=None)
        outbox.deliver(at=after(minutes=2))
        assert outward_rows().count() == 1

    def test_who_turned_e_mails_off_or_has_left_gets_none(self, told, rep, manager):
        rep.has_emails, manager.is_active = False, False
        rep.save()
        manager.save()
        put(told, rep, manager)
        assert not outward_rows().exists()

    def test_without_a_chat_channel_nothing_waits_for_one(self, told, settings):
        settings.ALERT_WEBHOOK_URL = ""
        put(told, has_webhook=True)
        assert not outward_rows().exists()

    def test_what_is_held_back_waits_until_then(self, told, rep):
        put(told, rep, not_before=after(hours=2))
        assert send_next(at=after(minutes=119)) is None
        assert send_next(at=after(hours=2)) == ("email", Result.SENT)

    def test_in_app_delivery_leaves_letters_alone(self, told, rep):
        put(told, rep)
        assert outbox.deliver(at=after(minutes=1)).taken == 0


@pytest.mark.django_db
class TestWords:
    """A letter speaks its reader's language and keeps their time."""

    def test_a_letter_says_it_in_text_and_html(self, told, rep, settings):
        put(told, rep)
        send_next(at=after(seconds=5))
        (letter,) = mail.outbox
        assert isinstance(letter, EmailMultiAlternatives)
        assert letter.to == [rep.email]
        assert "\u2068Lina & Co\u2069 is late" in letter.body
        assert settings.BASE_URL + "/leads/1/" in letter.body
        html = letter.alternatives[0][0]
        assert "<bdi>Lina &amp; Co</bdi> is late" in html

    def test_an_arabic_reader_reads_arabic(self, told, rep):
        rep.language = "ar"
        rep.save()
        put(told, rep)
        send_next(at=after(seconds=5))
        assert 'dir="rtl"' in mail.outbox[0].alternatives[0][0]

    def test_a_letter_lists_what_it_is_given(self, told, rep, settings):
        line = Line(text="Lina <b>", url="/leads/7/", note="due 12:30")
        told.words = Sentence(text="Two", url="/my/", listings=[Listing("Late", [line], "1 more")])
        put(told, rep)
        send_next(at=after(seconds=5))
        (letter,) = mail.outbox
        for expected in ("Late", "- Lina <b> · due 12:30", "/leads/7/", "1 more"):
            assert expected in letter.body
        assert "Lina &lt;b&gt;" in letter.alternatives[0][0]

    def test_what_is_not_true_any_more_is_not_sent(self, told, rep):
        put(told, rep)
        told.outward = Outward()
        assert send_next(at=after(seconds=5)) == ("email", Result.DROPPED)
        assert mail.outbox == []
        assert send_next(at=after(days=1)) is None

    def test_who_turned_e_mails_off_meanwhile_gets_none(self, told, rep):
        put(told, rep)
        rep.has_emails = False
        rep.save()
        assert send_next(at=after(seconds=5)) == ("email", Result.DROPPED)

    def test_one_that_cannot_be_worded_holds_up_no_other(self, told, rep, manager):
        put(told, rep)
        OutboxMessage.objects.filter(channel="email").update(kind="unheard_of")
        put(told, manager, number=2)
        assert send_next(at=after(seconds=5)) == ("email", Result.PUT_OFF)
        assert send_next(at=after(seconds=5)) == ("email", Result.SENT)


@pytest.mark.django_db
class TestMailServers:
    """Refusing, hanging, hanging up: on a real socket."""

    def test_a_server_that_is_away_is_asked_again(self, told, rep, smtp):
        put(told, rep)
        smtp(closed_port())
        assert send_next(at=after(seconds=5)) == ("email", Result.AWAY)
        assert send_next(at=after(seconds=6)) is None
        server = MailServer()
        with listening(server) as port:
            smtp(port)
            assert send_next(at=after(seconds=15)) == ("email", Result.SENT)
        assert len(server.taken) == 1
        assert outward_rows().get().sent_at == after(seconds=15)

    def test_a_server_that_hangs_is_left_after_the_timeout(self, told, rep, smtp):
        put(told, rep)
        with listening(hang) as port:
            smtp(port)
            assert send_next(at=after(seconds=5)) == ("email", Result.AWAY)
        row = outward_rows().get()
        assert (row.sent_at, row.attempts) == (None, 1)
        assert "imeout" in row.error or "timed out" in row.error

    def test_one_that_hangs_up_half_way_gets_the_same_letter_again(self, told, rep, smtp):
        put(told, rep)
        server = MailServer("hang up", "take")
        with listening(server) as port:
            smtp(port)
            assert send_next(at=after(seconds=5)) == ("email", Result.AWAY)
            assert send_next(at=after(seconds=15)) == ("email", Result.SENT)
        assert len(server.ids()) == 1

    def test_every_attempt_bears_the_same_id(self, told, rep, manager, smtp):
        put(told, rep, manager)
        server = MailServer()
        with listening(server) as port:
            smtp(port)
            send_next(at=after(seconds=5))
            send_next(at=after(seconds=5))
            # A worker that died after the server had taken it, before it was marked as sent.
            outward_rows().update(sent_at=None)
            send_next(at=after(seconds=6))
            send_next(at=after(seconds=6))
        first, second, again, and_again = server.ids()
        assert (first, second) == (again, and_again)
        assert first != second

    def test_one_that_hangs_up_after_it_took_the_letter_gets_it_once(self, told, rep, smtp):
        put(told, rep)
        server = MailServer("hang up after", "take")
        with listening(server) as port:
            smtp(port)
            assert send_next(at=after(seconds=5)) == ("email", Result.SENT)
            assert send_next(at=after(hours=5)) is None
        assert len(server.taken) == 1

    def test_one_that_is_slow_to_take_a_text_is_waited_for(self, told, rep, smtp):
        put(told, rep)
        server = MailServer("slow")  # longer than any other answer may take
        with listening(server) as port:
            smtp(port)
            assert send_next(at=after(seconds=5)) == ("email", Result.SENT)
        assert len(server.taken) == 1

    def test_one_that_never_says_what_became_of_a_text_is_not_called_away(
        self, told, rep, smtp, settings
    ):
        put(told, rep)
        server = MailServer("silent")
        with listening(server) as port:
            smtp(port)
            settings.EMAIL_TIMEOUT = 0.02
            results = [send_next(at=after(hours=hour)) for hour in range(1, 10)]
        assert results[:-2] == [("email", Result.AWAY)] * 7  # its server is left alone for a while
        assert results[-2:] == [("email", Result.GIVEN_UP), None]
        assert len(set(server.ids())) == 1
        row = outward_rows().get()
        assert (row.attempts, row.sent_at) == (outbox.MOST_ATTEMPTS, None)
        assert "did not say that it took it" in row.error

    def test_a_refused_address_holds_up_nobody_and_is_given_up(self, told, rep, manager, smtp):
        put(told, rep, manager)
        server = MailServer("refuse", "take")
        with listening(server) as port:
            smtp(port)
            assert send_next(at=after(seconds=5)) == ("email", Result.PUT_OFF)
            assert send_next(at=after(seconds=5)) == ("email", Result.SENT)
            server.answers = ["refuse"]
            results = [send_next(at=after(hours=hour)) for hour in range(1, 9)]
        assert results[-2:] == [("email", Result.GIVEN_UP), None]
        given_up = outward_rows().get(failed_at__isnull=False)
        assert (given_up.recipient, given_up.attempts) == (rep, outbox.MOST_ATTEMPTS)
        assert "no such person" in given_up.error

    def test_a_night_without_mail_gives_nothing_up(self, told, rep, smtp):
        put(told, rep)
        smtp(closed_port())
        at, tries = after(seconds=5), 0
        while at < after(hours=12):
            done = send_next(at=at)
            assert done in (None, ("email", Result.AWAY))
            tries += done is not None
            at += timedelta(minutes=5)
        assert 60 < tries < 90
        assert outward_rows().get().failed_at is None

    def test_what_was_given_up_can_be_sent_after_all(self, told, rep):
        put(told, rep)
        outward_rows().update(failed_at=NOON, attempts=8, error="gone")
        assert send_next(at=after(minutes=1)) is None
        assert outbox.try_again(ids=[outward_rows().get().pk]) == 1
        assert send_next(at=after(minutes=1)) == ("email", Result.SENT)
        assert outward_rows().get().error == ""


@pytest.mark.django_db
class TestChat:
    """The chat channel gets what Slack understands."""

    @pytest.fixture(autouse=True)
    def _quick(self, settings):
        settings.EMAIL_TIMEOUT = 0.3

    def post(self, told, settings, server, at=NOON, path="/hook/secret?x=1"):
        with listening(server) as port:
            settings.ALERT_WEBHOOK_URL = f"http://127.0.0.1:{port}{path}"
            put(told, has_webhook=True, at=at)
            return send_next(at=after(seconds=5)), send_next(at=after(seconds=20))

    def test_it_is_posted_once_as_text(self, told, settings):
        server = ChatServer(200)
        assert self.post(told, settings, server) == (("webhook", Result.SENT), None)
        ((headers, body),) = server.posted
        text = json.loads(body)["text"]
        assert "Lina &amp; Co" in text
        assert settings.BASE_URL + "/leads/1/" in text
        assert headers["Idempotency-Key"]

    def test_it_speaks_the_companys_language(self, told, settings, monkeypatch):
        spoken = []
        monkeypatch.setattr(sending, "post", lambda **_: spoken.append(translation.get_language()))
        company = Company.get()
        company.language = "ar"
        company.save()
        self.post(told, settings, ChatServer(200))
        assert spoken == ["ar"]

    def test_a_refusal_is_tried_again_with_the_same_key(self, told, settings):
        server = ChatServer(404, 200)
        first, second = self.post(told, settings, server)
        assert (first, second) == (("webhook", Result.PUT_OFF), ("webhook", Result.SENT))
        assert len({headers["Idempotency-Key"] for headers, _body in server.posted}) == 1

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_server_that_is_busy_or_fails_is_left_alone_for_a_while(self, told, settings, status):
        server = ChatServer(status, 200)
        first, second = self.post(told, settings, server)
        assert (first, second) == (("webhook", Result.AWAY), ("webhook", Result.SENT))
        assert len({headers["Idempotency-Key"] for headers, _body in server.posted}) == 1

    def test_a_redirect_is_not_followed(self, told, settings):
        first, _second = self.post(told, settings, ChatServer(302))
        assert first == ("webhook", Result.PUT_OFF)
        assert outward_rows().get().error == "NotTaken: HTTP 302"

    @pytest.mark.parametrize(
        "server",
        [
            hang,
            ChatServer(0),
            drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
            drip(b"HTTP/1.1", b" "),
        ],
        ids=["hangs", "half an answer", "drips headers", "drips its status"],
    )
    def test_a_server_that_does_not_answer_in_time_is_away(self, told, settings, server):
        first, _second = self.post(told, settings, server)
        assert first == ("webhook", Result.AWAY)

    def test_an_answer_without_an_end_is_an_answer(self, told, settings):
        endless = drip(b"HTTP/1.1 200 OK\r\n\r\n", b"." * 1000)
        first, second = self.post(told, settings, endless)
        assert (first, second) == (("webhook", Result.SENT), None)

    def test_what_is_kept_of_a_failure_does_not_name_the_address(self, told, settings):
        settings.ALERT_WEBHOOK_URL = f"http://127.0.0.1:{closed_port()}/hook/secret"
        put(told, has_webhook=True)
        assert send_next(at=after(seconds=5)) == ("webhook", Result.AWAY)
        assert "secret" not in outward_rows().get().error

    def test_chat_that_is_away_does_not_hold_up_mail(self, told, settings, rep):
        settings.ALERT_WEBHOOK_URL = f"http://127.0.0.1:{closed_port()}/"
        put(told, rep, has_webhook=True)
        OutboxMessage.objects.filter(channel="email").update(leased_until=after(seconds=1))
        results = [send_next(at=after(seconds=5)), send_next(at=after(seconds=5), without=["x"])]
        assert set(results) == {("email", Result.SENT), ("webhook", Result.AWAY)}
        assert send_next(at=after(minutes=5), without=["webhook"]) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_letter(told, smtp):
    put(told, *[a_rep(f"Rep {number}") for number in range(12)])
    server = MailServer()

    def work():
        try:
            while send_next(at=after(seconds=5)) is not None:
                pass
        finally:
            connection.close()

    with listening(server) as port:
        smtp(port)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
    assert len(server.ids()) == len(set(server.ids())) == 12


@pytest.mark.django_db
def test_a_dead_workers_letter_goes_when_its_lease_ends(told, rep):
    put(told, rep)
    assert sending._lease(after(seconds=5), ()) is not None
    assert send_next(at=after(seconds=60)) is None
    later = after(seconds=5 + sending.LEASE_SECONDS)
    assert send_next(at=later) == ("email", Result.SENT)
