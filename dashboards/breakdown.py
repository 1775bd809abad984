"""The promise of the first touch, divided by rep, source or persona.

A breach is charged as the agreement says: to the rep who held the lead when it fell due. A lead
that waited unclaimed past its due instant is the side's breach, never that of who rescues it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    When,
)
from django.utils.translation import gettext_lazy as _

from dashboards.attainment import Verdicts
from dashboards.periods import Period
from dashboards.verdicts import HAS_ANSWER, Percentile, cohort, counts, is_broken
from leads.models import Source
from personas.models import Persona
from sla.models import Breach, Clock, Metric
from teams.models import User


class Dimension(TextChoices):
    """What the leads are divided by."""

    REP = "rep", _("Rep")
    SOURCE = "source", _("Source")
    PERSONA = "persona", _("Persona")


@dataclass(frozen=True)
class Part:
    """One rep, source or persona: ``key`` is its id, None for leads that have none."""

    key: int | None
    name: str
    verdicts: Verdicts
    median: int | None
    p90: int | None


_FIELDS = {Dimension.SOURCE: "handoff__source_id", Dimension.PERSONA: "handoff__persona_id"}
_MODELS: dict[str, Any] = {
    Dimension.REP: User,
    Dimension.SOURCE: Source,
    Dimension.PERSONA: Persona,
}
_NOBODY = {
    Dimension.REP: _("Unclaimed"),
    Dimension.SOURCE: _("No source"),
    Dimension.PERSONA: _("No persona"),
}


def breakdown(period: Period, at: datetime, by: Dimension) -> list[Part]:
    """Return the parts with a promise due, the highest breach rate first, leads of none last."""
    rows = (
        divided(cohort(period).filter(metric=Metric.FIRST_TOUCH), at, by)
        .order_by()
        .values("part")
        .annotate(
            **counts(at),
            median=Percentile(F("business_seconds"), "0.5", filter=HAS_ANSWER),
            p90=Percentile(F("business_seconds"), "0.9", filter=HAS_ANSWER),
        )
    )
    found = list(rows)
    names = _names(by, [row["part"] for row in found if row["part"] is not None])
    parts = [_part(row, names, by) for row in found]
    return sorted(
        parts,
        key=lambda part: (part.key is None, -(part.verdicts.breach_rate or 0), part.name),
    )


def divided(clocks: QuerySet[Clock, Any], at: datetime, by: Dimension) -> QuerySet[Any, Any]:
    """Return ``clocks`` with ``part``: the id of what each one counts for."""
    if by != Dimension.REP:
        return clocks.annotate(part=F(_FIELDS[by]))
    was_held = Q(handoff__claimed_at__lte=F("due_at"))
    charged = Breach.objects.filter(clock=OuterRef("pk"), withdrawn_at__isnull=True)
    return clocks.annotate(
        part=Case(
            When(breached_at__isnull=False, then=Subquery(charged.values("charged_to")[:1])),
            When(is_broken(at) & ~was_held, then=None),
            default=F("handoff__owner_id"),
            output_field=IntegerField(),
        )
    )


def name_of(by: Dimension, key: int | None) -> str:
    """Return the name of a part; "" where there is no such thing."""
    if key is None:
        return str(_NOBODY[by])
    return _names(by, [key]).get(key, "")


def _part(row: dict[str, Any], names: dict[int, str], by: Dimension) -> Part:
    key = row["part"]
    return Part(
        key=key,
        name=str(_NOBODY[by]) if key is None else names.get(key, ""),
        verdicts=Verdicts(row["kept"], row["broken"], row["running"], row["void"]),
        median=None if row["median"] is None else round(row["median"]),
        p90=None if row["p90"] is None else round(row["p90"]),
    )


def _names(by: Dimension, keys: list[int]) -> dict[int, str]:
    return dict(_MODELS[by].objects.filter(pk__in=keys).values_list("pk", "name"))
