"""Carries an import out, chunk by chunk; the check is the same pass without writing leads.

Each chunk is one transaction that holds the run's row, judges its rows, writes them and saves how
far the run is: a killed worker's run is taken up where it stood, and nothing is lost or doubled.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db import IntegrityError, OperationalError, connection, transaction

from kit.instants import whole_second
from leads import outcomes
from leads.duplicates import INTAKE_LOCK
from leads.importing.cells import pairs
from leads.importing.deduping import Keys, SeenKeys
from leads.importing.files import rows_of
from leads.importing.lead_rows import LeadReader, Surroundings
from leads.importing.outcome_rows import OutcomeReader
from leads.importing.reading import Record
from leads.importing.row import Flaw, LeadRow, OutcomeRow, RowFlaws
from leads.importing.runs import UNFINISHED, UPDATING, ImportOptions
from leads.importing.updating import Updater
from leads.importing.writing import write
from leads.models import ImportKind, ImportProblem, ImportRun, ImportStatus, Lead, ProblemKind
from leads.suggesting import Suggester, current_personas
from personas.fit import fold
from personas.models import Persona
from teams.models import Company

CHUNK_ROWS = 2000
OUTCOME_CHUNK_ROWS = 200
MAX_ROWS = 1_000_000
# Duplicates are counted; this many are kept to be shown.
DUPLICATES_KEPT = 200
# Lines that are no rows: they are told of, and nobody is asked to mend them.
NO_ROWS = frozenset({"footer", "header_again"})
_RETRIES = 10
# What PostgreSQL calls a lock that could not be had in time.
_LOCK_NOT_AVAILABLE = "55P03"

Row = TypeVar("Row", LeadRow, OutcomeRow)


@dataclass
class Judged(Generic[Row]):
    """What was found in a chunk: rows that can be taken, and those that cannot with their flaws."""

    good: list[Row] = field(default_factory=list)
    flawed: list[tuple[int, int, tuple[Flaw, ...]]] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    left_out: list[tuple[int, int, Flaw]] = field(default_factory=list)
    duplicates: list[tuple[int, int, Flaw]] = field(default_factory=list)

    def settle(
        self, judge: Callable[[Row], Flaw | None], duplicate: Callable[[Flaw], bool]
    ) -> None:
        """Keep the good rows in which ``judge`` finds no flaw."""
        rows, self.good = self.good, []
        for row in rows:
            flaw = judge(row)
            if flaw is None:
                self.good.append(row)
            elif duplicate(flaw):
                self.duplicates.append((row.row, row.line, flaw))
            else:
                self.flawed.append((row.row, row.line, (flaw,)))


class Worker:
    """Carries one run; keeps the file open from chunk to chunk."""

    def __init__(self, run_id: int) -> None:
        """Take the id of the run."""
        self._run_id = run_id
        self._pass = ""
        self._position = -1
        self._records: Iterator[Record] = iter(())
        self._suggester: Suggester | None = None

    def step(self, *, at: datetime) -> bool:
        """Do the next chunk; return whether there is more to do.

        Does nothing for a run that is finished or that another worker holds.
        """
        for attempt in range(1, _RETRIES + 1):
            try:
                with transaction.atomic():
                    more, position = self._chunk(whole_second(at))
            except (IntegrityError, OperationalError) as error:
                # Somebody took an external id between the look and the write, or has a lead that
                # is to be updated: look again.
                if isinstance(error, OperationalError) and not _has_waited(error):
                    raise
                self._position = -1
                if attempt == _RETRIES:
                    raise
            else:
                self._position = position
                return more
        return False

    def _chunk(self, at: datetime) -> tuple[bool, int]:
        with connection.cursor() as cursor:
            # A crash of the database may take the last chunks back, whole: their progress goes
            # with them, and they are done again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        rows = ImportRun.objects.filter(pk=self._run_id, status__in=UNFINISHED)
        run = rows.select_for_update(skip_locked=True).first()
        if run is None or not self._owns(run):
            return False, -1
        if self._position != run.position:
            self._records = rows_of(run, run.position)
        size = OUTCOME_CHUNK_ROWS if run.kind == ImportKind.OUTCOMES else CHUNK_ROWS
        records = list(islice(self._records, size))
        judge = self._outcomes if run.kind == ImportKind.OUTCOMES else self._leads
        judge(run, records, at)
        run.position += len(records)
        return self._save(run, at, is_over=len(records) < size), run.position

    def _owns(self, run: ImportRun) -> bool:
        """Return whether this worker may go on; a check belongs to the worker that began it.

        The keys that a check has seen live in its session: whoever takes a check up begins anew.
        """
        if run.status != ImportStatus.CHECKING:
            return True
        if self._pass:
            return bool(run.options.get("pass") == self._pass)
        self._pass = uuid.uuid4().hex
        run.options["pass"] = self._pass
        run.position = run.good_count = 0
        run.updated_count = run.duplicate_count = run.error_count = run.left_out_count = 0
        ImportProblem.objects.filter(run=run).delete()
        SeenKeys.begin()
        return True

    def _leads(self, run: ImportRun, records: list[Record], at: datetime) -> None:
        is_check = run.status == ImportStatus.CHECKING
        if not is_check:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTAKE_LOCK])
        judged: Judged[LeadRow] = read(self._reader(run, at).read, records, run.position)
        existing = run.options.get("existing", "skip")
        keys = Keys(
            judged.good,
            by_phone=run.options.get("matches_phone", True),
            run_id=run.pk,
            adds_again=existing == "create",
        )
        asked = [key for row in judged.good for key in keys.of(row)]
        if is_check:
            keys.add_seen(SeenKeys.among(asked))
        updater = self._updater(run, judged.good, keys) if existing in UPDATING else None
        settle(judged, keys, updater)
        if is_check:
            rows = (*judged.good, *judged.updated)
            SeenKeys.add(key for row in rows for key in keys.of(row))
        else:
            write(judged.good, at=at, by_id=run.created_by_id, run_id=run.pk)
        if updater:
            updater.note_seen() if is_check else updater.write()
        note(run, judged)

    def _updater(self, run: ImportRun, rows: list[LeadRow], keys: Keys) -> Updater:
        return Updater(run, rows, keys, self._suggester or Suggester(current_personas()))

    def _outcomes(self, run: ImportRun, records: list[Record], at: datetime) -> None:
        reader = OutcomeReader(
            pairs(run.mapping),
            len(run.header),
            now=at,
            zone=ZoneInfo(Company.get().time_zone),
            day_first=run.options.get("day_first", True),
            comma_is_decimal=run.options.get("comma_is_decimal", False),
        )
        judged: Judged[OutcomeRow] = read(reader.read, records, run.position)
        found = outcomes.match(judged.good, locks=run.status != ImportStatus.CHECKING)
        seen: set[tuple[str, str]] = set()

        def judge(row: OutcomeRow) -> Flaw | None:
            lead = found[row.row]
            if isinstance(lead, Flaw):
                return lead
            if run.status == ImportStatus.CHECKING:
                return _would_settle(row, lead, seen)
            by = run.created_by
            return outcomes.settle(row, lead, at=at, by=by) if by else Flaw("not_possible")

        judged.settle(judge, lambda flaw: flaw.reason in {"known_outcome", "same_in_file"})
        note(run, judged)

    def _reader(self, run: ImportRun, at: datetime) -> LeadReader:
        options = ImportOptions(**{k: v for k, v in run.options.items() if k != "pass"})
        if self._suggester is None:
            self._suggester = Suggester(current_personas())
        company = Company.get()
        names = Persona.objects.current().values_list("name", "pk")
        around = Surroundings(
            now=at,
            country=company.country,
            zone=ZoneInfo(company.time_zone),
            personas={fold(name): pk for name, pk in names},
            suggester=self._suggester,
            source=options.source,
            campaign=options.campaign,
            day_first=options.day_first,
            comma_is_decimal=options.comma_is_decimal,
        )
        return LeadReader(pairs(run.mapping), len(run.header), around)

    def _save(self, run: ImportRun, at: datetime, *, is_over: bool) -> bool:
        """Save how far the run is; return whether there is more to do."""
        run.heartbeat_at = at
        run.row_total = run.position if is_over else max(run.row_total, run.position)
        if run.position > MAX_ROWS:
            run.status, run.failure, run.finished_at = ImportStatus.FAILED, "too_many_rows", at
        elif is_over:
            is_check = run.status == ImportStatus.CHECKING
            run.status = ImportStatus.CHECKED if is_check else ImportStatus.DONE
            run.finished_at = at
        run.save()
        return run.status in UNFINISHED


def _has_waited(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", "") == _LOCK_NOT_AVAILABLE


def read(reader: Callable[[Record, int], Row], records: list[Record], position: int) -> Judged[Row]:
    """Read a chunk's records; those that cannot be taken stand with their flaws."""
    judged: Judged[Row] = Judged()
    for number, record in enumerate(records, start=position):
        try:
            judged.good.append(reader(record, number))
        except RowFlaws as found:
            if found.flaws[0].reason in NO_ROWS:
                judged.left_out.append((number, record.line, found.flaws[0]))
            else:
                judged.flawed.append((number, record.line, found.flaws))
    return judged


def settle(judged: Judged[LeadRow], keys: Keys, updater: Updater | None) -> None:
    """Tell new leads, leads to update and duplicates apart."""

    def judge(row: LeadRow) -> Flaw | None:
        flaw = keys.take(row)
        return updater.instead(row, flaw) if updater and flaw else flaw

    judged.settle(judge, lambda flaw: flaw.reason not in {"several_matches", "in_sales_hands"})
    taken = updater.taken if updater else set()
    judged.updated = [row for row in judged.good if row.row in taken]
    judged.good = [row for row in judged.good if row.row not in taken]


def note(run: ImportRun, judged: Judged[Row]) -> None:
    """Count what was found and keep the problems."""
    room = max(0, DUPLICATES_KEPT - run.duplicate_count)
    run.good_count += len(judged.good)
    run.updated_count += len(judged.updated)
    run.error_count += len(judged.flawed)
    run.duplicate_count += len(judged.duplicates)
    run.left_out_count += len(judged.left_out)
    problems = [
        _problem(run, ProblemKind.ERROR, row, line, flaw)
        for row, line, flaws in judged.flawed
        for flaw in flaws
    ]
    problems += [
        _problem(run, ProblemKind.DUPLICATE, row, line, flaw)
        for row, line, flaw in judged.duplicates[:room]
    ]
    problems += [
        _problem(run, ProblemKind.LEFT_OUT, row, line, flaw)
        for row, line, flaw in judged.left_out[:DUPLICATES_KEPT]
    ]
    ImportProblem.objects.bulk_create(problems)


def _problem(run: ImportRun, kind: ProblemKind, row: int, line: int, flaw: Flaw) -> ImportProblem:
    column = "" if flaw.column is None else run.header[flaw.column]
    return ImportProblem(
        run=run,
        kind=kind,
        row=row,
        line=line,
        column=column[:120],
        reason=flaw.reason,
        value=flaw.value[:120],
    )


def _would_settle(row: OutcomeRow, lead: Lead, seen: set[tuple[str, str]]) -> Flaw | None:
    """Return what the import will say of ``row``, without doing it."""
    if outcomes.is_known(row, lead):
        return Flaw("known_outcome")
    key = ("lead", f"{lead.pk}:{row.outcome}")
    if key in seen or SeenKeys.among([key]):
        return Flaw("same_in_file")
    seen.add(key)
    SeenKeys.add([key])
    return None
