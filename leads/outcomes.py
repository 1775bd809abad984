"""Outcomes of deals that another system knows: whose they are, and what they change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from kit.refusals import Refusal
from leads.importing.row import Flaw, OutcomeRow
from leads.lifecycle import import_outcome
from leads.models import Lead, Outcome
from leads.stages import Stage
from teams.models import User

STAGE_OF = {Outcome.WON.value: Stage.CUSTOMER, Outcome.LOST.value: Stage.LOST}


def match(rows: Sequence[OutcomeRow], *, locks: bool = False) -> dict[int, Lead | Flaw]:
    """Return for each row's number its lead, or why there is none: one query.

    The external id decides; the e-mail is asked only for rows without one. An e-mail that several
    leads share says nothing. ``locks`` keeps the leads as they are until the transaction ends: in
    the order of their ids as everywhere, whatever the order of the file.
    """
    ids = _given(row.external_id for row in rows)
    emails = _given(row.email for row in rows if not row.external_id)
    found = Lead.objects.filter(Q(external_id__in=ids) | Q(email__in=emails)).order_by("pk")
    by_id: dict[str, Lead] = {}
    by_email: dict[str, list[Lead]] = defaultdict(list)
    for lead in found.select_for_update(no_key=True) if locks else found:
        by_id[lead.external_id] = lead
        by_email[lead.email].append(lead)
    return {row.row: _found(row, by_id, by_email) for row in rows}


def is_known(row: OutcomeRow, lead: Lead) -> bool:
    """Return whether the lead has this outcome already."""
    return bool(lead.stage == STAGE_OF[row.outcome])


def settle(row: OutcomeRow, lead: Lead, *, at: datetime, by: User) -> Flaw | None:
    """Record the row's outcome on ``lead``; return why not, None when it was recorded.

    An outcome without a date happened at ``at``.
    """
    try:
        changed = import_outcome(
            lead=lead,
            outcome=row.outcome,
            happened_at=row.happened_at or at,
            value=row.value,
            at=at,
            by=by,
        )
    except Refusal:
        return Flaw("not_possible")
    return None if changed else Flaw("known_outcome")


def _found(row: OutcomeRow, by_id: dict[str, Lead], by_email: dict[str, list[Lead]]) -> Lead | Flaw:
    if row.external_id:
        return by_id.get(row.external_id) or Flaw("unknown_lead", None, row.external_id[:100])
    leads = by_email.get(row.email, [])
    if len(leads) == 1:
        return leads[0]
    return Flaw("several_leads" if leads else "unknown_lead", None, row.email[:100])


def _given(values: Iterable[str]) -> set[str]:
    return {value for value in values if value}
