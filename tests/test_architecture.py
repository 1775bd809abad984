"""What the tree promises of itself and no linter knows: budgets, styles, words, locks.

The direction of imports and the rooms of each app are held by import-linter (`pyproject.toml`).
"""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.servers import CHECKOUT

FUNCTION_LINES = 40
CLASS_LINES = 200
FILE_LINES = 400
TEMPLATE_LINES = 120

# What is longer than its budget, and why. An entry that is no longer needed fails.
EXCEPTIONS: dict[str, str] = {}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files under version control; all files where there is none (an archive)."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("This is no git checkout.")
    return tuple(CHECKOUT / name for name in listed if name and (CHECKOUT / name).is_file())


def files(suffix: str, *, below: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each tracked file with this suffix."""
    for path in tracked():
        name = path.relative_to(CHECKOUT).as_posix()
        if path.suffix == suffix and (not below or name.startswith(below)):
            yield name, path.read_text(encoding="utf-8")


def sources() -> Iterator[tuple[str, str]]:
    """Yield the Python files that somebody wrote: all but migrations."""
    return ((name, text) for name, text in files(".py") if "/migrations/" not in name)


def templates() -> Iterator[tuple[str, str]]:
    """Yield the templates of pages; those of e-mails live by other rules."""
    return (
        (name, text)
        for name, text in files(".html")
        if name.startswith("templates/") and not name.startswith("templates/emails/")
    )


# -- Budgets -------------------------------------------------------------------------------------


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Return how long a definition is, docstring and all, without decorators."""
    return node.end_lineno - node.lineno + 1


def over_budget() -> Iterator[tuple[str, int]]:
    """Yield everything longer than its budget, with its length."""
    for name, text in sources():
        if len(text.splitlines()) > FILE_LINES:
            yield name, len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                budget = FUNCTION_LINES
            elif isinstance(node, ast.ClassDef):
                budget = CLASS_LINES
            else:
                continue
            if code_lines(node) > budget:
                yield f"{name}::{node.name}", code_lines(node)
    for name, text in templates():
        if len(text.splitlines()) > TEMPLATE_LINES:
            yield name, len(text.splitlines())


def test_nothing_is_longer_than_its_budget_but_what_stands_in_the_list():
    found = dict(over_budget())
    assert {name: lines for name, lines in found.items() if name not in EXCEPTIONS} == {}


def test_the_list_of_exceptions_holds_nothing_that_keeps_its_budget():
    assert set(EXCEPTIONS) - set(dict(over_budget())) == set()


def test_modules_are_named_for_the_business():
    empty = {"services", "service", "utils", "util", "helpers", "helper", "common", "misc", "base"}
    assert [name for name, _ in sources() if Path(name).stem in empty] == []


# -- Time ----------------------------------------------------------------------------------------

DOORS = {"views", "api", "admin", "tasks", "receivers", "management", "middleware"}
RULED = ("dashboards/", "sla/", "leads/", "personas/", "notifications/", "teams/")
CLOCK = re.compile(r"\b(?:timezone|datetime|dt|date)\.(?:now|utcnow|today|localdate|localtime)\(\)")
# Modules beside the doors that read the clock, and why.
CLOCK_READERS: dict[str, str] = {}


def test_only_doors_read_the_clock():
    readers = {
        name
        for name, text in sources()
        if name.startswith(RULED) and not DOORS & set(Path(name).with_suffix("").parts)
        if CLOCK.search(text)
    }
    assert readers == set(CLOCK_READERS)


def test_one_signal_is_sent_in_the_whole_tree():
    sending = re.compile(r"= Signal\(")
    assert len([name for name, text in sources() if sending.search(text)]) <= 1


# -- Pages ---------------------------------------------------------------------------------------


def found_in(texts: Iterator[tuple[str, str]], pattern: str, flags: int = 0) -> list[str]:
    """Return where a pattern stands, as file:line."""
    matcher = re.compile(pattern, flags)
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0][:60]}"
        for name, text in texts
        for match in matcher.finditer(text)
    ]


def test_no_template_holds_style_script_or_handler():
    assert found_in(templates(), r"<style\b") == []
    assert (
        found_in(templates(), r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")") == []
    )
    assert found_in(templates(), r"<[^>%]*\s(?:style|on[a-z]+)\s*=") == []
    assert found_in(templates(), r"hx-on[:-]|javascript:") == []


def test_no_template_fetches_from_elsewhere():
    assert found_in(templates(), r"\b(?:src|href|action)=\"(?:https?:)?//") == []


def test_styles_know_neither_left_nor_right():
    physical = (
        r"(?:^|[;{\s])(?:(?:margin|padding|border)-(?:left|right)(?:-[a-z]+)?|left|right)\s*:"
        r"|(?:float|clear|text-align)\s*:\s*(?:left|right)\b"
        r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    )
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)
    styles = ((name, comment.sub("", text)) for name, text in files(".css", below=("static/",)))
    assert found_in(styles, physical) == []


def test_no_translated_string_is_put_together_from_pieces():
    pieces = r"(?:gettext|gettext_lazy|_)\(\s*f[\"']"
    assert found_in(sources(), pieces) == []


# -- The tree itself -----------------------------------------------------------------------------


@cache
def lock(name: str) -> dict[str, str]:
    """Return the versions that a lock holds."""
    text = (CHECKOUT / name).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text, re.MULTILINE))


LOCKS = ("requirements.lock", "requirements-embedded.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_address(name):
    text = (CHECKOUT / name).read_text()
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|#", text)
    assert text.count("==") <= text.count("--hash=sha256:")


def test_what_is_tested_is_what_runs():
    production, embedded, development = map(lock, LOCKS)
    assert production.items() <= embedded.items() <= development.items()


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"]
    embedded = project["project"]["optional-dependencies"]["embedded"]
    development = project["dependency-groups"]["dev"]
    for names, held in ((asked, LOCKS[0]), (embedded, LOCKS[1]), (development, LOCKS[2])):
        for line in names:
            name, _, version = line.partition("==")
            assert lock(held)[name.partition("[")[0].lower()] == version, line


def test_the_tree_speaks_of_the_product_alone():
    traces = re.compile(r"/(?:root|work|tmp/mq)/|\blocalhost:54390\b")
    names = [
        path for path in tracked() if path.suffix in {".py", ".md", ".toml", ".html", ".yml", ""}
    ]
    marked = [
        path.relative_to(CHECKOUT).as_posix()
        for path in names
        if path != Path(__file__)
        and traces.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert marked == []


def test_nothing_that_was_made_is_kept():
    made = {".pyc", ".mo", ".sqlite3", ".log", ".png", ".jpg"}
    kept = [path.name for path in tracked() if path.suffix in made and "docs" not in path.parts]
    assert kept == []
