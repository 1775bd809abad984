"""What every test starts from: the cast on the real database, and pages without built assets."""

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from alignment.catalogue import compile_all
from leads.models import Handoff, Lead, ReturnReason
from sla import agreed, following_up, ladder
from sla.models import AgreementVersion
from teams.models import Side, User
from tests import cast

pytest_plugins = ["tests.servers", "tests.browser", "tests.brokers"]


def pytest_configure(config):
    """Compile the catalogues before anybody reads one: Django reads each once in a process."""
    if not hasattr(config, "workerinput"):
        compile_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep what the migrations wrote: a test with real transactions empties every table after it.

    At the end whoever still holds a connection is sent off, so that the database can be dropped.
    """
    with django_db_blocker.unblock():
        reasons = list(ReturnReason.objects.all())
    empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_tables_but_reasons(case):
        empty_tables(case)
        ReturnReason.objects.bulk_create(reasons)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables_but_reasons)
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _forget_versions():
    """Forget what a process keeps of unchangeable rows: another test's may have the same ids."""
    for kept in (agreed._BUILT, agreed._FIRST, following_up._PROMISED, ladder._LADDERS):
        kept.clear()


@pytest.fixture(autouse=True)
def _quick_settings(settings):
    """Serve assets unhashed and hash passwords quickly; everything else is as deployed."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def marketer(db) -> User:
    """A marketer."""
    return cast.a_marketer()


@pytest.fixture
def rep(db) -> User:
    """A sales rep."""
    return cast.a_rep()


@pytest.fixture
def other_rep(db) -> User:
    """Another sales rep."""
    return cast.a_rep("Joanna Reed")


@pytest.fixture
def manager(db) -> User:
    """A manager of sales."""
    return cast.a_manager()


@pytest.fixture
def marketing_manager(db) -> User:
    """A manager of marketing."""
    return cast.a_manager(Side.MARKETING, "Hana Yousef")


@pytest.fixture
def administrator(db) -> User:
    """An administrator without a team."""
    return cast.a_person("Ada Min", is_administrator=True)


@pytest.fixture
def outsider(db) -> User:
    """A signed-in person without a team."""
    return cast.a_person("Omar Outside")


@pytest.fixture
def agreement(db) -> AgreementVersion:
    """An agreement in force: claim within 30, first touch within 60 business minutes."""
    return cast.an_agreement()


@pytest.fixture
def lead(db) -> Lead:
    """A qualified lead that marketing holds."""
    return cast.a_lead()


@pytest.fixture
def handoff(agreement, marketer) -> Handoff:
    """A hand-off made on Monday at noon, its two clocks running."""
    return cast.a_handoff(by=marketer)


@pytest.fixture
def as_(client):
    """Return a function that signs a person in: ``as_(rep).get("/queue/")``."""

    def sign_in(user: User | None) -> Client:
        browser = Client()
        if user is not None:
            browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in
