"""The lists that people live in, each beside an authenticated page with one query of its own.

All in one frame, over the same company and asked by turns: the ratios are the result.
"""

import re
from collections.abc import Callable
from html import unescape
from http import HTTPStatus
from time import perf_counter
from typing import Any
from unittest import mock

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from alignment.urls import urlpatterns as pages_of_the_product
from bench import company, history
from leads import finding
from leads.models import Source
from teams.access import member_required
from teams.models import User

_TIMES = 15
_FLOOR = "/bench/floor/"
# Page, whose, and what it may cost beside the floor.
_PAGES = {
    "list of leads": ("/leads/", "marketer", 4),
    "queue": ("/queue/", "rep", 4),
    "my leads": ("/my/", "rep", 4),
    "hand-offs": ("/handoffs/", "marketer", 4),
    "at risk": ("/at-risk/?state=open", "manager", 4),
    "alerts": ("/notices/?show=all", "marketer", 4),
    "search": ("/search/?q=lina", "rep", 4),
}
_POLLED = {"the queue": "/queue/", "the dashboard": "/dashboard/"}
_SEARCHES = {"a rare word": "777777", "a common word": "lina", "two letters": "مي", "none": "zzqq"}


@member_required
def floor(request: HttpRequest) -> HttpResponse:
    """Show one row in the frame of every page: the least that a page can be."""
    source = Source.objects.order_by("pk").first()
    template = engines["django"].from_string(
        '{% extends "base.html" %}{% block main %}<h1>{{ source.name }}</h1>{% endblock %}'
    )
    return HttpResponse(template.render({"source": source}, request))


urlpatterns = [path(_FLOOR[1:], floor), *pages_of_the_product]


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure pages and polls over ``rows`` hand-offs, each beside the floor in the same minute."""
    return measured(history.make(rows), rows)


@override_settings(
    ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False, ROOT_URLCONF="bench.pages"
)
def measured(cast: dict[str, User], rows: int) -> list[dict[str, Any]]:
    """Return the results for a company that stands."""
    browsers = {name: _browser(user) for name, user in cast.items()}
    results = []
    with mock.patch("django.utils.timezone.now", return_value=company.NOW):
        for name, (url, who, allowed) in _PAGES.items():
            ask = _asking(browsers[who], url)
            results.append(_beside(f"{name}, {rows:,}", ask, browsers[who], allowed))
        rep = browsers["rep"]
        for name, url in _POLLED.items():
            results.append(_beside(f"poll of {name}, nothing new", _poll(rep, url), rep, 1.5))
        results += [_queries(name, url, cast[who]) for name, (url, who, _) in _PAGES.items()]
    results += [_search(name, text) for name, text in _SEARCHES.items()]
    return results


def _browser(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def _asking(browser: Client, url: str, **headers: str) -> Callable[[], HttpResponse]:
    return lambda: browser.get(url, headers=headers)  # type: ignore[return-value]


def _poll(browser: Client, url: str) -> Callable[[], HttpResponse]:
    """Return what a page that is open asks every few seconds, as it stands in the page."""
    text = browser.get(url).content.decode()
    found = re.search(r'id="pulse"[^>]* hx-get="([^"]+)"', text)
    if found is None:
        raise AssertionError(text)
    return _asking(browser, unescape(found[1]), **{"HX-Request": "true"})


def _beside(
    name: str, ask: Callable[[], HttpResponse], browser: Client, allowed: float
) -> dict[str, Any]:
    """Return the quickest of several answers beside that of the floor, asked by turns."""
    least = _asking(browser, _FLOOR)
    ask(), least()
    best = [float("inf"), float("inf")]
    for _ in range(_TIMES):
        for place, each in enumerate((ask, least)):
            began = perf_counter()
            status = each().status_code
            best[place] = min(best[place], perf_counter() - began)
            if status not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
                raise AssertionError(name, status)
    return {
        "name": f"{name} (at most {allowed:g})",
        "value": round(best[0] * 1000, 1),
        "unit": "ms",
        "floor": round(best[1] * 1000, 1),
        "ratio": round(best[0] / best[1], 2),
    }


def _queries(name: str, url: str, user: User) -> dict[str, Any]:
    """Return how many queries the page takes; that rows add none is held by a test."""
    browser = _browser(user)
    browser.get(url)
    with CaptureQueriesContext(connection) as found:
        browser.get(url)
    return {"name": f"{name}, queries", "value": len(found), "unit": "queries"}


def _search(name: str, text: str) -> dict[str, Any]:
    best = float("inf")
    for _ in range(_TIMES):
        began = perf_counter()
        finding.find(text, size=6)
        best = min(best, perf_counter() - began)
    return {"name": f"search, {name}", "value": round(best * 1000, 1), "unit": "ms"}
