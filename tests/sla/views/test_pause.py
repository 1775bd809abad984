"""Pausing a lead's clocks and letting them run on, at the page and in the dialog."""

import re

import pytest
from django.urls import reverse

from leads import lifecycle
from sla import pausing
from sla.models import Metric, Pause, Target
from sla.sweep import sweep
from tests.cast import a_handoff, a_lead, after, clock_of, fresh
from tests.doors import FOUND, MISSING, MOVED, REFUSED, statuses

pytestmark = pytest.mark.django_db
AWAY = {"reason": "lead_away", "until_at": "2026-11-17T12:00", "text": "Back on Tuesday"}
QUEUE, MINE, HANDOFFS = "/queue/", "/my/", "/handoffs/"


@pytest.fixture(autouse=True)
def _ten_past_noon(time_machine):
    time_machine.move_to(after(minutes=10), tick=False)


@pytest.fixture
def mine(handoff, rep):
    """A hand-off that the rep claimed at noon and five minutes."""
    return lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)


def url_of(handoff, name="pause"):
    return reverse(f"sla:{name}", args=[handoff.code])


def text_of(response, status=200):
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def a_pause(handoff, by, **given):
    said = {"reason": "lead_away", "until_at": after(days=1), "at": after(minutes=8)} | given
    return pausing.pause(handoff=fresh(handoff), by=by, **said)


class TestPause:
    """The form, and what becomes of it."""

    def test_says_which_promises_stand_still_and_for_how_long(self, as_, mine, rep):
        Target.objects.filter(metric=Metric.FIRST_TOUCH).update(
            pause_reasons=["lead_away"], pause_limit_seconds=4 * 3600
        )
        page = text_of(as_(rep).get(url_of(mine)))
        assert "Hand-off to first touch" in page
        assert "Stands still only for: The lead is away." in page
        assert "At most 4 hours of working time in all, 4 hours of it left." in page
        assert "Hand-off to claim" not in page

    def test_offers_only_reasons_that_stop_something(self, as_, mine, rep):
        Target.objects.filter(metric=Metric.FIRST_TOUCH).update(pause_reasons=["lead_away"])
        page = text_of(as_(rep).get(url_of(mine)))
        assert 'value="lead_away"' in page
        assert 'value="marketing"' not in page

    def test_pauses_until_the_typed_time_in_the_person_s_zone(self, as_, mine, rep):
        rep.time_zone = "Asia/Riyadh"
        rep.save()
        answer = as_(rep).post(url_of(mine), AWAY)
        assert answer["Location"] == mine.lead.get_absolute_url()
        made = Pause.objects.get()
        assert (made.until_at, made.by, made.text) == (after(hours=21), rep, "Back on Tuesday")
        assert clock_of(mine, Metric.FIRST_TOUCH).due_at is None

    def test_leads_back_to_the_page_it_was_opened_from(self, as_, mine, rep):
        assert as_(rep).post(f"{url_of(mine)}?next=/my/", AWAY)["Location"] == "/my/"
        elsewhere = as_(rep).post(f"{url_of(mine, 'resume')}?next=//evil.example/")
        assert elsewhere["Location"] == mine.lead.get_absolute_url()

    def test_a_dialog_refreshes_the_page_below(self, as_, mine, rep):
        answer = as_(rep).post(
            url_of(mine), AWAY, headers={"HX-Request": "true", "HX-Current-URL": "http://t/my/"}
        )
        assert answer["HX-Redirect"]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"reason": ""}, "Choose a reason."),
            ({"reason": "holiday"}, "Choose one of the reasons that the agreement allows."),
            ({"until_at": ""}, "Choose an end in the future."),
            ({"until_at": "2026-11-16T12:10"}, "Choose an end in the future."),
            ({"until_at": "someday"}, "Enter a valid date/time."),
            ({"reason": "other", "text": " "}, "Say in a few words what the reason is."),
            ({"text": "x" * 501}, "at most 500 characters"),
        ],
    )
    def test_asks_again_for_what_cannot_be_used(self, as_, mine, rep, given, words):
        page = text_of(as_(rep).post(url_of(mine), AWAY | given), 422)
        assert words in page
        assert not Pause.objects.exists()

    def test_a_time_that_the_clocks_skipped_is_asked_again(self, as_, mine, rep):
        rep.time_zone = "Europe/Paris"
        rep.save()
        page = text_of(as_(rep).post(url_of(mine), AWAY | {"until_at": "2027-03-28T02:30"}), 422)
        assert "this time did not exist" in page

    def test_more_than_the_agreement_allows_is_refused_beside_the_field(self, as_, mine, rep):
        Target.objects.update(pause_limit_seconds=3600)
        page = text_of(as_(rep).post(url_of(mine), AWAY), 422)
        assert "The agreement allows pauses of 1 hour in all. Choose an earlier end." in page

    def test_a_second_pause_is_told_that_one_lasts(self, as_, mine, rep):
        a_pause(mine, rep)
        assert "paused already" in text_of(as_(rep).get(url_of(mine)), 409)
        assert "paused already" in text_of(as_(rep).post(url_of(mine), AWAY), 409)

    def test_nothing_to_pause_says_so(self, as_, mine, rep):
        Target.objects.update(pause_reasons=[])
        words = "No promise of this lead can be paused"
        assert words in text_of(as_(rep).get(url_of(mine)), 409)
        assert words in text_of(as_(rep).post(url_of(mine), AWAY), 409)

    def test_what_is_late_is_not_offered_to_be_paused(self, as_, mine, rep, time_machine):
        lead = mine.lead.get_absolute_url()
        time_machine.move_to(after(minutes=60), tick=False)
        assert url_of(mine) in text_of(as_(rep).get(lead))
        time_machine.move_to(after(minutes=60, seconds=1), tick=False)
        for page in (lead, MINE):
            assert url_of(mine) not in text_of(as_(rep).get(page))


class TestResume:
    """Letting it run on."""

    def test_runs_on_with_what_was_left(self, as_, mine, rep, time_machine):
        a_pause(mine, rep)
        time_machine.move_to(after(minutes=38), tick=False)
        assert "Paused until" in text_of(as_(rep).get(url_of(mine, "resume")))
        answer = as_(rep).post(url_of(mine, "resume"))
        assert answer["Location"] == mine.lead.get_absolute_url()
        # Eight of sixty minutes were used before the pause.
        assert clock_of(mine, Metric.FIRST_TOUCH).due_at == after(minutes=90)

    def test_nothing_paused_is_said(self, as_, mine, rep):
        assert as_(rep).get(url_of(mine, "resume")).status_code == 409
        assert as_(rep).post(url_of(mine, "resume")).status_code == 409


class TestShown:
    """Where a clock stands, that it stands still stands too."""

    def shown(self, as_, person, url):
        page = text_of(as_(person).get(url))
        assert "52:00" in page
        for part in ("Paused until", "The lead is away"):
            assert part in page
        return page

    def test_on_one_s_own_leads_and_in_the_pane(self, as_, mine, rep):
        a_pause(mine, rep)
        page = self.shown(as_, rep, MINE)
        assert url_of(mine, "resume") in page
        assert url_of(mine, "pause") not in page

    def test_on_the_lead_s_page_for_everybody_who_reads_it(self, as_, mine, rep, marketer):
        a_pause(mine, rep, text="Back on Tuesday")
        page = self.shown(as_, marketer, mine.lead.get_absolute_url())
        assert "Back on Tuesday" in page
        assert "/resume/" not in page

    def test_on_the_list_of_hand_offs(self, as_, mine, rep, marketer):
        a_pause(mine, rep)
        self.shown(as_, marketer, HANDOFFS)

    def test_in_what_the_search_finds(self, as_, mine, rep, marketer):
        a_pause(mine, rep)
        page = text_of(as_(marketer).get("/search/?q=Mansour"))
        assert "Paused until" in page

    def test_in_a_group_of_the_queue(self, as_, handoff, manager, rep):
        a_pause(handoff, manager)
        page = text_of(as_(rep).get(QUEUE))
        assert 'id="group-paused"' in page
        assert "22:00" in page
        assert "Paused until" in page

    @pytest.mark.parametrize("url", [QUEUE, MINE, HANDOFFS])
    def test_costs_the_same_for_one_and_for_three(
        self, as_, agreement, marketer, manager, url, django_assert_max_num_queries
    ):
        counted = []
        for number in range(3):
            one = a_handoff(by=marketer, lead=a_lead(f"Lead {number}"))
            if url == MINE:
                one = lifecycle.claim(handoff=one, at=after(minutes=5), by=manager)
            a_pause(one, manager)
            if number in (0, 2):
                as_(manager).get(url)
                with django_assert_max_num_queries(60) as queries:
                    as_(manager).get(url)
                counted.append(len(queries))
        assert counted[0] == counted[1]


class TestTimeline:
    """What the timeline says of pauses and of their ends."""

    def timeline(self, as_, person, handoff):
        page = text_of(as_(person).get(handoff.lead.get_absolute_url()))
        return page[page.index('id="timeline"') :]

    def test_a_pause_with_its_reason_text_and_author(self, as_, mine, rep, marketer):
        a_pause(mine, rep, text="Back on Tuesday")
        told = self.timeline(as_, marketer, mine)
        assert "Paused: The lead is away" in told
        assert "Back on Tuesday" in told
        assert "Khalid Amin" in told
        assert "Runs on" not in told

    def test_an_end_by_hand(self, as_, mine, rep, manager):
        a_pause(mine, rep)
        pausing.resume(handoff=fresh(mine), at=after(minutes=9), by=manager)
        assert "Runs on" in self.timeline(as_, rep, mine)

    def test_an_end_at_its_limit(self, as_, mine, rep):
        a_pause(mine, rep, until_at=after(minutes=9))
        sweep(at=after(minutes=10))
        assert "Runs on: the pause came to its end" in self.timeline(as_, rep, mine)

    def test_an_end_with_the_hand_off(self, as_, mine, rep):
        a_pause(mine, rep)
        reject = lifecycle.Decision("duplicate")
        lifecycle.reject(handoff=fresh(mine), decision=reject, at=after(minutes=9), by=rep)
        told = self.timeline(as_, rep, mine)
        assert "The pause ended with the hand-off" in told
        assert "Hand-off to first touch: Void" in told


def test_an_open_page_is_told_of_a_pause_and_of_its_end(as_, mine, rep, marketer):
    pulse = reverse("sla:lead_pulse", args=[mine.lead.code])

    def version():
        return as_(marketer).get(pulse, {"v": "old"}, headers={"HX-Request": "true"})

    seen = [version().content]
    a_pause(mine, rep)
    seen.append(version().content)
    assert b"Paused: The lead is away" in seen[1]
    pausing.resume(handoff=fresh(mine), at=after(minutes=9), by=rep)
    seen.append(version().content)
    assert b"Runs on" in seen[2]
    assert len(set(seen)) == 3


def test_one_s_own_leads_are_told_of_a_pause_made_elsewhere(as_, mine, rep, manager):
    pulse, browser = reverse("sla:my_leads_pulse"), as_(rep)

    def asked():
        page = text_of(browser.get(MINE))
        return re.search(r"my/pulse/\?v=([^\"&]+)", page)[1]

    seen = asked()
    htmx = {"HX-Request": "true"}
    assert browser.get(pulse, {"v": seen}, headers=htmx).status_code == 204
    a_pause(mine, manager)
    assert browser.get(pulse, {"v": seen}, headers=htmx).status_code == 200
    assert browser.get(pulse, {"v": asked()}, headers=htmx).status_code == 204


@pytest.mark.parametrize("name", ["pause", "resume"])
def test_the_owner_and_managers_of_sales_alone(
    as_, mine, rep, other_rep, marketer, manager, marketing_manager, outsider, name
):
    if name == "resume":
        a_pause(mine, rep)
    people = {
        "rep": rep,
        "manager": manager,
        "other_rep": other_rep,
        "marketer": marketer,
        "marketing_manager": marketing_manager,
        "outsider": outsider,
        "nobody": None,
    }
    refused = {
        "other_rep": REFUSED,
        "marketer": REFUSED,
        "marketing_manager": REFUSED,
        "outsider": MISSING,
        "nobody": MOVED,
    }
    url = url_of(mine, name)
    assert statuses(as_, people, url, "get") == {"rep": FOUND, "manager": FOUND} | refused
    others = {who: person for who, person in people.items() if who not in ("rep", "manager")}
    assert statuses(as_, others, url, "post") == refused
