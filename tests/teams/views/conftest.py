"""What the tests of these doors share."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from teams import throttling


@pytest.fixture(autouse=True)
def _many_tries_a_minute(settings):
    """All tests come from one address, as do the journeys: none counts against another."""
    settings.SIGN_IN_TRIES_A_MINUTE = 10_000
    yield
    request = RequestFactory().get("/")
    cache.delete_many([throttling._key(request, what) for what in ("sign-in", "forgotten")])
