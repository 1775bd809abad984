"""Phrases of parts in either script."""

from kit.phrases import dotted, isolated


def test_a_part_runs_in_its_own_direction():
    assert isolated("The number is wrong.") == "\u2068The number is wrong.\u2069"


def test_a_line_of_parts_leaves_out_what_holds_nothing():
    assert dotted(["رفض", "", None, "Not now."]) == "\u2068رفض\u2069 · \u2068Not now.\u2069"
