"""The steps of an import: its columns are mapped, it is checked, it runs, it may be stopped."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed
from leads.importing.columns import IDENTITY, OUTCOME_IDENTITY, fields_of, label_of
from leads.importing.shapes import remember
from leads.models import ImportChunk, ImportKind, ImportProblem, ImportRun, ImportStatus
from leads.refusals import IllegalMove
from teams.models import Side, User

# A run whose last chunk is older has lost its worker.
LOST_AFTER = timedelta(seconds=90)
# How long a file is kept after its import, for the file of failed rows.
KEPT_FOR = timedelta(days=30)
UNFINISHED = (ImportStatus.CHECKING, ImportStatus.IMPORTING)
# Rows of leads that are there are left, fill what is empty, overwrite, or are added once more.
EXISTING = ("skip", "fill", "overwrite", "create")
UPDATING = ("fill", "overwrite")
_MAPPABLE = (
    ImportStatus.UPLOADED,
    ImportStatus.CHECKED,
    ImportStatus.FAILED,
    ImportStatus.CANCELLED,
)


@dataclass(frozen=True)
class ImportOptions:
    """What the person chose for the whole file.

    ``source`` and ``campaign`` fill rows without one; ``matches_phone``: the same phone makes a
    duplicate; ``existing``: what becomes of rows of leads that are there, one of ``EXISTING``.
    """

    source: str = ""
    campaign: str = ""
    day_first: bool = True
    comma_is_decimal: bool = False
    matches_phone: bool = True
    existing: str = "skip"


def start_check(
    *, run: ImportRun, mapping: Mapping[str, str], options: ImportOptions, at: datetime, by: User
) -> None:
    """Take how the file is read and mapped, and let a worker check it; nothing of it is written.

    Raises ``BadInput`` for a mapping that cannot work, ``IllegalMove`` for a run that is under way
    or done.
    """
    _check_owner(run, by)
    kept = {index: field for index, field in mapping.items() if field}
    _check_mapping(run, kept)
    if options.existing not in EXISTING:
        raise BadInput
    _begin(
        run,
        _MAPPABLE,
        at,
        status=ImportStatus.CHECKING,
        encoding=run.encoding,
        delimiter=run.delimiter,
        skipped=run.skipped,
        has_header=run.has_header,
        sheet=run.sheet,
        header=run.header,
        mapping=kept,
        options=asdict(options),
    )


def start_import(*, run: ImportRun, at: datetime, by: User) -> None:
    """Let a worker import a file that was checked; ``IllegalMove`` for any other."""
    _check_owner(run, by)
    _begin(run, (ImportStatus.CHECKED,), at, status=ImportStatus.IMPORTING)
    remember(run, at=at, by=by)


def pause(*, run: ImportRun, at: datetime, by: User) -> None:
    """Let an import stand still after its present chunk; ``IllegalMove`` where none runs."""
    _turn(run, ImportStatus.IMPORTING, ImportStatus.PAUSED, at, by)


def resume(*, run: ImportRun, at: datetime, by: User) -> None:
    """Let a paused import go on where it stood; ``IllegalMove`` for any other."""
    _turn(run, ImportStatus.PAUSED, ImportStatus.IMPORTING, at, by)


def _turn(
    run: ImportRun, before: ImportStatus, after: ImportStatus, at: datetime, by: User
) -> None:
    _check_owner(run, by)
    rows = ImportRun.objects.filter(pk=run.pk, status=before)
    if not rows.update(status=after, heartbeat_at=whole_second(at)):
        raise IllegalMove
    run.refresh_from_db()


def cancel(*, run: ImportRun, at: datetime, by: User) -> None:
    """Stop a run that is under way or paused; the leads that came in stay."""
    _check_owner(run, by)
    rows = ImportRun.objects.filter(pk=run.pk, status__in=(*UNFINISHED, ImportStatus.PAUSED))
    if not rows.update(status=ImportStatus.CANCELLED, finished_at=at):
        raise IllegalMove
    run.refresh_from_db()


def fail(*, run_id: int, at: datetime, failure: str = "error") -> None:
    """End a run that cannot go on; the leads that came in stay."""
    rows = ImportRun.objects.filter(pk=run_id, status__in=UNFINISHED)
    rows.update(status=ImportStatus.FAILED, failure=failure, finished_at=at)


def lost(*, at: datetime) -> list[tuple[int, str]]:
    """Return unfinished runs that no worker has advanced for a while: id and status.

    A check that is taken up begins anew, under its new worker.
    """
    under_way = (*UNFINISHED, ImportStatus.UNDOING)
    rows = ImportRun.objects.filter(status__in=under_way, heartbeat_at__lt=at - LOST_AFTER)
    return list(rows.values_list("pk", "status"))


def forget_files(*, at: datetime) -> int:
    """Delete the bytes of files that are old; return how many pieces went."""
    old = ImportRun.objects.filter(created_at__lt=at - KEPT_FOR).exclude(
        status__in=(*UNFINISHED, ImportStatus.PAUSED)
    )
    return ImportChunk.objects.filter(run__in=old).delete()[0]


def _begin(
    run: ImportRun, only_from: tuple[ImportStatus, ...], at: datetime, **sets: object
) -> None:
    """Begin a pass over the file at its first row."""
    moment = whole_second(at)
    with transaction.atomic():
        took = ImportRun.objects.filter(pk=run.pk, status__in=only_from).update(
            position=0,
            good_count=0,
            updated_count=0,
            duplicate_count=0,
            error_count=0,
            left_out_count=0,
            failure="",
            started_at=moment,
            heartbeat_at=moment,
            finished_at=None,
            **sets,
        )
        if not took:
            raise IllegalMove
        ImportProblem.objects.filter(run=run).delete()
    run.refresh_from_db()


def _check_mapping(run: ImportRun, mapping: Mapping[str, str]) -> None:
    unknown = set(mapping.values()) - set(fields_of(run.kind))
    if unknown or not all(index.isdecimal() for index in mapping):
        raise BadInput
    twice = [field for field, number in Counter(mapping.values()).items() if number > 1]
    if twice:
        message = _("Two columns fill “%(field)s”. Leave one of them out.")
        raise BadInput(message % {"field": label_of(twice[0])})
    if run.kind == ImportKind.OUTCOMES:
        if not OUTCOME_IDENTITY & set(mapping.values()):
            raise BadInput(_("Say which column holds the external id or the e-mail of the lead."))
    elif not IDENTITY & set(mapping.values()):
        raise BadInput(_("Say which column holds a name, an e-mail, a phone or an external id."))


def may_change(run: ImportRun, by: User) -> bool:
    """Return whether ``by`` may steer or undo ``run``: who brought it, and managers of marketing.

    Everybody in marketing may look at it.
    """
    return by.manages(Side.MARKETING) or (by.is_marketer and run.created_by_id == by.pk)


def _check_owner(run: ImportRun, by: User) -> None:
    if not may_change(run, by):
        raise NotAllowed
