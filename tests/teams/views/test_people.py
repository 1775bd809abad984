"""Administrators invite, change, shut out and let in."""

import pytest

from teams import people
from teams.links import open_link
from teams.models import ApiToken, Company, Letter, Membership, Purpose, Side, Team, User
from teams.refusals import LastAdministrator
from teams.tokens import make_token
from tests import cast


def written():
    """Return the letters that are to be sent: to whom, and what for."""
    return list(Letter.objects.order_by("id").values_list("user_id", "purpose"))


@pytest.fixture
def sales(db):
    return Team.objects.create(name="Sales MENA", side=Side.SALES)


def form(**changes):
    return {"name": "Noor Saleh", "email": "Noor@Example.com", "language": "ar"} | changes


def test_an_invited_person_has_a_role_a_letter_and_a_link(as_, administrator, sales):
    browser = as_(administrator)
    answer = browser.post("/settings/people/new/", form(**{f"team_{sales.code}": "rep"}))
    noor = User.objects.get(email="noor@example.com")
    assert answer["Location"] == f"/settings/people/{noor.code}/"
    assert noor.roles == {("sales", "rep")}
    assert written() == [(noor.pk, "invitation")]
    link = browser.get(answer["Location"]).context["link"]
    opened = open_link(link.rstrip("/").rpartition("/")[2])
    assert (opened.user, opened.purpose) == (noor, Purpose.INVITATION)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("email", "no address"), ("email", ""), ("language", "fr"), ("name", "x" * 121)],
)
def test_bad_input_invites_nobody(as_, administrator, field, value):
    answer = as_(administrator).post("/settings/people/new/", form(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert User.objects.count() == 1
    assert written() == []


def test_an_e_mail_in_use_is_refused_in_any_case(as_, administrator, rep):
    answer = as_(administrator).post("/settings/people/new/", form(email=rep.email.upper()))
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("side", "role"), [("sales", "marketer"), ("marketing", "rep"), ("sales", "king")]
)
def test_a_role_must_fit_the_teams_side(as_, administrator, side, role):
    team = Team.objects.create(name="T", side=side)
    answer = as_(administrator).post("/settings/people/new/", form(**{f"team_{team.code}": role}))
    assert answer.status_code == 422
    assert not User.objects.filter(email="noor@example.com").exists()


def test_roles_become_exactly_what_is_chosen(as_, administrator, rep):
    mine = rep.memberships.get().team
    growth = Team.objects.create(name="Growth", side=Side.MARKETING)
    as_(administrator).post(
        f"/settings/people/{rep.code}/",
        form(email=rep.email, **{f"team_{growth.code}": "manager", f"team_{mine.code}": ""}),
    )
    assert list(Membership.objects.filter(user=rep).values_list("team", "role")) == [
        (growth.pk, "manager")
    ]


def test_who_no_longer_manages_a_side_no_longer_heads_it(as_, administrator, manager):
    company = Company.get()
    company.sales_head = manager
    company.save()
    team = manager.memberships.get().team
    as_(administrator).post(
        f"/settings/people/{manager.code}/",
        form(email=manager.email, **{f"team_{team.code}": "rep"}),
    )
    company.refresh_from_db()
    assert company.sales_head is None


def test_deactivating_ends_token_and_headship_and_history_stays(as_, administrator, manager):
    make_token(user=manager, at=cast.NOON)
    Company.objects.update_or_create(id=1, defaults={"name": "C", "sales_head": manager})
    as_(administrator).post(f"/settings/people/{manager.code}/deactivate/")
    manager.refresh_from_db()
    assert not manager.is_active
    assert not ApiToken.objects.exists()
    assert Company.get().sales_head is None
    assert manager.memberships.exists()
    as_(administrator).post(f"/settings/people/{manager.code}/reactivate/")
    manager.refresh_from_db()
    assert manager.is_active


def test_nobody_shuts_themselves_out(as_, administrator):
    cast.a_person("Another Admin", is_administrator=True)
    browser = as_(administrator)
    assert browser.post(f"/settings/people/{administrator.code}/deactivate/").status_code == 403
    answer = browser.post(
        f"/settings/people/{administrator.code}/", form(email=administrator.email)
    )
    assert answer.status_code == 403
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.is_administrator) == (True, True)


def test_the_last_administrator_stays(administrator):
    gone = cast.a_person("Gone Admin", is_administrator=True)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(LastAdministrator):
        people.deactivate(user=administrator, at=cast.NOON, by=gone_but_remembered(gone))


def gone_but_remembered(user):
    """Return the person as a request saw them a moment before they were deactivated."""
    user.is_active = True
    return user


def test_a_link_goes_out_again(as_, administrator, rep):
    as_(administrator).post(f"/settings/people/{rep.code}/link/")
    assert written() == [(rep.pk, "invitation")]
    rep.set_password("something long enough")
    rep.save()
    as_(administrator).post(f"/settings/people/{rep.code}/link/")
    assert written()[-1] == (rep.pk, "reset")


def test_an_administrator_sees_no_link_into_the_account_of_who_has_a_password(
    as_, administrator, rep
):
    rep.set_password("something long enough")
    rep.save()
    assert as_(administrator).get(f"/settings/people/{rep.code}/").context["link"] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    as_, administrator, rows, django_assert_num_queries
):
    for number in range(rows):
        cast.a_rep(f"Rep {number}")
    browser = as_(administrator)
    # session, person, company's zone, page, memberships, teams, own roles (frame)
    with django_assert_num_queries(7):
        browser.get("/settings/people/")


def test_hostile_names_are_shown_as_text(as_, administrator):
    cast.a_rep("<script>alert(1)</script>")
    page = as_(administrator).get("/settings/people/").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
