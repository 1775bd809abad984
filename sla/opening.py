"""What the first draft of an agreement begins with."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from leads.models import Terms
from sla.calendars import CalendarText, create_calendar
from sla.models import Calendar, Metric
from sla.targets import TargetText
from sla.version_text import VersionText
from teams.models import Company, User

MINUTE = 60
WARN_AT = (75,)
# Where the week begins on Sunday and Friday is free.
SUNDAY_TO_THURSDAY = frozenset(
    ("BH", "DZ", "EG", "IQ", "JO", "KW", "LY", "OM", "PS", "QA", "SA", "SD", "SY", "YE")
)
HOURS = (("09:00", "17:00"),)


def first_text() -> VersionText:
    """Return what to begin with: the whole brief, five attempts in ten days."""
    return VersionText(required_brief_fields=Terms.BRIEF_FIELDS)


def first_targets(company: Company, *, at: datetime, by: User) -> list[TargetText]:
    """Return the promises to begin with, named in the company's language.

    Claim within 30 minutes and first touch within 60, demo requests within 10 and 15. They are
    counted on the first calendar by name; one for usual office hours is made if there is none.
    """
    with translation.override(company.language):
        calendar = _a_calendar(company, at, by)
        demo, rest = _("Demo requests"), _("All others")
        rows = [
            (demo, Metric.CLAIM, 10),
            (rest, Metric.CLAIM, 30),
            (demo, Metric.FIRST_TOUCH, 15),
            (rest, Metric.FIRST_TOUCH, 60),
        ]
        lead_types = tuple(dict.fromkeys(["Demo request", _("Demo request")]))
    return [
        TargetText(
            name=name,
            metric=metric,
            seconds=minutes * MINUTE,
            calendar_id=calendar.pk,
            warn_percents=WARN_AT,
            lead_types=lead_types if name == demo else (),
        )
        for name, metric, minutes in rows
    ]


def usual_days(country: str) -> tuple[str, ...]:
    """Return the working days that are usual in ``country`` (two letters, or "")."""
    if country in SUNDAY_TO_THURSDAY:
        return ("sun", "mon", "tue", "wed", "thu")
    return ("mon", "tue", "wed", "thu", "fri")


def _a_calendar(company: Company, at: datetime, by: User) -> Calendar:
    standing = Calendar.objects.filter(archived_at__isnull=True).order_by("name").first()
    if standing is not None:
        return standing
    week = dict.fromkeys(usual_days(company.country), HOURS)
    text = CalendarText(time_zone=company.time_zone, week=week)
    return create_calendar(name=_("Working hours"), text=text, at=at, by=by)
