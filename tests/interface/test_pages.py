"""Every page of the list, looked at in languages, themes and sizes: nothing may be found."""

import pytest

from tests.interface import looking
from tests.interface.pages import VISITS
from tests.interface.stage import ALL, DESK, PAIRWISE, PHONE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAYS = 12  # of the demonstration's past: enough for every chart
IN_ALL_EIGHT = {"queue", "lead-claimed", "import", "dashboard"}
# Markup that is not ours, and what it is let off.
NOT_OURS = {"api-docs": "Swagger UI writes its own page, in English"}


@pytest.fixture
def _django_db_helper():
    """Keep what the database holds from one page to the next: ``stage`` empties it at the end."""


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, chromium):
    with django_db_blocker.unblock():
        opened = Stage(chromium, days=DAYS)
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _wrong_addresses(settings):
    """Some errors have an address here, so that their pages can be seen."""
    settings.ROOT_URLCONF = "tests.interface.urls"
    settings.SIGN_IN_TRIES_A_MINUTE = 10_000


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_nothing_is_wrong_with(visit, stage):
    found = []
    for how in ALL if visit.name in IN_ALL_EIGHT else PAIRWISE:
        found += [f"{visit.name} {how}: {each}" for each in troubles(stage, visit, how)]
    assert not found, "\n" + "\n".join(found)


def troubles(stage, visit, how):
    """Yield everything that is wrong with one page in one combination."""
    status = stage.show(visit, how).status
    if status != visit.status:
        yield f"the status is {status}, not {visit.status}"
    if visit.name in NOT_OURS:
        return
    yield from looking.frame(stage.page, how)
    yield from said(stage.errors, visit)
    yield from looking.accessibility(stage.page)
    yield from looking.squeezed(stage.page)
    if how.width == PHONE:
        yield from looking.small_targets(stage.page)
    if how in ((("en", "light", DESK)), ("ar", "light", PHONE)):
        yield from looking.overflow(stage.page)


def said(errors, visit):
    """Yield what the console complains of, but for the status that the page is meant to have."""
    for text in errors:
        if not (visit.status >= 400 and f"a status of {visit.status}" in text):
            yield f"the console says: {text}"
