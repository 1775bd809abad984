"""Criteria as they are typed: each comparison suits its fact, each value its comparison."""

import pytest

from kit.refusals import BadInput
from personas.criteria import (
    ALL_FACTS,
    OF_THE_LEAD,
    BadCriterion,
    CriterionText,
    checked,
    operators_of,
)
from personas.fit import Operator
from personas.models import FactName


@pytest.mark.parametrize(
    ("fact", "operator", "operands"),
    [
        ("company_size", "one_of", ("50",)),
        ("industry", "at_least", ("5",)),
        ("industry", "true", ()),
        ("has_contact", "one_of", ("yes",)),
        ("has_contact", "known", ()),
        ("industry", "nonsense", ("x",)),
    ],
)
def test_a_comparison_must_suit_its_fact(fact, operator, operands):
    with pytest.raises(BadCriterion) as refusal:
        checked([CriterionText(fact, operator, operands)], ALL_FACTS)
    assert refusal.value.field == "operator"


@pytest.mark.parametrize(
    ("operator", "operands"),
    [
        ("at_least", ()),
        ("at_least", ("many",)),
        ("at_least", ("5", "6")),
        ("between", ("5",)),
        ("between", ("500", "50")),
        ("between", ("1", "2", "3")),
        ("between", ("1", "x")),
    ],
)
def test_numbers_are_asked_where_numbers_are_compared(operator, operands):
    with pytest.raises(BadCriterion) as refusal:
        checked([CriterionText("company_size", operator, operands)], ALL_FACTS)
    assert refusal.value.field == "operands"


@pytest.mark.parametrize(
    "operands", [(), ("  ", "ً"), ("x" * 121,), tuple(str(n) for n in range(51))]
)
def test_texts_need_values_within_their_limits(operands):
    with pytest.raises(BadCriterion) as refusal:
        checked([CriterionText("industry", "one_of", operands)], ALL_FACTS)
    assert refusal.value.field == "operands"


def test_arabic_digits_are_numbers():
    (text,) = checked([CriterionText("company_size", "between", ("٥٠", "٥٠٠"))], ALL_FACTS)
    assert text.operands == ("٥٠", "٥٠٠")


def test_values_are_cleaned_and_dropped_where_none_is_compared():
    said = [
        CriterionText("industry", "one_of", (" Retail ", "", "Retail", "Hotels")),
        CriterionText("industry", "known", ("left over",)),
    ]
    one, two = checked(said, ALL_FACTS)
    assert one.operands == ("Retail", "Hotels")
    assert two.operands == ()


@pytest.mark.parametrize("weight", [0, 101, -1])
def test_a_weight_has_limits(weight):
    with pytest.raises(BadCriterion) as refusal:
        checked([CriterionText("industry", "known", weight=weight)], ALL_FACTS)
    assert refusal.value.field == "weight"


def test_a_persona_asks_only_for_what_stands_in_the_lead():
    with pytest.raises(BadCriterion):
        checked([CriterionText("persona_fit", "at_least", ("50",))], OF_THE_LEAD)


def test_too_many_and_too_few_are_refused():
    with pytest.raises(BadInput):
        checked([CriterionText("industry", "known")] * 41, ALL_FACTS)
    with pytest.raises(BadInput):
        checked([], ALL_FACTS, are_needed=True)


def test_every_fact_has_a_comparison():
    assert all(operators_of(fact) for fact in FactName.values)
    offered = {operator for fact in FactName.values for operator in operators_of(fact)}
    assert offered == set(Operator)
