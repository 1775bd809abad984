"""Criteria as they are written down: what may be asked, and which comparison suits it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from kit.fingerprints import fingerprint
from kit.refusals import BadInput
from personas.fit import Operator, fold, number_of
from personas.models import BaseCriterion, FactName

MAX_CRITERIA = 40
MAX_OPERANDS = 50
OPERAND_LENGTH = 120
MAX_WEIGHT = 100

NUMBERS = frozenset({FactName.COMPANY_SIZE, FactName.PERSONA_FIT, FactName.PROFILE_FIT})
YES_OR_NO = frozenset(
    {
        FactName.HAS_CONTACT,
        FactName.HAS_PERSONA,
        FactName.IS_BRIEF_COMPLETE,
        FactName.HAS_TOUCH,
        FactName.WAS_REACHED,
        FactName.HAS_BUDGET,
        FactName.HAS_AUTHORITY,
        FactName.HAS_NEED,
        FactName.HAS_TIMING,
    }
)
# What stands in a lead's own row: the rest follows from personas, or from a hand-off.
OF_THE_LEAD = (
    FactName.INDUSTRY,
    FactName.COMPANY_SIZE,
    FactName.REGION,
    FactName.JOB_TITLE,
    FactName.SENIORITY,
    FactName.SOURCE,
    FactName.LEAD_TYPE,
    FactName.COMPANY_NAME,
    FactName.NAME,
    FactName.EMAIL,
    FactName.PHONE,
    FactName.EXTERNAL_ID,
    FactName.HAS_CONTACT,
)
BEFORE_HAND_OFF = (
    *OF_THE_LEAD,
    FactName.GRADE,
    FactName.HAS_PERSONA,
    FactName.PERSONA_FIT,
    FactName.PROFILE_FIT,
)
AT_HAND_OFF = (*BEFORE_HAND_OFF, FactName.IS_BRIEF_COMPLETE)
ALL_FACTS = tuple(FactName)

_OF_NUMBERS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS_KNOWN)
_OF_TEXTS = (Operator.IS_ONE_OF, Operator.IS_NONE_OF, Operator.CONTAINS, Operator.IS_KNOWN)
_WITHOUT_OPERANDS = frozenset({Operator.IS_KNOWN, Operator.IS_TRUE})


@dataclass(frozen=True)
class CriterionText:
    """One criterion as it is typed: fact, comparison, values, weight, whether it is required."""

    fact: str
    operator: str
    operands: tuple[str, ...] = ()
    weight: int = 1
    is_required: bool = False


class BadCriterion(BadInput):
    """A criterion cannot be used; ``row`` counts from 0, ``field`` is the part at fault."""

    code = "bad_criterion"

    def __init__(self, message: str, *, field: str, row: int) -> None:
        """Take the sentence, the part of the criterion and the place in the list."""
        super().__init__(message, field=field)
        self.row = row


C = TypeVar("C", bound=BaseCriterion)


def checked(
    texts: Sequence[CriterionText], facts: Collection[str], *, are_needed: bool = False
) -> list[CriterionText]:
    """Return ``texts`` cleaned, in their order; only ``facts`` may be asked.

    Raises ``BadCriterion`` for the first that cannot be used, ``BadInput`` for too many, or for
    none where ``are_needed``.
    """
    if len(texts) > MAX_CRITERIA:
        raise BadInput(_("At most %(most)s criteria.") % {"most": MAX_CRITERIA})
    if are_needed and not texts:
        raise BadInput(_("Give at least one criterion."))
    return [_checked(text, facts, row) for row, text in enumerate(texts)]


def operators_of(fact: str) -> tuple[Operator, ...]:
    """Return the comparisons that make sense for ``fact``."""
    if fact in YES_OR_NO:
        return (Operator.IS_TRUE,)
    return _OF_NUMBERS if fact in NUMBERS else _OF_TEXTS


def text_of(criterion: BaseCriterion) -> CriterionText:
    """Return what ``criterion`` says."""
    return CriterionText(
        fact=criterion.fact,
        operator=criterion.operator,
        operands=tuple(criterion.operands),
        weight=criterion.weight,
        is_required=criterion.is_required,
    )


def as_rows(kind: type[C], texts: Iterable[CriterionText], **owner: object) -> list[C]:
    """Return unsaved criteria of ``kind`` for ``owner``, positions in the order of ``texts``."""
    return [
        kind(
            position=position,
            fact=text.fact,
            operator=text.operator,
            operands=list(text.operands),
            weight=text.weight,
            is_required=text.is_required,
            **owner,
        )
        for position, text in enumerate(texts)
    ]


def fingerprint_of(criteria: Iterable[BaseCriterion], *texts: object) -> str:
    """Return what tells a form that ``texts`` or criteria were changed by somebody else."""
    rows = [(row.fact, row.operator, row.operands, row.weight, row.is_required) for row in criteria]
    return fingerprint(rows, *texts)


def _checked(text: CriterionText, facts: Collection[str], row: int) -> CriterionText:
    def refuse(message: str, field: str) -> BadCriterion:
        return BadCriterion(message, field=field, row=row)

    if text.fact not in facts:
        raise refuse(_("Choose what is asked."), "fact")
    if text.operator not in operators_of(text.fact):
        raise refuse(_hint(text.fact), "operator")
    if not 1 <= text.weight <= MAX_WEIGHT:
        raise refuse(_("A weight is a number from 1 to 100."), "weight")
    if text.operator in _WITHOUT_OPERANDS:
        return replace(text, operands=())
    operands = tuple(dict.fromkeys(" ".join(one.split()) for one in text.operands if fold(one)))
    message = _fault(text.operator, operands)
    if message:
        raise refuse(message, "operands")
    return replace(text, operands=operands)


def _fault(operator: str, operands: tuple[str, ...]) -> str:
    """Return what is wrong with the values, "" for nothing."""
    if not operands:
        return _("Give at least one value.")
    if len(operands) > MAX_OPERANDS:
        return _("At most %(most)s values.") % {"most": MAX_OPERANDS}
    if any(len(one) > OPERAND_LENGTH for one in operands):
        return _("A value has at most %(most)s characters.") % {"most": OPERAND_LENGTH}
    if operator in _OF_NUMBERS:
        return _fault_of_numbers(operator, operands)
    return ""


def _fault_of_numbers(operator: str, operands: tuple[str, ...]) -> str:
    numbers = [number_of(one) for one in operands]
    if operator == Operator.BETWEEN:
        lowest, highest = [*numbers, None, None][:2]
        if len(numbers) != 2 or lowest is None or highest is None or lowest > highest:  # noqa: PLR2004
            return _("Give two numbers, the smaller first, such as 50, 500.")
    elif len(numbers) != 1 or numbers[0] is None:
        return _("Give one number, such as 50.")
    return ""


def _hint(fact: str) -> str:
    if fact in YES_OR_NO:
        return _("This is a yes or no: choose “is true”.")
    if fact in NUMBERS:
        return _(
            "This is a number: choose “is at least”, “is at most”, “is between” or “is known”."
        )
    return _("This is a text: choose “is one of”, “is none of”, “contains one of” or “is known”.")
