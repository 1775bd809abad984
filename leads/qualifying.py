"""Holding a lead against a definition, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kit.instants import whole_second
from kit.refusals import NotAllowed
from leads import terms
from leads.bulk_result import BulkResult
from leads.facts import confirmed_facts, facts_of, handoff_facts, wanted_now
from leads.models import (
    Brief,
    Definition,
    DefinitionKind,
    Handoff,
    Lead,
    Qualification,
    StageChange,
)
from leads.refusals import DefinitionNotMet, IllegalMove
from leads.signals import stage_changed
from leads.stages import MOVES, Move, Stage
from personas.fit import Fit, evaluate
from personas.models import IdealCustomerProfile, Persona
from teams.models import User


@dataclass(frozen=True)
class Check:
    """A lead held against a definition: which version, and the fit with its reasons.

    ``definition`` is None while none is in force; nothing can be missing then.
    """

    definition: Definition | None
    fit: Fit

    @property
    def is_met(self) -> bool:
        """Return whether the definition is met."""
        return self.fit.is_met


def check(
    *,
    lead: Lead,
    kind: str,
    at: datetime,
    handoff: Handoff | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Check:
    """Hold ``lead`` against the definition of ``kind`` in force at ``at``, or at its hand-off.

    ``handoff`` adds the facts of its brief and touches, ``confirmed`` what the rep vouches for.
    """
    agreed = terms.in_force(at if handoff is None else handoff.handed_at)
    definition = agreed.definition(kind)
    facts = facts_of(lead, wanted_now())
    facts |= confirmed_facts(confirmed)
    if handoff is not None:
        brief = Brief.objects.filter(handoff=handoff).first() or Brief()
        facts |= handoff_facts(handoff, brief, agreed)
    return _held_against(definition, facts)


def qualify_mql(*, lead: Lead, at: datetime, by: User, override_reason: str = "") -> Lead:
    """Qualify one lead (MQL).

    Raises ``IllegalMove`` for a lead that sales has or that is qualified already, and
    ``DefinitionNotMet`` unless the definition is met or ``override_reason`` says why not.
    """
    moment = whole_second(at)
    if not by.is_marketer:
        raise NotAllowed
    with transaction.atomic():
        locked = (
            Lead.objects.select_for_update(of=("self",)).select_related("source").get(pk=lead.pk)
        )
        if locked.stage not in MOVES[Move.QUALIFY_MQL].sources:
            raise IllegalMove
        found = check(lead=locked, kind=DefinitionKind.MQL, at=moment)
        record(found, lead=locked, handoff=None, at=moment, by=by, override_reason=override_reason)
        _move([locked], moment, by)
    lead.stage = Stage.MQL
    return lead


def qualify_many(
    *, lead_ids: Sequence[int], at: datetime, by: User, override_reason: str = ""
) -> BulkResult:
    """Qualify many leads in sets; those that may not be, or do not meet it, are reported.

    Keep to a few hundred ids a call: it is one transaction.
    """
    moment = whole_second(at)
    if not by.is_marketer:
        raise NotAllowed
    result = BulkResult()
    definition = terms.in_force(moment).definition(DefinitionKind.MQL)
    wanted = wanted_now()
    with transaction.atomic():
        rows = Lead.objects.filter(pk__in=lead_ids).select_related("source").order_by("pk")
        locked = {lead.pk: lead for lead in rows.select_for_update(of=("self",))}
        good: list[tuple[Lead, Check]] = []
        for lead_id in dict.fromkeys(lead_ids):  # one that is named twice counts once
            lead = locked.get(lead_id)
            refusal, found = _try(lead, definition, wanted, override_reason)
            if lead is None or found is None:
                result.refused.append((lead_id, refusal))
            else:
                good.append((lead, found))
        Qualification.objects.bulk_create(
            _row(found, lead, None, moment, by, override_reason) for lead, found in good
        )
        _move([lead for lead, _found in good], moment, by)
        result.done = [lead.pk for lead, _found in good]
    return result


def record(
    found: Check,
    *,
    lead: Lead,
    handoff: Handoff | None,
    at: datetime,
    by: User,
    override_reason: str,
) -> Qualification:
    """Keep what was found; raises ``DefinitionNotMet`` when it is not met and has no reason."""
    if not found.is_met and not override_reason.strip():
        raise DefinitionNotMet(field="override_reason")
    row = _row(found, lead, handoff, at, by, override_reason)
    row.save(force_insert=True)
    return row


def _held_against(
    definition: Definition | None, facts: dict[str, str | int | bool | None]
) -> Check:
    rules = [criterion.as_rule() for criterion in definition.criteria.all()] if definition else []
    return Check(definition, evaluate(rules, facts))


def _try(
    lead: Lead | None,
    definition: Definition | None,
    wanted: list[Persona | IdealCustomerProfile],
    override_reason: str,
) -> tuple[str, Check | None]:
    """Return (code of the refusal, None) or ("", what was found)."""
    if lead is None or lead.stage not in MOVES[Move.QUALIFY_MQL].sources:
        return IllegalMove.code, None
    found = _held_against(definition, facts_of(lead, wanted))
    if not found.is_met and not override_reason.strip():
        return DefinitionNotMet.code, None
    return "", found


def _row(
    found: Check, lead: Lead, handoff: Handoff | None, at: datetime, by: User, override_reason: str
) -> Qualification:
    return Qualification(
        lead=lead,
        handoff=handoff,
        definition=found.definition,
        at=at,
        by=by,
        results={str(reason.rule.key): reason.is_met for reason in found.fit.reasons},
        is_met=found.is_met,
        override_reason="" if found.is_met else override_reason.strip()[:500],
    )


def _move(leads: list[Lead], at: datetime, by: User) -> None:
    """Move locked leads to MQL and tell."""
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(
        stage=Stage.MQL, nurture_until_date=None
    )
    changes = StageChange.objects.bulk_create(
        StageChange(
            lead=lead,
            move=Move.QUALIFY_MQL,
            from_stage=lead.stage,
            to_stage=Stage.MQL,
            at=at,
            recorded_at=at,
            by=by,
        )
        for lead in leads
    )
    if changes:
        stage_changed.send(sender=StageChange, changes=changes)
