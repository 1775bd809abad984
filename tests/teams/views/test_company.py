"""The company, its heads and its teams."""

import pytest

from teams.models import Company, Side, Team
from tests import cast


def form(**changes):
    return {
        "name": "Doha Clinics",
        "language": "en",
        "time_zone": "Asia/Riyadh",
        "currency": "SAR",
        "country": "SA",
        "marketing_head": "",
        "sales_head": "",
    } | changes


def test_an_administrator_describes_the_company(as_, administrator, manager, marketing_manager):
    answer = as_(administrator).post(
        "/settings/company/", form(marketing_head=marketing_manager.pk, sales_head=manager.pk)
    )
    assert answer.status_code == 302
    company = Company.get()
    assert (company.name, company.currency) == ("Doha Clinics", "SAR")
    assert (company.marketing_head, company.sales_head) == (marketing_manager, manager)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("time_zone", "Nowhere"),
        ("currency", "ZZZ"),
        ("country", "Z"),
        ("sales_head", "999999"),
        ("sales_head", "x"),
    ],
)
def test_bad_input_changes_nothing(as_, administrator, field, value):
    answer = as_(administrator).post("/settings/company/", form(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Company.get().name != "Doha Clinics"


def test_a_rep_cannot_head_sales(as_, administrator, rep):
    answer = as_(administrator).post("/settings/company/", form(sales_head=rep.pk))
    assert answer.status_code == 422


def test_one_person_cannot_head_both_sides(as_, administrator, manager):
    team = Team.objects.create(name="Growth", side=Side.MARKETING)
    manager.memberships.create(team=team, role="manager")
    both = form(marketing_head=manager.pk, sales_head=manager.pk)
    answer = as_(administrator).post("/settings/company/", both)
    assert answer.status_code == 422
    assert Company.get().sales_head is None


def test_a_team_is_made_and_renamed(as_, administrator):
    browser = as_(administrator)
    browser.post("/settings/teams/new/", {"name": "Growth", "side": "marketing"})
    team = Team.objects.get()
    browser.post(f"/settings/teams/{team.code}/", {"name": "Demand", "side": "sales"})
    team.refresh_from_db()
    assert (team.name, team.side) == ("Demand", "marketing")


@pytest.mark.parametrize("name", ["growth", "GROWTH", "", "x" * 81])
def test_a_team_needs_a_name_of_its_own(as_, administrator, name):
    Team.objects.create(name="Growth", side="marketing")
    answer = as_(administrator).post("/settings/teams/new/", {"name": name, "side": "sales"})
    assert answer.status_code == 422
    assert Team.objects.count() == 1


def test_a_team_shows_its_active_people(as_, administrator, rep):
    gone = cast.a_rep("Gone Away")
    gone.is_active = False
    gone.save()
    team = rep.memberships.get().team
    page = as_(administrator).get(f"/settings/teams/{team.code}/").text
    assert rep.name in page
    assert gone.name not in page
