"""Definitions of MQL, SAL and SQL: drafted and edited; never changed once they are in force.

They come into force with the version of the agreement that names them, and with nothing else. What
was qualified keeps the version it was held against.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import refuse_stale
from kit.refusals import BadInput, NotAllowed, Refusal
from leads import terms
from leads.agreeing import lock_agreeing
from leads.models import Definition, DefinitionCriterion, DefinitionKind
from personas.criteria import (
    ALL_FACTS,
    AT_HAND_OFF,
    BEFORE_HAND_OFF,
    CriterionText,
    as_rows,
    checked,
    fingerprint_of,
    text_of,
)
from personas.fit import Operator
from personas.models import FactName
from teams.models import User

MAX_STATEMENT = 2000

# What can be known when a lead is held against each: before the hand-off, at the claim, after it.
FACTS: dict[str, tuple[str, ...]] = {
    DefinitionKind.MQL: BEFORE_HAND_OFF,
    DefinitionKind.SAL: AT_HAND_OFF,
    DefinitionKind.SQL: ALL_FACTS,
}


def _must(fact: str, operator: str = Operator.IS_TRUE, *operands: str) -> CriterionText:
    return CriterionText(fact, operator, operands, is_required=True)


FIRST: dict[str, tuple[CriterionText, ...]] = {
    DefinitionKind.MQL: (
        _must(FactName.HAS_CONTACT),
        _must(FactName.PERSONA_FIT, Operator.AT_LEAST, "50"),
        CriterionText(FactName.PROFILE_FIT, Operator.AT_LEAST, ("50",)),
    ),
    DefinitionKind.SAL: (_must(FactName.IS_BRIEF_COMPLETE), _must(FactName.HAS_CONTACT)),
    DefinitionKind.SQL: (
        _must(FactName.WAS_REACHED),
        _must(FactName.HAS_NEED),
        _must(FactName.HAS_AUTHORITY),
        CriterionText(FactName.HAS_BUDGET, Operator.IS_TRUE),
        CriterionText(FactName.HAS_TIMING, Operator.IS_TRUE),
    ),
}


class DefinitionInForce(Refusal):
    """A definition that is or was in force is never changed."""

    code = "definition_in_force"
    default_message = _("This version is in force. Make a new draft to change the definition.")


def draft(*, kind: str, at: datetime, by: User) -> Definition:
    """Return the draft of ``kind``; make one from the version in force, or from sound defaults.

    Raises ``NotAllowed`` for all but managers, ``BadInput`` for an unknown kind.
    """
    _check_manager(by)
    if kind not in DefinitionKind.values:
        raise BadInput(field="kind")
    with transaction.atomic():
        lock_agreeing()
        rows = Definition.objects.filter(kind=kind)
        standing = rows.filter(in_force_at__isnull=True).first()
        if standing is not None:
            return standing
        former = terms.in_force(at).definition(kind)
        highest = rows.aggregate(Max("version"))["version__max"] or 0
        made = Definition.objects.create(
            kind=kind,
            version=highest + 1,
            statement=former.statement if former else "",
            created_at=at,
            created_by=by,
        )
        texts = [text_of(row) for row in former.criteria.all()] if former else FIRST[kind]
        _write(made, texts)
    return made


def edit(
    *,
    definition: Definition,
    statement: str,
    criteria: Sequence[CriterionText],
    by: User,
    seen: str = "",
) -> Definition:
    """Change a draft. ``seen``: see ``fingerprint_of_definition``.

    Raises ``NotAllowed``, ``DefinitionInForce``, ``StalePage``, ``BadInput``, ``BadCriterion``.
    """
    _check_manager(by)
    texts = checked(criteria, FACTS[definition.kind], are_needed=True)
    cleaned = statement.strip()
    if len(cleaned) > MAX_STATEMENT:
        raise BadInput(
            _("At most %(most)s characters.") % {"most": MAX_STATEMENT}, field="statement"
        )
    with transaction.atomic():
        locked = _locked_draft(definition)
        refuse_stale(seen, fingerprint_of_definition(locked))
        locked.statement = cleaned
        locked.save()
        locked.criteria.all().delete()
        _write(locked, texts)
    return locked


def discard(*, definition: Definition, by: User) -> None:
    """Throw a draft away. Raises ``NotAllowed`` and ``DefinitionInForce``."""
    _check_manager(by)
    with transaction.atomic():
        _locked_draft(definition).delete()


def that_says(
    *, kind: str, statement: str, criteria: Sequence[CriterionText], at: datetime, by: User | None
) -> Definition:
    """Return the newest definition of ``kind`` in these words; where there is none, draft it.

    A draft that says otherwise is written over. For whoever may write the agreement's draft: call
    it there, behind ``lock_agreeing``. Raises ``BadInput`` and ``BadCriterion``.
    """
    texts = checked(criteria, FACTS[kind], are_needed=True)
    rows = Definition.objects.filter(kind=kind).order_by("-version").prefetch_related("criteria")
    for row in rows:
        if row.statement == statement and [text_of(one) for one in row.criteria.all()] == texts:
            return row
    drafted = next((row for row in rows if row.in_force_at is None), None)
    made = drafted or Definition(
        kind=kind, version=rows[0].version + 1 if rows else 1, created_at=at, created_by=by
    )
    made.statement = statement
    made.save()
    made.criteria.all().delete()
    _write(made, texts)
    return made


def problem_of(definition: Definition) -> str:
    """Return why ``definition`` cannot come into force, "" if it can."""
    texts = [text_of(row) for row in definition.criteria.all()]
    try:
        checked(texts, FACTS[definition.kind], are_needed=True)
    except BadInput as refusal:
        return str(refusal)
    return ""


def fingerprint_of_definition(definition: Definition) -> str:
    """Return what tells a form that somebody else changed the draft meanwhile."""
    return fingerprint_of(definition.criteria.all(), definition.statement)


def _locked_draft(definition: Definition) -> Definition:
    rows = Definition.objects.select_for_update().filter(in_force_at__isnull=True)
    locked = rows.filter(pk=definition.pk).first()
    if locked is None:
        raise DefinitionInForce
    return locked


def _write(definition: Definition, texts: Sequence[CriterionText]) -> None:
    rows = as_rows(DefinitionCriterion, texts, definition=definition)
    DefinitionCriterion.objects.bulk_create(rows)


def _check_manager(by: User) -> None:
    if not by.is_manager:
        raise NotAllowed
