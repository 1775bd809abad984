"""What an import has come to, as its pages show it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from leads.importing.reasons import sentence
from leads.importing.runs import UNFINISHED
from leads.models import ImportKind, ImportRun, ImportStatus, ProblemKind

ERRORS_SHOWN = 50
DUPLICATES_SHOWN = 10
_FAILURES: dict[str, str | Promise] = {
    "too_many_rows": _("The file has more than a million rows. Split it."),
    "error": _("The import stopped at an error. What had come in stands; start it again."),
}


@dataclass(frozen=True)
class ShownProblem:
    """One problem: where it is and what it says; ``column`` is "" for a whole row."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Report:
    """What the page of a run shows."""

    is_over: bool
    is_paused: bool
    is_checked: bool
    is_done: bool
    progress: str
    found: str
    errors: list[ShownProblem]
    duplicates: list[ShownProblem]
    left_out: list[ShownProblem]
    failure: str


def report_of(run: ImportRun) -> Report:
    """Return the report: at most three queries, for the problems that are shown."""
    under_way = (*UNFINISHED, ImportStatus.PAUSED, ImportStatus.UNDOING)
    is_over = run.status not in under_way
    return Report(
        is_over=is_over,
        is_paused=run.status == ImportStatus.PAUSED,
        is_checked=run.status == ImportStatus.CHECKED,
        is_done=run.status == ImportStatus.DONE,
        progress=_progress(run),
        found=_found(run),
        errors=_shown(run, ProblemKind.ERROR, ERRORS_SHOWN) if run.error_count else [],
        duplicates=_shown(run, ProblemKind.DUPLICATE, DUPLICATES_SHOWN)
        if run.duplicate_count
        else [],
        left_out=_shown(run, ProblemKind.LEFT_OUT, DUPLICATES_SHOWN) if run.left_out_count else [],
        failure=str(_FAILURES.get(run.failure, _FAILURES["error"])) if run.failure else "",
    )


def _shown(run: ImportRun, kind: ProblemKind, limit: int) -> list[ShownProblem]:
    rows = run.problems.filter(kind=kind).order_by("row", "id")[:limit]
    return [ShownProblem(row.line, row.column, sentence(row)) for row in rows]


def _progress(run: ImportRun) -> str:
    if not run.row_total:
        return ngettext("%(n)s row", "%(n)s rows", run.position) % {"n": f"{run.position:,}"}
    n = {"position": f"{run.position:,}", "total": f"{run.row_total:,}"}
    return ngettext("%(position)s of one row", "%(position)s of %(total)s rows", run.row_total) % n


def _found(run: ImportRun) -> str:
    if run.status == ImportStatus.UNDONE:
        n = run.undone_count
        text = ngettext(
            "%(n)s lead was taken out again.", "%(n)s leads were taken out again.", n
        ) % {"n": f"{n:,}"}
        left = run.row_total - run.position
        if left > 0:
            text += " " + ngettext(
                "%(n)s stays: it was handed over meanwhile.",
                "%(n)s stay: they were handed over meanwhile.",
                left,
            ) % {"n": f"{left:,}"}
        back = run.position - n - run.amendments.filter(is_left=True).count()
        if run.updated_count and back > 0:
            text += " " + ngettext(
                "%(n)s lead has its former values back.",
                "%(n)s leads have their former values back.",
                back,
            ) % {"n": f"{back:,}"}
        return text
    return _checked(run) if run.status == ImportStatus.CHECKED else _done(run)


def _checked(run: ImportRun) -> str:
    """Return in one sentence what the import will do."""
    n = run.good_count
    if run.kind == ImportKind.OUTCOMES:
        first = ngettext("%(n)s outcome will be recorded", "%(n)s outcomes will be recorded", n)
    else:
        first = ngettext("%(n)s lead will be added", "%(n)s leads will be added", n)
    n = run.updated_count
    return _sentence(
        run, first, ngettext("%(n)s lead will be updated", "%(n)s leads will be updated", n)
    )


def _done(run: ImportRun) -> str:
    """Return in one sentence what the import has done so far."""
    n = run.good_count
    if run.kind == ImportKind.OUTCOMES:
        first = ngettext("%(n)s outcome recorded", "%(n)s outcomes recorded", n)
    else:
        first = ngettext("%(n)s lead added", "%(n)s leads added", n)
    n = run.updated_count
    return _sentence(run, first, ngettext("%(n)s lead updated", "%(n)s leads updated", n))


def _sentence(run: ImportRun, first: str, updated: str) -> str:
    """Join ``first``, the duplicates and the rows at fault; what does not occur is left out."""
    twice, wrong = run.duplicate_count, run.error_count
    second = ngettext("%(n)s duplicate skipped", "%(n)s duplicates skipped", twice)
    third = ngettext("%(n)s row needs fixing", "%(n)s rows need fixing", wrong)
    parts = [first % {"n": f"{run.good_count:,}"}]
    left = run.left_out_count
    fourth = ngettext("%(n)s line is no row", "%(n)s lines are no rows", left)
    others = ((updated, run.updated_count), (second, twice), (third, wrong), (fourth, left))
    parts += [text % {"n": f"{n:,}"} for text, n in others if n]
    return pgettext("between parts of a sentence", ", ").join(parts) + "."
