"""A version of the agreement as a contract: numbered clauses, in words, with what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sla.calendar_words import OpenDays, open_days
from sla.checking import Problem
from sla.differences import Change, changes, fields_changed
from sla.ladder_words import StepSaid, ladder_differs, ladder_said
from sla.models import PENDING, AgreementVersion, Calendar, CalendarVersion, Metric, Target
from sla.standing import Standing
from sla.targets import in_order, text_of
from sla.wording import Names, Said, said

# The clause in which each goal stands; the targets of a metric are the parts of its clause.
CLAUSE_OF = {
    "goal_leads": "1.1",
    "goal_value": "1.2",
    "required_brief_fields": "1.3",
    "attempts_promised": "2.3",
    "attempts_days": "2.3",
    "goal_attainment_percent": "2.6",
    "breach_limit_percent": "2.7",
    "review_date": "3.4",
}
CLAUSE_OF_METRIC = {
    Metric.ANSWER: "1.5",
    Metric.CLAIM: "2.1",
    Metric.FIRST_TOUCH: "2.2",
    Metric.ATTEMPT: "2.3",
    Metric.OWNER_TOUCH: "2.4",
    Metric.DECISION: "2.5",
}
# The clause of the ladder, where it differs from the former version's.
LADDER = frozenset({"3.5"})


@dataclass(frozen=True)
class TargetClause:
    """One target as a clause. ``change`` is "new", "changed" or ""; ``standing`` None if unasked.

    ``is_rest``: clauses before it take some hand-offs away, it is for everybody else.
    """

    number: str
    said: Said
    is_rest: bool
    change: str
    standing: Standing | None


@dataclass(frozen=True)
class Speed:
    """The clause of one metric and its parts, in the order in which they are tried."""

    number: str
    metric: str
    label: str
    parts: list[TargetClause]

    @property
    def article(self) -> str:
        """Return the article that the clause stands in: "1" for marketing, "2" for sales."""
        return self.number[0]

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
class Contract:
    """A version with all that it says. ``changed``: the clauses that the version before had not."""

    version: AgreementVersion
    former: AgreementVersion | None
    speeds: list[Speed]
    hours: list[Hours]
    changes: list[Change]
    changed: frozenset[str]
    ladder: list[StepSaid]


def contract(
    version: AgreementVersion, *, standings: Mapping[int, Standing] | None = None
) -> Contract:
    """Return ``version`` as a contract, beside the version that was in force before it."""
    former = before(version)
    rows = in_order(version)
    past = in_order(former) if former else []
    return Contract(
        version=version,
        former=former,
        speeds=_speeds(rows, past if former else None, standings),
        hours=_hours(rows),
        changes=changes(former, version, (past, rows)) if former else [],
        changed=frozenset(CLAUSE_OF[name] for name in fields_changed(former, version))
        | (LADDER if former and ladder_differs(former, version) else frozenset()),
        ladder=ladder_said(version, former),
    )


def before(version: AgreementVersion) -> AgreementVersion | None:
    """Return the version that was in force before ``version``, None for the first."""
    rows = AgreementVersion.objects.filter(
        agreement=version.agreement_id, number__lt=version.number
    )
    return rows.exclude(status__in=PENDING).order_by("-number").first()


def placed(problems: Iterable[Problem], speeds: Sequence[Speed]) -> list[tuple[Problem, str]]:
    """Return each problem with the number of the clause that it is about, "" for the whole."""
    numbers = {part.said.target.pk: part.number for speed in speeds for part in speed.parts}
    return [
        (problem, numbers.get(problem.target.pk, "") if problem.target else "")
        for problem in problems
    ]


def _speeds(
    rows: Sequence[Target],
    past: Sequence[Target] | None,
    standings: Mapping[int, Standing] | None,
) -> list[Speed]:
    names = Names.of(rows)
    return [
        Speed(
            number,
            metric.value,
            str(metric.label),
            _parts(number, [row for row in rows if row.metric == metric], names, past, standings),
        )
        for metric, number in CLAUSE_OF_METRIC.items()
    ]


def _parts(
    number: str,
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
                number=f"{number}.{place + 1}",
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
