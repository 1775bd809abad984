import pytest
from django.urls import reverse

from leads.models import Nudge
from tests.cast import after
from tests.doors import MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _four_past_noon(time_machine):
    time_machine.move_to(after(minutes=4), tick=False)


@pytest.fixture
def url(handoff):
    return reverse("leads:nudge", args=[handoff.code])


def test_the_button_gives_way_to_when_it_was(as_, url, handoff, manager, time_machine):
    browser = as_(manager)
    first = browser.post(url, headers={"HX-Request": "true"}).content.decode()
    time_machine.move_to(after(minutes=7), tick=False)
    second = browser.post(url, headers={"HX-Request": "true"}).content.decode()
    assert "Nudged just now" in first
    assert "Nudged 3 minutes ago" in second
    assert Nudge.objects.count() == 1


def test_without_script_it_says_so_on_the_page_before(as_, url, handoff, manager):
    answer = as_(manager).post(f"{url}?next=/at-risk/")
    assert answer["Location"] == "/at-risk/"


def test_it_stands_in_the_timeline_of_the_lead(as_, url, handoff, manager, marketer):
    as_(manager).post(url)
    page = as_(marketer).get(handoff.lead.get_absolute_url()).content.decode()
    assert "Nudged: the reps" in page


def test_managers_of_both_sides_nudge(
    as_, url, marketer, rep, marketing_manager, manager, outsider, administrator
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "marketing_manager": marketing_manager,
        "manager": manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, url, "post") == {
        "marketer": REFUSED,
        "rep": REFUSED,
        "marketing_manager": MOVED,
        "manager": MOVED,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }
    assert Nudge.objects.count() == 1
    assert as_(manager).get(url).status_code == 405
