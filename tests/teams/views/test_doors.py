"""Who may open which of the people's pages."""

import pytest

from tests import cast

SETTINGS = [
    "/settings/people/",
    "/settings/people/new/",
    "/settings/company/",
    "/settings/teams/new/",
]


@pytest.fixture
def everybody(marketer, rep, manager, outsider, administrator):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 403),
        ("rep", 403),
        ("manager", 403),
        ("outsider", 404),
        ("administrator", 200),
        ("nobody", 302),
    ],
)
def test_settings_are_the_administrators_alone(as_, everybody, who, status):
    browser = as_(everybody[who])
    subject = cast.a_rep("Somebody Else")
    team = subject.memberships.get().team
    pages = [*SETTINGS, f"/settings/people/{subject.code}/", f"/settings/teams/{team.code}/"]
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, status)


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "outsider", "nobody"])
def test_nobody_else_can_act_on_people(as_, everybody, who):
    subject = cast.a_rep("Somebody Else")
    browser = as_(everybody[who])
    for act in ("deactivate", "link", "reactivate"):
        answer = browser.post(f"/settings/people/{subject.code}/{act}/")
        assert answer.status_code in {302, 403, 404}
    browser.post("/settings/people/new/", {"name": "X", "email": "x@example.com", "language": "en"})
    subject.refresh_from_db()
    assert subject.is_active
    assert not type(subject).objects.filter(email="x@example.com").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 200),
        ("rep", 200),
        ("manager", 200),
        ("outsider", 200),
        ("administrator", 200),
        ("nobody", 302),
    ],
)
def test_everybody_who_signs_in_has_a_page_of_their_own(as_, everybody, who, status):
    assert as_(everybody[who]).get("/me/").status_code == status


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "link"])
def test_acts_on_people_take_a_post(as_, administrator, rep, act):
    answer = as_(administrator).get(f"/settings/people/{rep.code}/{act}/")
    assert answer.status_code == 405
