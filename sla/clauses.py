"""A version of the agreement as a contract: numbered clauses, in words, with what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leads.models import Definition
from personas.models import IdealCustomerProfile, Persona
from sla.calendar_words import OpenDays, open_days
from sla.checking import Problem
from sla.commenting import is_open, may_resolve
from sla.commitment_words import pledges_said
from sla.differences import Change, changes, fields_changed
from sla.document import PROSE, Document
from sla.ladder_words import StepSaid, ladder_differs, ladder_said
from sla.models import (
    AgreementVersion,
    Calendar,
    CalendarVersion,
    ClauseComment,
    Metric,
    Target,
    VersionStatus,
)
from sla.numbering import SECTIONS, clause_of, number_of, section_of
from sla.protocol import definitions_of
from sla.protocol_words import ReasonGroup, reasons_said, recycling_said
from sla.standing import Standing
from sla.targets import in_order, text_of
from sla.wording import Names, Said, said
from teams.models import User

LADDER = frozenset({"ladder"})
PROTOCOL = frozenset({"mql", "sal", "sql", "rejection", "recycling", "pledges"})


@dataclass(frozen=True)
class TargetClause:
    """One target as a clause. ``change`` is "new", "changed" or ""; ``standing`` None if unasked.

    ``is_rest``: clauses before it take some hand-offs away, it is for everybody else. Its ``key``
    is that of its metric's clause and its place there, such as "claim-2".
    """

    key: str
    said: Said
    is_rest: bool
    change: str
    standing: Standing | None

    @property
    def number(self) -> str:
        """Return the number it is cited by, such as "6.1.2"."""
        return number_of(self.key)


@dataclass(frozen=True)
class Speed:
    """The clause of one metric and its parts, in the order in which they are tried."""

    metric: str
    label: str
    parts: list[TargetClause]

    @property
    def number(self) -> str:
        """Return the number it is cited by, such as "6.1"."""
        return number_of(self.metric)

    @property
    def is_for_all(self) -> bool:
        """Return whether every hand-off has one of its targets."""
        return any(not part.said.for_whom for part in self.parts)


@dataclass(frozen=True)
class Hours:
    """A work calendar that the contract names, and its open days in words."""

    calendar: Calendar
    time_zone: str
    days: list[OpenDays]


@dataclass(frozen=True)
class Remark:
    """A comment on a clause, and whether the reader may settle it."""

    comment: ClauseComment
    may_resolve: bool


@dataclass(frozen=True)
class Clause:
    """One clause: its ``speed`` if it is a metric's, its ``prose`` or ``definition`` if it has one.

    ``template`` says it; ``is_changed``: it says something else than the version before did.
    ``is_talked_about``: the reader may comment on it.
    """

    key: str
    number: str
    title: str
    is_changed: bool
    speed: Speed | None
    prose: str
    definition: Definition | None
    comments: list[Remark]
    is_talked_about: bool

    @property
    def template(self) -> str:
        """Return the template that says the clause."""
        if self.speed:
            return "sla/clauses/metric.html"
        return f"sla/clauses/{'prose' if self.is_prose else self.key}.html"

    @property
    def is_prose(self) -> bool:
        """Return whether prose is all that the clause consists of."""
        return self.key in PROSE and self.key not in ("review", "rejection", "recycling")


@dataclass(frozen=True)
class SectionSaid:
    """One section with its clauses."""

    key: str
    number: str
    title: str
    clauses: list[Clause]


@dataclass(frozen=True)
class Contract:
    """A version with all that it says. ``changed``: keys of clauses that the one before had not."""

    version: AgreementVersion
    former: AgreementVersion | None
    document: Document
    speeds: list[Speed]
    hours: list[Hours]
    changes: list[Change]
    changed: frozenset[str]
    ladder: list[StepSaid]
    definitions: dict[str, Definition | None]
    reasons: list[ReasonGroup]
    recycling: list[str]
    pledges: list[str]
    profiles: list[IdealCustomerProfile]
    personas: list[Persona]
    remarks: dict[str, list[Remark]]
    is_talked_about: bool

    @property
    def sections(self) -> list[SectionSaid]:
        """Return all sections in order."""
        return [
            SectionSaid(
                section.key,
                str(place),
                str(section.title),
                [self.clause(key, str(title)) for key, title in section.clauses.items()],
            )
            for place, section in enumerate(SECTIONS, start=1)
        ]

    @property
    def by_section(self) -> dict[str, SectionSaid]:
        """Return the sections by key."""
        return {section.key: section for section in self.sections}

    def clause(self, key: str, title: str) -> Clause:
        """Return the clause ``key``."""
        speed = next((one for one in self.speeds if one.metric == key), None)
        prose = getattr(self.document, key) if key in PROSE else ""
        return Clause(
            key=key,
            number=number_of(key),
            title=title,
            is_changed=key in self.changed,
            speed=speed,
            prose=prose,
            definition=self.definitions.get(key),
            comments=self.remarks.get(key, []),
            is_talked_about=self.is_talked_about,
        )


def contract(
    version: AgreementVersion,
    *,
    standings: Mapping[int, Standing] | None = None,
    reader: User | None = None,
) -> Contract:
    """Return ``version`` as a contract, beside the version that was in force before it.

    A ``reader`` who manages a side sees what was said about its clauses, and may say more while
    it is not agreed on.
    """
    is_talked_about = reader is not None and reader.is_manager and is_open(version)
    former = before(version)
    rows = in_order(version)
    past = in_order(former) if former else []
    document = Document.from_data(version.document)
    made = changes(former, version, (past, rows)) if former else []
    return Contract(
        version=version,
        former=former,
        document=document,
        speeds=_speeds(rows, past if former else None, standings),
        hours=_hours(rows),
        changes=made,
        changed=frozenset(clause_of(name) for name in fields_changed(former, version))
        | PROTOCOL & {change.clause for change in made}
        | (LADDER if former and ladder_differs(former, version) else frozenset()),
        ladder=ladder_said(version, former),
        pledges=pledges_said(version),
        definitions=definitions_of(version),
        reasons=reasons_said(version),
        recycling=recycling_said(version),
        profiles=list(IdealCustomerProfile.objects.filter(code__in=document.profiles)),
        personas=list(Persona.objects.filter(code__in=document.personas)),
        remarks=_remarks(version, reader) if reader and reader.is_manager else {},
        is_talked_about=is_talked_about,
    )


def _remarks(version: AgreementVersion, reader: User) -> dict[str, list[Remark]]:
    """Return what was said about each clause, by its key; one query."""
    found: dict[str, list[Remark]] = {}
    for comment in version.comments.select_related("by", "resolved_by"):
        is_settled = comment.resolved_at is not None or not is_open(version)
        remark = Remark(comment, not is_settled and may_resolve(comment, reader))
        found.setdefault(comment.clause.partition("-")[0], []).append(remark)
    return found


def before(version: AgreementVersion) -> AgreementVersion | None:
    """Return the version that was in force before ``version``, None for the first."""
    rows = AgreementVersion.objects.filter(
        agreement=version.agreement_id, number__lt=version.number
    )
    return rows.exclude(status=VersionStatus.DRAFT).order_by("-number").first()


@dataclass(frozen=True)
class Placed:
    """A problem and the key of the clause that it is about, "" for the whole."""

    problem: Problem
    key: str

    @property
    def number(self) -> str:
        """Return the number of the clause, "" for the whole."""
        return number_of(self.key)

    @property
    def section(self) -> str:
        """Return the key of the section in which the clause stands, "" for the whole."""
        found = section_of(self.key)
        return found.key if found else ""


def placed(problems: Iterable[Problem], speeds: Sequence[Speed]) -> list[Placed]:
    """Return each problem with the clause that it is about."""
    keys = {part.said.target.pk: part.key for speed in speeds for part in speed.parts}
    return [
        Placed(problem, keys.get(problem.target.pk, "") if problem.target else problem.clause)
        for problem in problems
    ]


def _speeds(
    rows: Sequence[Target],
    past: Sequence[Target] | None,
    standings: Mapping[int, Standing] | None,
) -> list[Speed]:
    names = Names.of(rows)
    found = []
    for metric in Metric:
        of_metric = [row for row in rows if row.metric == metric]
        parts = _parts(metric.value, of_metric, names, past, standings)
        found.append(Speed(metric.value, str(metric.label), parts))
    return found


def _parts(
    metric: str,
    rows: Sequence[Target],
    names: Names,
    past: Sequence[Target] | None,
    standings: Mapping[int, Standing] | None,
) -> list[TargetClause]:
    blank = None if standings is None else Standing(0, 0, 0)
    found = []
    for place, row in enumerate(rows):
        words = said(row, text_of(row), names)
        found.append(
            TargetClause(
                key=f"{metric}-{place + 1}",
                said=words,
                is_rest=bool(place) and not words.for_whom,
                change=_change(row, past),
                standing=(standings or {}).get(row.pk, blank),
            )
        )
    return found


def _change(row: Target, past: Sequence[Target] | None) -> str:
    """Return how ``row`` differs from its namesake of the version before."""
    if past is None:
        return ""
    same = next((one for one in past if (one.metric, one.name) == (row.metric, row.name)), None)
    if same is None:
        return "new"
    return "" if text_of(same) == text_of(row) else "changed"


def _hours(rows: Iterable[Target]) -> list[Hours]:
    """Return the calendars that ``rows`` name, as they stand now; one query."""
    named = {row.calendar.pk: row.calendar for row in rows if row.calendar and row.is_business_time}
    texts = CalendarVersion.objects.filter(calendar__in=named).order_by("calendar_id", "-number")
    return [
        Hours(named[text.calendar_id], text.time_zone, open_days(text.week))
        for text in texts.distinct("calendar_id")
    ]
