"""When a clock on the wall shows a time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from leads.local_times import instants_of


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "instants"),
    [
        ("Asia/Riyadh", (2026, 11, 16, 15, 0), [utc(2026, 11, 16, 12, 0)]),
        ("Europe/Paris", (2026, 3, 29, 2, 30), []),
        ("Europe/Paris", (2026, 3, 29, 3, 0), [utc(2026, 3, 29, 1, 0)]),
        (
            "Europe/Paris",
            (2026, 10, 25, 2, 30),
            [utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)],
        ),
        ("Europe/Paris", (2026, 10, 25, 3, 0), [utc(2026, 10, 25, 2, 0)]),
        ("Australia/Lord_Howe", (2026, 10, 4, 2, 15), []),
    ],
)
def test_a_time_on_the_wall_is_one_instant_none_or_two(zone, wall, instants):
    assert instants_of(utc(*wall).replace(tzinfo=None), ZoneInfo(zone)) == instants
