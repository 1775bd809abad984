"""Writes what was agreed: one row of terms for each version of the agreement, never changed.

Whatever comes into force queues behind one lock, hand-offs share it: each is under one version of
the terms, and whoever asks later finds the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal
from leads import terms
from leads.models import Definition, DefinitionKind, Handoff, Terms
from leads.reasons import ReasonText, write_rows
from leads.terms import AttemptRule, Recycling
from teams.models import Company

# The number of the advisory lock; nothing else in the database takes one by it.
_AGREEING = 0x4D495448


class OvertakenTerms(Refusal):
    """Something newer is in force already."""

    code = "overtaken"
    default_message = _("Something newer is in force already. Open the page again.")


@dataclass(frozen=True)
class AgreedRules:
    """What a version of the agreement says to ``leads``.

    ``attempt_rules``: the attempts promised for some leads, in the order in which they are tried.
    ``definition_ids``: by kind; drafts among them come into force with the version. A kind that is
    not named, no ``reasons``, no ``recycling``: as they were before.
    """

    agreement_version: UUID
    required_brief_fields: tuple[str, ...]
    attempts_promised: int
    attempts_days: int
    attempt_rules: tuple[AttemptRule, ...] = ()
    definition_ids: Mapping[str, int | None] = field(default_factory=dict)
    reasons: tuple[ReasonText, ...] = ()
    recycling: Recycling | None = None


def lock_agreeing() -> Company:
    """Queue behind whoever is putting something in force, and behind hand-offs under way.

    Returns the company. In a transaction: until it ends, no hand-off begins (``hold_terms``), so
    that one is made either before what comes into force here, and is read so ever after, or after.
    """
    Company.get()
    company = Company.objects.select_for_update().get(id=1)
    _advise("pg_advisory_xact_lock")
    return company


def hold_terms() -> None:
    """Let nothing come into force until this transaction ends; many may hold terms at once."""
    _advise("pg_advisory_xact_lock_shared")


def first_free_instant(at: datetime) -> datetime:
    """Return ``at``, or the second after the newest hand-off where that was made then or later.

    What comes into force at once may not reach back to hand-offs that were made without it. Call it
    behind ``lock_agreeing``.
    """
    newest = Handoff.objects.order_by("-handed_at").values_list("handed_at", flat=True).first()
    return at if newest is None or newest < at else newest + timedelta(seconds=1)


def agree_rules(*, rules: AgreedRules, at: datetime) -> Terms:
    """Write the terms of a version, to hold from ``at`` on; returns them, or those it wrote before.

    ``at`` may lie ahead: then they wait for it, and ``forget_rules`` takes them back. Call it
    behind ``lock_agreeing``. Raises ``OvertakenTerms`` where something newer holds.
    """
    standing = Terms.objects.filter(agreement_version=rules.agreement_version).first()
    if standing is not None:
        return standing
    if Terms.objects.filter(in_force_at__gt=at).exists():
        raise OvertakenTerms
    former = terms.in_force(at)
    ids = dict(former.definition_ids) | dict(rules.definition_ids)
    Definition.objects.filter(pk__in=list(filter(None, ids.values())), in_force_at=None).update(
        in_force_at=at
    )
    recycling = rules.recycling or former.recycling
    return Terms.objects.create(
        in_force_at=at,
        agreement_version=rules.agreement_version,
        required_brief_fields=list(rules.required_brief_fields),
        attempts_promised=rules.attempts_promised,
        attempts_days=rules.attempts_days,
        attempt_rules=[rule.as_data() for rule in rules.attempt_rules],
        reason_ids=write_rows(rules.reasons, at) or list(former.reason_ids),
        recycle_default_days=recycling.default_days,
        recycle_longest_days=recycling.longest_days,
        recycle_times=recycling.times,
        **{f"{kind}_definition_id": ids.get(kind) for kind in DefinitionKind.values},
    )


def forget_rules(*, agreement_version: UUID, at: datetime) -> None:
    """Take back terms whose instant has not come at ``at``; its definitions are drafts again.

    Call it behind ``lock_agreeing``; nothing happens where none wait.
    """
    waiting = Terms.objects.filter(agreement_version=agreement_version, in_force_at__gt=at).first()
    if waiting is None:
        return
    ids = [getattr(waiting, f"{kind}_definition_id") for kind in DefinitionKind.values]
    waiting.delete()
    Definition.objects.filter(pk__in=filter(None, ids), in_force_at__gt=at).update(in_force_at=None)


def _advise(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_AGREEING])
