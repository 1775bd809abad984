"""The document about driving the engine says what is so."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from tests.cast import BRIEF

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "engine.md").read_text()


def block(language):
    return re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)[1]


@pytest.mark.parametrize("line", block("signatures").strip().splitlines())
def test_each_verb_takes_what_the_document_says(line):
    name, given = re.fullmatch(r"([\w.]+)\(([\w, ]+)\)", line).groups()
    module, _dot, verb = name.rpartition(".")
    parameters = inspect.signature(getattr(importlib.import_module(module), verb)).parameters
    assert list(parameters) == given.split(", ")
    assert {each.kind for each in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.django_db
def test_the_example_runs(agreement, lead, marketer, rep):
    exec(block("python"), {"lead": lead, "brief": BRIEF, "marketer": marketer, "rep": rep})
