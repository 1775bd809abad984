"""An import: its file, how it is read, how far it is, and what was wrong with it.

The file's bytes are kept in the database in pieces, so that web and worker need no shared disk and
nothing of it is ever whole in memory.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    LEADS = "leads", _("Leads")
    OUTCOMES = "outcomes", _("Outcomes (won or lost deals)")


class ImportStatus(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    PAUSED = "paused", pgettext_lazy("import", "Paused")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class ProblemKind(models.TextChoices):
    """What became of a row that was not taken."""

    ERROR = "error", _("Needs fixing")
    DUPLICATE = "duplicate", _("There already")
    LEFT_OUT = "left_out", _("Left out")


class ImportRun(models.Model):
    """One file on its way in.

    ``position`` is how many rows of the present pass (check, or import) are done; it is saved in
    the transaction of those rows, so that a lost worker's run is taken up where it stood.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        _("What the file holds"), max_length=8, choices=ImportKind.choices, default=ImportKind.LEADS
    )
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(
        max_length=9, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )

    # How the file is read. ``skipped`` is the number of rows above the header.
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1)
    skipped = models.PositiveSmallIntegerField(default=0)
    # Where the first row is a lead already, ``header`` numbers the columns.
    has_header = models.BooleanField(default=True, db_default=True)
    # Of a workbook: the sheet that was read, and all that hold rows.
    sheet = models.CharField(max_length=120, blank=True, db_default="")
    sheets = models.JSONField(default=list, db_default=[])
    header = models.JSONField(default=list)
    # From the index of a column, as text, to the field of a lead that it fills.
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)

    # Lines, before the check has counted the rows.
    row_total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    # Leads that were there and took values of the file.
    updated_count = models.PositiveIntegerField(default=0, db_default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    # Lines that are no leads: totals, a copyright, the name of the report.
    left_out_count = models.PositiveIntegerField(default=0, db_default=0)
    failure = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Its leads were taken out again: when that was asked for, by whom, how many there were.
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="leads_importrun_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="leads_importrun_status_known"
            ),
        ]
        indexes = [
            # Read by the page of imports, newest first.
            models.Index(fields=["-created_at", "-id"], name="leads_importrun_newest"),
            # Read by the task that takes up what a lost worker left.
            models.Index(
                fields=["heartbeat_at"],
                name="leads_importrun_unfinished",
                condition=Q(status__in=["checking", "importing", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name

    @property
    def percent(self) -> int:
        """Return how far the present pass is, 0 to 100."""
        return min(100, 100 * self.position // self.row_total) if self.row_total else 0


class ImportShape(models.Model):
    """How the last file with the same columns was mapped, so that the next one needs no more.

    ``shape`` is made of the columns' names; ``mapping`` and ``options`` are those of ``ImportRun``.
    """

    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    shape = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(fields=["kind", "shape"], name="leads_importshape_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="leads_importshape_kind_known"
            ),
        ]

    def __str__(self) -> str:
        """Return what it is of and when it was used."""
        return f"{self.kind} {self.used_at:%Y-%m-%d}"


class ImportAmendment(models.Model):
    """What an import changed in a lead that was there: the values before and after, by field.

    Undoing the import gives the former ones back; ``is_left``: the lead changed since, so it stays.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="amendments")
    lead = models.ForeignKey("leads.Lead", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    is_left = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        constraints = [
            models.UniqueConstraint(fields=["run", "lead"], name="leads_importamendment_once"),
        ]

    def __str__(self) -> str:
        """Return the run and the lead."""
        return f"{self.run_id}: {self.lead_id}"


class ImportChunk(models.Model):
    """A piece of the file, up to one megabyte."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a file")
        verbose_name_plural = _("pieces of files")
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="leads_importchunk_once"),
        ]

    def __str__(self) -> str:
        """Return the piece's place."""
        return f"{self.run_id}: {self.position}"


class ImportProblem(models.Model):
    """Why a row was not taken. Sentences are made from ``reason`` when it is shown.

    ``row`` counts the rows below the header from 0, ``line`` the lines of the file from 1.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=9, choices=ProblemKind.choices)
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=24)
    value = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProblemKind.values), name="leads_importproblem_kind_known"
            ),
        ]
        indexes = [
            # Read by the preview and the result, and by the file of failed rows.
            models.Index(fields=["run", "kind", "row"], name="leads_importproblem_of_run"),
        ]

    def __str__(self) -> str:
        """Return line and reason."""
        return f"{self.line}: {self.reason}"
