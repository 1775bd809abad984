"""The promise of the first touch, divided by rep, source or persona.

A breach is charged as the agreement says: to the rep who held the lead when it fell due. A lead
that waited unclaimed past its due instant is the side's breach, never that of who rescues it.
"""

from collections import defaultdict
from collections.abc import Iterable
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
    When,
)
from django.utils.translation import gettext_lazy as _

from dashboards.attainment import Verdicts, total, verdicts_of
from dashboards.models import Dimension
from dashboards.spreads import Spread
from dashboards.sums import PartSum
from dashboards.verdicts import is_broken
from leads.models import Source
from personas.models import Persona
from sla.models import Breach, Clock
from teams.models import User

__all__ = ["Dimension", "Part", "breakdown", "divided", "name_of", "names_of"]


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


def breakdown(sums: Iterable[PartSum], by: Dimension) -> list[Part]:
    """Return the parts with a promise due, the highest breach rate first, leads of none last.

    ``sums`` are of the days of a period; one query for the names.
    """
    found: defaultdict[int, list[PartSum]] = defaultdict(list)
    for each in sums:
        found[each.key].append(each)
    names = names_of(by, [key for key in found if key])
    parts = [_part(key, rows, names, by) for key, rows in found.items()]
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
    return names_of(by, [key]).get(key, "")


def _part(key: int, rows: list[PartSum], names: dict[int, str], by: Dimension) -> Part:
    spread = Spread(*(row.business for row in rows))
    return Part(
        key=key or None,
        name=names.get(key, "") if key else str(_NOBODY[by]),
        verdicts=total(map(verdicts_of, rows)),
        median=spread.percentile(0.5),
        p90=spread.percentile(0.9),
    )


def names_of(by: Dimension, keys: list[int]) -> dict[int, str]:
    """Return the names of the parts with these ids: one query, none for no ids."""
    return dict(_MODELS[by].objects.filter(pk__in=keys).values_list("pk", "name"))
