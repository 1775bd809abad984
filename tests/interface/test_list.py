"""The list of pages holds every page."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.interface.pages import NO_PAGE, VISITS

NOT_PAGES = ("admin:", "api:")  # Django's own, and data


def names(patterns, prefix=""):
    """Yield the name of every address."""
    for each in patterns:
        if isinstance(each, URLResolver):
            namespace = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from names(each.url_patterns, namespace)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{prefix}{each.name}"


def test_every_address_is_visited_or_says_why_it_shows_no_page():
    all_names = set(names(get_resolver("alignment.urls").url_patterns))
    ours = {name for name in all_names if not name.startswith(NOT_PAGES)} | {"api:docs"}
    visited = {visit.view for visit in VISITS if not visit.view.startswith("/")}
    missing = sorted(ours - visited - set(NO_PAGE))
    assert not missing, f"Add these to VISITS (or NO_PAGE) in tests/interface/pages*.py: {missing}"
    assert sorted((visited | set(NO_PAGE)) - ours) == []


def test_no_page_has_two_names_or_shares_its_name():
    found = [visit.name for visit in VISITS]
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("name", sorted(NO_PAGE))
def test_an_address_without_a_page_is_not_visited_as_one(name):
    assert name not in {visit.view for visit in VISITS}
