"""The letters of the day: who is not to be on the list of late leads, and a manager's digest.

Each person gets one on a working day, in the morning of their own time zone, once, whoever writes
them and however often: its key is the person and the day. One without anything to say is not sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from kit.phrases import isolated
from notifications import outbox
from notifications.kinds import Kind, Line, Listing, Outward, Refs, Sentence, register, worded
from notifications.models import Channel, OutboxMessage
from sla.agreed import agreed_at, calendar_of
from sla.models import Clock, Metric
from sla.verdicts import IS_RUNNING, is_broken, is_kept
from sla.worktime import CalendarError
from teams.models import Company, Side, User

KIND = "daily_list"
MORNING = time(8)
# After an outage nobody gets a morning's letter at night.
TOO_LATE = time(18)
SHOWN = 15
READ_AT_MOST = 300


@dataclass(frozen=True)
class Day:
    """A person's day: when it was written, and when it begins and ends where they are."""

    at: datetime
    begins_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo) -> "Day":
        """Return the local day of ``at``."""
        date = at.astimezone(zone).date()
        begin = datetime.combine(date, time(), zone)
        end = datetime.combine(date + timedelta(days=1), time(), zone)
        return cls(at, begin, end)


def write(*, at: datetime) -> int:
    """Write the letters of those whose morning has come and who have none yet; return how many.

    Nobody gets one on a day on which no calendar of the agreement is open.
    """
    if outbox.is_muted():
        return 0
    zone = Company.get().time_zone
    people = User.objects.filter(is_active=True, has_emails=True, memberships__isnull=False)
    due = [user for user in people.distinct().order_by("pk") if _is_morning(user, zone, at)]
    if not due or not _is_working_day(at, ZoneInfo(zone)):
        return 0
    keys = {_key(user, zone, at): user for user in due}
    known = set(OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True))
    rows = [
        OutboxMessage(
            key=key,
            channel=Channel.EMAIL,
            kind=KIND,
            refs={"user_id": user.pk, "at": int(at.timestamp())},
            recipient=user,
            created_at=at,
        )
        for key, user in keys.items()
        if key not in known
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _zone(user: User, company_zone: str) -> ZoneInfo:
    return ZoneInfo(user.time_zone or company_zone)


def _key(user: User, company_zone: str, at: datetime) -> str:
    return f"daily:{user.pk}:{at.astimezone(_zone(user, company_zone)):%Y-%m-%d}"


def _is_morning(user: User, company_zone: str, at: datetime) -> bool:
    return MORNING <= at.astimezone(_zone(user, company_zone)).time() < TOO_LATE


def _is_working_day(at: datetime, zone: ZoneInfo) -> bool:
    """Return whether any calendar of the agreement is open today; without calendars, it is."""
    agreed = agreed_at(at)
    if agreed is None:
        return False
    if not agreed.calendars:
        return True
    day = Day.of(at, zone)
    try:
        calendars = [calendar_of(text) for text in agreed.calendars.values()]
    except CalendarError:
        return True
    return any(each and each.between(day.begins_at, day.ends_at) for each in calendars)


def hear_outward(refs: Sequence[Refs], _at: datetime) -> list[Outward]:
    """Return for each letter its reader, as long as it has anything to say."""
    people = _people(refs)
    return [
        Outward(emails={user.pk})
        if (user := people.get(each["user_id"])) and _clocks(user, _day(user, each))
        else Outward()
        for each in refs
    ]


def tell(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words of each letter."""
    people = _people(refs)
    return [
        _letter(user, _day(user, each)) if (user := people.get(each["user_id"])) else None
        for each in refs
    ]


def _people(refs: Sequence[Refs]) -> dict[int, User]:
    return User.objects.in_bulk([each["user_id"] for each in refs])


def _day(user: User, refs: Mapping[str, int]) -> Day:
    at = datetime.fromtimestamp(refs["at"], tz=UTC)
    return Day.of(at, _zone(user, Company.get().time_zone))


def _clocks(user: User, day: Day) -> list[Clock]:
    """Return what is late or falls due today of what ``user`` answers for, one for each lead.

    A rep's own leads and those nobody has claimed; a marketer's own; all of a manager's side.
    """
    rows = Clock.objects.filter(IS_RUNNING, _theirs(user), due_at__lt=day.ends_at)
    found = rows.select_related("handoff__lead", "handoff__owner").order_by("due_at", "pk")
    by_lead: dict[int, Clock] = {}
    for clock in found[:READ_AT_MOST]:
        by_lead.setdefault(clock.handoff_id, clock)
    return list(by_lead.values())


def _theirs(user: User) -> Q:
    of_marketing = Q(metric=Metric.ANSWER)
    wanted = Q(pk__in=[])
    if user.manages(Side.SALES):
        wanted |= ~of_marketing
    elif user.is_seller:
        wanted |= ~of_marketing & (Q(handoff__owner=user) | Q(handoff__owner__isnull=True))
    if user.manages(Side.MARKETING):
        wanted |= of_marketing
    elif user.is_marketer:
        wanted |= of_marketing & Q(handoff__handed_by=user)
    return wanted


def _letter(user: User, day: Day) -> Sentence:
    clocks = _clocks(user, day)
    late = [clock for clock in clocks if clock.due_at is not None and clock.due_at < day.at]
    due = [clock for clock in clocks if clock not in late]
    page = "sla:my_leads" if user.is_seller and not user.is_manager else "sla:queue"
    return Sentence(
        text=worded(_("Late now: %(late)s. Due today: %(due)s."), late=len(late), due=len(due)),
        url=reverse(page if user.is_seller else "sla:handoffs"),
        note=_yesterday(user, day) if user.is_manager else "",
        listings=[
            _listing(title, rows)
            for title, rows in ((_("Late now"), late), (_("Due today"), due))
            if rows
        ],
    )


def _listing(title: str, clocks: Sequence[Clock]) -> Listing:
    left_out = len(clocks) - SHOWN
    more = _("And more: %(n)s") % {"n": left_out} if left_out > 0 else ""
    return Listing(title, [_line(clock) for clock in clocks[:SHOWN]], more)


def _line(clock: Clock) -> Line:
    lead, owner = clock.handoff.lead, clock.handoff.owner
    due = timezone.localtime(clock.due_at) if clock.due_at else None
    parts = [
        clock.get_metric_display(),
        f"{due:%Y-%m-%d} {time_format(due, 'H:i')}" if due else "",
        owner.name if owner else _("Unclaimed"),
    ]
    note = " · ".join(isolated(part) for part in parts if part)
    return Line(text=str(lead), url=lead.get_absolute_url(), note=note)


def _yesterday(user: User, day: Day) -> str:
    """Return how many promises of the manager's sides fell due yesterday, kept and broken."""
    rows: QuerySet[Clock] = Clock.objects.filter(
        _theirs(user), due_at__gte=day.begins_at - timedelta(days=1), due_at__lt=day.begins_at
    )
    found = rows.aggregate(
        kept=Count("pk", filter=is_kept()), broken=Count("pk", filter=is_broken(day.at))
    )
    return _("Promises of yesterday: %(kept)s kept, %(broken)s broken.") % found


def _nobody(refs: Sequence[Refs]) -> list[Collection[int]]:
    return [() for _each in refs]


def register_kinds() -> None:
    """Make the letters of the day known; they are letters alone, never notices."""
    register(Kind(KIND, audience=_nobody, tell=tell, outward=hear_outward))
