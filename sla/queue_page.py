"""The queue in words: rows, groups and figures as the template shows them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kit.addresses import address
from kit.durations import long_words_inside, short_words
from kit.keyset import Count as Capped
from leads.lifecycle.claiming import UNDO_SECONDS
from leads.models import Handoff, Source
from leads.refusals import AlreadyClaimed
from sla import queue as queues
from sla.contact import Contact
from sla.faces import Face, face_of, faces, no_clock
from sla.models import Clock, Metric
from sla.upcoming import next_clocks
from teams.models import User

GROUP_PAGE_SIZE = 200
SOURCES_SHOWN = 8


@dataclass(frozen=True)
class RowText:
    """One row; the fields are described in ``templates/sla/queue.html``."""

    id: str
    url: str
    clock: Face
    name: str
    company: str = ""
    reason: str = ""
    source: str = ""
    persona: str = ""
    grade: str = ""
    detail_url: str = ""
    claim_url: str = ""
    claim_label: str = ""
    undo_url: str = ""
    undo_seconds: int = 0
    contact: Contact | None = None
    variant: str = "open"
    note: str = ""
    is_selected: bool = False

    @property
    def grade_word(self) -> str:
        """Return what comes before the grade where it is read aloud."""
        return _("Grade")

    @property
    def claim_word(self) -> str:
        """Return what the button says that claims."""
        return _("Claim")


def row_text(handoff: Handoff, clock: Face, reason: str | None = None, **extra: Any) -> RowText:
    """Return a hand-off as a row; ``extra`` sets the row's other fields.

    ``reason`` is what is said of it, the brief's own line where that is None.
    """
    if reason is None:
        reason = str(handoff.brief) if hasattr(handoff, "brief") else ""
    lead = handoff.lead
    name = str(lead)
    return RowText(
        id=f"handoff-{handoff.code}",
        url=address("sla:lead", lead.code),
        detail_url=address("sla:queue_detail", handoff.code),
        clock=clock,
        name=name,
        company="" if lead.company_name == name else lead.company_name,
        reason=reason,
        source=handoff.source.name if handoff.source else "",
        grade=handoff.grade,
        **extra,
    )


def open_row(handoff: Handoff, clock: Face, by: User, *, is_selected: bool = False) -> RowText:
    """Return an unclaimed hand-off as a row, with its claim for those who may."""
    claim_url = address("sla:claim", handoff.code) if by.is_seller else ""
    label = _("Claim: %(name)s") % {"name": str(handoff.lead)}
    return row_text(handoff, clock, claim_url=claim_url, claim_label=label, is_selected=is_selected)


def claimed_row(handoff: Handoff, at: datetime) -> RowText:
    """Return the row of a hand-off that the person has claimed, with its undo while that lasts."""
    since = (at - handoff.claimed_at).total_seconds() if handoff.claimed_at else UNDO_SECONDS
    left = int(UNDO_SECONDS - 1 - since)  # what is pressed in the last second comes too late
    return row_text(
        handoff,
        face_of(next_clocks([handoff]).get(handoff.pk), at),
        variant="mine",
        undo_url=address("sla:undo_claim", handoff.code) if left > 0 else "",
        undo_seconds=left,
    )


def taken_row(handoff: Handoff, at: datetime, by: User) -> RowText:
    """Return the row of a hand-off that is no longer to be had, with who has it and since when."""
    if handoff.owner_id == by.pk and handoff.closed_at is None:
        return claimed_row(handoff, at)
    return _taken(handoff, face_of(last_clock(handoff, Metric.CLAIM), at), at)


def taken_rows(handoffs: list[Handoff], at: datetime, by: User) -> list[RowText]:
    """Return the rows of hand-offs that others took: two queries, whatever their number.

    One's own are left out: their rows changed where they were claimed.
    """
    theirs = [row for row in handoffs if row.owner_id != by.pk]
    clocks = Clock.objects.filter(handoff__in=theirs, metric=Metric.CLAIM)
    rows = clocks.select_related("calendar_version").order_by("seq")
    latest = {clock.handoff_id: clock for clock in rows}
    shown = faces(latest.values(), at)
    shown_of = {pk: shown[clock.pk] for pk, clock in latest.items()}
    return [_taken(row, shown_of.get(row.pk, no_clock()), at) for row in theirs]


def _taken(handoff: Handoff, clock: Face, at: datetime) -> RowText:
    note = _("No longer in the queue.")
    if handoff.outcome:
        note = str(handoff.get_outcome_display())
    elif handoff.owner is not None and handoff.claimed_at is not None:
        note = taken_note(handoff.owner.name, handoff.claimed_at, at)
    return row_text(handoff, clock, variant="taken", note=note)


def lost_note(refusal: AlreadyClaimed, at: datetime) -> str:
    """Return what the slower of two reps is told."""
    return taken_note(refusal.claimed_by, refusal.claimed_at, at)


def taken_note(name: str, claimed_at: datetime, at: datetime) -> str:
    """Return for example "Omar claimed this 4 seconds ago."."""
    seconds = max(0, int((at - claimed_at).total_seconds()))
    return _("%(name)s claimed this %(ago)s ago.") % {
        "name": name,
        "ago": long_words_inside(seconds),
    }


def last_clock(handoff: Handoff, metric: str) -> Clock | None:
    """Return the hand-off's latest clock of ``metric``, with its calendar."""
    rows = Clock.objects.filter(handoff=handoff, metric=metric)
    return rows.select_related("calendar_version").order_by("-seq").first()


def first_touch_clock(handoff: Handoff) -> Clock | None:
    """Return the hand-off's response clock."""
    return last_clock(handoff, Metric.FIRST_TOUCH)


@dataclass(frozen=True)
class QueuePage:
    """The page; the fields are described in ``templates/sla/queue.html``."""

    poll_url: str
    count: int
    stats: list[dict[str, str]]
    filters: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    fresh: int
    url: str
    first_url: str
    older_url: str
    is_filtered: bool
    clear_url: str


def page(*, at: datetime, by: User, wanted: queues.Wanted) -> QueuePage:
    """Return the queue as ``by`` sees it at ``at``."""
    size = GROUP_PAGE_SIZE if wanted.group else queues.GROUP_SIZE
    found = queues.queue(at=at, wanted=wanted, size=size)
    url = reverse("sla:queue")
    here = _address(wanted)
    return QueuePage(
        poll_url=poll_url(f"{found.mark}.{found.newest_handoff}", wanted),
        count=found.total.number,
        stats=_stats(at, by) if by.is_seller else [],
        filters=_filters(wanted, found.total),
        groups=_groups(found.groups, by, wanted),
        fresh=0,
        url=here,
        first_url=url if wanted.group else "",
        older_url="",
        is_filtered=bool(wanted.source_id or wanted.persona_id or wanted.group),
        clear_url=url,
    )


def _groups(groups: list[queues.Group], by: User, wanted: queues.Wanted) -> list[dict[str, Any]]:
    shown = []
    is_first = True
    for group in groups:
        rows = []
        for row in group.rows:
            rows.append(open_row(row.handoff, row.clock, by, is_selected=is_first))
            is_first = False
        if rows:
            more = _address(wanted, group=group.key) if group.has_more and not wanted.group else ""
            shown.append(
                {"state": group.key, "count": str(group.count), "rows": rows, "more_url": more}
            )
    return shown


def _filters(wanted: queues.Wanted, total: Capped) -> list[dict[str, Any]]:
    """Return "All" and the sources with somebody waiting; one query."""
    all_of_them = queues.Wanted(group=wanted.group)
    items = [
        {
            "label": _("All"),
            "url": _address(all_of_them),
            "is_current": wanted.source_id is None,
            "count": str(total) if wanted.source_id is None else None,
        }
    ]
    for source_id, name in _sources(wanted):
        one = queues.Wanted(source_id=source_id, group=wanted.group)
        is_current = wanted.source_id == source_id
        items.append(
            {
                "label": name,
                "url": _address(one),
                "is_current": is_current,
                "count": str(total) if is_current else None,
            }
        )
    return items


def _sources(wanted: queues.Wanted) -> list[tuple[int, str]]:
    """Return id and name of the sources that most wait from, and of the one asked for.

    One query; one more where nobody waits from the source that is asked for.
    """
    found = queues.sources_waiting()[:SOURCES_SHOWN]
    if wanted.source_id is not None and wanted.source_id not in dict(found):
        found += Source.objects.filter(pk=wanted.source_id).values_list("id", "name")
    return found


def poll_url(version: str, wanted: queues.Wanted) -> str:
    """Return the address that the page asks for news since ``version``."""
    return f"{reverse('sla:queue_pulse')}?{urlencode({'v': version, **_query(wanted)})}"


def _address(wanted: queues.Wanted, *, group: str | None = None) -> str:
    given = _query(wanted if group is None else replace(wanted, group=group))
    return reverse("sla:queue") + (f"?{urlencode(given)}" if given else "")


def _query(wanted: queues.Wanted) -> dict[str, int | str]:
    asked = {"source": wanted.source_id, "persona": wanted.persona_id, "group": wanted.group}
    return {key: value for key, value in asked.items() if value}


# Written out: to put the aggregates together takes Django longer than PostgreSQL to reckon them.
_WEEK = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.business_seconds) AS median,
           count(*) FILTER (WHERE c.state = 'met') AS kept,
           count(*) FILTER (WHERE c.state IN ('met', 'breached')) AS judged,
           count(DISTINCT h.id) FILTER (WHERE h.claimed_at >= %(today)s) AS today
      FROM leads_handoff h JOIN sla_clock c ON c.handoff_id = h.id AND c.metric = 'claim'
     WHERE h.owner_id = %(owner)s AND h.claimed_at >= %(monday)s"""


def _stats(at: datetime, by: User) -> list[dict[str, str]]:
    """Return the rep's own week in three figures; one query."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    with connection.cursor() as cursor:
        cursor.execute(_WEEK, {"owner": by.pk, "monday": monday, "today": today})
        median, kept, judged, claimed = cursor.fetchone()
    share = f"{100 * kept // judged}%" if judged else "–"
    typical = short_words(int(median), is_work=True) if median is not None else "–"
    return [
        {"label": _("Your median claim"), "value": typical},
        {"label": _("In time this week"), "value": share},
        {"label": _("Claimed today"), "value": str(claimed)},
    ]
