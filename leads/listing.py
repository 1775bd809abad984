"""The list of leads: its filters, and its rows as they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from kit.addresses import address
from kit.keyset import COUNT_CAP, PAGE_SIZE, Count, Page, keyset_page
from kit.row_forms import join_values
from leads.feedback import RETURNED
from leads.models import Handoff, Lead
from leads.querysets import LeadQuerySet
from leads.stages import Stage

MARKETING, QUEUE, SALES = "marketing", "queue", "sales"
CAME_BACK = "returned"
NO_GRADE = "none"
_COLUMNS = (
    "id",
    "code",
    "created_at",
    "name",
    "company_name",
    "email",
    "phone",
    "external_id",
    "job_title",
    "stage",
    "grade",
    "source__name",
    "persona__name",
    "is_do_not_contact",
)


@dataclass(frozen=True)
class LeadFilters:
    """What the list is narrowed to; an empty value narrows nothing.

    ``hands``: "marketing", "queue" (handed over, nobody has it), "sales" (a rep has it),
    "returned" (marketing has it back from sales) or the code of one rep. ``company``: the name of
    one company, however its letters are written. ``run_id``: what one import has brought.
    """

    q: str = ""
    stage: str = ""
    source_id: int | None = None
    persona_id: int | None = None
    grade: str = ""
    hands: str = ""
    company: str = ""
    run_id: int | None = None


@dataclass(frozen=True)
class LeadRow:
    """One row, every text as it is shown."""

    id: int
    code: str
    url: str
    title: str
    company: str
    contact: str
    stage: str
    stage_label: str
    source: str
    persona: str
    grade: str
    captured: str
    captured_on: str
    hands: str
    holder: str
    is_do_not_contact: bool


@dataclass(frozen=True)
class LeadPage:
    """One page of the list and how many leads match in all."""

    rows: list[LeadRow]
    next_cursor: str
    is_first: bool
    count: Count = field(default_factory=lambda: Count(0, is_capped=False))


def found(filters: LeadFilters) -> LeadQuerySet:
    """Return the leads that ``filters`` let through."""
    rows: LeadQuerySet = Lead.objects.search(filters.q).of_company(filters.company)
    wanted: dict[str, Any] = {
        "stage": filters.stage,
        "source_id": filters.source_id,
        "persona_id": filters.persona_id,
        "import_run_id": filters.run_id,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.grade == NO_GRADE:
        rows = rows.filter(grade="")
    elif filters.grade:
        rows = rows.filter(grade__startswith=filters.grade)
    return _in_hands(rows, filters.hands)


def lead_page(filters: LeadFilters, *, at: datetime, cursor: str = "") -> LeadPage:
    """Return one page as it reads at ``at``, newest first: three queries however long it is."""
    rows = found(filters)
    count, few = _counted(rows)
    page: Page[dict[str, Any]] = keyset_page(
        few.values(*_COLUMNS), by="-created_at", cursor=cursor, size=PAGE_SIZE
    )
    hands = holders(row["id"] for row in page.rows)
    shown = [_row(row, hands, at) for row in page.rows]
    return LeadPage(shown, page.next_cursor, page.is_first, count)


def _counted(rows: LeadQuerySet) -> tuple[Count, LeadQuerySet]:
    """Return how many ``rows`` there are up to the cap, and the same rows, cheaply to be ordered.

    Few are named by their ids: in the order of the list a rare combination of filters would be
    looked for among all leads there are.
    """
    ids = list(rows.order_by().values_list("pk", flat=True)[: COUNT_CAP + 1])
    if len(ids) > COUNT_CAP:
        return Count(COUNT_CAP, is_capped=True), rows
    return Count(len(ids), is_capped=False), Lead.objects.filter(pk__in=ids)


def _in_hands(rows: LeadQuerySet, hands: str) -> LeadQuerySet:
    if not hands:
        return rows
    if hands == MARKETING:
        return rows.held_by_marketing()
    if hands == CAME_BACK:
        back = Handoff.objects.filter(lead_id=OuterRef("pk"), outcome__in=RETURNED)
        return rows.held_by_marketing().filter(Exists(back))
    held = Handoff.objects.open()
    if hands == QUEUE:
        held = held.filter(owner__isnull=True)
    elif hands == SALES:
        held = held.filter(owner__isnull=False)
    else:
        held = held.filter(owner__code=UUID(hands))
    return rows.among(held, "lead_id")


def holders(lead_ids: Iterable[int]) -> dict[int, str | None]:
    """Return for each lead with an open hand-off the name of the rep who has it, None for none."""
    rows = Handoff.objects.open().filter(lead_id__in=list(lead_ids))
    return dict(rows.values_list("lead_id", "owner__name"))


def _row(row: dict[str, Any], hands: dict[int, str | None], at: datetime) -> LeadRow:
    contact = row["email"] or row["phone"] or row["external_id"]
    return LeadRow(
        id=row["id"],
        code=str(row["code"]),
        url=address("sla:lead", row["code"]),
        title=row["name"] or row["company_name"] or contact,
        company=join_values(part for part in (row["job_title"], row["company_name"]) if part),
        contact=contact,
        stage=row["stage"],
        stage_label=str(Stage(row["stage"]).label),
        source=row["source__name"] or "",
        persona=row["persona__name"] or "",
        grade=row["grade"],
        captured=_short(row["created_at"], at),
        captured_on=date_format(timezone.localtime(row["created_at"]), "DATETIME_FORMAT"),
        hands=_hands_text(row["id"], hands),
        holder=_holder(row["id"], hands),
        is_do_not_contact=row["is_do_not_contact"],
    )


def _hands_text(lead_id: int, hands: dict[int, str | None]) -> str:
    if lead_id not in hands:
        return _("Marketing")
    return hands[lead_id] or _("Waiting to be claimed")


def _holder(lead_id: int, hands: dict[int, str | None]) -> str:
    if lead_id not in hands:
        return MARKETING
    return SALES if hands[lead_id] else QUEUE


def _short(instant: datetime, at: datetime) -> str:
    """Return the time of an instant of today, the day of one of this year, else the date."""
    local, today = timezone.localtime(instant), timezone.localtime(at)
    if local.date() == today.date():
        return time_format(local, "H:i")
    return date_format(local, "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT")
