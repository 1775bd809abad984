"""The status page says whether promises are being watched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import OutboxMessage
from sla.models import SweepRun
from tests.cast import NOON
from tests.doors import queries_of


def swept(seconds_ago: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    SweepRun.objects.create(at=at, finished_at=at, warned_count=2, breached_count=1)


@pytest.mark.parametrize("who", ["marketer", "rep", "manager"])
def test_members_see_it(as_, request, who):
    assert as_(request.getfixturevalue(who)).get("/status/").status_code == 200


def test_others_do_not(as_, outsider, administrator):
    assert as_(outsider).get("/status/").status_code == 404
    assert as_(administrator).get("/status/").status_code == 404
    assert as_(None).get("/status/").status_code == 302


def test_before_the_first_sweep_nobody_watches(as_, manager):
    assert "No clock has been checked yet." in as_(manager).get("/status/").text


def test_a_fresh_sweep_is_good_news(as_, manager):
    swept(seconds_ago=5)
    assert "Promises are being watched." in as_(manager).get("/status/").text


def test_an_old_sweep_is_an_alarm(as_, manager, settings):
    swept(seconds_ago=settings.SWEEP_STALE_SECONDS + 5)
    assert "Nobody is watching the promises." in as_(manager).get("/status/").text


def a_failure(recipient, number=1) -> OutboxMessage:
    return OutboxMessage.objects.create(
        key=f"k:{number}",
        channel="email",
        kind="clock_escalated",
        refs={},
        recipient=recipient,
        created_at=NOON,
        attempts=8,
        failed_at=NOON,
        error="SMTPRecipientsRefused: no <such> person",
    )


class TestGivenUp:
    """What could not be delivered is shown to managers, who can have it tried again."""

    def test_managers_see_to_whom_and_why(self, as_, manager, rep):
        a_failure(rep)
        page = as_(manager).get("/status/").text
        assert rep.name in page
        assert "no &lt;such&gt; person" in page

    def test_others_see_the_number_alone(self, as_, marketer, rep):
        a_failure(marketer)
        assert "such" not in as_(rep).get("/status/").text

    def test_it_can_be_tried_again(self, as_, manager, rep):
        failed, other = a_failure(rep), a_failure(rep, number=2)
        answer = as_(manager).post("/status/try-again/", {"message": [str(failed.pk)]})
        assert answer.status_code == 302
        failed.refresh_from_db()
        other.refresh_from_db()
        assert (failed.failed_at, failed.attempts, failed.error) == (None, 0, "")
        assert other.failed_at == NOON

    @pytest.mark.parametrize("wrong", ["x", "9" * 40, "-1", ""])
    def test_what_is_no_number_of_a_message_does_nothing(self, as_, manager, rep, wrong):
        a_failure(rep)
        assert as_(manager).post("/status/try-again/", {"message": [wrong]}).status_code == 302
        assert OutboxMessage.objects.get().failed_at == NOON

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("manager", 302),
            ("rep", 403),
            ("marketer", 403),
            ("outsider", 404),
            ("administrator", 404),
        ],
    )
    def test_who_may(self, as_, request, rep, who, status):
        failed = a_failure(rep)
        browser = as_(request.getfixturevalue(who))
        answer = browser.post("/status/try-again/", {"message": [str(failed.pk)]})
        assert answer.status_code == status
        failed.refresh_from_db()
        assert (failed.failed_at is None) == (status == 302)

    def test_signed_out_nobody_may(self, as_, rep):
        failed = a_failure(rep)
        assert (
            as_(None).post("/status/try-again/", {"message": [str(failed.pk)]}).status_code == 302
        )
        failed.refresh_from_db()
        assert failed.failed_at == NOON

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_and_three_cost_the_same(self, as_, manager, rep, count):
        for number in range(count):
            a_failure(rep, number)
        browser = as_(manager)
        assert queries_of(browser, "/status/", "notifications_outboxmessage") == 4
