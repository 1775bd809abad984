"""The clauses of the agreement in their order: their keys, numbers and titles.

A number is what people cite; a key is what a link, a comment and a program name a clause by, so
that they stay right when a clause is put in before it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """One section of the agreement: its key, its title, and the titles of its clauses by key."""

    key: str
    title: Promise
    clauses: dict[str, Promise]


SECTIONS = (
    Section(
        "parties",
        _("Parties and period"),
        {"parties": _("The parties"), "period": _("The period")},
    ),
    Section(
        "goals",
        _("Shared goals"),
        {
            "goal_revenue": _("Revenue"),
            "marketing_share": _("Marketing’s share of it"),
            "sales_quota": _("Sales’ quota"),
        },
    ),
    Section(
        "profiles",
        _("Profiles and personas"),
        {"profiles": _("Ideal customers"), "personas": _("Personas")},
    ),
    Section(
        "definitions",
        _("Lead definitions"),
        {
            "mql": _("Marketing-qualified lead (MQL)"),
            "sal": _("Sales-accepted lead (SAL)"),
            "sql": _("Sales-qualified lead (SQL)"),
        },
    ),
    Section(
        "marketing",
        _("Marketing promises"),
        {
            "goal_leads": _("How many"),
            "goal_value": _("How valuable"),
            "brief": _("How well prepared"),
            "answer": _("Rejection to marketing's answer"),
            "pledges": _("Held period by period"),
        },
    ),
    Section(
        "sales",
        _("Sales promises"),
        {
            "claim": _("Hand-off to claim"),
            "first_touch": _("Hand-off to first touch"),
            "attempt": _("Attempts to reach the lead"),
            "owner_touch": _("Reassignment to the new owner's first touch"),
            "decision": _("Claim to decision"),
            "attainment": _("How reliably"),
        },
    ),
    Section(
        "protocol",
        _("Protocol"),
        {
            "routing": _("Routing"),
            "attempts": _("Ways of trying"),
            "rejection": _("Rejection"),
            "recycling": _("Recycling"),
            "ladder": _("Escalation"),
        },
    ),
    Section("hours", _("Work calendars"), {"hours": _("Working hours")}),
    Section(
        "measures",
        _("Measures"),
        {"measures": _("How it is measured"), "breach_limit": _("Where it stands out")},
    ),
    Section(
        "shortfall",
        _("If a side falls short"),
        {
            "marketing_short": _("If marketing falls short"),
            "sales_short": _("If sales falls short"),
        },
    ),
    Section("review", _("Review"), {"review": _("Review")}),
)

# The clause in which each column of a version stands, where it is not called the same.
CLAUSE_OF_FIELD = {
    "required_brief_fields": "brief",
    "attempts_promised": "attempt",
    "attempts_days": "attempt",
    "goal_attainment_percent": "attainment",
    "breach_limit_percent": "breach_limit",
    "review_date": "review",
    "begins_on": "period",
    "ends_on": "period",
    "marketing_share_percent": "marketing_share",
}
_NUMBERS = {
    key: f"{place}.{inner}"
    for place, section in enumerate(SECTIONS, start=1)
    for inner, key in enumerate(section.clauses, start=1)
}
_TITLES = {key: title for section in SECTIONS for key, title in section.clauses.items()}


def clause_of(field: str) -> str:
    """Return the key of the clause in which the column or entry ``field`` stands."""
    return CLAUSE_OF_FIELD.get(field, field)


def number_of(key: str) -> str:
    """Return the number of the clause ``key``, such as "6.1"; "" where there is no such clause.

    A part of a clause, such as "claim-2", has the number of the clause and its own: "6.1.2".
    """
    clause, _dash, part = key.partition("-")
    number = _NUMBERS.get(clause, "")
    return f"{number}.{part}" if number and part else number


def title_of(key: str) -> str:
    """Return what the clause ``key`` is called in the active language, "" for none."""
    return str(_TITLES.get(key.partition("-")[0], ""))


def section_of(key: str) -> Section | None:
    """Return the section in which the clause ``key`` stands, None for none."""
    clause = key.partition("-")[0]
    return next((section for section in SECTIONS if clause in section.clauses), None)


def section_named(key: str) -> Section | None:
    """Return the section ``key``, None for none."""
    return next((section for section in SECTIONS if section.key == key), None)
