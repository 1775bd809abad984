"""Takes an import back, whole: the leads that it added go, as long as sales has none of them.

Leads that it updated get their former values back, but for those that changed or were handed over
since: they are left, and told of.

Their history goes with them: it says that they were captured, which is what is taken back. That
there was an import, who took it back, when and how many leads it was stays with the run.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import NotAllowed, Refusal
from leads.importing.runs import may_change
from leads.importing.updating import save, take_back
from leads.models import (
    Handoff,
    ImportAmendment,
    ImportKind,
    ImportRun,
    ImportStatus,
    Lead,
    LeadSearch,
    Qualification,
    StageChange,
)
from leads.querysets import LeadQuerySet
from leads.refusals import IllegalMove
from leads.stages import Stage
from teams.models import User

CHUNK_ROWS = 2000
SHOWN = 10
_ENDED = (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED)


class CannotUndo(Refusal):
    """Leads of the import were handed over: it cannot be taken back whole."""

    code = "cannot_undo"
    default_message = _("Leads of this import were handed over, so it cannot be undone.")


@dataclass(frozen=True)
class Undoing:
    """What undoing an import would do.

    ``number`` leads would go, of which ``qualified`` were qualified since; ``handed`` are the first
    that were handed over, which stand in its way. ``updated`` leads would get their former values
    back, unless they changed since.
    """

    number: int
    updated: int
    qualified: int
    handed: list[Lead]

    @property
    def is_possible(self) -> bool:
        """Return whether there is something to undo and nothing in its way."""
        return self.number + self.updated > 0 and not self.handed


def can_be_undone(run: ImportRun) -> bool:
    """Return whether ``run`` is one that undoing is about: ended, and its rows became leads."""
    return (
        run.kind == ImportKind.LEADS
        and run.status in _ENDED
        and (run.good_count + run.updated_count > 0)
    )


def foresee(run: ImportRun) -> Undoing:
    """Return what undoing ``run`` would do: four queries."""
    leads = _leads_of(run)
    return Undoing(
        number=leads.count(),
        updated=run.amendments.count(),
        qualified=leads.exclude(stage=Stage.INQUIRY).count(),
        handed=list(_handed_over(leads).order_by("pk")[:SHOWN]),
    )


def start_undo(*, run: ImportRun, at: datetime, by: User) -> None:
    """Begin to take the import back; a worker then calls ``advance_undo``.

    Raises ``NotAllowed``, ``IllegalMove`` for a run that is under way, undone already or of
    outcomes, ``CannotUndo`` once a lead of it was handed over.
    """
    if not may_change(run, by):
        raise NotAllowed
    if not can_be_undone(run):
        raise IllegalMove
    if _handed_over(_leads_of(run)).exists():
        raise CannotUndo
    moment = whole_second(at)
    rows = ImportRun.objects.filter(pk=run.pk, status__in=_ENDED)
    if not rows.update(
        status=ImportStatus.UNDOING,
        undone_at=moment,
        undone_by=by,
        heartbeat_at=moment,
        position=0,
        row_total=_leads_of(run).count() + run.amendments.count(),
    ):
        raise IllegalMove
    run.refresh_from_db()


def advance_undo(*, run_id: int, at: datetime) -> bool:
    """Take the next updates back, then the next leads out; return whether there is more to do.

    One transaction. A lead that was handed over since it began stays.
    """
    with transaction.atomic():
        rows = ImportRun.objects.filter(pk=run_id, status=ImportStatus.UNDOING)
        run = rows.select_for_update(skip_locked=True).first()
        if run is None:
            return False
        turned = _turn_back(run)
        if turned:
            rows.update(heartbeat_at=whole_second(at), position=F("position") + turned)
            return True
        free = _leads_of(run).exclude(Exists(_handoffs())).order_by("pk")
        ids = list(free.select_for_update(of=("self",)).values_list("pk", flat=True)[:CHUNK_ROWS])
        # Handed over between the look and the lock: those stay.
        ids = sorted(set(ids) - set(_handed_now(ids)))
        for model in (ImportAmendment, StageChange, Qualification, LeadSearch):
            model.objects.filter(lead__in=ids)._raw_delete(using="default")  # noqa: SLF001
        Lead.objects.filter(pk__in=ids)._raw_delete(using="default")  # noqa: SLF001
        ends = {} if ids else {"status": ImportStatus.UNDONE, "finished_at": whole_second(at)}
        rows.update(
            heartbeat_at=whole_second(at),
            position=F("position") + len(ids),
            undone_count=F("undone_count") + len(ids),
            **ends,
        )
    return bool(ids)


def _turn_back(run: ImportRun) -> int:
    """Give the next updated leads their former values back; return how many were looked at."""
    rows = run.amendments.filter(is_left=False).order_by("pk")
    amendments = list(rows[:CHUNK_ROWS])
    ids = [amendment.lead_id for amendment in amendments]
    locked = Lead.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    leads = {lead.pk: lead for lead in locked}
    handed = Handoff.objects.filter(lead__in=ids, handed_at__gte=run.started_at or run.created_at)
    held = set(handed.values_list("lead_id", flat=True))
    back: list[ImportAmendment] = []
    left: list[ImportAmendment] = []
    for amendment in amendments:
        lead = leads[amendment.lead_id]
        is_back = lead.pk not in held and take_back(lead, amendment)
        (back if is_back else left).append(amendment)
    save([leads[amendment.lead_id] for amendment in back])
    run.amendments.filter(pk__in=[amendment.pk for amendment in back]).delete()
    run.amendments.filter(pk__in=[amendment.pk for amendment in left]).update(is_left=True)
    return len(amendments)


def left_as_they_are(run: ImportRun) -> list[Lead]:
    """Return the first of the updated leads that an undone import has left: they changed since."""
    rows = Lead.objects.filter(pk__in=run.amendments.filter(is_left=True).values("lead_id"))
    return list(rows.order_by("pk")[:SHOWN])


def _leads_of(run: ImportRun) -> LeadQuerySet:
    found: LeadQuerySet = Lead.objects.filter(import_run=run)
    return found


def _handoffs() -> QuerySet[Handoff, Handoff]:
    rows: QuerySet[Handoff, Handoff] = Handoff.objects.filter(lead_id=OuterRef("pk"))
    return rows


def _handed_over(leads: LeadQuerySet) -> LeadQuerySet:
    return leads.filter(Exists(_handoffs()))


def _handed_now(ids: list[int]) -> list[int]:
    return list(Handoff.objects.filter(lead__in=ids).values_list("lead_id", flat=True))
