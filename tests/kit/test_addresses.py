"""Addresses put together without asking the resolver for each row."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from kit.addresses import address


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
