"""What cannot go on as agreed although its clocks run: owners who left, calendars in the archive.

Leads that wait for their owner go back to the queue by themselves (``leads.departures``); what
sales has qualified stays with an owner who left until a manager gives it to somebody.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Handoff
from sla.models import Clock
from teams.models import Membership, Side, User

OWNER_GONE_ADVICE: Promise = _("Give it to somebody who works in sales.")
ARCHIVED_ADVICE: Promise = _(
    "They run on by its hours as agreed. Restore it if its holidays are to be kept up."
)


@dataclass(frozen=True)
class Archived:
    """A calendar in the archive by code and name, and how many clocks still run on it."""

    code: UUID
    name: str
    running: int


def owner_gone() -> QuerySet[Handoff]:
    """Return the open hand-offs whose owner no longer works in sales, with lead and owner."""
    in_sales = Membership.objects.filter(user=OuterRef("pk"), team__side=Side.SALES)
    held = Handoff.objects.filter(closed_at__isnull=True, owner__isnull=False)
    gone = User.objects.filter(pk__in=held.values("owner")).exclude(
        Exists(in_sales), is_active=True
    )
    rows: QuerySet[Handoff] = held.filter(owner__in=gone).select_related("lead", "owner")
    return rows


def archived_calendars() -> list[Archived]:
    """Return the archived calendars that open clocks run on, by name; one query."""
    rows = Clock.objects.filter(
        calendar_version__calendar__archived_at__isnull=False,
        stopped_at__isnull=True,
        voided_at__isnull=True,
    )
    named = rows.values_list("calendar_version__calendar__code", "calendar_version__calendar__name")
    found = named.annotate(Count("pk")).order_by("calendar_version__calendar__name")
    return [Archived(code, name, running) for code, name, running in found]
