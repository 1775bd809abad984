"""What a bulk run has come to, as its page shows it."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed, Refusal
from leads.models import BulkRun, Lead, RunStatus
from leads.refusals import (
    AlreadyHandedOver,
    BriefIncomplete,
    DefinitionNotMet,
    IllegalMove,
    NotQualified,
)

MAX_LEADS_SHOWN = 50
_REFUSALS: tuple[type[Refusal], ...] = (
    NotAllowed,
    BadInput,
    IllegalMove,
    NotQualified,
    AlreadyHandedOver,
    DefinitionNotMet,
    BriefIncomplete,
)
_REASONS: dict[str, str | Promise] = {
    refusal.code: refusal.default_message for refusal in _REFUSALS
} | {"error": _("The run stopped at an error. What it had done stands; the rest was left alone.")}


@dataclass(frozen=True)
class RefusedGroup:
    """Leads that were left out for one reason: how many, and the first of them."""

    reason: str
    number: int
    leads: list[Lead]


def refused_groups(run: BulkRun) -> list[RefusedGroup]:
    """Return the leads that were left out by reason, most first; one query."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for lead_id, code in run.refused:
        by_code[code].append(lead_id)
    wanted = [lead_id for ids in by_code.values() for lead_id in ids[:MAX_LEADS_SHOWN]]
    leads = Lead.objects.in_bulk(wanted)
    groups = [
        RefusedGroup(reason_of(code), len(ids), [leads[i] for i in ids if i in leads])
        for code, ids in by_code.items()
    ]
    return sorted(groups, key=lambda group: -group.number)


def failure_of(run: BulkRun) -> str:
    """Return why the whole run ended early, "" when it did not."""
    if run.status != RunStatus.FAILED:
        return ""
    return reason_of(run.options.get("failure", "error"))


def reason_of(code: str) -> str:
    """Return the sentence for the code of a refusal."""
    return str(_REASONS.get(code, Refusal.default_message))
