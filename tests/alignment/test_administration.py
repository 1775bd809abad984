"""Django's admin: for staff, to look at."""

import pytest

from notifications.models import OutboxMessage
from tests import cast


@pytest.fixture
def staff(db):
    return cast.a_person("Sam Staff", is_staff=True, is_superuser=True)


def test_staff_get_in_under_the_strict_policy(as_, staff):
    page = as_(staff).get("/admin/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "<script>" not in page.text


def test_the_index_names_nothing_that_nobody_uses(as_, staff):
    apps = as_(staff).get("/admin/").context["app_list"]
    assert not {app["app_label"] for app in apps} & {"auth", "axes"}


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "administrator", "outsider"])
def test_for_everybody_else_it_is_not_there(as_, request, who):
    browser = as_(request.getfixturevalue(who))
    assert browser.get("/admin/", follow=True).status_code == 404
    assert browser.get("/admin/teams/user/", follow=True).status_code == 404


def test_nobody_is_sent_to_the_products_own_sign_in(client, rep):
    answer = client.get("/admin/teams/user/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=%2Fadmin%2F")


def test_there_is_no_second_door_to_guess_passwords_at(client, rep):
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 405


def test_it_shows_people_without_their_password_and_changes_nothing(as_, staff, rep):
    browser = as_(staff)
    page = browser.get(f"/admin/teams/user/{rep.pk}/change/")
    assert rep.name in page.text
    assert "password" not in page.context["adminform"].form.fields
    assert browser.post(f"/admin/teams/user/{rep.pk}/change/", {"name": "X"}).status_code == 403
    assert browser.post(f"/admin/teams/user/{rep.pk}/delete/").status_code == 403


def test_messages_that_were_given_up_can_be_sent_again(as_, staff):
    message = OutboxMessage.objects.create(
        key="k", kind="lead_returned", created_at=cast.NOON, failed_at=cast.NOON, attempts=8
    )
    as_(staff).post(
        "/admin/notifications/outboxmessage/",
        {"action": "send_again", "_selected_action": [message.pk]},
    )
    message.refresh_from_db()
    assert (message.failed_at, message.attempts) == (None, 0)
