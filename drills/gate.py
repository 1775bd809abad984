"""A gate inside the database: whoever writes past it waits, until the drill has done its harm.

It stands in triggers, so that the engine under the drill is the one that is deployed.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

_LOCK = 424_242
_WAIT_SECONDS = 120


@dataclass(frozen=True)
class Point:
    """Where the gate stands: before or after which statement, while ``once`` (in SQL) holds."""

    name: str
    statement: str
    once: str = "TRUE"


def kept(count: int, table: str, where: str = "TRUE") -> str:
    """Return the condition that so many rows are kept, those of the writer's own among them."""
    return f"(SELECT count(*) FROM {table} WHERE {where}) >= {count}"  # noqa: S608 - our own


POINTS = (
    Point("while pauses that ran out are ended", "AFTER UPDATE ON sla_pause"),
    Point("before the first chunk of a sweep commits", "AFTER INSERT ON sla_breach"),
    Point(
        "as the second chunk of breaches begins",
        "BEFORE UPDATE ON sla_clock",
        kept(500, "sla_breach"),
    ),
    Point(
        "in the third chunk, its events written",
        "AFTER INSERT ON sla_clockevent",
        kept(1000, "sla_breach"),
    ),
    Point("in delivery, leased and not told", "BEFORE INSERT ON notifications_notice"),
    Point(
        "in delivery, told and not marked",
        "BEFORE UPDATE OF sent_at ON notifications_outboxmessage",
    ),
)


@contextmanager
def shut(point: Point) -> Iterator[None]:
    """Let nobody past ``point`` while the block lasts."""
    table = point.statement.rpartition(" ")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute(_FUNCTION.format(once=point.once), [_LOCK])
        cursor.execute(
            f"CREATE TRIGGER drill_gate {point.statement}"
            " FOR EACH STATEMENT EXECUTE FUNCTION drill_gate()"
        )
    try:
        yield
    finally:
        connection.close()  # the lock goes with it, also where the server was killed
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER drill_gate ON {table}")


def wait_for_somebody() -> None:
    """Return once somebody stands at the gate. ``TimeoutError`` when nobody comes."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [_LOCK])
            if cursor.fetchone():
                return
        time.sleep(0.05)
    raise TimeoutError("nobody came to the gate")


def send_off() -> None:
    """End the sessions of those at the gate, as when their machine died with them.

    What stands alone, outside a transaction, would else be done once the gate opens.
    """
    with connection.cursor() as cursor:
        cursor.execute(_END, [_LOCK])


_FUNCTION = """
CREATE OR REPLACE FUNCTION drill_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {once} THEN
        PERFORM pg_advisory_xact_lock(%s);
    END IF;
    RETURN NULL;
END $$"""
_WAITING = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted LIMIT 1"""
_END = """
SELECT pg_terminate_backend(pid) FROM pg_locks
 WHERE locktype = 'advisory' AND objid = %s AND NOT granted"""
