from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.models import Touch
from tests.cast import a_handoff, after, fresh

pytestmark = pytest.mark.django_db
CALL = {"channel": "call", "outcome": "reached", "occurred_at": "2026-11-16T12:05", "note": ""}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=10), tick=False):
        yield


def url_of(handoff):
    return reverse("leads:touch", args=[handoff.code])


def test_a_touch_is_logged_as_it_happened_and_claims_the_lead(as_, rep, handoff):
    answer = as_(rep).post(url_of(handoff), CALL | {"note": "Wants a pilot"})
    touch = Touch.objects.get()
    assert answer["Location"] == handoff.lead.get_absolute_url()
    assert (touch.channel, touch.outcome, touch.note) == ("call", "reached", "Wants a pilot")
    assert (touch.occurred_at, touch.logged_at) == (after(minutes=5), after(minutes=10))
    assert fresh(handoff).owner == rep


def test_the_form_begins_with_now_in_the_persons_zone(as_, rep, handoff):
    rep.time_zone = "Asia/Riyadh"
    rep.save()
    page = as_(rep).get(url_of(handoff)).content.decode()
    assert 'value="2026-11-16T15:10"' in page
    assert "Asia/Riyadh" in page


def test_the_time_is_read_in_the_persons_zone_and_in_arabic_digits(as_, rep, handoff):
    rep.time_zone = "Asia/Riyadh"
    rep.save()
    as_(rep).post(url_of(handoff), CALL | {"occurred_at": "٢٠٢٦-١١-١٦T١٥:٠٧"})
    assert Touch.objects.get().occurred_at == after(minutes=7)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"channel": ""}, "Choose how the lead was contacted."),
        ({"channel": "pigeon"}, "pigeon"),
        ({"outcome": ""}, "Choose what came of it."),
        ({"occurred_at": ""}, "This field is required."),
        ({"occurred_at": "yesterday"}, "Enter a valid date/time."),
        ({"occurred_at": "0001-01-01T00:00"}, "Enter a valid date/time."),
        ({"occurred_at": "9999-12-31T23:59"}, "Enter a valid date/time."),
        ({"occurred_at": "2026-11-16T13:00"}, "A touch cannot lie in the future."),
        ({"occurred_at": "2026-11-16T11:00"}, "A touch cannot lie before the hand-off."),
        ({"note": "x" * 2001}, "at most 2000 characters"),
        ({"note": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_touch_is_refused_in_words_and_nothing_is_written(as_, rep, handoff, wrong, says):
    answer = as_(rep).post(url_of(handoff), CALL | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Touch.objects.exists()
    assert fresh(handoff).claimed_at is None


def test_a_touch_of_the_day_before_yesterday_takes_a_manager(as_, rep, manager, handoff):
    with time_machine.travel(after(days=2), tick=False):
        answer = as_(rep).post(url_of(handoff), CALL)
        assert answer.status_code == 403
        assert "manager of sales" in answer.content.decode()
        assert as_(manager).post(url_of(handoff), CALL).status_code == 302
    assert Touch.objects.get().by == manager


def test_two_touches_from_two_pages_are_both_kept(as_, rep, handoff):
    browser = as_(rep)
    seen = browser.get(url_of(handoff)).context["seen"]
    for minute in ("05", "03"):
        sent = CALL | {"occurred_at": f"2026-11-16T12:{minute}", "seen": seen}
        assert browser.post(url_of(handoff), sent).status_code == 302
    assert fresh(handoff).first_touch_at == after(minutes=3)


def test_who_asked_not_to_be_contacted_is_shown_first(as_, rep, handoff):
    handoff.lead.is_do_not_contact = True
    handoff.lead.save()
    assert "Do not contact" in as_(rep).get(url_of(handoff)).content.decode()


class TestWhenClocksChange:
    """Paris: forward on 29 March 2026 at 02:00, back on 25 October 2026 at 03:00."""

    @pytest.fixture
    def rep(self, rep):
        rep.time_zone = "Europe/Paris"
        rep.save()
        return rep

    def post(self, as_, rep, marketer, night, **sent):
        made = datetime(*night, 12, tzinfo=UTC) - timedelta(days=1)
        handoff = a_handoff(by=marketer, at=made)
        lifecycle.claim(handoff=handoff, at=made, by=rep)
        with time_machine.travel(datetime(*night, 9, tzinfo=UTC), tick=False):
            return as_(rep).post(url_of(handoff), CALL | sent)

    def test_a_time_that_was_skipped_is_refused(self, as_, rep, marketer, agreement):
        answer = self.post(as_, rep, marketer, (2026, 3, 29), occurred_at="2026-03-29T02:30")
        assert answer.status_code == 422
        assert "this time did not exist" in answer.content.decode()

    def test_a_time_that_came_twice_is_asked_back(self, as_, rep, marketer, agreement):
        answer = self.post(as_, rep, marketer, (2026, 10, 25), occurred_at="2026-10-25T02:30")
        assert answer.status_code == 422
        assert 'name="which"' in answer.content.decode()
        assert not Touch.objects.exists()

    @pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
    def test_and_its_answer_is_taken(self, as_, rep, marketer, agreement, which, hour):
        at = "2026-10-25T02:30"
        self.post(as_, rep, marketer, (2026, 10, 25), occurred_at=at, which=which)
        assert Touch.objects.get().occurred_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_the_page_shows_what_is_known_and_the_brief_beside_the_form(as_, rep, handoff):
    page = as_(rep).get(url_of(handoff))
    assert handoff.lead.company_name in {fact["value"] for fact in page.context["facts"]}
    assert handoff.brief.why_now in page.content.decode()
