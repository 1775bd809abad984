"""Pauses, for managers: which last, which began in a period, how much time of whom they took.

What is long or frequent stands out; whether it was right is for people to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.periods import Period
from dashboards.words import UNKNOWN
from kit.durations import MINUTE, hours_words
from kit.exporting import Cell, Sheet
from kit.keyset import keyset_page, keyset_rows
from sla.events import dated
from sla.models import Pause
from sla.paused_time import paused_seconds
from teams.models import User

OPEN_AT_MOST = 100
SUMMED_AT_MOST = 5_000
PIECE = 500


@dataclass(frozen=True)
class Row:
    """One pause; ``ended`` says when and how it ended, "" while it lasts."""

    name: str
    company: str
    url: str
    owner: str
    why: str
    text: str
    by: str
    since: str
    until: str
    took: str
    ended: str


@dataclass(frozen=True)
class Person:
    """What one person paused: how often, what lasts, and the working time it took in all.

    ``seconds`` and ``longest_seconds`` are working seconds up to now.
    """

    code: UUID | None
    name: str
    number: int
    open_now: int
    seconds: int
    longest_seconds: int

    @property
    def total(self) -> str:
        """Return the whole time in words."""
        return hours_words(self.seconds)

    @property
    def longest(self) -> str:
        """Return the time of the longest one in words."""
        return hours_words(self.longest_seconds)


@dataclass(frozen=True)
class Pauses:
    """The page: what lasts now, whose pauses began in the period, and a page of those."""

    lasting: list[Row]
    has_more_lasting: bool
    people: list[Person]
    is_capped: bool
    rows: list[Row]
    next_cursor: str
    is_first: bool
    takeaway: str


def pauses(*, period: Period, at: datetime, person: UUID | None = None, cursor: str = "") -> Pauses:
    """Return the pauses of ``period`` at ``at``, of ``person`` alone where one is given.

    Ten queries at most, whatever their number. Raises ``BadCursor`` for a cursor not made here.
    """
    begun = _of(person).filter(started_at__gte=period.start, started_at__lt=period.end)
    lasting = list(_shown(_of(person)).filter(ended_at__isnull=True)[: OPEN_AT_MOST + 1])
    page = keyset_page(_shown(begun), by="-started_at", cursor=cursor)
    summed = list(begun.select_related("by").order_by("-started_at")[: SUMMED_AT_MOST + 1])
    took = paused_seconds({*lasting, *page.rows, *summed}, at)
    people = _people(summed[:SUMMED_AT_MOST], took)
    return Pauses(
        lasting=[_row(each, took[each.pk], at) for each in lasting[:OPEN_AT_MOST]],
        has_more_lasting=len(lasting) > OPEN_AT_MOST,
        people=people,
        is_capped=len(summed) > SUMMED_AT_MOST,
        rows=[_row(each, took[each.pk], at) for each in page.rows],
        next_cursor=page.next_cursor,
        is_first=page.is_first,
        takeaway=_takeaway(people),
    )


def pause_sheet(
    *, period: Period, at: datetime, zone: ZoneInfo, person: UUID | None = None
) -> Sheet:
    """Return the pauses that began in ``period`` as a sheet, the newest first."""
    begun = _of(person).filter(started_at__gte=period.start, started_at__lt=period.end)
    head = [_("Lead"), _("Company"), _("Owner"), _("Paused by"), _("Why"), _("Remark")]
    head += [_("Since"), _("Until"), _("Ended"), _("Working minutes")]
    return Sheet("pauses", timezone.localdate(at, zone), head, _lines(begun, at), zone)


def _lines(begun: QuerySet[Pause, Pause], at: datetime) -> Iterator[list[Cell]]:
    for piece in keyset_rows(_shown(begun), by="-started_at", size=PIECE):
        took = paused_seconds(set(piece), at)
        for each in piece:
            lead, owner = each.handoff.lead, each.handoff.owner
            yield [
                *(str(lead), lead.company_name, owner.name if owner else ""),
                *(each.by.name if each.by else "", str(each.get_reason_display()), each.text),
                *(each.started_at, each.until_at, each.ended_at, round(took[each.pk] / MINUTE, 1)),
            ]


def _of(person: UUID | None) -> QuerySet[Pause, Pause]:
    return Pause.objects.all() if person is None else Pause.objects.filter(by__code=person)


def _shown(rows: QuerySet[Pause, Pause]) -> QuerySet[Pause, Pause]:
    """Return ``rows`` with what a line shows, those that began first in front."""
    return rows.select_related("handoff__lead", "handoff__owner", "by").order_by("started_at")


def _people(found: Sequence[Pause], took: dict[int, int]) -> list[Person]:
    """Return whose pauses they are, who took most time first."""
    by_person: dict[User | None, list[Pause]] = {}
    for each in found:
        by_person.setdefault(each.by, []).append(each)
    people = [
        Person(
            code=user.code if user else None,
            name=user.name if user else UNKNOWN,
            number=len(theirs),
            open_now=sum(each.ended_at is None for each in theirs),
            seconds=sum(took[each.pk] for each in theirs),
            longest_seconds=max(took[each.pk] for each in theirs),
        )
        for user, theirs in by_person.items()
    ]
    return sorted(people, key=lambda one: (-one.seconds, one.name))


def _row(pause: Pause, seconds: int, at: datetime) -> Row:
    handoff = pause.handoff
    lead = handoff.lead
    return Row(
        name=str(lead),
        company=lead.company_name,
        url=lead.get_absolute_url(),
        owner=handoff.owner.name if handoff.owner else UNKNOWN,
        why=str(pause.get_reason_display()),
        text=pause.text,
        by=pause.by.name if pause.by else UNKNOWN,
        since=dated(pause.started_at, at),
        until=dated(pause.until_at, at),
        took=hours_words(seconds),
        ended=_ended(pause, at),
    )


def _ended(pause: Pause, at: datetime) -> str:
    if pause.ended_at is None:
        return ""
    causes = {
        "resume": _("%(when)s, by hand"),
        "limit": _("%(when)s, at its limit"),
        "closed": _("%(when)s, with the hand-off"),
    }
    return causes[pause.end_cause] % {"when": dated(pause.ended_at, at)}


def _takeaway(people: Sequence[Person]) -> str:
    """Return the table in one sentence."""
    if not people:
        return _("Nobody paused anything in this period.")
    number = sum(one.number for one in people)
    seconds = sum(one.seconds for one in people)
    text = ngettext(
        "%(n)s pause took %(time)s of working time.",
        "%(n)s pauses took %(time)s of working time together.",
        number,
    )
    return text % {"n": number, "time": hours_words(seconds)}
