"""A desk: a signed-in browser in which nothing may fail, and promises that run day and night."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import timezone

from kit.bundling import SCRIPT_ENTRY, script
from sla.models import Metric
from tests.cast import a_target, an_agreement

REFUSED = """
document.addEventListener('securitypolicyviolation', (event) => console.error('CSP', event))
"""


@cache
def served_script():
    """Return the product's script as it is served: its parts in one, made small."""
    folder = Path(finders.find(SCRIPT_ENTRY)).parent.parent
    storage = FileSystemStorage(folder)
    names = [str(path.relative_to(folder)) for path in folder.glob("js/**/*.js")]
    return script({name: (storage, name) for name in names}, SCRIPT_ENTRY)


@pytest.fixture
def day_and_night(transactional_db):
    """An agreement whose clocks run at any hour: claim in half an hour, touch within the hour."""
    version = an_agreement()
    version.targets.all().delete()
    a_target(version, Metric.CLAIM, 30, calendar=None)
    a_target(version, Metric.FIRST_TOUCH, 60, calendar=None)
    return version


@pytest.fixture
def open_desk(new_context, live_server):
    """Return a function that signs a person in, in a browser that runs the script as served."""
    troubles = []

    def open_one(person, language="en", **options):
        person.language = language
        person.save()
        options.setdefault("viewport", {"width": 1440, "height": 900})
        page = new_context(locale=language, **options).new_page()
        page.route(
            f"**/{SCRIPT_ENTRY}",
            lambda route: route.fulfill(body=served_script(), content_type="text/javascript"),
        )
        page.add_init_script(REFUSED)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.extend([m.text] if "CSP" in m.text else []))
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        return page

    yield open_one
    assert not troubles


def minutes_ago(minutes):
    """Return the instant so many minutes before now."""
    return timezone.now() - timedelta(minutes=minutes)
