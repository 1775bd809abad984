"""The first administrator is made in the browser, once, with the console's token."""

from io import StringIO

import pytest
from django.core.management import call_command

from teams.models import Company, Team, User
from teams.setting_up import setup_token

FORM = {
    "company_name": "Doha Clinics",
    "language": "ar",
    "time_zone": "Asia/Riyadh",
    "currency": "SAR",
    "country": "SA",
    "marketing_team": "Growth",
    "sales_team": "Sales MENA",
    "name": "Ada Min",
    "email": "Ada@Example.com",
    "password": "correct horse battery",
    "again": "correct horse battery",
}


def post(client, **changes):
    return client.post("/setup/", {"token": setup_token(), **FORM, **changes})


def test_the_token_makes_company_teams_and_administrator(client, db):
    assert post(client, manages="on")["Location"] == "/settings/people/"
    user = User.objects.get()
    company = Company.get()
    assert (user.email, user.is_administrator, user.language) == ("ada@example.com", True, "ar")
    assert (company.name, company.time_zone, company.currency) == (
        "Doha Clinics",
        "Asia/Riyadh",
        "SAR",
    )
    assert set(Team.objects.values_list("name", "side")) == {
        ("Growth", "marketing"),
        ("Sales MENA", "sales"),
    }
    assert user.is_manager
    assert client.get("/settings/people/").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "رمز", setup_token()[:-1], setup_token() + "0"])
def test_another_token_makes_nothing(client, db, token):
    assert post(client, token=token).status_code == 422
    assert not User.objects.exists()
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("time_zone", "Mars/Base"),
        ("currency", "ABC"),
        ("country", "XX"),
        ("password", "1234567890"),
        ("again", "something else"),
        ("sales_team", "growth"),
        ("company_name", ""),
        ("name", "x" * 121),
    ],
)
def test_bad_input_makes_nothing_and_names_the_field(client, db, field, value):
    changes = {field: value} | ({"again": value} if field == "password" else {})
    answer = post(client, **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.exists()


def test_once_somebody_is_here_the_token_opens_nothing(client, rep):
    assert client.get("/setup/")["Location"] == "/sign-in/"
    assert post(client)["Location"] == "/sign-in/"
    assert User.objects.count() == 1


def test_the_token_follows_from_the_secret_key(settings):
    before = setup_token()
    settings.SECRET_KEY = "another"
    assert setup_token() != before


def test_the_console_prints_token_and_address_until_then(db, settings):
    settings.BASE_URL = "https://mithaq.example"
    assert _printed().split()[-1] == setup_token()
    assert "https://mithaq.example/setup/" in _printed()
    User.objects.create_user("a@example.com", name="A")
    assert setup_token() not in _printed()


def _printed() -> str:
    out = StringIO()
    call_command("setup_token", stdout=out)
    return out.getvalue()


def test_the_page_proposes_a_team_of_each_side(client, db):
    form = client.get("/setup/").context["form"]
    assert (form["marketing_team"].value(), form["sales_team"].value()) == ("Marketing", "Sales")


def test_whoever_wants_to_manage_names_a_team(client, db):
    answer = post(client, manages="on", marketing_team="", sales_team="")
    assert list(answer.context["form"].errors) == ["manages"]
    assert not User.objects.exists()
