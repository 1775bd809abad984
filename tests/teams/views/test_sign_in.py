"""Signing in and out, and what guards it."""

import random

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as NobodyThere

from teams import throttling
from tests import cast

PASSWORD = "a long enough secret"


@pytest.fixture
def member(db):
    user = cast.a_rep()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email, password=PASSWORD, **data):
    return client.post("/sign-in/", {"username": email, "password": password, **data})


def test_e_mail_and_password_let_a_person_in_whatever_the_case_of_the_e_mail(client, member):
    response = sign_in(client, member.email.upper())
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(member.pk)


def test_the_session_gets_a_new_key_at_sign_in(client, member):
    planted = client.session
    planted["planted"] = "yes"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    sign_in(client, member.email)
    assert client.cookies["sessionid"].value != planted.session_key


@pytest.mark.parametrize("wrong", ["", "wrong", PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_password_is_refused_with_422(client, member, wrong):
    response = sign_in(client, member.email, wrong)
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session


def test_unknown_deactivated_and_wrong_get_the_very_same_words(client, member):
    gone = cast.a_rep("Gone Away")
    gone.set_password(PASSWORD)
    gone.is_active = False
    gone.save()
    answers = [
        sign_in(client, email, password)
        for email, password in [
            ("nobody@example.com", PASSWORD),
            (gone.email, PASSWORD),
            (member.email, "wrong"),
        ]
    ]
    errors = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(errors) == 1
    assert {answer.status_code for answer in answers} == {422}


def test_ten_wrong_guesses_lock_this_person_out_from_this_address(client, member, settings):
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, member.email, "wrong")
    assert answer.status_code == 429
    assert sign_in(client, member.email).status_code == 429
    other_spelling = sign_in(client, member.email.upper())
    assert other_spelling.status_code == 429


def test_guessing_at_nobody_locks_alike(client, member, settings):
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, "nobody@example.com", "wrong")
    assert answer.status_code == 429


def test_a_lockout_does_not_touch_others(client, member, settings):
    other = cast.a_rep("Joanna Reed")
    other.set_password(PASSWORD)
    other.save()
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, member.email, "wrong")
    assert sign_in(client, other.email).status_code == 302


def test_it_leads_to_where_the_person_wanted_to_go(client, member):
    assert sign_in(client, member.email, next="/queue/?a=1")["Location"] == "/queue/?a=1"


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
        "\t//evil.example",
        "nonsense",
        "teams:sign_out",
    ],
)
def test_it_never_leads_to_another_site_or_nowhere(client, member, hostile):
    assert sign_in(client, member.email, next=hostile)["Location"] == "/"
    assert client.get("/sign-in/", {"next": hostile})["Location"] == "/"


def test_an_e_mail_with_a_null_byte_is_refused_not_broken(client, member):
    assert sign_in(client, "a\x00b@example.com").status_code == 422


def test_a_form_without_its_token_is_refused(member):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, member.email).status_code == 403


def test_a_foreign_host_name_is_refused(client, member):
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


def test_before_the_first_person_it_leads_to_the_setup(client, db):
    assert client.get("/sign-in/")["Location"] == "/setup/"


def test_the_page_is_never_kept_by_a_cache(client, member):
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]


def test_signing_out_takes_a_post_and_ends_the_session(as_, rep):
    browser = as_(rep)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert "_auth_user_id" not in browser.session


def test_a_deactivated_person_is_out_at_once(as_, rep):
    browser = as_(rep)
    rep.is_active = False
    rep.save()
    assert browser.get("/")["Location"].startswith("/sign-in/")


@pytest.fixture
def address():
    """Return an address that no other test comes from, so that nobody's tries are counted."""
    return f"2001:db8:{random.randrange(16**4):x}:{random.randrange(16**4):x}::1"


def test_many_wrong_guesses_at_many_people_slow_the_address_down(client, member, settings, address):
    settings.SIGN_IN_TRIES_A_MINUTE = 3
    browser = Client(REMOTE_ADDR=address)
    for number in range(3):
        assert sign_in(browser, f"somebody{number}@example.com", "wrong").status_code == 422
    answer = sign_in(browser, member.email)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Try again in 1 minute." in answer.text
    elsewhere = Client(REMOTE_ADDR="192.0.2.77")
    assert sign_in(elsewhere, member.email).status_code == 302


def test_people_who_know_their_password_are_never_slowed_down(member, settings, address):
    settings.SIGN_IN_TRIES_A_MINUTE = 2
    for _colleague in range(4):
        assert sign_in(Client(REMOTE_ADDR=address), member.email).status_code == 302


def test_behind_a_proxy_the_address_is_the_proxys_word(member, settings, address):
    settings.SIGN_IN_TRIES_A_MINUTE, settings.BEHIND_PROXY = 1, True
    guesser = Client(headers={"x-forwarded-for": f"198.51.100.9, {address}"})
    sign_in(guesser, "somebody@example.com", "wrong")
    assert sign_in(guesser, member.email).status_code == 429
    other = Client(headers={"x-forwarded-for": f"{address}, 203.0.113.7"})
    assert sign_in(other, member.email).status_code == 302


def test_without_a_proxy_the_header_is_not_believed(member, settings, address):
    settings.SIGN_IN_TRIES_A_MINUTE, settings.BEHIND_PROXY = 1, False
    for number in range(2):
        forged = {"x-forwarded-for": f"198.51.100.{number}"}
        browser = Client(REMOTE_ADDR=address, headers=forged)
        answer = sign_in(browser, "somebody@example.com", "wrong")
    assert answer.status_code == 429


def test_the_lockout_says_how_long_to_wait_and_what_else_to_do(client, member, settings):
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, member.email, "wrong")
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "15 minutes" in answer.text
    assert 'href="/password/forgotten/"' in answer.text


def test_behind_a_proxy_a_stranger_cannot_lock_a_person_out(member, settings, address):
    settings.BEHIND_PROXY = True
    stranger = Client(headers={"x-forwarded-for": "198.51.100.9"})
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(stranger, member.email, "wrong")
    assert answer.status_code == 429
    own = Client(headers={"x-forwarded-for": address})
    assert sign_in(own, member.email).status_code == 302


def test_whoever_has_a_network_of_addresses_counts_once(member, settings, address):
    settings.SIGN_IN_TRIES_A_MINUTE = 2
    for number in range(2):
        guesser = Client(REMOTE_ADDR=address.replace("::1", f"::{number + 2:x}"))
        sign_in(guesser, f"somebody{number}@example.com", "wrong")
    assert sign_in(Client(REMOTE_ADDR=address), member.email).status_code == 429


@pytest.mark.parametrize(
    ("hop", "known_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7:4711", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[2001:db8:1:2::7]:4711", "2001:db8:1:2::"),
        ("fe80::7%eth0", "fe80::"),
        ("unknown", "192.0.2.1"),
        ("", "192.0.2.1"),
    ],
)
def test_whatever_the_proxy_says_gives_an_address(rf, settings, hop, known_as):
    settings.BEHIND_PROXY = True
    request = rf.get("/", headers={"x-forwarded-for": f"10.0.0.1, {hop}"}, REMOTE_ADDR="192.0.2.1")
    assert throttling.address(request) == known_as


def test_a_connection_without_an_address_has_none(rf):
    assert throttling.address(rf.get("/", REMOTE_ADDR="")) is None


def test_people_get_in_while_the_cache_is_down(member, monkeypatch):
    class Down:
        def __getattr__(self, name):
            raise NobodyThere

    monkeypatch.setattr(throttling, "cache", Down())
    assert sign_in(Client(), member.email, "wrong").status_code == 422
    assert sign_in(Client(), member.email).status_code == 302


def test_no_count_of_tries_stays_for_ever(rf, address):
    request = rf.get("/", REMOTE_ADDR=address)
    key = throttling._key(request, "sign-in")
    cache.set(key, 0, timeout=None)  # what is left when the former count ends within the call
    throttling.count_try(request, "sign-in")
    store = cache._cache.get_client()  # type: ignore[attr-defined]
    assert 0 < store.ttl(cache.make_key(key)) <= throttling.WINDOW_SECONDS
