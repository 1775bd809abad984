"""Addresses put together without asking the resolver for each row."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django_htmx.middleware import HtmxDetails

from kit.addresses import address, is_ours, page_below


@pytest.mark.parametrize("name", ["sla:lead", "sla:claim", "leads:nudge"])
def test_is_what_the_resolver_says(name):
    code = uuid4()
    assert address(name, code) == reverse(name, args=[code])
    assert address(name, str(code)) == reverse(name, args=[code])


def test_follows_the_place_where_the_site_is_mounted():
    code = uuid4()
    set_script_prefix("/mithaq/")
    try:
        assert address("sla:lead", code) == f"/mithaq/leads/{code}/"
    finally:
        set_script_prefix("/")
    assert address("sla:lead", code) == f"/leads/{code}/"


def test_knows_no_page_that_is_not_there():
    with pytest.raises(NoReverseMatch):
        address("sla:nowhere", uuid4())


@pytest.mark.parametrize("path", ["/queue/", "/leads/?q=a%20b#x", "/"])
def test_a_path_on_this_site_is_ours(path):
    assert is_ours(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "queue",
        "nonsense",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
    ],
)
def test_what_leads_elsewhere_or_nowhere_is_not_ours(path):
    assert not is_ours(path)


@pytest.mark.parametrize(
    ("asked_from", "below"),
    [
        ("http://testserver/my/?a=b", "/my/?a=b"),
        ("http://testserver//evil.example/", ""),
        ("https://evil.example/queue/", ""),
        ("", ""),
    ],
)
def test_a_fragment_goes_back_to_a_page_of_ours_alone(rf, asked_from, below):
    request = rf.get("/", headers={"HX-Request": "true", "HX-Current-URL": asked_from})
    request.htmx = HtmxDetails(request)
    assert page_below(request) == below
