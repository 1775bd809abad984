"""A lead: who it is and where it stands; where it came from; its search text."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kit.addresses import address
from leads.querysets import LeadQuerySet
from leads.stages import Stage


class Source(models.Model):
    """Where leads come from: "Webinar", "Organic search"."""

    name = models.CharField(_("name"), max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Another spelling of that one: whoever names this means it.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="leads_source_name_once")]

    def __str__(self) -> str:
        """Return the source's name."""
        return self.name


class Campaign(models.Model):
    """A campaign of marketing: what brought the lead within its source."""

    name = models.CharField(_("name"), max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Another spelling of that one: whoever names this means it.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="leads_campaign_name_once")]

    def __str__(self) -> str:
        """Return the campaign's name."""
        return self.name


class Lead(models.Model):
    """Someone who showed interest. A wide row that changes seldom; hand-offs are rows of their own.

    ``email`` is kept in lower case, ``phone`` as typed with ``phone_key`` as its digits in E.164,
    ``company_key`` is the folded company name: the three keys that duplicates are found by.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, default=Stage.INQUIRY
    )

    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    external_id = models.CharField(
        _("external id"),
        max_length=120,
        blank=True,
        help_text=_("Its id in the system it came from."),
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    seniority = models.CharField(_("seniority"), max_length=60, blank=True)
    company_name = models.CharField(_("company"), max_length=160, blank=True)
    company_key = models.CharField(max_length=160, blank=True, editable=False)
    company_domain = models.CharField(_("web site"), max_length=120, blank=True)
    company_size = models.PositiveIntegerField(
        _("company size"), null=True, blank=True, help_text=_("Number of employees.")
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)

    # Without an index of its own: the list's, by source and persona, begin with it.
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
    )
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), null=True, blank=True, on_delete=models.PROTECT
    )
    # Without an index of its own: the list's, by import, begins with it.
    import_run = models.ForeignKey(
        "leads.ImportRun",
        verbose_name=_("import"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    lead_type = models.CharField(
        _("lead type"),
        max_length=60,
        blank=True,
        help_text=_("What they asked for: demo request, pricing, e-book…"),
    )
    persona = models.ForeignKey(
        "personas.Persona",
        verbose_name=_("persona"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    grade = models.CharField(_("grade"), max_length=2, blank=True)
    expected_value = models.DecimalField(
        _("expected value"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    notes = models.TextField(_("notes"), blank=True, max_length=4000)
    is_do_not_contact = models.BooleanField(_("do not contact"), default=False)
    nurture_until_date = models.DateField(_("in nurture until"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email="", phone="", external_id=""),
                name="leads_lead_identified",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="leads_lead_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(expected_value__isnull=True) | Q(expected_value__gte=0),
                name="leads_lead_value_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="leads_lead_email_lower"
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                name="leads_lead_external_id_once",
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            # Read by the list of leads, newest first, and its filters by stage.
            models.Index(fields=["-created_at", "-id"], name="leads_lead_newest"),
            models.Index(fields=["stage", "-created_at", "-id"], name="leads_lead_by_stage"),
            # Read by its filters by source and persona: those that nobody uses any more have their
            # leads far down the list.
            models.Index(fields=["source", "-created_at", "-id"], name="leads_lead_by_source"),
            models.Index(fields=["persona", "-created_at", "-id"], name="leads_lead_by_persona"),
            # Read by its filter by import: what a file has brought.
            models.Index(
                fields=["import_run", "-created_at", "-id"],
                name="leads_lead_by_import",
                condition=Q(import_run__isnull=False),
            ),
            # Read by marketing's feedback: whose time in nurture is over.
            models.Index(
                fields=["nurture_until_date"],
                name="leads_lead_in_nurture",
                condition=Q(stage=Stage.NURTURE),
            ),
            # Read by the search for duplicates.
            models.Index(fields=["email"], name="leads_lead_email", condition=~Q(email="")),
            models.Index(fields=["phone_key"], name="leads_lead_phone", condition=~Q(phone_key="")),
        ]

    def __str__(self) -> str:
        """Return the best name there is: the person's, the company's, else what identifies it."""
        return self.name or self.company_name or self.email or self.phone or self.external_id

    def get_absolute_url(self) -> str:
        """Return the address of the lead's page."""
        return address("sla:lead", self.code)


class LeadSearch(models.Model):
    """The search text of a lead, in a table of its own.

    A stage change rewrites every index entry of its row; the trigram index must not be one of them.
    """

    lead = models.OneToOneField(
        Lead, primary_key=True, on_delete=models.CASCADE, related_name="search"
    )
    # Folded by ``personas.fit.fold``: lower case, Arabic variants as one, Western digits.
    text = models.TextField()

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")
        indexes = [
            # Read by the search box: LIKE '%…%' over the folded text.
            GinIndex(OpClass("text", "gin_trgm_ops"), name="leads_search_trigrams"),
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text
