"""How promises stand this month, target by target."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from redis.exceptions import ConnectionError as CacheAway

from sla.models import Breach, Clock
from sla.standing import Standing, month_of, standings
from sla.sweep import sweep
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def stand(agreement, at):
    found = standings(version=agreement, at=at, zone="UTC")
    return sorted((one.kept, one.broken) for one in found.values())


def test_a_promise_that_is_not_due_counts_neither_way(agreement, handoff):
    assert stand(agreement, NOON) == [(0, 0), (0, 0)]


def test_kept_and_broken_are_counted_by_target(agreement, handoff):
    claim = Clock.objects.get(metric="claim")
    Clock.objects.filter(pk=claim.pk).update(
        stopped_at=claim.due_at, state="met", next_check_at=None
    )
    assert stand(agreement, NOON + timedelta(hours=3)) == [(0, 1), (1, 0)]


def test_what_was_due_in_another_month_does_not_count(agreement, handoff):
    assert stand(agreement, NOON + timedelta(days=62)) == []


def test_the_same_minute_asks_the_database_once(agreement, handoff, django_assert_num_queries):
    standings(version=agreement, at=NOON, zone="UTC")
    with django_assert_num_queries(0):
        standings(version=agreement, at=NOON + timedelta(seconds=30), zone="UTC")


@pytest.mark.parametrize(
    ("standing", "percent", "state"),
    [
        (Standing(9, 1, 90), "90", "on_track"),
        (Standing(89, 11, 90), "89", "at_risk"),
        (Standing(0, 3, 90), "0", "at_risk"),
        (Standing(0, 0, 90), "", "on_track"),
    ],
)
def test_the_goal_decides_the_state(standing, percent, state):
    assert (standing.percent, standing.state) == (percent, state)


def test_what_is_excused_stands_beside_what_was_kept(agreement, handoff):
    sweep(at=NOON + timedelta(hours=2))
    claim = Breach.objects.get(clock__metric="claim")
    Breach.objects.filter(pk=claim.pk).update(excused_at=NOON)
    found = standings(version=agreement, at=NOON + timedelta(hours=3), zone="UTC").values()
    assert sorted((one.broken, one.excused) for one in found) == [(1, 0), (1, 1)]


def test_the_adjusted_share_leaves_the_excused_out():
    assert Standing(90, 10, 90, 4).adjusted == "94"
    assert Standing(90, 10, 90).adjusted == ""
    assert Standing(0, 3, 90, 3).adjusted == ""


def test_a_month_is_that_of_the_companys_zone():
    riyadh = ZoneInfo("Asia/Riyadh")
    first, following = month_of(datetime(2026, 12, 31, 22, tzinfo=UTC), riyadh)
    assert (first, following) == (
        datetime(2027, 1, 1, tzinfo=riyadh),
        datetime(2027, 2, 1, tzinfo=riyadh),
    )


def test_december_ends_with_the_year():
    _first, following = month_of(datetime(2026, 12, 5, tzinfo=UTC), ZoneInfo("UTC"))
    assert following == datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))


def test_standings_are_counted_while_the_cache_is_away(agreement, monkeypatch):
    def away(*_key, **_options):
        raise CacheAway

    monkeypatch.setattr("sla.standing.cache", SimpleNamespace(get=away, set=away))
    assert standings(version=agreement, at=NOON, zone="UTC") == {}
