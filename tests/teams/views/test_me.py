"""A person's own page, language and theme."""

import pytest

from teams.models import ApiToken, User

OWN = {
    "name": "Khalid A. Amin",
    "language": "ar",
    "time_zone": "Asia/Riyadh",
    "theme": "dark",
    "has_single_keys": "",
}


def test_a_person_sets_name_language_zone_theme_and_keys(as_, rep):
    browser = as_(rep)
    assert browser.post("/me/", OWN)["Location"] == "/me/"
    rep.refresh_from_db()
    assert (rep.name, rep.language, rep.time_zone, rep.theme) == (
        "Khalid A. Amin",
        "ar",
        "Asia/Riyadh",
        "dark",
    )
    page = browser.get("/me/")
    assert 'lang="ar" dir="rtl" data-theme="dark"' in page.text
    assert 'data-single-keys="off"' in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("language", "xx"),
        ("time_zone", "Nowhere"),
        ("theme", "z"),
    ],
)
def test_bad_input_changes_nothing(as_, rep, field, value):
    answer = as_(rep).post("/me/", OWN | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    rep.refresh_from_db()
    assert rep.name == "Khalid Amin"


def test_nobody_can_give_themselves_rights_by_an_extra_field(as_, rep):
    as_(rep).post("/me/", OWN | {"is_administrator": "on", "email": "me@example.com"})
    rep.refresh_from_db()
    assert not rep.is_administrator
    assert rep.email != "me@example.com"


def test_a_visitor_changes_language_and_theme_by_cookie(client, rep):
    client.post("/me/language/", {"language": "ar", "next": "/sign-in/"})
    client.post("/me/theme/", {"theme": "dark", "next": "/sign-in/"})
    page = client.get("/sign-in/")
    assert 'lang="ar" dir="rtl" data-theme="dark"' in page.text


def test_a_visitors_language_is_their_browsers_at_first(client, rep):
    page = client.get("/sign-in/", headers={"accept-language": "ar-SA,ar;q=0.9"})
    assert 'lang="ar"' in page.text


def test_a_person_keeps_the_language_on_every_device(as_, rep):
    as_(rep).post("/me/language/", {"language": "ar"})
    assert User.objects.get(pk=rep.pk).language == "ar"


@pytest.mark.parametrize(
    ("page", "field"), [("/me/language/", "language"), ("/me/theme/", "theme")]
)
def test_switches_know_only_what_is_offered_and_stay_on_this_site(as_, rep, page, field):
    browser = as_(rep)
    assert browser.post(page, {field: "klingon"}).status_code == 422
    assert browser.get(page).status_code == 405
    answer = browser.post(
        page, {field: {"language": "ar", "theme": "dark"}[field], "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


def test_a_token_is_shown_once_and_kept_as_a_hash(as_, rep):
    browser = as_(rep)
    page = browser.post("/me/token/")
    key = page.context["new_key"]
    assert key in page.text
    assert "no-store" in page["Cache-Control"]
    assert key not in browser.get("/me/").text
    token = ApiToken.objects.get(user=rep)
    assert key not in (token.key_hash, token.prefix)


def test_a_token_can_be_revoked(as_, rep):
    browser = as_(rep)
    browser.post("/me/token/")
    browser.post("/me/token/revoke/")
    assert not ApiToken.objects.exists()


def test_somebody_without_a_team_has_no_token(as_, outsider):
    browser = as_(outsider)
    assert browser.post("/me/token/").status_code == 404
    assert "own-token" not in browser.get("/me/").text


def test_a_person_turns_their_e_mails_off_and_on_again(as_, rep):
    browser = as_(rep)
    browser.post("/me/", OWN)
    rep.refresh_from_db()
    assert not rep.has_emails
    browser.post("/me/", OWN | {"has_emails": "on"})
    rep.refresh_from_db()
    assert rep.has_emails
