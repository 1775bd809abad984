"""What became of a text, word by word."""

import pytest

from sla.word_changes import ADDED, REMOVED, SAME, Run, word_changes

CASES = [
    ("", ""),
    ("One two three.", "One two three."),
    ("One two three.", "One four three."),
    ("Within an hour", "Within two hours, and a half"),
    ("قبل نهاية اليوم", "قبل نهاية الأسبوع"),
    ("One\n\ntwo", "One two"),
    (" leading", "leading"),
]


def test_what_went_stands_before_what_came_instead():
    assert word_changes("Sales calls within an hour.", "Sales calls within two hours.") == [
        Run(SAME, "Sales calls within "),
        Run(REMOVED, "an hour."),
        Run(ADDED, "two hours."),
    ]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_the_runs_make_up_both_texts(before, after):
    runs = word_changes(before, after)
    assert "".join(run.text for run in runs if run.kind != ADDED) == before or "\n" in before
    assert "".join(run.text for run in runs if run.kind != REMOVED) == after
