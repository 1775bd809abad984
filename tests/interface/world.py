"""The company whose pages are opened: the demonstration, and whatever each page needs to show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from alignment import demo
from alignment.demo.house import EMAIL_DOMAIN
from leads import bulk, lifecycle
from leads.importing import files, runs
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.intake import NewLead, capture
from leads.models import (
    BulkRun,
    Campaign,
    Cost,
    Definition,
    Handoff,
    ImportRun,
    Lead,
    ReturnReason,
    Source,
    Touch,
)
from leads.qualifying import qualify_mql
from notifications import outbox
from personas import catalogue
from personas.models import IdealCustomerProfile, Persona
from sla import backtesting, calendars, commenting, drafting, excusing, pausing, signing
from sla.ladder_drafting import StepText, add_step
from sla.models import AgreementVersion, Breach, Calendar
from sla.plans import Plan
from teams import absences
from teams.links import link_for
from teams.models import Company, Purpose, Role, Side, Team, User
from tests import cast

# The people of the demonstration by what they are, and the mailbox of each.
PEOPLE = {
    "marketer": "marketer",
    "rep": "rep",
    "manager": "manager",
    "marketing manager": "hana",
    "administrator": "admin",
}
# Whom each state of a hand-off is shown with; one search finds them all.
MANSOURS = {
    "waiting": "Rana",
    "claimed": "Idris",
    "contacted": "Maryam",
    "paused": "Faris",
    "sql": "Yusuf",
    "returned": "Karim",
    "won": "Salem",
}
FILE = """Name,Email,Phone,Company,Employees,Source
Huda Karim,huda@example.com,+966 55 900 0001,Cedar Clinics,120,Webinar
=cmd(),not an address,12,Alto Cargo,many,Trade fair
Huda Karim,huda@example.com,,Cedar Clinics,120,Webinar
هند العلي,hind@example.com,+966 55 900 0002,مدارس المنارة,80,Referral
"""


@dataclass
class World:
    """Who there is, and the code of each thing that has a page; names are those of ``pages``."""

    people: dict[str, User] = field(default_factory=dict)
    codes: dict[str, Any] = field(default_factory=dict)

    def session_of(self, person: str) -> str:
        """Return the session of ``person``, signed in; "" for nobody."""
        if person not in self.people:
            return ""
        client = Client()
        client.force_login(self.people[person], backend="django.contrib.auth.backends.ModelBackend")
        return client.cookies["sessionid"].value

    def look(self, language: str, theme: str) -> None:
        """Let everybody see pages in this language and theme."""
        User.objects.update(language=language, theme=theme)


def full(now: datetime, *, days: int | None = None) -> World:
    """Build the demonstration with a past of so many days, and what it has no example of."""
    with _past_of(days):
        demo.load(now=now)
    world = World(people={name: _person(mailbox) for name, mailbox in PEOPLE.items()})
    for add in (_leads, _handoffs, _imports, _bulk_runs, _agreed, _wanted, _people, _broken):
        add(world, now)
    outbox.deliver(at=now)
    return world


def empty(now: datetime) -> World:
    """Build a company on its first day: people of both sides, and nothing that they have done."""
    people = {
        "marketer": cast.a_marketer(),
        "rep": cast.a_rep(),
        "manager": cast.a_manager(),
        "marketing manager": cast.a_manager(Side.MARKETING, "Hana Yousef"),
        "administrator": cast.a_person("Ada Min", is_administrator=True),
    }
    return World(people=people)


def proposed(now: datetime) -> World:
    """Build a company whose first agreement waits for both heads to sign it."""
    world = empty(now)
    company, by = Company.get(), world.people["manager"]
    company.marketing_head, company.sales_head = world.people["marketing manager"], by
    company.save()
    version = drafting.draft(at=now, by=by)
    signing.propose(version=version, plan=Plan(), at=now, by=by)
    return world


def new(now: datetime) -> World:
    """Build an installation that nobody has set up."""
    return World()


WORLDS: dict[str, Callable[[datetime], World]] = {
    "full": full,
    "empty": empty,
    "proposed": proposed,
    "new": new,
}


def clear() -> None:
    """Empty the tables, but for what the migrations wrote. Raises outside a test's database."""
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        raise PermissionError
    reasons = list(ReturnReason.objects.all())
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    ReturnReason.objects.bulk_create(reasons)


@contextmanager
def _past_of(days: int | None) -> Iterator[None]:
    """Shorten the demonstration's past: its pages look the same, and stand sooner."""
    if days is None:
        yield
        return
    with patch("alignment.demo.past.DAYS", days), patch("alignment.demo.loading.DAYS", days):
        yield


def _person(mailbox: str) -> User:
    return User.objects.get(email=f"{mailbox}@{EMAIL_DOMAIN}")


def _lead(world: World, now: datetime, name: str, **fields: Any) -> Lead:
    fields.setdefault("email", f"{name.partition(' ')[0].lower()}@mail.example")
    new_lead = NewLead(name=name, company_name="Doha Clinics Group", source="Webinar", **fields)
    return capture(new=new_lead, at=now, by=world.people["marketer"], add_anyway=True)


def _leads(world: World, now: datetime) -> None:
    """Add leads that marketing still holds."""
    early = now - timedelta(minutes=40)
    inquiry = _lead(world, early, "Ines Ortega")
    qualified = _lead(world, early, "Qasim Nabil", phone="+966 55 900 0009")
    reason = "Known from the fair; the size is right."
    qualify_mql(lead=qualified, at=early, by=world.people["marketer"], override_reason=reason)
    world.codes |= {"inquiry": inquiry.code, "qualified lead": qualified.code}


def _handoffs(world: World, now: datetime) -> None:
    """Add a hand-off in each state that has an act of its own."""
    found: dict[str, Handoff] = {}
    for number, (name, called) in enumerate(MANSOURS.items()):
        at = now - timedelta(minutes=30 + number)
        lead = _lead(world, at, f"{called} Mansour")
        by = world.people["marketer"]
        qualify_mql(lead=lead, at=at, by=by, override_reason="Known from the fair.")
        found[name] = lifecycle.hand_off(lead=lead, brief=cast.BRIEF, at=at, by=by)
    _answer(found, world.people["rep"], now - timedelta(minutes=9))
    touch = Touch.objects.get(handoff=found["contacted"])
    world.codes |= {"a touch": touch.code, "a rep": world.people["rep"].code}
    absences.note(
        user=world.people["rep"],
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=5),
        at=now,
        by=world.people["manager"],
    )
    world.codes |= {name: handoff.code for name, handoff in found.items()}
    world.codes |= {f"{name} lead": handoff.lead.code for name, handoff in found.items()}


def _answer(found: dict[str, Handoff], rep: User, at: datetime) -> None:
    """Let the rep bring each hand-off to where its name says."""
    for name in ("claimed", "contacted", "paused", "sql", "returned", "won"):
        lifecycle.claim(handoff=found[name], at=at, by=rep)
    for name in ("contacted", "sql", "won"):
        cast.a_touch(found[name], rep, at + timedelta(minutes=1))
    for name in ("sql", "won"):
        lifecycle.qualify(
            handoff=found[name],
            confirmed=frozenset(),
            override_reason="They want it now.",
            at=at + timedelta(minutes=2),
            by=rep,
        )
    at_last = at + timedelta(minutes=3)
    pausing.pause(
        handoff=found["paused"],
        reason="lead_away",
        text="Back on Thursday",
        until_at=at + timedelta(days=1),
        at=at_last,
        by=rep,
    )
    lifecycle.win(handoff=found["won"], value=Decimal(12_400), at=at_last, by=rep)
    plain = ReturnReason.objects.filter(kind="reject", needs_criterion=False, needs_attempts=False)
    decision = lifecycle.Decision(reason=plain[0].key, text="The number is wrong.")
    lifecycle.reject(handoff=found["returned"], decision=decision, at=at_last, by=rep)


def _imports(world: World, now: datetime) -> None:
    """Add an import at each of its steps."""
    by = world.people["marketer"]
    for step in ("uploaded", "checking", "checked", "importing", "done"):
        data = FILE.replace("example.com", f"{step}.example").encode()
        run = files.store(
            name=f"leads-{step}.csv", size=len(data), pieces=[data], kind="leads", at=now, by=by
        )
        world.codes[f"{step} import"] = run.code
        if step == "uploaded":
            continue
        mapping = suggest(files.head_of(run).header, run.kind)
        options = runs.ImportOptions()
        runs.start_check(run=run, mapping=mapping, options=options, at=now, by=by)
        if step == "checking":
            continue
        _work(run, now)
        if step != "checked":
            runs.start_import(run=run, at=now, by=by)
        if step == "done":
            _work(run, now)


def _work(run: ImportRun, at: datetime) -> None:
    worker = Worker(run.pk)
    while worker.step(at=at):
        pass
    run.refresh_from_db()


def _bulk_runs(world: World, now: datetime) -> None:
    by = world.people["marketer"]
    for name in ("waiting", "done"):
        lead = _lead(world, now, "Tariq Fares", email=f"bulk.{name}@mail.example")
        run = bulk.start(
            act=BulkRun.Act.QUALIFY,
            lead_ids=[lead.pk],
            options=bulk.BulkOptions(override_reason="All from the fair."),
            code=uuid4(),
            at=now,
            by=by,
        )
        world.codes[f"{name} bulk"] = run.code
    while bulk.advance(run_id=run.pk, at=now):
        pass


def _changed_for_new_ones(calendar: Calendar, now: datetime, manager: User) -> None:
    """Close a day of next week by a version that open clocks do not follow."""
    text = calendars.newest_version(calendar)
    closed = (now + timedelta(days=7)).date().isoformat()
    calendars.add_version(
        calendar=calendar,
        name=calendar.name,
        text=calendars.CalendarText(
            time_zone=text.time_zone,
            week=text.week,
            holidays={**text.holidays, closed: "Founding day"},
            overrides=text.overrides,
        ),
        after=text.number,
        at=now,
        by=manager,
    )


def _agreed(world: World, now: datetime) -> None:
    """Add a draft of the agreement and of a definition."""
    manager = world.people["manager"]
    world.codes["calendar"] = Calendar.objects.first().code
    _changed_for_new_ones(Calendar.objects.get(code=world.codes["calendar"]), now, manager)
    world.codes["this month"] = f"{now:%Y-%m}"
    world.codes["version"] = AgreementVersion.objects.filter(status="in_force").get().code
    draft = drafting.draft(at=now, by=manager)
    world.codes["draft"] = draft.code
    world.codes["target"] = draft.targets.first().code
    by, text = world.people["marketing manager"], "Two hours are long for a demo request."
    commenting.comment(version=draft, clause="claim", text=text, at=now, by=by)
    step = draft.ladder.first()
    if step is None:
        step = add_step(version=draft, text=StepText(percent=75), by=manager)
    world.codes["step"] = step.code
    run = backtesting.start(version=draft, options=backtesting.Options(), at=now, by=manager)
    backtesting.Worker(run.pk).step(at=now)
    drafting.draft_definition(kind="mql", at=now, by=world.people["marketing manager"])
    in_force = Definition.objects.filter(in_force_at__isnull=False)
    world.codes["definition"] = in_force.order_by("pk").first().code


def _wanted(world: World, now: datetime) -> None:
    by = world.people["marketing manager"]
    world.codes["persona"] = Persona.objects.order_by("pk").first().code
    world.codes["profile"] = IdealCustomerProfile.objects.first().code
    old = catalogue.create_persona(text=catalogue.PersonaText(name="Old hand"), criteria=[], by=by)
    catalogue.archive_persona(persona=old, at=now, by=by)
    world.codes["archived persona"] = old.code
    world.codes["cost"] = Cost.objects.earliest("pk").code
    world.codes["source"] = Source.objects.earliest("pk").pk
    world.codes["campaign"] = Campaign.objects.earliest("pk").pk


def _broken(world: World, now: datetime) -> None:
    """Name a breach that nobody has asked about, one that waits for an answer, one set aside."""
    rows = Breach.objects.filter(withdrawn_at__isnull=True, excuses__isnull=True, side=Side.SALES)
    broken, disputed, excused = rows.order_by("pk")[:3]
    by = world.people["manager"]
    excusing.ask(breach=disputed, kind="dispute", reason="Logged late.", at=now, by=by)
    excusing.ask(breach=excused, kind="excuse", reason="No lines all day.", at=now, by=by)
    excusing.grant(breach=excused, at=now, by=world.people["marketing manager"])
    world.codes |= {"broken": broken.code, "disputed": disputed.code, "excused": excused.code}


def _people(world: World, now: datetime) -> None:
    team = Team.objects.filter(side=Side.SALES).first()
    world.people["outsider"] = cast.a_person("Omar Outside")
    away = cast.a_person("Farid Away", Side.SALES, Role.REP, is_active=False)
    invited = cast.a_person("Nadia New", Side.SALES, Role.REP)
    world.codes |= {
        "team": team.code,
        "person": world.people["rep"].code,
        "away": away.code,
        "link": link_for(invited, Purpose.INVITATION).rstrip("/").rpartition("/")[2],
    }


def now() -> datetime:
    """Return this whole second: pages count from the clock on the wall."""
    return timezone.now().replace(microsecond=0)
