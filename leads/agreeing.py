"""Writes what was agreed: a new row of terms whenever something comes into force.

Rows are never changed. Each is written from the one before it with what is new in its place, so
everything that comes into force queues behind one lock: two managers at once lose nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal
from leads import terms
from leads.models import Definition, Terms
from leads.terms import AttemptRule
from teams.models import Company


class OvertakenTerms(Refusal):
    """Something newer is in force already."""

    code = "overtaken"
    default_message = _("Something newer is in force already. Open the page again.")


@dataclass(frozen=True)
class AgreedRules:
    """What an agreement says to ``leads``: parts of the brief, promised attempts and their days.

    ``attempt_rules``: the attempts promised for some leads, in the order in which they are tried.
    """

    agreement_version: UUID
    required_brief_fields: tuple[str, ...]
    attempts_promised: int
    attempts_days: int
    attempt_rules: tuple[AttemptRule, ...] = ()


def lock_agreeing() -> Company:
    """Queue behind whoever is putting something in force; returns the company. In a transaction."""
    Company.get()
    return Company.objects.select_for_update().get(id=1)


def agree_rules(*, rules: AgreedRules, at: datetime) -> Terms:
    """Write terms with the agreement's ``rules`` and the definitions that hold already.

    Call it behind ``lock_agreeing``. Raises ``OvertakenTerms``.
    """
    row = _next_row(at)
    row.agreement_version = rules.agreement_version
    row.required_brief_fields = list(rules.required_brief_fields)
    row.attempts_promised = rules.attempts_promised
    row.attempts_days = rules.attempts_days
    row.attempt_rules = [rule.as_data() for rule in rules.attempt_rules]
    row.save(force_insert=True)
    return row


def agree_definition(*, definition: Definition, at: datetime) -> Terms:
    """Write terms with ``definition`` in the place of its kind and all else as it was.

    Call it behind ``lock_agreeing``. Raises ``OvertakenTerms``.
    """
    row = _next_row(at)
    setattr(row, f"{definition.kind}_definition", definition)
    row.save(force_insert=True)
    return row


def _next_row(at: datetime) -> Terms:
    """Return an unsaved copy of the newest row, or of what holds before anything is agreed."""
    newest = Terms.objects.order_by("-in_force_at", "-id").first()
    if newest is None:
        return Terms(
            in_force_at=at,
            required_brief_fields=list(terms.UNAGREED.required_brief_fields),
            attempts_promised=terms.UNAGREED.attempts_promised,
            attempts_days=terms.UNAGREED.attempts_days,
        )
    if newest.in_force_at > at:
        raise OvertakenTerms
    return Terms(
        in_force_at=at,
        agreement_version=newest.agreement_version,
        required_brief_fields=newest.required_brief_fields,
        attempts_promised=newest.attempts_promised,
        attempts_days=newest.attempts_days,
        attempt_rules=newest.attempt_rules,
        mql_definition_id=newest.mql_definition_id,
        sal_definition_id=newest.sal_definition_id,
        sql_definition_id=newest.sql_definition_id,
    )
