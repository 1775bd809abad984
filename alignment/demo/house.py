"""The demonstration's house: its people, calendars, personas, definitions and agreement."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from alignment.demo.arabic import WORDS
from leads.models import DefinitionKind, Source
from personas import catalogue
from personas.criteria import CriterionText
from personas.fit import Operator
from personas.models import FactName, IdealCustomerProfile, Persona
from sla import calendars, drafting, part_drafting, pledging, signing, targets
from sla.models import AgreementVersion, Calendar, Metric
from sla.plans import Plan
from sla.pledging import PledgeText
from sla.targets import TargetText
from sla.version_text import VersionText
from teams.models import Company, Membership, Role, Side, Team, User

EMAIL_DOMAIN = "sanad.example"
PASSWORD = "mithaq-demo"  # noqa: S105 - printed on the console: it guards nothing but an invention
ZONE = ZoneInfo("Asia/Riyadh")
SUNDAY_TO_THURSDAY = ("sun", "mon", "tue", "wed", "thu")
SOURCES = ("Demo request", "Contact form", "Webinar", "Pricing page", "Referral", "Trade fair")
DEMO_REQUEST = "demo request"


class NotTheDemonstration(Exception):
    """The database holds a company of its own: the demonstration is never loaded over it."""


@dataclass(frozen=True)
class SignIn:
    """Who can sign in, and as what."""

    role: str
    name: str
    email: str


@dataclass
class House:
    """Everybody and everything that the replayed past needs."""

    marketers: list[User]
    reps: list[User]
    sales_manager: User
    marketing_manager: User
    administrator: User
    calendar: Calendar
    personas: dict[str, Persona]
    language: str

    def say(self, text: str) -> str:
        """Return ``text`` in the language that the house works in."""
        return WORDS.get(text, text) if self.language == "ar" else text


def build(*, since: datetime, language: str) -> House:
    """Build the house so that it stands from ``since`` on and works in ``language``."""
    house = _people(language)
    company = Company.get()
    company.name, company.time_zone = house.say("Sanad Systems"), ZONE.key
    company.currency, company.country, company.language = "SAR", "SA", language
    company.marketing_head, company.sales_head = house.marketing_manager, house.sales_manager
    company.save()
    Source.objects.bulk_create(Source(name=house.say(name)) for name in SOURCES)
    house.calendar = _calendar(house, since)
    house.personas = _personas(house)
    _agree(house, since)
    return house


def _people(language: str) -> House:
    """Return the house with its people alone."""

    def person(name: str, mailbox: str, team: Team | None, role: str, speaks: str = "") -> User:
        return _person(house.say(name), mailbox, team, role, speaks or language)

    nobody = User()
    house = House([], [], nobody, nobody, nobody, Calendar(), {}, language)
    marketing = Team.objects.create(name=house.say("Marketing"), side=Side.MARKETING)
    sales = Team.objects.create(name=house.say("Sales"), side=Side.SALES)
    house.marketers = [
        person("Rami Aziz", "marketer", marketing, Role.MARKETER),
        person("Salma Nasser", "salma", marketing, Role.MARKETER, "ar"),
    ]
    house.reps = [
        person("Khalid Amin", "rep", sales, Role.REP),
        person("Joanna Reed", "joanna", sales, Role.REP, "en"),
        person("يارا سعد", "yara", sales, Role.REP, "ar"),
        person("Mateo Cruz", "mateo", sales, Role.REP, "en"),
    ]
    house.sales_manager = person("Dana Habib", "manager", sales, Role.MANAGER)
    house.marketing_manager = person("Hana Yousef", "hana", marketing, Role.MANAGER)
    house.administrator = person("Adel Omran", "admin", None, "")
    return house


def _person(name: str, mailbox: str, team: Team | None, role: str, language: str) -> User:
    user = User.objects.create(
        email=f"{mailbox}@{EMAIL_DOMAIN}",
        name=name,
        language=language,
        password=make_password(PASSWORD),
        is_administrator=team is None,
    )
    if team is not None:
        Membership.objects.create(user=user, team=team, role=role)
    return user


def _calendar(house: House, since: datetime) -> Calendar:
    hours = [("09:00", "12:30"), ("13:30", "18:00")]
    national_day = date(since.astimezone(ZONE).year, 9, 23)
    text = calendars.CalendarText(
        time_zone=ZONE.key,
        week=dict.fromkeys(SUNDAY_TO_THURSDAY, hours),
        holidays={national_day.isoformat(): house.say("National Day")},
    )
    name = house.say("Riyadh")
    return calendars.create_calendar(name=name, text=text, at=since, by=house.sales_manager)


def _personas(house: House) -> dict[str, Persona]:
    by, say = house.marketing_manager, house.say
    profile = catalogue.ProfileText(
        say("Growing service company"),
        say("50 to 1,000 people, several branches, no system yet."),
    )
    catalogue.create_profile(text=profile, criteria=_told(_PROFILE, say), by=by)
    return {
        key: catalogue.create_persona(
            text=catalogue.PersonaText(**{name: say(said) for name, said in vars(text).items()}),
            criteria=_told(criteria, say),
            by=by,
        )
        for key, (text, criteria) in _PERSONAS.items()
    }


def _told(criteria: list[CriterionText], say: Callable[[str], str]) -> list[CriterionText]:
    """Return ``criteria`` with their values in the language of the house."""
    return [replace(one, operands=tuple(map(say, one.operands))) for one in criteria]


_INDUSTRIES = ("Health care", "Logistics", "Education", "Hospitality", "Retail")
_PROFILE = [
    CriterionText(FactName.COMPANY_SIZE, Operator.BETWEEN, ("50", "1000"), 2),
    CriterionText(FactName.INDUSTRY, Operator.IS_ONE_OF, _INDUSTRIES),
]
_PERSONAS = {
    "it": (
        catalogue.PersonaText(
            name="IT buyer",
            role="Head of IT in a company of several branches",
            description="Chooses the system and answers for its running.",
            pains="Too many tools that do not talk to each other.",
            goals="One system, few incidents, a clear contract.",
            objections="Another migration, and who trains the branches?",
            answers="We move the data and train each branch on site, in its own language.",
            messages="One contract, one number to call.\nLive in three weeks, branch by branch.",
            channels="Webinars on integration, peers in other companies.",
            opener="You asked how the change-over works across your branches. "
            "Shall I walk you through it now, ten minutes?",
        ),
        [
            CriterionText(
                FactName.JOB_TITLE, Operator.CONTAINS, ("IT", "CIO", "systems", "تقنية"), 3
            ),
            CriterionText(FactName.COMPANY_SIZE, Operator.AT_LEAST, ("50",)),
            CriterionText(FactName.HAS_CONTACT, Operator.IS_TRUE),
        ],
    ),
    "operations": (
        catalogue.PersonaText(
            name="Operations head",
            role="Runs the branches and their daily work",
            description="Owns the daily work that the system is to carry.",
            pains="Phones, paper and spreadsheets between branches.",
            goals="To see today's work in one place.",
            objections="My people have no time to learn it.",
            answers="A branch works with it after one morning; we stay for the first week.",
            messages="See today’s work of every branch on one page.",
            channels="Trade fairs, referrals from branch managers.",
            opener="You run several sites: which of them costs you most phone calls a day?",
        ),
        [
            CriterionText(
                FactName.JOB_TITLE,
                Operator.CONTAINS,
                ("operations", "branch", "fleet", "العمليات", "الفروع", "أسطول"),
                3,
            ),
            CriterionText(FactName.COMPANY_SIZE, Operator.BETWEEN, ("20", "2000")),
            CriterionText(FactName.HAS_CONTACT, Operator.IS_TRUE),
        ],
    ),
}


# What marketing is held to: its goals, leads on profile, whole briefs; and what sales can work.
_PLEDGES = (
    PledgeText("volume", attempt_minutes=8, selling_hours=30),
    PledgeText("value"),
    PledgeText("profile", percent=70),
    PledgeText("brief", percent=90),
)


def _agree(house: House, since: datetime) -> AgreementVersion:
    by = house.sales_manager
    moment = since + timedelta(minutes=1)
    version = drafting.draft(at=moment, by=by)
    for kind in DefinitionKind.values:
        drafting.draft_definition(kind=kind, at=moment, by=house.marketing_manager)
    for target in list(version.targets.all()):
        targets.remove_target(target=target, by=by)
    for text in _promises(house):
        targets.add_target(version=version, text=text, by=by)
    goals = VersionText(
        goal_leads=85,
        goal_value=Decimal(1_800_000),
        required_brief_fields=("who", "did", "wants", "why_now"),
    )
    drafting.edit(version=version, text=goals, by=by)
    pledging.promise(version=version, pledges=_PLEDGES, by=by)
    shared = {
        "goal_revenue": Decimal(1_500_000),
        "marketing_share_percent": 60,
        "sales_quota": Decimal(1_600_000),
        "profiles": tuple(str(one.code) for one in IdealCustomerProfile.objects.current()[:3]),
        "personas": tuple(str(one.code) for one in Persona.objects.current()[:5]),
    }
    part_drafting.edit_part(version=version, changes=shared, by=by)
    signing.propose(version=version, plan=Plan(), at=moment, by=by)
    for head in (house.marketing_manager, house.sales_manager):
        signing.sign(version=version, at=moment, by=head)
    version.refresh_from_db()
    return version


def _promises(house: House) -> list[TargetText]:
    """Return the promises; demo requests count round the clock, so that one always ticks."""
    return [
        _promise(house, "Demo requests: claim in 30 minutes, day and night", Metric.CLAIM, 30),
        _promise(house, "Everybody else: claim in 2 hours", Metric.CLAIM, 120, house.calendar),
        _promise(house, "Demo requests: first touch within the hour", Metric.FIRST_TOUCH, 60),
        _promise(
            house, "Everybody else: first touch in 4 hours", Metric.FIRST_TOUCH, 240, house.calendar
        ),
        *_later_promises(house),
    ]


def _later_promises(house: House) -> list[TargetText]:
    """Return the promises that begin after the hand-off; a working day has eight hours."""
    hour, calendar = 60, house.calendar
    attempts = _promise(
        house, "Five attempts in a working week", Metric.ATTEMPT, 40 * hour, calendar
    )
    return [
        replace(attempts, attempts=5, warn_percents=(50, 75)),
        replace(
            _promise(house, "Decided in a working week", Metric.DECISION, 40 * hour, calendar),
            pause_reasons=("lead_asked", "lead_away"),
            pause_limit_seconds=40 * hour * 60,
        ),
        _promise(
            house, "A new owner calls in 2 hours", Metric.OWNER_TOUCH, 2 * hour, house.calendar
        ),
        replace(
            _promise(house, "Answered in two working days", Metric.ANSWER, 16 * hour, calendar),
            pause_reasons=(),
        ),
    ]


def _promise(
    house: House, name: str, metric: Metric, minutes: int, calendar: Calendar | None = None
) -> TargetText:
    """Return a promise for everybody in working hours, or one for demo requests at any hour."""
    return TargetText(
        name=house.say(name),
        metric=metric,
        seconds=minutes * 60,
        is_business_time=calendar is not None,
        calendar_id=calendar.pk if calendar else None,
        lead_types=() if calendar else (house.say(DEMO_REQUEST),),
    )
