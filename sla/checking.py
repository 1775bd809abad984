"""What is wrong with a draft: problems that forbid putting it in force, and warnings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Source
from personas.fit import fold
from personas.models import IdealCustomerProfile, Persona
from sla.agreed import calendar_of
from sla.calendar_errors import CalendarError
from sla.calendars import newest_version
from sla.committing import capacity
from sla.document import Document
from sla.matching import is_for_everybody
from sla.models import (
    AT_HAND_OFF,
    PENDING,
    AgreementVersion,
    Calendar,
    Measure,
    Metric,
    Target,
    VersionStatus,
)
from sla.numbering import title_of
from sla.protocol import problems_of_protocol
from sla.targets import in_order


@dataclass(frozen=True)
class Problem:
    """A sentence about a draft; ``target`` is the one it is about, None for the whole.

    A fatal one forbids putting the draft in force. ``clause``: the key of the clause that it is
    about where that is no target's, "" for the whole.
    """

    message: str | Promise
    is_fatal: bool
    target: Target | None = None
    clause: str = ""


def problems_of(version: AgreementVersion, at: datetime) -> list[Problem]:
    """Return everything wrong with ``version`` if it came into force at ``at``, fatal first."""
    targets = in_order(version)
    found = [
        *_about_calendars(targets, at),
        *_about_percents(targets),
        *_about_order(targets),
        *_about_metrics(targets),
        *_about_patience(targets),
        *_about_names(targets),
        *_about_review(version, at),
        *_about_document(version),
        *_about_protocol(version),
        *_about_pledges(version),
    ]
    return sorted(found, key=lambda problem: not problem.is_fatal)


def names_calendar(calendar: Calendar) -> list[Target]:
    """Return the targets that name ``calendar``: in force, or being agreed on."""
    rows = Target.objects.filter(
        calendar=calendar,
        version__status__in=[*PENDING, VersionStatus.IN_FORCE],
        is_business_time=True,
    )
    return list(rows.select_related("version").order_by("version__number", "position"))


def covers(earlier: Target, later: Target) -> bool:
    """Return whether every hand-off that ``later`` is for is caught by ``earlier``."""
    return earlier.metric == later.metric and catches(earlier, later)


def catches(wide: Target, narrow: Target) -> bool:
    """Return whether ``wide`` is for everybody that ``narrow`` is for, whatever their metrics."""
    return all(
        _covers(getattr(wide, name), getattr(narrow, name))
        for name in ("sources", "lead_types", "personas", "grades", "regions")
    )


def _covers(earlier: Sequence[int | str], later: Sequence[int | str]) -> bool:
    if not earlier:
        return True
    return bool(later) and {_key(one) for one in later} <= {_key(one) for one in earlier}


def _key(value: int | str) -> int | str:
    return fold(value) if isinstance(value, str) else value


def _about_calendars(targets: list[Target], at: datetime) -> Iterator[Problem]:
    for target in targets:
        if not target.is_business_time:
            continue
        if target.calendar is None:
            yield Problem(_NO_CALENDAR % {"target": target.name}, True, target)
        elif target.calendar.archived_at is not None:
            said = {"target": target.name, "calendar": target.calendar.name}
            yield Problem(_ARCHIVED % said, True, target)
        elif not _has_time(target, target.calendar, at):
            said = {"target": target.name, "calendar": target.calendar.name}
            yield Problem(_NO_TIME % said, True, target)


def _has_time(target: Target, calendar: Calendar, at: datetime) -> bool:
    try:
        worked = calendar_of(newest_version(calendar))
        if worked is not None:
            worked.add(at, target.seconds)
    except CalendarError:
        return False
    return worked is not None


def _about_percents(targets: list[Target]) -> Iterator[Problem]:
    for target in targets:
        if any(not 0 < percent < 100 for percent in target.warn_percents):  # noqa: PLR2004
            yield Problem(_PERCENT % {"target": target.name}, True, target)


def _about_order(targets: list[Target]) -> Iterator[Problem]:
    for place, later in enumerate(targets):
        earlier = next((one for one in targets[:place] if covers(one, later)), None)
        if earlier is not None:
            said = {"target": later.name, "earlier": earlier.name}
            yield Problem(_UNREACHABLE % said, False, later)


def _about_metrics(targets: list[Target]) -> Iterator[Problem]:
    for metric in AT_HAND_OFF:
        of_metric = [target for target in targets if target.metric == metric]
        if not of_metric:
            yield Problem(_NO_TARGET % {"metric": metric.label}, True, clause=metric.value)
        elif not any(is_for_everybody(target) for target in of_metric):
            yield Problem(_NOT_EVERYBODY % {"metric": metric.label}, False, clause=metric.value)


def _about_patience(targets: list[Target]) -> Iterator[Problem]:
    """Warn where a lead is to be decided on before all attempts to reach it are due."""
    attempts = [target for target in targets if target.metric == Metric.ATTEMPT]
    for decision in targets:
        if decision.metric != Metric.DECISION:
            continue
        for each in attempts:
            is_shorter = decision.seconds < each.seconds
            is_counted_alike = decision.is_business_time == each.is_business_time
            is_for_the_same = catches(decision, each) or catches(each, decision)
            if is_shorter and is_counted_alike and is_for_the_same:
                said = {"decision": decision.name, "attempts": each.name}
                yield Problem(_IMPATIENT % said, False, decision)


def _about_names(targets: list[Target]) -> Iterator[Problem]:
    """Warn of sources and personas that new leads can no longer have."""
    sources = set(Source.objects.filter(archived_at__isnull=True).values_list("pk", flat=True))
    personas = set(Persona.objects.current().values_list("pk", flat=True))
    for target in targets:
        if set(target.sources) - sources or set(target.personas) - personas:
            yield Problem(_GONE % {"target": target.name}, False, target)


def _about_protocol(version: AgreementVersion) -> Iterator[Problem]:
    for message, is_fatal, clause in problems_of_protocol(version):
        yield Problem(message, is_fatal, clause=clause)


def _about_review(version: AgreementVersion, at: datetime) -> Iterator[Problem]:
    """Warn of a review that nobody can hold any more: a draft takes over the former's day."""
    if version.review_date and version.review_date <= timezone.localdate(at):
        yield Problem(_REVIEW_IS_PAST, False, clause="review")


def _about_document(version: AgreementVersion) -> Iterator[Problem]:
    """Warn of what is left open, of goals that cannot all be meant, and of whom nobody wants."""
    document = Document.from_data(version.document)
    for key in MISSED:
        if not getattr(document, key):
            yield Problem(_LEFT_OPEN % {"clause": title_of(key)}, False, clause=key)
    revenue, quota = document.goal_revenue, document.sales_quota
    if revenue is not None and quota is not None and quota < revenue:
        yield Problem(_QUOTA_BELOW, False, clause="sales_quota")
    share = document.marketing_revenue
    if share is not None and version.goal_value is not None and version.goal_value < share:
        yield Problem(_VALUE_BELOW, False, clause="goal_value")
    profiles = IdealCustomerProfile.objects.current().filter(code__in=document.profiles)
    if len(document.profiles) > profiles.count():
        yield Problem(_PROFILE_GONE, False, clause="profiles")
    personas = Persona.objects.current().filter(code__in=document.personas)
    if len(document.personas) > personas.count():
        yield Problem(_PERSONA_GONE, False, clause="personas")


# What both sides regret not to have written down.
MISSED = ("rejection", "recycling", "measures", "marketing_short", "sales_short")

_LEFT_OPEN = _("“%(clause)s” is left open.")
_QUOTA_BELOW = _("Sales’ quota is lower than the revenue both sides mean to bring.")
_VALUE_BELOW = _("The leads’ value is lower than what marketing’s share of the revenue asks for.")
_PROFILE_GONE = _("A profile that it names is archived or gone.")
_PERSONA_GONE = _("A persona that it names is archived or gone.")


def _about_pledges(version: AgreementVersion) -> Iterator[Problem]:
    """Refuse a promise without its number, warn of one that sales has no time for."""
    goals = {Measure.VOLUME: version.goal_leads, Measure.VALUE: version.goal_value}
    for pledge in version.pledges.all():
        if pledge.measure in goals and not goals[Measure(pledge.measure)]:
            said = {"measure": str(Measure(pledge.measure).label)}
            yield Problem(_NO_NUMBER % said, True, clause="pledges")
            continue
        limit = capacity(pledge)
        if limit is not None and limit < (version.goal_leads or 0):
            said = {"goal": f"{version.goal_leads:,}", "limit": f"{limit:,}"}
            yield Problem(_TOO_MANY % said, False, clause="pledges")


_NO_NUMBER = _("“%(measure)s” is promised, but the goals name no number. Give one.")
_TOO_MANY = _("%(goal)s leads a month are promised, sales has time for %(limit)s.")
_NO_CALENDAR = _("“%(target)s” is counted in working hours but has no work calendar.")
_ARCHIVED = _("“%(target)s” runs on “%(calendar)s”, which is archived. Choose another calendar.")
_NO_TIME = _("“%(target)s” cannot be kept: “%(calendar)s” has too little open time ahead.")
_PERCENT = _("“%(target)s” warns at a point that is not between 1 and 99 percent.")
_UNREACHABLE = _("“%(target)s” never applies: “%(earlier)s” before it catches the same leads.")
_NO_TARGET = _("There is no target for “%(metric)s”. Add one.")
_NOT_EVERYBODY = _(
    "No target for “%(metric)s” is for everybody: hand-offs that match none get no clock."
)
_GONE = _("“%(target)s” names a source or persona that is archived or gone.")
_IMPATIENT = _(
    "“%(decision)s” falls due before all attempts of “%(attempts)s” do: a lead that is hard to"
    " reach can hardly keep both."
)
_REVIEW_IS_PAST = _("The review date has passed. Choose a day ahead, or leave it empty.")
