"""Bulk acts: qualify or hand over many leads in the background, chunk by chunk.

The leads are fixed when the run is made. Each chunk is one transaction that holds the run's row,
does its leads and saves how far the run is: a killed worker's run is taken up where it stood, and
two workers on one run never do a lead twice.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.refusals import BadInput, NotAllowed, Refusal
from leads import terms
from leads.brief import BriefText, merge_fields_of
from leads.bulk_result import BulkResult
from leads.lifecycle import hand_off_many
from leads.models import BulkRun, RunStatus
from leads.qualifying import qualify_many
from leads.refusals import BriefIncomplete
from teams.models import User

CHUNK = 500
MAX_LEADS = 100_000
# A run whose last chunk is older has lost its worker.
LOST_AFTER = timedelta(seconds=90)
MERGE_FIELDS = (
    "name",
    "company",
    "job_title",
    "source",
    "campaign",
    "region",
    "industry",
    "lead_type",
    "notes",
)
UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING)


@dataclass(frozen=True)
class BulkOptions:
    """How a bulk act is done: the brief of a hand-off, the reason to qualify all the same."""

    brief: BriefText | None = None
    override_reason: str = ""


def start(
    *, act: str, lead_ids: Sequence[int], options: BulkOptions, code: UUID, at: datetime, by: User
) -> BulkRun:
    """Fix the leads of a bulk act and return its run, which waits for a worker.

    ``code`` comes with the form: sent twice it starts one run. Raises ``NotAllowed`` outside
    marketing, ``BadInput`` for no lead or too many, ``BriefIncomplete`` with the part's name.
    """
    if not by.is_marketer:
        raise NotAllowed
    _check_number(len(lead_ids))
    if act == BulkRun.Act.HAND_OFF:
        check_brief(options.brief or BriefText(), at)
    kept: dict[str, Any] = {"override_reason": options.override_reason.strip()[:500]}
    if options.brief is not None:
        kept["brief"] = asdict(options.brief.cleaned())
    run, _made = BulkRun.objects.get_or_create(
        code=code,
        created_by=by,
        defaults={"act": act, "created_at": at, "lead_ids": list(lead_ids), "options": kept},
    )
    return run


def check_brief(brief: BriefText, at: datetime) -> None:
    """Raise ``BriefIncomplete`` or ``BadInput`` where ``brief`` could not be sent at ``at``."""
    missing = brief.missing(terms.in_force(at).required_brief_fields)
    if missing:
        raise BriefIncomplete(field=missing[0])
    for part, text in asdict(brief).items():
        unknown = merge_fields_of(BriefText(who=text)) - set(MERGE_FIELDS)
        if unknown:
            message = _("{%(field)s} is not a field of a lead.") % {"field": min(unknown)}
            raise BadInput(message, field=part)


def advance(*, run_id: int, at: datetime) -> bool:
    """Do the run's next chunk; return whether there is more to do.

    Does nothing for a run that is finished, or that another worker holds at this moment. A refusal
    of the whole act (the person lost their role, the agreement asks for more) ends the run.
    """
    with transaction.atomic():
        rows = BulkRun.objects.filter(pk=run_id, status__in=UNFINISHED)
        run = rows.select_for_update(skip_locked=True).first()
        if run is None:
            return False
        chunk = run.lead_ids[run.position : run.position + CHUNK]
        try:
            with transaction.atomic():
                result = _carry_out(run, chunk, at)
        except Refusal as refusal:
            return _end(run, RunStatus.FAILED, at, failure=refusal.code)
        run.position += len(chunk)
        run.done_count += len(result.done)
        run.refused.extend([lead_id, code] for lead_id, code in result.refused)
        run.status, run.heartbeat_at = RunStatus.RUNNING, at
        if run.position >= run.total:
            return _end(run, RunStatus.DONE, at)
        run.save(update_fields=[*_PROGRESS])
    return True


def fail(*, run_id: int, at: datetime) -> None:
    """End a run that met an error nobody foresaw; what its former chunks did stands."""
    with transaction.atomic():
        rows = BulkRun.objects.filter(pk=run_id, status__in=UNFINISHED)
        run = rows.select_for_update().first()
        if run is not None:
            _end(run, RunStatus.FAILED, at, failure="error")


def lost(*, at: datetime) -> list[int]:
    """Return the ids of unfinished runs that no worker has advanced for a while."""
    before = at - LOST_AFTER
    rows = BulkRun.objects.filter(status__in=UNFINISHED)
    idle = rows.filter(heartbeat_at__lt=before) | rows.filter(
        heartbeat_at__isnull=True, created_at__lt=before
    )
    return list(idle.values_list("pk", flat=True))


_PROGRESS = ("position", "done_count", "refused", "status", "heartbeat_at")


def _carry_out(run: BulkRun, chunk: list[int], at: datetime) -> BulkResult:
    by = run.created_by
    if by is None:
        raise NotAllowed
    if run.act == BulkRun.Act.QUALIFY:
        reason = run.options.get("override_reason", "")
        return qualify_many(lead_ids=chunk, at=at, by=by, override_reason=reason)
    return hand_off_many(lead_ids=chunk, brief=BriefText(**run.options["brief"]), at=at, by=by)


def _end(run: BulkRun, status: RunStatus, at: datetime, failure: str = "") -> bool:
    run.status, run.heartbeat_at, run.finished_at = status, at, at
    if failure:
        run.options = run.options | {"failure": failure}
    run.save(update_fields=[*_PROGRESS, "finished_at", "options"])
    return False


def _check_number(number: int) -> None:
    if not number:
        raise BadInput(_("Choose at least one lead."))
    if number > MAX_LEADS:
        message = ngettext(
            "At most %(n)s lead at once. Narrow the list first.",
            "At most %(n)s leads at once. Narrow the list first.",
            MAX_LEADS,
        )
        raise BadInput(message % {"n": MAX_LEADS})
