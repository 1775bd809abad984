"""The command behind ``bin/bench``: runs benchmarks in a database of their own, prints a table."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from types import ModuleType
from typing import Any

import django

ROWS = 100_000
COLUMNS = ("name", "value", "unit", "floor", "ratio")


def benchmarks() -> dict[str, ModuleType]:
    """Return every module of this package that measures something, by its name."""
    names = [each.name for each in pkgutil.iter_modules(importlib.import_module("bench").__path__)]
    modules = {name: importlib.import_module(f"bench.{name}") for name in names if name[0] != "_"}
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def chosen(wanted: list[str]) -> dict[str, ModuleType]:
    """Return the benchmarks whose names begin with one of the words, all of them for no word.

    Raises:
        SystemExit: a word fits none.
    """
    every = benchmarks()
    for word in wanted:
        if not any(name.startswith(word) for name in every):
            sys.exit(f"No benchmark begins with {word!r}; there are {', '.join(every)}.")
    return {
        name: module
        for name, module in every.items()
        if not wanted or any(name.startswith(word) for word in wanted)
    }


def show(results: list[dict[str, Any]]) -> None:
    """Print results as a table whose numbers line up."""
    rows = [list(COLUMNS), *([_text(result.get(key)) for key in COLUMNS] for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        name, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([name, *(cell.strip().rjust(len(cell)) for cell in rest)]))


def _text(value: float | str | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int | float) else value


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the beginning of its name")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"default {ROWS:,}")
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
    django.setup()
    # Benchmarks empty tables: they get a database that is made for them and dropped.
    from django.conf import settings  # noqa: PLC0415 - the settings stand only now
    from django.db import connection  # noqa: PLC0415 - the settings stand only now

    # Pages are measured as deployed, but for the names of assets, which nobody has collected here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}

    wanted = chosen(options.names)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    results: list[dict[str, Any]] = []
    try:
        for each, module in wanted.items():
            print(f"{each} ...", file=sys.stderr, flush=True)
            results += module.run(rows=options.rows)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        show(results)


if __name__ == "__main__":
    main()
