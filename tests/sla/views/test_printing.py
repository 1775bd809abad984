"""The agreement on one sheet of paper."""

import pytest
from django.urls import reverse

from sla import drafting
from sla.parts import fingerprint_of_all
from tests.cast import NOON, agree
from tests.doors import statuses

pytestmark = pytest.mark.django_db


def sheet(version):
    return reverse("sla:print_agreement", args=[version.code])


def test_whoever_reads_a_version_prints_it(
    as_, agreement, marketer, rep, manager, administrator, outsider
):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }
    read = {
        "marketer": 200,
        "rep": 200,
        "manager": 200,
        "administrator": 404,
        "outsider": 404,
        "nobody": 302,
    }
    assert statuses(as_, people, sheet(agreement), "get") == read
    draft = drafting.draft(at=NOON, by=manager)
    hidden = read | {"marketer": 404, "rep": 404}
    assert statuses(as_, people, sheet(draft), "get") == hidden


@pytest.mark.parametrize(("asked", "lang"), [("ar", "ar"), ("en", "en"), ("xx", "en"), ("", "en")])
def test_the_page_chooses_its_language(as_, rep, agreement, asked, lang):
    page = as_(rep).get(sheet(agreement), {"language": asked}).content.decode()
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in page


def test_both_heads_have_a_line_each_and_what_is_signed_is_said(as_, manager, agreement):
    draft = drafting.draft(at=NOON, by=manager)
    page = as_(manager).get(sheet(draft)).content.decode()
    assert page.count("Signature and date") == 2
    assert fingerprint_of_all(draft)[:8] in page
    agree(draft, at=NOON)
    page = as_(manager).get(sheet(draft)).content.decode()
    assert "Signature and date" not in page
    assert page.count(f'fingerprint <bdi dir="ltr">{fingerprint_of_all(draft)[:8]}</bdi>') == 2
