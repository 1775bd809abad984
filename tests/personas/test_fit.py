"""Fit: facts held against criteria, with the reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.fit import Fit, Operator, Rule, evaluate, fold, number_of


def _met(operator, value, *values):
    (reason,) = evaluate([Rule("x", operator, values)], {"x": value}).reasons
    return reason.is_met


@pytest.mark.parametrize(
    ("operator", "value", "values", "is_met"),
    [
        (Operator.IS_ONE_OF, "RETAIL ", ("Hotels", "retail"), True),
        (Operator.IS_ONE_OF, "Retail trade", ("retail",), False),
        (Operator.IS_ONE_OF, "", ("retail",), None),
        (Operator.IS_NONE_OF, "Retail", ("retail",), False),
        (Operator.IS_NONE_OF, "Hotels", ("retail",), True),
        (Operator.IS_NONE_OF, None, ("retail",), None),
        (Operator.CONTAINS, "Head of IT, EMEA", ("it",), True),
        (Operator.CONTAINS, "Head of Digital", ("IT",), False),
        (Operator.CONTAINS, "C++ lead", ("c++",), True),
        (Operator.CONTAINS, "مدير تقنيّة المعلومات", ("تقنية المعلومات",), True),
        (Operator.CONTAINS, "anything", ("", "ً"), False),
        (Operator.AT_LEAST, 50, ("50",), True),
        (Operator.AT_LEAST, 49, ("50",), False),
        (Operator.AT_LEAST, "200-500", ("200",), True),
        (Operator.AT_LEAST, "unknown", ("50",), None),
        (Operator.AT_LEAST, 0, ("0",), True),
        (Operator.AT_MOST, 50, ("٥٠",), True),
        (Operator.AT_MOST, 51, ("50",), False),
        (Operator.BETWEEN, 50, ("50", "500"), True),
        (Operator.BETWEEN, 500, ("50", "500"), True),
        (Operator.BETWEEN, 501, ("50", "500"), False),
        (Operator.BETWEEN, 5, ("x", "500"), None),
        (Operator.AT_LEAST, 5, (), None),
        (Operator.IS_KNOWN, "x", (), True),
        (Operator.IS_KNOWN, "", (), False),
        (Operator.IS_KNOWN, None, (), False),
        (Operator.IS_KNOWN, 0, (), True),
        (Operator.IS_TRUE, True, (), True),
        (Operator.IS_TRUE, False, (), False),
        (Operator.IS_TRUE, None, (), None),
    ],
)
def test_each_comparison(operator, value, values, is_met):
    assert _met(operator, value, *values) is is_met


def test_a_fact_that_is_missing_is_not_known():
    (reason,) = evaluate([Rule("has_need", Operator.IS_TRUE)], {}).reasons
    assert reason.is_met is None


def test_the_score_is_the_met_weight_in_percent():
    rules = [Rule("a", Operator.IS_KNOWN, weight=2), Rule("b", Operator.IS_KNOWN, weight=1)]
    assert evaluate(rules, {"a": 1}).score == 66
    assert evaluate(rules, {"b": 1}).score == 33


def test_an_unmet_required_criterion_makes_the_score_zero():
    rules = [Rule("a", Operator.IS_KNOWN, is_required=True), Rule("b", Operator.IS_KNOWN)]
    assert evaluate(rules, {"b": 1}).score == 0
    assert not evaluate(rules, {"b": 1}).is_met
    assert evaluate(rules, {"a": 1}).is_met


def test_without_required_criteria_all_must_be_met():
    rules = [Rule("a", Operator.IS_KNOWN), Rule("b", Operator.IS_KNOWN)]
    assert not evaluate(rules, {"a": 1}).is_met
    assert evaluate(rules, {"a": 1, "b": 1}).is_met


def test_without_criteria_nothing_can_be_said():
    fit = evaluate([], {"a": 1})
    assert (fit.score, fit.reasons) == (0, ())


@pytest.mark.parametrize(
    ("score", "letter"),
    [(100, "A"), (75, "A"), (74, "B"), (50, "B"), (49, "C"), (25, "C"), (24, "D"), (0, "D")],
)
def test_the_letter_of_a_score(score, letter):
    assert Fit(score, ()).letter == letter


def test_the_missing_are_the_unmet_and_the_unknown():
    rules = [Rule(name, Operator.IS_TRUE) for name in "abc"]
    fit = evaluate(rules, {"a": True, "b": False})
    assert [reason.rule.fact for reason in fit.missing] == ["b", "c"]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        ("200-500", 200),
        ("1,200", 1200),
        ("١٬٢٠٠", 1200),
        ("1 200", 1200),
        ("۵۰۰", 500),
        ("SMB-200", 200),
        ("-3", -3),
        ("5000+", 5000),
        ("none", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_are_read_as_people_write_them(value, number):
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("مكتبة", "مكتبه"),
        ("مستشفى", "مستشفي"),
        ("مـــدير", "مدير"),
        ("ﻣﺪﻳﺮ", "مدير"),
        ("ﺓ", "ه"),
        ("ﻯ", "ي"),
        ("علی", "علي"),
        ("کریم", "كريم"),
        ("Tomás", "TOMAS"),
        ("Straße", "STRASSE"),
        ("٢٠٢٦", "2026"),
        ("a\u200fb", "ab"),
        ("  two \u00a0 words\n", "two words"),
    ],
)
def test_spellings_that_people_take_for_one_are_one(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text(min_size=1))
def test_what_is_folded_has_no_white_space_at_its_ends(text, other):
    folded = fold(f" {text} {other}\t")
    assert folded == folded.strip()


_RULES = st.lists(
    st.builds(
        Rule,
        fact=st.sampled_from("abc"),
        operator=st.sampled_from(list(Operator)),
        values=st.lists(st.text(max_size=5), max_size=3).map(tuple),
        weight=st.integers(1, 100),
        is_required=st.booleans(),
    ),
    max_size=6,
)
_FACTS = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.booleans() | st.integers() | st.text(max_size=8)
)


@given(_RULES, _FACTS)
def test_a_fit_is_always_within_its_bounds(rules, facts):
    fit = evaluate(rules, facts)
    assert 0 <= fit.score <= 100
    assert [reason.rule for reason in fit.reasons] == rules
    assert fit.is_met == (fit.is_met and not any(r.rule.is_required for r in fit.missing))
    if fit.score == 100:
        assert not fit.missing


@given(_RULES, _FACTS, st.text(min_size=1, max_size=8))
def test_learning_a_fact_never_unmeets_another(rules, facts, value):
    known = evaluate(rules, facts)
    more = evaluate(rules, facts | {"d": value})
    assert [r.is_met for r in known.reasons] == [r.is_met for r in more.reasons]


@given(st.text(max_size=20), st.lists(st.text(max_size=6), max_size=4))
def test_one_of_and_none_of_are_opposites(value, values):
    one = _met(Operator.IS_ONE_OF, value, *values)
    none = _met(Operator.IS_NONE_OF, value, *values)
    assert (one is None and none is None) or one is not none
