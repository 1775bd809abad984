"""Forgotten, chosen by a link, changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from teams import letters
from teams.links import link_for
from teams.models import Letter, Purpose
from teams.tasks import send_letter, send_letters
from tests import cast

OLD, NEW = "the old password here", "a brand new password"


@pytest.fixture
def member(db):
    user = cast.a_rep()
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def _own_address(settings):
    settings.BASE_URL = "https://mithaq.example"
    cache.clear()


def path_of(link: str) -> str:
    return link.removeprefix("https://mithaq.example")


def a_letter(user):
    """Return a letter to ``user`` with a link to a new password, which waits to be sent."""
    return letters.write(user_id=user and user.pk, purpose=Purpose.RESET, at=timezone.now())


def choose(client, link, password=NEW):
    return client.post(path_of(link), {"password": password, "again": password})


def test_known_and_unknown_e_mails_get_the_same_page(client, member):
    with time_machine.travel(timezone.now(), tick=False):  # a page says when it was made
        pages = [
            client.post("/password/forgotten/", {"email": email})
            for email in (member.email.upper(), "nobody@example.com")
        ]
    texts = {
        re.sub(r"\S+@example.com|[A-Za-z0-9]{64}", "", page.content.decode()) for page in pages
    }
    assert len(texts) == 1
    letters = Letter.objects.order_by("id").values_list("user_id", "purpose")
    assert list(letters) == [(member.pk, "reset"), (None, "reset")]


def test_with_the_broker_down_the_letter_is_written_and_beat_sends_it(
    client, member, broker_away, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as asked:
        answer = client.post("/password/forgotten/", {"email": member.email})
    assert (answer.status_code, len(asked), mail.outbox) == (200, 1, [])
    send_letters()
    assert [letter.to for letter in mail.outbox] == [[member.email]]
    assert not Letter.objects.exists()


def test_the_letter_speaks_the_persons_language_and_names_the_configured_host(member):
    member.language = "ar"
    member.save()
    send_letter(letter_id=a_letter(member).pk)
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert 'dir="rtl"' in html
    assert "https://mithaq.example/password/choose/" in letter.body
    assert letter.to == [member.email]


def test_one_person_gets_one_reset_link_a_minute(member):
    for _time in range(3):
        send_letter(letter_id=a_letter(member).pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", [None, "deactivated"])
def test_nothing_is_sent_to_nobody(member, kind):
    member.is_active = False
    member.save()
    letter = a_letter(member if kind else None)
    send_letter(letter_id=letter.pk)
    assert (mail.outbox, Letter.objects.count()) == ([], 0)


def test_the_link_sets_the_password_signs_in_and_works_once(client, member):
    link = link_for(member, Purpose.RESET)
    assert client.get(path_of(link)).status_code == 200
    assert choose(client, link)["Location"] == "/"
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert client.session["_auth_user_id"] == str(member.pk)
    assert choose(client, link, "yet another password").status_code == 404


def test_a_reset_link_holds_four_hours_an_invitation_seven_days(client, member):
    reset, invitation = (
        link_for(member, purpose) for purpose in (Purpose.RESET, Purpose.INVITATION)
    )
    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1)):
        assert client.get(path_of(reset)).status_code == 404
        assert client.get(path_of(invitation)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(path_of(invitation)).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "ñ"])
def test_a_broken_link_is_404(client, db, token):
    assert client.get(f"/password/choose/{token}/").status_code == 404


def test_a_link_dies_with_a_change_of_e_mail_password_or_access(client, member):
    for field, value in (("email", "new@example.com"), ("password", "!x"), ("is_active", False)):
        link = link_for(member, Purpose.RESET)
        setattr(member, field, value)
        member.save()
        assert client.get(path_of(link)).status_code == 404


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "khalid amin"])
def test_a_weak_password_is_refused_and_nothing_changes(client, member, weak):
    answer = choose(client, link_for(member, Purpose.RESET), weak)
    assert answer.status_code == 422
    member.refresh_from_db()
    assert member.check_password(OLD)


def test_choosing_by_a_link_ends_a_lockout(client, member, settings):
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": member.email, "password": "wrong"})
    choose(client, link_for(member, Purpose.RESET))
    client.post("/sign-out/")
    answer = client.post("/sign-in/", {"username": member.email, "password": NEW})
    assert answer.status_code == 302


def test_changing_ends_the_other_sessions_and_keeps_this_one(as_, member):
    here, elsewhere = as_(member), as_(member)
    answer = here.post("/password/change/", {"current": OLD, "password": NEW, "again": NEW})
    assert answer["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_changing_asks_for_the_present_password(as_, member):
    answer = as_(member).post(
        "/password/change/", {"current": "wrong", "password": NEW, "again": NEW}
    )
    assert answer.status_code == 422
    member.refresh_from_db()
    assert member.check_password(OLD)


def test_changing_is_not_open_to_nobody(client, db):
    assert client.get("/password/change/").status_code == 302


def test_a_link_that_no_longer_holds_leads_to_a_new_one(client, db):
    answer = client.get("/password/choose/worn-out/")
    assert answer.status_code == 404
    assert "This link is no longer valid" in answer.text
    assert 'href="/password/forgotten/"' in answer.text
