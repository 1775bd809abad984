"""What sales sent back: who reads it, what stands first, and by when it is to be answered."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from kit import keyset
from leads import lifecycle
from leads.lifecycle import Decision
from leads.stages import Stage
from tests.cast import (
    a_calendar,
    a_definition,
    a_handoff,
    a_lead,
    a_target,
    a_touch,
    after,
    fresh,
)

pytestmark = pytest.mark.django_db
URL = "/feedback/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(days=1), tick=False):
        yield


def rejected(rep, name="Lina Mansour", minutes=5, **decision):
    handoff = a_handoff(lead=a_lead(name))
    said = Decision(**{"reason": "misrouted"} | decision)
    return lifecycle.reject(handoff=handoff, decision=said, at=after(minutes=minutes), by=rep)


def recycled(rep, name, until):
    handoff = a_handoff(lead=a_lead(name))
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    a_touch(handoff, rep, after(minutes=2))
    decision = Decision(reason="timing", until_date=until)
    return lifecycle.recycle(handoff=handoff, decision=decision, at=after(minutes=3), by=rep)


def note_url(handoff):
    return reverse("leads:take_note", args=[handoff.code])


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [
        ("marketer", 200, 302),
        ("marketing_manager", 200, 302),
        ("manager", 200, 403),
        ("rep", 403, 403),
        ("outsider", 404, 404),
    ],
)
def test_marketing_acts_on_feedback_and_managers_read_it(as_, request, rep, who, reads, acts):
    handoff = rejected(rep)
    browser = as_(request.getfixturevalue(who))
    page = browser.get(URL)
    assert page.status_code == reads
    if reads == 200:
        assert (note_url(handoff) in page.content.decode()) == (acts == 302)
    assert browser.post(note_url(handoff)).status_code == acts
    assert (fresh(handoff).answered_at is not None) == (acts == 302)


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    assert "/sign-in/" in client.get(URL)["Location"]


def test_a_return_shows_its_reason_text_criterion_and_rep(as_, marketer, rep):
    criterion = a_definition("mql", {"fact": "industry", "operator": "known"}).criteria.get()
    rejected(rep, reason="not_qualified", text="No <b>trade</b> given", criterion_id=criterion.pk)
    row = as_(marketer).get(URL).context["page"].rows[0]
    page = as_(marketer).get(URL).content.decode()
    assert (row.title, row.reason, row.by) == ("Lina Mansour", "Definition not met", "Khalid Amin")
    assert row.criterion == "Industry is known"
    assert "No &lt;b&gt;trade&lt;/b&gt; given" in page
    assert row.url in page


def test_a_noted_return_leaves_the_list(as_, marketer, rep):
    handoff = rejected(rep)
    answer = as_(marketer).post(note_url(handoff))
    assert answer["Location"] == URL
    assert fresh(handoff).answered_at == after(days=1)
    assert as_(marketer).get(URL).context["page"].rows == []


def test_noting_twice_changes_nothing(as_, marketer, rep):
    handoff = rejected(rep)
    as_(marketer).post(note_url(handoff))
    with time_machine.travel(after(days=2), tick=False):
        assert as_(marketer).post(note_url(handoff)).status_code == 302
    assert fresh(handoff).answered_at == after(days=1)


def test_a_row_goes_in_place_with_a_word(as_, marketer, rep):
    answer = as_(marketer).post(note_url(rejected(rep)), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    told = json.loads(answer["HX-Trigger"])
    assert told == {"toast": {"text": "Noted: Lina Mansour."}, "noted": True}


def test_only_a_return_can_be_noted(as_, marketer, handoff):
    assert as_(marketer).post(note_url(handoff)).status_code == 409
    assert as_(marketer).get(note_url(handoff)).status_code == 405
    assert fresh(handoff).answered_at is None


def test_who_is_due_back_from_nurture_stands_on_top(as_, marketer, rep):
    rejected(rep, "Rejected", minutes=50)
    recycled(rep, "Not yet", after(days=30).date())
    recycled(rep, "Due", after(days=1).date())
    page = as_(marketer).get(URL).context["page"]
    assert [row.title for row in page.due] == ["Due"]
    assert [row.title for row in page.rows] == ["Rejected", "Not yet"]
    assert (page.due[0].can_qualify, page.due[0].until) == (True, "17 November 2026")


def test_a_noted_return_comes_up_again_on_its_day_until_it_is_qualified(as_, marketer, rep):
    handoff = recycled(rep, "Due", after(days=1).date())
    as_(marketer).post(note_url(handoff))
    (row,) = as_(marketer).get(URL).context["page"].due
    assert row.is_answered
    as_(marketer).post(reverse("leads:qualify", args=[handoff.lead.code]))
    assert fresh(handoff).lead.stage == Stage.MQL
    assert as_(marketer).get(URL).context["page"].due == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_costs_the_same_with_one_row_and_with_three(
    as_, marketer, rep, how_many, django_assert_num_queries
):
    for minute in range(how_many):
        rejected(rep, f"Lead {minute}", minutes=minute)
        recycled(rep, f"Due {minute}", after(days=1).date())
    browser = as_(marketer)
    with django_assert_num_queries(11):
        browser.get(URL)


def test_older_returns_are_a_page_further(as_, marketer, rep, monkeypatch):
    monkeypatch.setattr(keyset.keyset_page, "__kwdefaults__", {"cursor": "", "size": 2})
    for minute in range(3):
        rejected(rep, f"Lead {minute}", minutes=minute)
    recycled(rep, "Due", after(days=1).date())
    first = as_(marketer).get(URL).context["page"]
    second = as_(marketer).get(URL, {"cursor": first.next_cursor}).context["page"]
    assert [row.title for row in first.rows] == ["Lead 2", "Lead 1"]
    assert ([row.title for row in second.rows], second.due) == (["Lead 0"], [])


def test_returns_are_counted_and_shown_by_their_reason(as_, marketer, rep):
    rejected(rep, "One", reason="misrouted")
    rejected(rep, "Two", reason="duplicate")
    rejected(rep, "Three", reason="duplicate", minutes=6)
    recycled(rep, "Due", after(days=1).date())
    browser = as_(marketer)
    views = {view["label"]: view for view in browser.get(URL).context["views"]}
    counts = {label: str(view["count"]) for label, view in views.items()}
    assert counts == {"All": "4", "Duplicate": "2", "Not for this team": "1", "Wrong timing": "1"}
    only = browser.get(views["Duplicate"]["url"])
    page = only.context["page"]
    assert ([row.title for row in page.rows], page.due) == (["Three", "Two"], [])
    assert [view["label"] for view in only.context["views"] if view["is_current"]] == ["Duplicate"]


def test_the_pages_of_one_reason_stay_with_it(as_, marketer, rep, monkeypatch):
    monkeypatch.setattr(keyset.keyset_page, "__kwdefaults__", {"cursor": "", "size": 1})
    for minute in range(2):
        rejected(rep, f"Twice {minute}", minutes=minute, reason="duplicate")
        rejected(rep, f"Stray {minute}", minutes=minute)
    browser = as_(marketer)
    first = browser.get(URL, {"reason": "duplicate"})
    second = browser.get(first.context["older_url"])
    titles = [row.title for answer in (first, second) for row in answer.context["page"].rows]
    assert titles == ["Twice 1", "Twice 0"]
    assert second.context["first_url"] == "/feedback/?reason=duplicate"


def test_a_reason_that_nothing_has_leads_back_to_all(as_, marketer, rep):
    rejected(rep)
    page = as_(marketer).get(URL, {"reason": "duplicate"}).content.decode()
    assert "Nothing came back for this reason" in page


def test_a_return_says_what_to_do_next(as_, marketer, rep):
    rejected(rep)
    page = as_(marketer).get(URL).content.decode()
    assert "Correct what was missing, then qualify and hand over again." in page


@pytest.mark.parametrize("reason", ["a b", "x" * 41, "a\0"])
def test_a_reason_that_no_page_asks_for_is_refused(as_, marketer, reason):
    assert as_(marketer).get(URL, {"reason": reason}).status_code == 422


def test_a_cursor_of_nobodys_making_is_refused(as_, marketer):
    assert as_(marketer).get(URL, {"cursor": "x"}).status_code == 422


def test_an_empty_list_says_so(as_, marketer):
    assert "Nothing to answer" in as_(marketer).get(URL).content.decode()


def test_the_day_is_the_persons_own(as_, marketer, rep):
    recycled(rep, "Due", after(days=1).date())
    marketer.time_zone = "Pacific/Honolulu"
    marketer.save()
    with time_machine.travel(after(days=1) - timedelta(hours=4), tick=False):
        assert as_(marketer).get(URL).context["page"].due == []


class TestAnswersThatAreOwed:
    """Marketing promised to answer a rejection within eight working hours, Webinars within two."""

    @pytest.fixture(autouse=True)
    def _promise(self, agreement):
        calendar = a_calendar()
        said = {"calendar": calendar, "position": 1, "lead_types": ["Webinar"]}
        a_target(agreement, "answer", 120, **said)
        a_target(agreement, "answer", 480, calendar=calendar, position=2)

    def rejected(self, rep, name, minutes, **snapshot):
        handoff = a_handoff(lead=a_lead(name, **snapshot))
        decision = Decision("misrouted")
        return lifecycle.reject(
            handoff=handoff, decision=decision, at=after(minutes=minutes), by=rep
        )

    def test_the_first_due_stands_first_with_its_clock(self, as_, marketer, rep):
        self.rejected(rep, "Patient", 5)
        self.rejected(rep, "Urgent", 50, lead_type="Webinar")
        recycled(rep, "Nothing owed", after(days=30).date())
        with time_machine.travel(after(hours=1), tick=False):
            answer = as_(marketer).get(URL)
        page, faces = answer.context["page"], answer.context["faces"]
        assert [row.title for row in page.urgent] == ["Urgent", "Patient"]
        assert [row.title for row in page.rows] == ["Nothing owed"]
        assert [faces[row.code].text for row in page.urgent] == ["1:50:00", "7:05:00"]
        assert answer.content.decode().count("to answer</span>") == 2

    def test_an_overdue_one_says_so(self, as_, marketer, rep):
        self.rejected(rep, "Urgent", 50, lead_type="Webinar")
        with time_machine.travel(after(hours=4), tick=False):
            page = as_(marketer).get(URL).content.decode()
        assert 'data-state="breached"' in page
        assert "overdue" in page

    def test_a_noted_one_leaves_the_top(self, as_, marketer, rep):
        handoff = self.rejected(rep, "Patient", 5)
        as_(marketer).post(note_url(handoff))
        assert as_(marketer).get(URL).context["page"].urgent == []

    def test_older_pages_do_not_repeat_it(self, as_, marketer, rep, monkeypatch):
        monkeypatch.setattr(keyset.keyset_page, "__kwdefaults__", {"cursor": "", "size": 1})
        self.rejected(rep, "Owed", 1)
        for minute in (5, 6):
            handoff = a_handoff(lead=a_lead(f"Lead {minute}"))
            lifecycle.claim(handoff=handoff, at=after(minutes=minute), by=rep)
            a_touch(handoff, rep, after(minutes=minute))
            lost = Decision("no_budget")
            lifecycle.disqualify(handoff=fresh(handoff), decision=lost, at=after(minutes=9), by=rep)
        first = as_(marketer).get(URL).context["page"]
        second = as_(marketer).get(URL, {"cursor": first.next_cursor}).context["page"]
        assert [len(page.urgent) for page in (first, second)] == [1, 0]
        titles = [row.title for page in (first, second) for row in page.rows]
        assert sorted(titles) == ["Lead 5", "Lead 6"]

    @pytest.mark.parametrize("how_many", [1, 3])
    def test_the_page_costs_the_same_with_one_clock_and_with_three(
        self, as_, marketer, rep, how_many, django_assert_num_queries
    ):
        for minute in range(how_many):
            self.rejected(rep, f"Lead {minute}", minute)
        browser = as_(marketer)
        with django_assert_num_queries(12):
            browser.get(URL)
