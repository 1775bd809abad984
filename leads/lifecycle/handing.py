"""Marketing's offer to sales: one lead or many, and taking it back."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kit.refusals import NotAllowed
from leads import terms
from leads.agreeing import hold_terms
from leads.brief import BriefText, fill
from leads.bulk_result import BulkResult
from leads.lifecycle.moving import Step, carry_out, instant
from leads.models import Brief, Handoff, Lead, Outcome, StageChange
from leads.refusals import AlreadyHandedOver, BriefIncomplete, IllegalMove, NotQualified
from leads.signals import stage_changed
from leads.stages import MOVES, Move, Stage
from teams.models import User

Writer = Callable[[Lead], BriefText]


def hand_off(*, lead: Lead, brief: BriefText, at: datetime, by: User) -> Handoff:
    """Offer one MQL to sales with its brief; returns the new cycle's hand-off.

    Raises ``NotAllowed``, ``NotQualified`` (not an MQL yet), ``IllegalMove`` (a customer),
    ``AlreadyHandedOver``, or
    ``BriefIncomplete`` with the missing part as ``field``.
    """
    moment = instant(at)
    _check_marketer(by)
    with transaction.atomic():
        hold_terms()
        _check_brief(brief, moment)
        locked = _lock([lead.pk])
        refusal = _refusal(locked.get(lead.pk), _with_open_handoff([lead.pk]))
        if refusal is not None:
            raise refusal
        (handoff,) = _offer(list(locked.values()), lambda _lead: brief.cleaned(), moment, by)
    return handoff


def hand_off_many(
    *, lead_ids: Sequence[int], brief: BriefText, at: datetime, by: User
) -> BulkResult:
    """Offer many MQLs at once, in sets; ``brief`` may hold merge fields such as ``{company}``.

    Leads that cannot be handed over are left out and reported; the others are not held up. Keep
    to a few hundred ids a call: it is one transaction.
    """
    moment = instant(at)
    _check_marketer(by)
    result = BulkResult()
    with transaction.atomic():
        hold_terms()
        _check_brief(brief, moment)
        locked, busy = _lock(lead_ids), _with_open_handoff(lead_ids)
        good = []
        for lead_id in dict.fromkeys(lead_ids):  # one that is named twice is offered once
            refusal = _refusal(locked.get(lead_id), busy)
            if refusal is None:
                good.append(locked[lead_id])
            else:
                result.refused.append((lead_id, refusal.code))
        _offer(good, lambda lead: fill(brief, merge_facts(lead)).cleaned(), moment, by, bulk=True)
        result.done = [lead.pk for lead in good]
    return result


def withdraw(*, handoff: Handoff, at: datetime, by: User) -> Handoff:
    """Take an unclaimed hand-off back; its clocks end as void."""
    moment = instant(at)
    carry_out(
        Step(
            move=Move.WITHDRAW,
            handoff=handoff,
            at=moment,
            by=by,
            only_if={"claimed_at__isnull": True},
            sets={"closed_at": moment, "outcome": Outcome.WITHDRAWN, "outcome_at": moment},
        )
    )
    return handoff


def merge_facts(lead: Lead) -> dict[str, str]:
    """Return what merge fields stand for; ``source`` and ``campaign`` should be loaded."""
    return {
        "name": lead.name,
        "company": lead.company_name,
        "job_title": lead.job_title,
        "source": lead.source.name if lead.source else "",
        "campaign": lead.campaign.name if lead.campaign else "",
        "region": lead.region,
        "industry": lead.industry,
        "lead_type": lead.lead_type,
        "notes": lead.notes,
    }


def _check_marketer(by: User) -> None:
    if not by.is_marketer:
        raise NotAllowed


def _check_brief(brief: BriefText, at: datetime) -> None:
    missing = brief.missing(terms.in_force(at).required_brief_fields)
    if missing:
        raise BriefIncomplete(field=missing[0])


def _lock(lead_ids: Sequence[int]) -> dict[int, Lead]:
    """Lock the leads in the order of their ids, so that two bulk runs never wait in a ring."""
    rows = (
        Lead.objects.filter(pk__in=lead_ids)
        .select_related("source", "campaign")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    return {lead.pk: lead for lead in rows}


def _with_open_handoff(lead_ids: Sequence[int]) -> set[int]:
    return set(
        Handoff.objects.open().filter(lead_id__in=lead_ids).values_list("lead_id", flat=True)
    )


def _refusal(lead: Lead | None, busy: set[int]) -> AlreadyHandedOver | IllegalMove | None:
    if lead is None:
        return IllegalMove()
    if lead.pk in busy:
        return AlreadyHandedOver()
    if lead.stage in MOVES[Move.QUALIFY_MQL].sources:
        return NotQualified()
    return IllegalMove() if lead.stage != Stage.MQL else None


def _offer(
    leads: list[Lead], write: Writer, at: datetime, by: User, *, bulk: bool = False
) -> list[Handoff]:
    """Write hand-offs, briefs and history of ``leads`` in three statements; send the signal."""
    cycles: dict[int, int] = defaultdict(int)
    past = Handoff.objects.filter(lead__in=leads).values("lead_id").annotate(last=Max("cycle"))
    cycles.update({row["lead_id"]: row["last"] for row in past})
    handoffs = Handoff.objects.bulk_create(
        snapshot(lead, cycles[lead.pk] + 1, at, by, bulk=bulk) for lead in leads
    )
    Brief.objects.bulk_create(
        Brief(handoff=handoff, **asdict(write(handoff.lead))) for handoff in handoffs
    )
    changes = StageChange.objects.bulk_create(
        StageChange(
            lead_id=handoff.lead_id,
            handoff=handoff,
            move=Move.HAND_OFF,
            from_stage=Stage.MQL,
            to_stage=Stage.MQL,
            at=at,
            recorded_at=at,
            by=by,
        )
        for handoff in handoffs
    )
    if changes:
        stage_changed.send(sender=StageChange, changes=changes)
    return handoffs


def snapshot(lead: Lead, cycle: int, at: datetime, by: User, *, bulk: bool) -> Handoff:
    """Return the hand-off of ``lead`` as it would be made now, unsaved: what targets match."""
    return Handoff(
        lead=lead,
        cycle=cycle,
        handed_at=at,
        handed_by=by,
        is_bulk=bulk,
        source_id=lead.source_id,
        campaign_id=lead.campaign_id,
        lead_type=lead.lead_type,
        persona_id=lead.persona_id,
        grade=lead.grade,
        region=lead.region,
        expected_value=lead.expected_value,
    )
