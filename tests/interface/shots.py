"""Pictures of every page: ``bin/shots [FOLDER] [--only WORD] [--pairwise]``.

Goes through the list in ``pages.py`` with the demonstration as its company, in all eight
combinations of language, theme and size, and writes an ``index.html`` that shows them beside each
other.
"""

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings, setup_databases, teardown_databases
from playwright.sync_api import Page, sync_playwright

from alignment.catalogue import compile_all

HIGHEST = 8000  # pixels
ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Take the pictures and return the exit code: 1 where a page did not answer as it should."""
    asked = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
    # Playwright's loop makes Django believe that it is called from an asynchronous place.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    compile_all()  # a catalogue that is older than its words would show half a page in English
    django.setup()
    logging.disable(logging.ERROR)  # pages of errors are among the pictures
    with _settings(), _database():
        wrong = _take(asked.folder, asked.only, is_pairwise=asked.pairwise)
    sys.stdout.write(f"{asked.folder / 'index.html'}\n")
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/shots", description="Pictures of every page.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "var" / "shots")
    parser.add_argument("--only", default="", help="pages whose name holds this word")
    parser.add_argument("--pairwise", action="store_true", help="four combinations, not eight")
    return parser


@contextmanager
def _settings() -> Iterator[None]:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        ROOT_URLCONF="tests.interface.urls",
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        SIGN_IN_TRIES_A_MINUTE=10_000,
    ):
        yield


@contextmanager
def _database() -> Iterator[None]:
    """Lend a database of its own: what ``DATABASE_URL`` names is left alone."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # the server's threads may still hold theirs
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        teardown_databases(made, verbosity=0)


def _take(folder: Path, only: str, *, is_pairwise: bool) -> list[str]:
    """Write a picture of each page in each combination; return what answered wrongly."""
    # Models can be imported only now that Django is set up.
    from tests.browser import ARGUMENTS, find_chromium  # noqa: PLC0415
    from tests.interface.pages import VISITS  # noqa: PLC0415
    from tests.interface.stage import ALL, PAIRWISE, Stage  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    visits = [visit for visit in VISITS if only in visit.name]
    combinations, wrong = PAIRWISE if is_pairwise else ALL, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        stage = Stage(browser, with_axe=False)
        for visit in visits:
            for how in combinations:
                status = stage.show(visit, how).status
                if status != visit.status:
                    wrong.append(f"{visit.name} {how}: status {status}, not {visit.status}")
                _unroll(stage.page, how.width)
                stage.page.screenshot(path=folder / f"{visit.name}-{how}.png")
        stage.close()
        browser.close()
    sheet = _sheet([visit.name for visit in visits], list(map(str, combinations)))
    (folder / "index.html").write_text(sheet, encoding="utf-8")
    return wrong


def _unroll(page: Page, width: int) -> None:
    """Make the window as high as the page, so that bars stand at its foot and not across it."""
    height = page.evaluate("document.documentElement.scrollHeight")
    least = (page.viewport_size or {"height": 0})["height"]
    page.set_viewport_size({"width": width, "height": min(max(height, least), HIGHEST)})


def _sheet(names: Sequence[str], combinations: Sequence[str]) -> str:
    """Return the page that shows all pictures: a row a page, a column a combination."""
    head = "".join(f"<th>{escape(how)}</th>" for how in combinations)
    rows = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(_cell(name, how) for how in combinations)}</tr>"
        for name in names
    )
    return (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Every page</title>"
        f"<table cellpadding=6><tr><th></th>{head}</tr>{rows}</table></html>"
    )


def _cell(name: str, how: str) -> str:
    file = escape(f"{name}-{how}.png")
    return f'<td valign=top><a href="{file}"><img src="{file}" width=220 loading=lazy></a></td>'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
