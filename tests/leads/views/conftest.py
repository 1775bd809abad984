"""Hand-offs further on in their life, for the tests of the acts on them."""

import pytest

from leads import lifecycle
from leads.models import Handoff
from tests.cast import a_touch, after


@pytest.fixture
def contacted(handoff, rep) -> Handoff:
    """A hand-off that the rep has claimed and answered."""
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    a_touch(handoff, rep, after(minutes=2))
    return handoff


@pytest.fixture
def qualified(contacted, rep) -> Handoff:
    """A hand-off that the rep has qualified too."""
    lifecycle.qualify(handoff=contacted, confirmed=frozenset(), at=after(minutes=5), by=rep)
    return contacted
