"""The one company of an installation."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """The company whose marketing and sales agree: a single row, its id always 1."""

    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_(
            "Two letters, such as SA: phone numbers without a country code are read as its."
        ),
    )
    # Only the heads sign for their side; two different people.
    marketing_head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head of marketing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sales_head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head of sales"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="teams_company_single"),
            models.CheckConstraint(
                condition=~Q(marketing_head=F("sales_head")), name="teams_company_heads_differ"
            ),
        ]

    def __str__(self) -> str:
        """Return the company's name."""
        return self.name

    @classmethod
    def get(cls) -> Self:
        """Return the company, made with defaults when the installation has none yet."""
        return cls.objects.get_or_create(id=1, defaults={"name": "Mithaq"})[0]
