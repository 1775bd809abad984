"""The status page says whether promises are being watched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sla.models import SweepRun


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
    assert "No clock has ever been checked" in as_(manager).get("/status/").text


def test_a_fresh_sweep_is_good_news(as_, manager):
    swept(seconds_ago=5)
    assert "Promises are being watched." in as_(manager).get("/status/").text


def test_an_old_sweep_is_an_alarm(as_, manager, settings):
    swept(seconds_ago=settings.SWEEP_STALE_SECONDS + 5)
    assert "Nobody is watching the promises." in as_(manager).get("/status/").text
