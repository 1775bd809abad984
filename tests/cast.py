"""The cast: the people and things that tests speak of, made with few words and chosen instants."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from leads import lifecycle
from leads.brief import BriefText
from leads.models import (
    Definition,
    DefinitionCriterion,
    Handoff,
    Lead,
    LeadSearch,
    Source,
    Terms,
    Touch,
)
from leads.stages import Stage
from sla import signing
from sla.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    CalendarVersion,
    Clock,
    Metric,
    Target,
    VersionStatus,
)
from sla.plans import Plan
from teams.models import Company, Membership, Role, Side, Team, User

# A Monday, in working hours of every calendar here.
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BRIEF = BriefText(
    who="Runs 14 clinics", did="Asked for a demo", wants="One tool", why_now="Contract ends soon"
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")

_number = count(1)


def after(**duration: int) -> datetime:
    """Return the instant that lies so much after ``NOON``: ``after(minutes=5)``."""
    return NOON + timedelta(**duration)


def a_person(name: str, side: str = "", role: str = "", **fields: Any) -> User:
    """Return a person with a role in the team of ``side``; without a side an outsider."""
    email = f"{name.lower().replace(' ', '.')}.{next(_number)}@example.com"
    user = User.objects.create(email=email, name=name, password="!", **fields)
    if side:
        team, _new = Team.objects.get_or_create(name=side.title(), defaults={"side": side})
        Membership.objects.create(user=user, team=team, role=role)
    return user


def a_marketer(name: str = "Rami Aziz") -> User:
    """Return a marketer."""
    return a_person(name, Side.MARKETING, Role.MARKETER)


def a_rep(name: str = "Khalid Amin") -> User:
    """Return a sales rep."""
    return a_person(name, Side.SALES, Role.REP)


def a_manager(side: str = Side.SALES, name: str = "Dana Habib") -> User:
    """Return a manager of ``side``."""
    return a_person(name, side, Role.MANAGER)


def a_calendar(name: str = "", hours: tuple[str, str] = ("09:00", "17:00")) -> Calendar:
    """Return a calendar in UTC, open on weekdays at ``hours``."""
    calendar = Calendar.objects.create(name=name or f"Calendar {next(_number)}")
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        time_zone="UTC",
        week={day: [list(hours)] for day in WEEKDAYS},
        created_at=LONG_AGO,
    )
    return calendar


def an_agreement(
    *, claim_minutes: int = 30, touch_minutes: int = 60, at: datetime = LONG_AGO, **goals: Any
) -> AgreementVersion:
    """Return a version in force since ``at``: one target a metric, business time, warned at 75%."""
    agreement = Agreement.objects.first() or Agreement.objects.create(name="Our agreement")
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=agreement.versions.count() + 1,
        status=VersionStatus.IN_FORCE,
        created_at=at,
        in_force_at=at,
        required_brief_fields=["who", "did", "wants", "why_now"],
        **goals,
    )
    calendar = a_calendar()
    for metric, minutes in ((Metric.CLAIM, claim_minutes), (Metric.FIRST_TOUCH, touch_minutes)):
        a_target(version, metric, minutes, calendar=calendar, position=100)
    return version


def heads() -> tuple[User, User]:
    """Return who signs for marketing and for sales; whoever is missing is made and named."""
    company = Company.get()
    marketing = company.marketing_head or a_manager(Side.MARKETING, "Mona Head")
    sales = company.sales_head or a_manager(Side.SALES, "Sami Head")
    company.marketing_head, company.sales_head = marketing, sales
    company.save()
    return marketing, sales


def agree(
    version: AgreementVersion, *, at: datetime, plan: Plan | None = None, seen: str = ""
) -> AgreementVersion:
    """Let a draft be proposed and signed by both heads at ``at``; without a plan it holds then."""
    marketing, sales = heads()
    signing.propose(version=version, plan=plan or Plan(), at=at, by=sales, seen=seen)
    for head in (marketing, sales):
        signing.sign(version=version, at=at, by=head)
    version.refresh_from_db()
    return version


def a_target(
    version: AgreementVersion,
    metric: str,
    minutes: int,
    *,
    calendar: Calendar | None,
    **fields: Any,
) -> Target:
    """Return a target of ``version``; without a calendar it counts calendar time."""
    fields.setdefault("warn_percents", [75])
    return Target.objects.create(
        version=version,
        metric=metric,
        seconds=minutes * 60,
        calendar=calendar,
        is_business_time=calendar is not None,
        name=fields.pop("name", f"{metric} in {minutes} min"),
        **fields,
    )


def a_lead(name: str = "Lina Mansour", *, stage: str = Stage.MQL, **fields: Any) -> Lead:
    """Return a lead as it stands in ``stage``, by default ready to be handed over."""
    number = next(_number)
    fields.setdefault("email", f"lead{number}@example.com")
    fields.setdefault("company_name", "Doha Clinics Group")
    fields.setdefault("created_at", NOON - timedelta(days=1))
    lead = Lead.objects.create(name=name, stage=stage, external_id=f"x-{uuid4()}", **fields)
    LeadSearch.objects.create(lead=lead, text=f"{name} {lead.email}".lower())
    return lead


def a_source(name: str = "Webinar") -> Source:
    """Return the source of that name."""
    return Source.objects.get_or_create(name=name)[0]


def a_handoff(
    *, by: User | None = None, lead: Lead | None = None, at: datetime = NOON, **brief: str
) -> Handoff:
    """Return a hand-off made at ``at`` through the real verb, its clocks running."""
    text = replace(BRIEF, **brief)
    return lifecycle.hand_off(lead=lead or a_lead(), brief=text, at=at, by=by or a_marketer())


def a_touch(
    handoff: Handoff, by: User, at: datetime, *, happened: datetime | None = None, **fields: str
) -> Touch:
    """Log a call through the real verb; by default it was reached, just now."""
    new = lifecycle.NewTouch(
        channel=fields.get("channel", "call"),
        outcome=fields.get("outcome", "reached"),
        occurred_at=happened or at,
        note=fields.get("note", ""),
    )
    return lifecycle.log_touch(handoff=handoff, touch=new, at=at, by=by)


def a_definition(kind: str, *criteria: dict[str, Any]) -> Definition:
    """Return a definition in force since ever; each criterion as ``{"fact": ..., ...}``."""
    definition = Definition.objects.create(
        kind=kind, version=1, created_at=LONG_AGO, in_force_at=LONG_AGO
    )
    for position, given in enumerate(criteria):
        fields = {"operator": "true", "is_required": True} | given
        DefinitionCriterion.objects.create(definition=definition, position=position, **fields)
    terms, _new = Terms.objects.get_or_create(
        in_force_at=LONG_AGO, defaults={"required_brief_fields": list(Terms.BRIEF_FIELDS)}
    )
    setattr(terms, f"{kind}_definition", definition)
    terms.save()
    return definition


def clock_of(handoff: Handoff, metric: str) -> Clock:
    """Return the latest clock of ``metric`` as the database has it now."""
    return Clock.objects.filter(handoff=handoff, metric=metric).order_by("-seq")[0]


def fresh(handoff: Handoff) -> Handoff:
    """Return the hand-off as the database has it now."""
    return Handoff.objects.select_related("lead", "owner").get(pk=handoff.pk)
