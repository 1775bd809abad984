"""Evidence: what happened in a period that managers may want to ask about, counted per person.

Nobody is judged here: each figure says what was done, how often, and links to its leads. Every
statement reads a period through an index and counts hand-offs, so that a figure is as long as its
list.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from dashboards.periods import Period
from leads.models import Handoff
from leads.querysets import HandoffQuerySet
from teams.models import User

QUICK_SECONDS = 60
NEAR_DUE_MINUTES = 5
BATCH_MINUTES = 5  # before and after each of them
BATCH_SIZE = 3
RELEASE_MINUTES = 15
LATE_MINUTES = 60
LONG_PAUSE_HOURS = 24


class Kind(TextChoices):
    """What is counted, in the order in which it is shown."""

    UNTOUCHED = "untouched", _("Returned without a contact")
    QUICK = "quick", _("Decided within a minute of another")
    RELEASED = "released", _("Released shortly before due")
    NEAR_DUE = "near_due", _("Logged together shortly before due")
    BACK_DATED = "back_dated", _("Logged later than it happened")
    CORRECTED = "corrected", _("Touches corrected or struck out")
    PAUSED = "paused", _("Long pauses")
    BULK = "bulk", _("Handed over in bulk")


MEANINGS = {
    Kind.UNTOUCHED: _("Rejected or returned to marketing before anybody logged a contact."),
    Kind.QUICK: _(
        "Rejected, disqualified, returned, won or lost within one minute of another decision by "
        "the same person."
    ),
    Kind.RELEASED: _("Put back into the queue within 15 minutes before a promise fell due."),
    Kind.NEAR_DUE: _(
        "Touches logged in the last 5 minutes before the first contact was due, three or more by "
        "the same person within 5 minutes."
    ),
    Kind.BACK_DATED: _("Touches logged more than an hour after they happened."),
    Kind.CORRECTED: _("Touches whose text was corrected, or that were struck out."),
    Kind.PAUSED: _("Pauses of a day or longer."),
    Kind.BULK: _("Leads handed over with one brief for many."),
}


@dataclass(frozen=True)
class Counted:
    """One person's figures: how many leads each kind counts; kinds that count none are missing."""

    person: User
    numbers: dict[Kind, int]


def counted(period: Period, at: datetime) -> list[Counted]:
    """Return the figures of everybody who has any, by name; two queries."""
    parts = " UNION ALL ".join(
        f"SELECT '{kind.value}', person_id, count(DISTINCT handoff_id) FROM ({_FOUND[kind]}) AS f"  # noqa: S608 - texts of this module
        " WHERE person_id IS NOT NULL GROUP BY person_id"
        for kind in Kind
    )
    numbers: dict[int, dict[Kind, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(parts, _bounds(period, at))
        for kind, person_id, number in cursor.fetchall():
            numbers[person_id][Kind(kind)] = number
    people = User.objects.filter(pk__in=numbers).order_by("name", "pk")
    return [Counted(person, numbers[person.pk]) for person in people]


def summed(period: Period, at: datetime) -> dict[Kind, int]:
    """Return how many leads each kind counts in all, none for one that counts none; one query."""
    parts = " UNION ALL ".join(
        f"SELECT '{kind.value}', count(DISTINCT handoff_id) FROM ({_FOUND[kind]}) AS f"  # noqa: S608 - texts of this module
        " WHERE person_id IS NOT NULL"
        for kind in Kind
    )
    with connection.cursor() as cursor:
        cursor.execute(parts, _bounds(period, at))
        return {Kind(kind): number for kind, number in cursor.fetchall() if number}


def handoffs(kind: Kind, person: User, period: Period, at: datetime) -> HandoffQuerySet:
    """Return the hand-offs that one figure counts."""
    found = f"SELECT handoff_id FROM ({_FOUND[kind]}) AS f WHERE person_id = %(person)s"  # noqa: S608 - texts of this module
    bounds = _bounds(period, at) | {"person": person.pk}
    rows: HandoffQuerySet = Handoff.objects.filter(pk__in=_with_names(found, bounds))
    return rows


def _bounds(period: Period, at: datetime) -> dict[str, Any]:
    return {"start": period.start, "end": period.end, "at": at}


def _with_names(sql: str, values: dict[str, Any]) -> RawSQL:
    """Return ``sql``, whose values have names, as a subquery, whose values have places."""
    names: list[str] = []

    class _Places(dict[str, str]):
        def __missing__(self, name: str) -> str:
            names.append(name)
            return "%s"

    text = sql % _Places()
    return RawSQL(text, [values[name] for name in names])  # noqa: S611 - texts of this module


_CHANGED = "s.at >= %(start)s AND s.at < %(end)s"
_LOGGED = "w.logged_at >= %(start)s AND w.logged_at < %(end)s"

# Who did it and on which hand-off. Each reads its period by the index named beside it.
_FOUND: dict[Kind, str] = {
    # leads_stagechange_decided
    Kind.UNTOUCHED: f"""
        SELECT s.by_id AS person_id, s.handoff_id
          FROM leads_stagechange s JOIN leads_handoff h ON h.id = s.handoff_id
         WHERE s.move IN ('reject', 'recycle') AND {_CHANGED} AND h.first_touch_at IS NULL""",  # noqa: S608 - texts of this module
    Kind.QUICK: f"""
        SELECT person_id, handoff_id
          FROM (SELECT s.by_id AS person_id, s.handoff_id,
                       s.at - lag(s.at) OVER w AS since, lead(s.at) OVER w - s.at AS till
                  FROM leads_stagechange s
                 WHERE s.move IN ('reject', 'disqualify', 'recycle', 'win', 'lose') AND {_CHANGED}
                WINDOW w AS (PARTITION BY s.by_id ORDER BY s.at, s.id)) d
         WHERE LEAST(since, till) <= interval '{QUICK_SECONDS} seconds'""",  # noqa: S608 - texts of this module
    Kind.RELEASED: f"""
        SELECT s.by_id AS person_id, s.handoff_id
          FROM leads_stagechange s
         WHERE s.move = 'release' AND s.cause = '' AND {_CHANGED}
           AND EXISTS (SELECT 1 FROM sla_clock c
                        WHERE c.handoff_id = s.handoff_id AND c.started_at < s.at
                          AND (c.stopped_at IS NULL OR c.stopped_at > s.at)
                          AND c.due_at >= s.at
                          AND c.due_at <= s.at + interval '{RELEASE_MINUTES} minutes')""",  # noqa: S608 - texts of this module
    # leads_touch_logged
    Kind.NEAR_DUE: f"""
        SELECT person_id, handoff_id
          FROM (SELECT w.by_id AS person_id, w.handoff_id,
                       count(*) OVER (
                           PARTITION BY w.by_id ORDER BY w.logged_at
                           RANGE BETWEEN interval '{BATCH_MINUTES} minutes' PRECEDING
                                     AND interval '{BATCH_MINUTES} minutes' FOLLOWING) AS together
                  FROM leads_touch w
                  JOIN sla_clock c ON c.handoff_id = w.handoff_id AND c.metric = 'first_touch'
                 WHERE {_LOGGED} AND w.logged_at <= c.due_at
                   AND w.logged_at >= c.due_at - interval '{NEAR_DUE_MINUTES} minutes') d
         WHERE together >= {BATCH_SIZE}""",  # noqa: S608 - texts of this module
    Kind.BACK_DATED: f"""
        SELECT w.by_id AS person_id, w.handoff_id
          FROM leads_touch w
         WHERE {_LOGGED} AND w.struck_at IS NULL
           AND w.logged_at - w.occurred_at > interval '{LATE_MINUTES} minutes'""",  # noqa: S608 - texts of this module
    # leads_stagechange_decided
    Kind.CORRECTED: f"""
        SELECT s.by_id AS person_id, s.handoff_id
          FROM leads_stagechange s
         WHERE s.move IN ('correct', 'strike') AND {_CHANGED}""",  # noqa: S608 - texts of this module
    # sla_pause_begun
    Kind.PAUSED: f"""
        SELECT p.by_id AS person_id, p.handoff_id
          FROM sla_pause p
         WHERE p.started_at >= %(start)s AND p.started_at < %(end)s
           AND COALESCE(p.ended_at, LEAST(p.until_at, %(at)s)) - p.started_at
               >= interval '{LONG_PAUSE_HOURS} hours'""",  # noqa: S608 - texts of this module
    # leads_handoff_newest
    Kind.BULK: """
        SELECT h.handed_by_id AS person_id, h.id AS handoff_id
          FROM leads_handoff h
         WHERE h.is_bulk AND h.handed_at >= %(start)s AND h.handed_at < %(end)s""",
}
