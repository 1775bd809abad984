"""The looks find what is wrong: a page with one fault of each kind gives each of them away."""

from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from tests.interface import looking
from tests.interface.stage import LISTEN, PHONE, Combination

pytestmark = pytest.mark.browser

WRONG = """<!DOCTYPE html><html lang="en"><title></title>
<meta http-equiv="Content-Security-Policy" content="img-src 'none'">
<meta name="viewport" content="width=device-width">
<div style="width: 500px">wide</div><button style="width: 20px; height: 20px"></button>
<nav><a href="/" style="display: block; width: 50px; white-space: nowrap">Waiting to be claimed</a>
</nav><h1>One</h1><h1>Two</h1><img src="data:image/png;base64,AAAA"></html>"""
RIGHT = """<!DOCTYPE html><html lang="ar" dir="rtl"><title>Queue</title><main><h1>Queue</h1>
<button style="width: 44px; height: 44px">Claim</button></main></html>"""
HOW = Combination("ar", "light", PHONE)


@pytest.fixture
def opened(chromium):
    """Return a function that opens a page with this text."""
    context = chromium.new_context(viewport={"width": PHONE, "height": 844})
    context.add_init_script(LISTEN)
    context.add_init_script(path=AXE_FILE_PATH)

    def open_page(text):
        page = context.new_page()
        page.goto(f"data:text/html,{quote(text)}")
        return page

    yield open_page
    context.close()


def all_looks(page):
    """Return what every look finds."""
    found = looking.frame(page, HOW) + looking.accessibility(page)
    found += looking.squeezed(page)
    return found + looking.small_targets(page) + looking.overflow(page)


@pytest.mark.parametrize(
    "words",
    [
        "lang is 'en', not 'ar'",
        "dir is '', not 'rtl'",
        "headings is 2, not 1",
        "the title is empty",
        "content policy refused img-src",
        "axe image-alt",
        "axe button-name",
        "target below 44 px: 20x20 <button",
        "scrolls sideways at 320 px",
        "words run over",
    ],
)
def test_a_fault_is_found_and_named(opened, words):
    assert [found for found in all_looks(opened(WRONG)) if words in found]


def test_a_good_page_is_left_alone(opened):
    assert all_looks(opened(RIGHT)) == []
