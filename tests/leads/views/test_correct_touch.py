from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leads.models import Touch, TouchCorrection
from leads.stages import Stage
from tests.cast import after, fresh
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=17)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


@pytest.fixture
def touch(contacted):
    """The rep's touch of two minutes past noon and some seconds."""
    touch = Touch.objects.get(handoff=contacted)
    touch.occurred_at -= SECONDS
    touch.save()
    return touch


def url_of(name, touch):
    return reverse(f"leads:{name}", args=[touch.code])


def said(**changed):
    return {"channel": "call", "outcome": "reached", "occurred_at": "2026-11-16T12:01"} | changed


@pytest.mark.parametrize("name", ["correct_touch", "strike_touch"])
def test_its_author_and_managers_of_sales_come_in(
    as_, name, touch, rep, other_rep, manager, marketer, marketing_manager, outsider
):
    people = {
        "rep": rep,
        "manager": manager,
        "other rep": other_rep,
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "outsider": outsider,
        "nobody": None,
    }
    assert statuses(as_, people, url_of(name, touch), "get") == {
        "rep": FOUND,
        "manager": FOUND,
        "other rep": REFUSED,
        "marketer": REFUSED,
        "marketing manager": REFUSED,
        "outsider": MISSING,
        "nobody": MOVED,
    }


def test_a_touch_says_what_was_typed(as_, rep, touch, contacted):
    answer = as_(rep).post(url_of("correct_touch", touch), said(channel="email", reason="Slip"))
    assert answer.headers["Location"] == contacted.lead.get_absolute_url()
    touch.refresh_from_db()
    assert touch.channel == "email"
    assert TouchCorrection.objects.get(touch=touch).reason == "Slip"


def test_a_time_that_was_left_alone_keeps_its_second(as_, rep, touch):
    as_(rep).post(url_of("correct_touch", touch), said(note="Wants a demo"))
    touch.refresh_from_db()
    assert touch.occurred_at == after(minutes=2) - SECONDS


def test_the_form_begins_with_what_the_touch_says(as_, rep, touch):
    page = as_(rep).get(url_of("correct_touch", touch)).content.decode()
    assert 'value="2026-11-16T12:01"' in page


def test_mistakes_are_shown_by_their_field(as_, rep, touch):
    sent = said(occurred_at="2026-11-16T12:20")
    answer = as_(rep).post(url_of("correct_touch", touch), sent)
    assert answer.status_code == 422
    assert "cannot have happened later" in answer.content.decode()
    assert as_(rep).post(url_of("strike_touch", touch), {"reason": ""}).status_code == 422


def test_striking_out_takes_the_touch_away_from_the_hand_off(as_, rep, touch, contacted):
    as_(rep).post(url_of("strike_touch", touch), {"reason": "Another lead"})
    row = fresh(contacted)
    assert (row.first_touch_at, row.lead.stage) == (None, Stage.SAL)


def test_what_was_struck_out_says_so(as_, rep, touch):
    as_(rep).post(url_of("strike_touch", touch), {"reason": "Another lead"})
    answer = as_(rep).get(url_of("correct_touch", touch))
    assert answer.status_code == 409
    assert "struck out already" in answer.content.decode()


def test_the_timeline_tells_what_it_said_and_offers_to_put_it_right(
    as_, rep, marketer, touch, contacted
):
    url = contacted.lead.get_absolute_url()
    as_(rep).post(url_of("correct_touch", touch), said(channel="email", reason="Slip"))
    page = as_(rep).get(url).content.decode()
    assert "Touch corrected" in page
    assert "Call: Reached" in page
    assert "Slip" in page
    assert url_of("strike_touch", touch) in page
    assert url_of("strike_touch", touch) not in as_(marketer).get(url).content.decode()


def test_the_timeline_shows_when_a_late_touch_was_logged(as_, rep, contacted, touch):
    Touch.objects.filter(pk=touch.pk).update(logged_at=after(minutes=25))
    page = as_(rep).get(contacted.lead.get_absolute_url()).content.decode()
    assert "Logged 12:25" in page


def test_a_dialog_asks_for_it_too(as_, rep, touch):
    page = as_(rep).get(url_of("strike_touch", touch), headers={"HX-Request": "true"})
    assert '<h2 id="act-h">' in page.content.decode()
