"""Letters: in the reader's language, whole in text and in HTML, with nothing from elsewhere."""

import re

import pytest
from django.core import mail

from teams.mail import send_link
from teams.models import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture(params=Purpose)
def letter(request, rep):
    def send(language):
        rep.language = language
        send_link(user=rep, purpose=request.param)
        return mail.outbox[-1]

    return send


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_letter_runs_in_the_direction_of_its_language(letter, language, direction):
    html = letter(language).alternatives[0][0]
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.lstrip().startswith("<!DOCTYPE html>")


def test_text_and_html_hold_the_same_link(letter):
    sent = letter("en")
    address = re.search(r"http\S+/password/choose/\S+", sent.body)
    assert address
    assert f'href="{address.group()}"' in sent.alternatives[0][0]


def test_a_letter_loads_nothing_from_elsewhere(letter, settings):
    html = letter("ar").alternatives[0][0]
    assert not re.search(r"<img|<link|<script|url\(|@import", html)
    assert {found.split("/password")[0] for found in re.findall(r'href="([^"]+)"', html)} == {
        settings.BASE_URL.rstrip("/")
    }


def test_a_letter_can_be_read_on_dark_ground(letter):
    assert "@media (prefers-color-scheme: dark)" in letter("en").alternatives[0][0]


def test_what_people_call_themselves_is_escaped(letter, rep):
    rep.name = "<b>Khalid</b>"
    assert "<b>Khalid" not in letter("en").alternatives[0][0]
