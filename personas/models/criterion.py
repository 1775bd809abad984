"""A criterion: one thing that can be checked about a lead."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from personas.fit import Operator, Rule


class FactName(models.TextChoices):
    """The facts about a lead that criteria can ask for."""

    INDUSTRY = "industry", _("Industry")
    COMPANY_SIZE = "company_size", _("Company size")
    REGION = "region", _("Region")
    JOB_TITLE = "job_title", _("Job title")
    SENIORITY = "seniority", _("Seniority")
    SOURCE = "source", _("Source")
    LEAD_TYPE = "lead_type", _("Lead type")
    GRADE = "grade", _("Grade")
    COMPANY_NAME = "company_name", _("Company")
    NAME = "name", _("Name")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    EXTERNAL_ID = "external_id", _("External id")
    HAS_CONTACT = "has_contact", _("Can be reached by e-mail or phone")
    HAS_PERSONA = "has_persona", _("Persona is known")
    PERSONA_FIT = "persona_fit", _("Fit to the persona, in percent")
    PROFILE_FIT = "profile_fit", _("Best fit to an ideal customer profile, in percent")
    IS_BRIEF_COMPLETE = "is_brief_complete", _("Brief is complete")
    HAS_TOUCH = "has_touch", _("Was contacted")
    WAS_REACHED = "was_reached", _("Was reached")
    HAS_BUDGET = "has_budget", _("Budget confirmed")
    HAS_AUTHORITY = "has_authority", _("Decision maker confirmed")
    HAS_NEED = "has_need", _("Need confirmed")
    HAS_TIMING = "has_timing", _("Timing confirmed")


# Facts that are a share of a hundred, as a sentence names them: "… is at least 50%".
_SHARES = {
    FactName.PERSONA_FIT.value: _("Fit to the persona"),
    FactName.PROFILE_FIT.value: _("Best fit to an ideal customer profile"),
}


class OperatorChoice(models.TextChoices):
    """The operators of ``personas.fit`` in words."""

    IS_ONE_OF = Operator.IS_ONE_OF.value, _("is one of")
    IS_NONE_OF = Operator.IS_NONE_OF.value, _("is none of")
    CONTAINS = Operator.CONTAINS.value, _("contains one of")
    AT_LEAST = Operator.AT_LEAST.value, _("is at least")
    AT_MOST = Operator.AT_MOST.value, _("is at most")
    BETWEEN = Operator.BETWEEN.value, _("is between")
    IS_KNOWN = Operator.IS_KNOWN.value, _("is known")
    IS_TRUE = Operator.IS_TRUE.value, _("is true")


class BaseCriterion(models.Model):
    """What every criterion has, whoever asks it: persona, profile or definition."""

    position = models.PositiveSmallIntegerField(default=0)
    fact = models.CharField(_("fact"), max_length=24, choices=FactName.choices)
    operator = models.CharField(_("comparison"), max_length=8, choices=OperatorChoice.choices)
    # "values" would hide the queryset method of that name in forms and admin.
    operands = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_required = models.BooleanField(_("required"), default=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        """Return for example "Industry is one of Retail, Hotels" in the active language."""
        share = _SHARES.get(self.fact)
        fact = self.get_fact_display() if share is None else str(share)
        if self.operator == Operator.IS_TRUE:
            return fact
        values = self._said_values()
        if self.operator == Operator.BETWEEN and len(values) > 1:
            said = {"fact": fact, "least": values[0], "most": values[-1]}
            return _("%(fact)s is between %(least)s and %(most)s") % said
        comma = "، " if _is_arabic() else ", "
        parts = (fact, self.get_operator_display(), comma.join(values))
        return " ".join(part for part in parts if part)

    def _said_values(self) -> list[str]:
        """Return the values as a sentence has them: isolated where it runs from right to left."""
        sign = "%" if self.fact in _SHARES else ""
        values = [f"{value}{sign}" for value in self.operands]
        return [f"\u2068{value}\u2069" for value in values] if _is_arabic() else values

    def as_rule(self) -> Rule:
        """Return the criterion for ``personas.fit``."""
        return Rule(
            fact=self.fact,
            operator=self.operator,
            values=tuple(self.operands),
            weight=self.weight,
            is_required=self.is_required,
            key=self.pk,
        )


class Criterion(BaseCriterion):
    """A criterion of either an ideal customer profile or a persona."""

    profile = models.ForeignKey(
        "personas.IdealCustomerProfile",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="criteria",
    )
    persona = models.ForeignKey(
        "personas.Persona", null=True, blank=True, on_delete=models.CASCADE, related_name="criteria"
    )

    class Meta(BaseCriterion.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.CheckConstraint(
                condition=Q(profile__isnull=True) ^ Q(persona__isnull=True),
                name="personas_criterion_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(operator__in=OperatorChoice.values),
                name="personas_criterion_operator_known",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 100)), name="personas_criterion_weight_range"
            ),
        ]


def _is_arabic() -> bool:
    return (get_language() or "").startswith("ar")
