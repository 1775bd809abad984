"""What a first visit weighs: the page and all that it links, compressed as they are served."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from kit.bundling import ENTRY, bundled, is_script, script
from tests import cast

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[1] / "static"
LIMIT = 60 * 1024
LINKED = re.compile(r"""<(?:link|script|img)[^>]+(?:href|src)=["']/static/([^"']+)["']""")
OWN = {
    str(path.relative_to(ROOT)): (FileSystemStorage(ROOT), str(path.relative_to(ROOT)))
    for path in ROOT.rglob("*.*")
}


def served(name):
    """Return the text of a static file as it is collected: bundled, made small."""
    if name == ENTRY:
        return bundled(OWN).encode()
    if name in OWN and is_script(name):
        return script(OWN, name).encode()
    return Path(finders.find(name)).read_bytes()


def weight(browser, url):
    """Return the bytes of the page and of what it links, each compressed, by name."""
    answer = browser.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    names = set(LINKED.findall(gzip.decompress(answer.content).decode()))
    assert {ENTRY, "js/app.js", "django_htmx/htmx-2.min.js"} <= names
    return {url: len(answer.content)} | {n: len(gzip.compress(served(n))) for n in names}


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("rep", "/queue/"),
        ("rep", "/my/"),
        ("marketer", "/leads/"),
        ("marketer", "/leads/new/"),
        ("marketer", "/handoffs/"),
        ("manager", "/dashboard/"),
        ("manager", "/agreement/"),
        ("manager", "/search/?q=lead"),
    ],
)
def test_a_first_visit_weighs_less_than_sixty_kilobytes_without_fonts(as_, request, who, url):
    user = request.getfixturevalue(who)
    cast.an_agreement()
    giver = cast.a_marketer()
    for number in range(20):
        cast.a_handoff(by=giver, lead=cast.a_lead(f"Lead {number}"))
    parts = weight(as_(user), url)
    assert sum(parts.values()) < LIMIT, parts


def test_what_nobody_can_read_compressed_is_sent_as_it_is(as_, rep):
    answer = as_(rep).get("/queue/")
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer["Vary"]
