"""Sources and campaigns through their pages: renamed, merged, archived."""

import pytest

from leads.models import Campaign, Source
from tests.cast import a_source, a_target, an_agreement
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(marketer, rep, manager, outsider, administrator):
    return {
        "marketer": marketer,
        "manager": manager,
        "rep": rep,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }


READ = {
    "marketer": 200,
    "manager": 200,
    "rep": 200,
    "outsider": 404,
    "administrator": 404,
    "nobody": 302,
}
WRITE = READ | {"rep": 403}


def test_members_read_and_marketing_and_managers_edit(as_, people):
    one = a_source()
    assert statuses(as_, people, "/sources/", "get") == READ
    assert statuses(as_, people, f"/sources/{one.pk}/", "get") == READ
    assert statuses(as_, people, f"/sources/{one.pk}/edit/", "get") == WRITE
    moved = {who: 302 if status == 200 else status for who, status in WRITE.items()}
    for act in ("archive", "restore"):
        assert statuses(as_, people, f"/sources/{one.pk}/{act}/", "post") == moved


def test_two_spellings_become_one(as_, marketer):
    kept, old = (Campaign.objects.create(name=name) for name in ("Autumn", "autum"))
    browser = as_(marketer)
    answer = browser.post(f"/campaigns/{old.pk}/edit/", {"into": kept.pk})
    assert answer.url == f"/campaigns/{kept.pk}/"
    assert browser.get(f"/campaigns/{old.pk}/").url == f"/campaigns/{kept.pk}/"
    assert "autum" in browser.get(answer.url).content.decode()


def test_what_the_agreement_names_is_refused_with_its_clause(as_, marketer):
    named, other = a_source("Webinars"), a_source("Webinar")
    a_target(an_agreement(), "claim", 30, calendar=None, sources=[named.pk])
    answer = as_(marketer).post(f"/sources/{named.pk}/edit/", {"into": other.pk})
    assert answer.status_code == 409
    assert "6.1 Hand-off to claim" in answer.content.decode()
    assert as_(marketer).post(f"/sources/{named.pk}/archive/").status_code == 409
    assert Source.objects.filter(archived_at__isnull=True).count() == 2


def test_a_name_that_is_taken_is_said_beside_the_field(as_, marketer):
    a_source("Fair")
    one = a_source("Webinar")
    answer = as_(marketer).post(f"/sources/{one.pk}/edit/", {"name": "fair"})
    assert answer.status_code == 422
    assert "Merge the two instead" in answer.content.decode()
    assert as_(marketer).post(f"/sources/{one.pk}/edit/", {"name": "Seminar"}).status_code == 302


def test_the_list_takes_no_more_queries_for_three_than_for_one(as_, rep):
    a_source("One")
    few = queries_of(as_(rep), "/sources/", "leads_source", "leads_campaign")
    for name in ("Two", "Three"):
        a_source(name)
    assert queries_of(as_(rep), "/sources/", "leads_source", "leads_campaign") == few
