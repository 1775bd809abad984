"""What the tests of these doors share."""

import pytest


@pytest.fixture(autouse=True)
def _many_tries_a_minute(settings):
    """All tests come from one address; those of the limit set their own."""
    settings.SIGN_IN_TRIES_A_MINUTE = 10_000
