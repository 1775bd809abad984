"""The dashboard on paper: two upright pages, in both languages."""

import re

import pytest
from django.utils import timezone

from tests import cast
from tests.dashboards.builders import a_past
from tests.journeys.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_takes_two_pages_of_a4_without_the_frame(page, manager, monkeypatch, language, theme):
    monkeypatch.setattr("tests.dashboards.builders.NOW", timezone.now().replace(microsecond=0))
    a_past(200, cast.an_agreement(goal_leads=60, goal_value=90_000))
    manager.language, manager.theme = language, theme
    manager.save()
    sign_in(page, manager)
    page.goto("/dashboard/")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    (width, height), *_ = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert (round(float(width)), round(float(height))) == (595, 842)
    page.emulate_media(media="print")
    assert page.locator(".side, .top, .tabbar, .board .btn").locator("visible=true").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
