import pytest
from django.urls import reverse

from tests.cast import after, fresh
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _four_past_noon(time_machine):
    time_machine.move_to(after(minutes=4), tick=False)


@pytest.fixture
def url(handoff):
    return reverse("leads:assign", args=[handoff.code])


def test_a_page_with_a_list_gives_the_lead_to_a_rep(as_, url, handoff, rep, manager):
    page = as_(manager).get(url).content.decode()
    assert f'<option value="{rep.code}">Khalid Amin · 0 open leads</option>' in page
    answer = as_(manager).post(url, {"to": str(rep.code)})
    assert answer["Location"] == handoff.lead.get_absolute_url()
    assert fresh(handoff).owner == rep


def test_it_goes_back_to_the_page_it_was_opened_from(as_, url, handoff, rep, manager):
    answer = as_(manager).post(f"{url}?next=/at-risk/", {"to": str(rep.code)})
    assert answer["Location"] == "/at-risk/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "evil"])
def test_it_goes_to_no_page_of_others(as_, url, handoff, rep, manager, elsewhere):
    answer = as_(manager).post(f"{url}?next={elsewhere}", {"to": str(rep.code)})
    assert answer["Location"] == handoff.lead.get_absolute_url()


def test_nobody_chosen_is_asked_again(as_, url, handoff, rep, manager):
    answer = as_(manager).post(url, {"to": ""})
    assert answer.status_code == 422
    assert fresh(handoff).owner is None


def test_marketers_are_not_in_the_list(as_, url, marketer, rep, manager):
    page = as_(manager).get(url).content.decode()
    assert marketer.name not in page.split("<select", 1)[1].split("</select>", 1)[0]


def test_managers_of_sales_assign(
    as_, url, marketer, rep, manager, marketing_manager, outsider, administrator
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "marketing_manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, url, "get") == {
        "marketer": REFUSED,
        "rep": REFUSED,
        "manager": FOUND,
        "marketing_manager": REFUSED,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }
    del people["manager"]
    assert set(statuses(as_, people, url, "post").values()) == {REFUSED, MISSING, MOVED}
