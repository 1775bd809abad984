"""How many leads would meet criteria that are not saved yet."""

import pytest

from personas.fit import Operator
from personas.models import Criterion
from tests.cast import a_lead
from tests.doors import rows_of, statuses

pytestmark = pytest.mark.django_db
URL = "/personas/try/"
TITLE = {"fact": "job_title", "operator": "contains", "operands": "IT", "weight": "1"}
SIZE = {
    "fact": "company_size",
    "operator": Operator.AT_LEAST.value,
    "operands": "50",
    "weight": "1",
}


def asked(browser, *rows, part=False):
    headers = {"HX-Request": "true"} if part else {}
    return browser.post(URL, rows_of("criteria", *rows), headers=headers)


def test_who_may_edit_personas_may_try(
    as_, marketer, rep, manager, outsider, administrator, marketing_manager
):
    people = {
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "manager": manager,
        "rep": rep,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, URL, "post") == {
        "marketer": 422,
        "marketing manager": 422,
        "manager": 422,
        "rep": 403,
        "outsider": 404,
        "administrator": 404,
        "nobody": 302,
    }


def test_it_counts_the_newest_leads_and_saves_nothing(as_, marketer):
    a_lead("One", job_title="Head of IT", company_size=80)
    a_lead("Two", job_title="Head of IT", company_size=5)
    a_lead("Three", job_title="Chef", company_size=5)
    answer = asked(as_(marketer), TITLE, SIZE)
    assert answer.status_code == 200
    assert "Of the newest 3 leads, 2 would fit" in answer.content.decode()
    assert "1 would meet every criterion" in answer.content.decode()
    assert not Criterion.objects.exists()


def test_a_fragment_is_no_page(as_, marketer):
    text = asked(as_(marketer), TITLE, part=True).content.decode()
    assert "There are no leads to try them on yet." in text
    assert "<html" not in text


def test_mistakes_are_said(as_, marketer):
    answer = asked(as_(marketer), TITLE | {"operands": ""})
    assert answer.status_code == 422
    assert "save to see which" in answer.content.decode()


def test_the_form_offers_it(as_, marketer):
    assert URL in as_(marketer).get("/personas/new/").content.decode()
