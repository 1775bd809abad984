"""Reads what was agreed, for the instant at hand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from kit.addresses import address
from leads.conditions import Snapshot, is_for
from leads.models import Definition, DefinitionKind, ReturnReason, Terms
from leads.models.terms import LONGEST_NURTURE_DAYS
from leads.reasons import rows_by_id

DEFAULT_ATTEMPTS = 5
DEFAULT_ATTEMPTS_DAYS = 10


@dataclass(frozen=True)
class AttemptRule:
    """How many attempts are promised, and for whom; an empty list is for everybody."""

    attempts: int
    sources: tuple[int, ...] = ()
    lead_types: tuple[str, ...] = ()
    personas: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return the rule that ``as_data`` told."""
        names = [each.name for each in fields(cls)][1:]
        return cls(told["attempts"], **{name: tuple(told.get(name, ())) for name in names})

    def as_data(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


@dataclass(frozen=True)
class Recycling:
    """When a lead that was returned to marketing may come up again, and how often it may return.

    ``default_days`` in nurture are offered (None: none are), ``longest_days`` are the most, and
    ``times`` how often one lead may be returned (None: as often as it takes).
    """

    default_days: int | None = None
    longest_days: int = LONGEST_NURTURE_DAYS
    times: int | None = None


@dataclass(frozen=True)
class TermsText:
    """What holds at an instant: brief, attempts, definitions, reasons, rules of recycling.

    ``agreement_version``: the code of the version that says so, None before the first.
    """

    required_brief_fields: tuple[str, ...]
    attempts_promised: int
    attempts_days: int
    definition_ids: dict[str, int | None]
    attempt_rules: tuple[AttemptRule, ...] = ()
    reason_ids: tuple[int, ...] = ()
    recycling: Recycling = Recycling()
    agreement_version: UUID | None = None

    def reasons(self, kind: str = "") -> list[ReturnReason]:
        """Return the reasons that may be given, in their order; of one ``kind`` where it is said.

        Before any agreement said its own, those that every company begins with.
        """
        return [row for row in rows_by_id(self.reason_ids) if kind in ("", row.kind)]

    def clause_url(self, clause: str) -> str:
        """Return the address of a clause in the version that says so; "" before the first."""
        if self.agreement_version is None or not clause:
            return ""
        return f"{address('sla:agreement_version', self.agreement_version)}#clause-{clause}"

    def attempts_for(self, handoff: Snapshot) -> int:
        """Return how many attempts are promised before the lead counts as unreachable."""
        rules = (rule.attempts for rule in self.attempt_rules if is_for(rule, handoff))
        return next(rules, self.attempts_promised)

    def definition(self, kind: str) -> Definition | None:
        """Return the definition of ``kind`` with its criteria, None when there is none."""
        definition_id = self.definition_ids.get(kind)
        if definition_id is None:
            return None
        return Definition.objects.prefetch_related("criteria").get(pk=definition_id)


# Before the first agreement: the whole brief, and the attempts that most teams begin with.
UNAGREED = TermsText(
    required_brief_fields=Terms.BRIEF_FIELDS,
    attempts_promised=DEFAULT_ATTEMPTS,
    attempts_days=DEFAULT_ATTEMPTS_DAYS,
    definition_ids={},
)


def in_force(at: datetime) -> TermsText:
    """Return the terms in force at ``at``; sound defaults while nothing has been agreed."""
    row = Terms.objects.filter(in_force_at__lte=at).order_by("-in_force_at", "-id").first()
    if row is None:
        return UNAGREED
    return TermsText(
        required_brief_fields=tuple(row.required_brief_fields),
        attempts_promised=row.attempts_promised,
        attempts_days=row.attempts_days,
        definition_ids={
            DefinitionKind.MQL: row.mql_definition_id,
            DefinitionKind.SAL: row.sal_definition_id,
            DefinitionKind.SQL: row.sql_definition_id,
        },
        attempt_rules=tuple(map(AttemptRule.of, row.attempt_rules)),
        reason_ids=tuple(row.reason_ids),
        recycling=Recycling(row.recycle_default_days, row.recycle_longest_days, row.recycle_times),
        agreement_version=row.agreement_version,
    )
