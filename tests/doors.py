"""Who gets which status at a door: the same question for every page, asked in one line."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teams.models import User

FOUND, MOVED, REFUSED, MISSING = 200, 302, 403, 404


def statuses(
    as_: Callable[[User | None], Client], people: dict[str, User | None], url: str, method: str
) -> dict[str, int]:
    """Return the status that each of ``people`` gets for ``url``."""
    return {name: getattr(as_(person), method)(url).status_code for name, person in people.items()}


def rows_of(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return what a browser posts for a form of several rows."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": str(len(rows)),
        f"{prefix}-INITIAL_FORMS": str(initial),
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def queries_of(browser: Client, url: str, *tables: str) -> int:
    """Return how many queries the page takes that touch one of ``tables``: not the frame's own."""
    with CaptureQueriesContext(connection) as found:
        assert browser.get(url).status_code == FOUND
    return sum(any(f'FROM "{table}"' in query["sql"] for table in tables) for query in found)
