"""The rules by which a review suggests amendments, on figures chosen by hand."""

import pytest

from dashboards.suggesting import (
    Fate,
    Kept,
    differs,
    of_criteria,
    of_personas,
    of_sources,
    of_targets,
    rounded_up,
)


def a_target(kept, judged, p90, *, answered=40, seconds=3600):
    return Kept("t", seconds, kept, judged, answered, p90)


def a_fate(subject="1", **numbers):
    given = {"delivered": 0, "rejected": 0, "decided": 0, "won": 0} | numbers
    return Fate(subject, **given)


def test_a_criterion_that_a_quarter_of_the_named_rejections_name_is_suggested():
    found = list(of_criteria([("7", 5), ("8", 15), ("9", 4), ("0", 90)]))
    assert [(each.subject, each.figures) for each in found] == [("8", {"rejections": 15, "of": 24})]
    assert [each.subject for each in of_criteria([("7", 5), ("8", 15)])] == ["7", "8"]
    assert not list(of_criteria([("7", 4), ("0", 1)]))


@pytest.mark.parametrize(
    ("target", "rule", "to"),
    [
        (a_target(20, 20, 1201), "always_met", 1500),
        (a_target(99, 100, 2700), "always_met", 2700),
        (a_target(2, 20, 4000), "never_met", 4200),
        (a_target(0, 20, 4000, answered=19), "never_met", 0),
        (a_target(0, 20, None), "never_met", 0),
        (a_target(0, 20, 3000), "never_met", 0),
    ],
)
def test_a_target_that_is_always_or_hardly_ever_met_is_suggested(target, rule, to):
    (found,) = of_targets([target])
    assert (found.rule, found.figures["to"], found.figures["of"]) == (rule, to, target.judged)


@pytest.mark.parametrize(
    "target",
    [
        a_target(19, 19, 600),  # too few
        a_target(98, 100, 600),  # not always
        a_target(3, 20, 9000),  # not hardly ever
        a_target(20, 20, 2701),  # nothing to gain
        a_target(20, 20, 600, answered=19),  # too few answers
    ],
)
def test_other_targets_are_left_alone(target):
    assert not list(of_targets([target]))


def test_a_source_that_is_mostly_rejected_is_suggested():
    rows = [
        a_fate("1", delivered=20, rejected=11),
        a_fate("2", delivered=20, rejected=10),
        a_fate("3", delivered=19, rejected=19),
        a_fate("0", delivered=50, rejected=50),
    ]
    assert [(each.subject, each.figures) for each in of_sources(rows)] == [
        ("1", {"rejected": 11, "of": 20})
    ]


def test_a_persona_is_suggested_only_where_chance_does_not_explain_it():
    # Of a hundred decided ten were won: thirty of them would have been three.
    others = a_fate("2", decided=70, won=10)
    assert [each.figures for each in of_personas([a_fate(decided=30), others])] == [
        {"decided": 30, "expected": 3}
    ]
    assert not list(of_personas([a_fate(decided=29), others]))
    assert not list(of_personas([a_fate(decided=30, won=1), others]))
    assert not list(of_personas([a_fate("0", decided=30), others]))
    assert not list(of_personas([a_fate(decided=500)]))


def test_seconds_are_rounded_up_to_five_minutes():
    assert [rounded_up(each) for each in (0, 1, 300, 301)] == [300, 300, 300, 600]


def test_shares_differ_only_where_chance_does_not_explain_it():
    assert differs(60, 100, 40, 100)
    assert not differs(55, 100, 45, 100)
    assert not differs(0, 20, 0, 20)
    assert differs(3, 10, 0, 100)
