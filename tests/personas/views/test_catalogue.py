"""The pages of personas and profiles."""

import pytest
from django.urls import reverse

from personas import catalogue
from personas.catalogue import PersonaText, ProfileText
from personas.criteria import CriterionText
from personas.models import IdealCustomerProfile, Persona
from tests.cast import NOON, a_calendar, a_target, an_agreement
from tests.doors import queries_of, rows_of, statuses

pytestmark = pytest.mark.django_db

TITLE = CriterionText("job_title", "contains", ("IT",), weight=3, is_required=True)
ROW = {"fact": "job_title", "operator": "contains", "operands": "CTO، مدير تقنية", "weight": "2"}


@pytest.fixture
def persona(marketer):
    return catalogue.create_persona(
        text=PersonaText(name="IT <b>buyer</b>", pains="Too many tools"),
        criteria=[TITLE],
        by=marketer,
    )


@pytest.fixture
def profile(marketer):
    return catalogue.create_profile(text=ProfileText(name="Clinics"), criteria=[], by=marketer)


@pytest.fixture
def people(marketer, rep, manager, administrator, outsider):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "administrator": administrator,
        "outsider": outsider,
        "nobody": None,
    }


READ = {
    "marketer": 200,
    "rep": 200,
    "manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
WRITE = READ | {"rep": 403}


def test_members_read_and_marketing_and_managers_edit(as_, people, persona, profile):
    def asked(name, *args):
        return statuses(as_, people, reverse(name, args=args), "get")

    assert asked("dashboards:personas") == READ
    assert asked("dashboards:persona", persona.code) == READ
    assert asked("personas:profile", profile.code) == READ
    assert asked("personas:new_persona") == WRITE
    assert asked("personas:edit_persona", persona.code) == WRITE
    assert asked("personas:new_profile") == WRITE
    assert asked("personas:edit_profile", profile.code) == WRITE


@pytest.mark.parametrize(
    "name",
    [
        "sla:archive_profile",
        "personas:restore_profile",
        "personas:restore_persona",
        "sla:archive_persona",
    ],
)
def test_who_archives_and_restores(as_, people, persona, profile, name):
    url = reverse(name, args=[(profile if "profile" in name else persona).code])
    moved = {who: 302 if status == 200 else status for who, status in WRITE.items()}
    assert statuses(as_, people, url, "post") == moved
    assert as_(people["manager"]).get(url).status_code == 405


def test_the_page_says_the_criteria_in_words_and_escapes_names(as_, rep, persona):
    page = as_(rep).get(reverse("dashboards:persona", args=[persona.code])).content.decode()
    assert "Job title contains one of IT" in page
    assert "IT &lt;b&gt;buyer" in page
    assert "<b>buyer" not in page
    assert "Too many tools" in page


def test_a_rep_is_offered_nothing_to_edit(as_, rep, persona):
    page = as_(rep).get(reverse("dashboards:persona", args=[persona.code])).content.decode()
    assert "/edit/" not in page
    assert "/archive/" not in page


def test_a_persona_is_made(as_, marketer):
    data = {"name": "Buyer", "opener": "Hello"} | rows_of("criteria", ROW, {"weight": "1"})
    answer = as_(marketer).post(reverse("personas:new_persona"), data)
    made = Persona.objects.get()
    assert answer.url == reverse("dashboards:persona", args=[made.code])
    assert [row.operands for row in made.criteria.all()] == [["CTO", "مدير تقنية"]]


def test_a_row_marked_for_removal_goes(as_, marketer, persona):
    old = {"fact": "job_title", "operator": "contains", "operands": "IT", "DELETE": "on"}
    data = {"name": "Buyer"} | rows_of("criteria", old, ROW, initial=1)
    as_(marketer).post(reverse("personas:edit_persona", args=[persona.code]), data)
    assert [row.operands[0] for row in persona.criteria.all()] == ["CTO"]


def test_more_rows_are_added_without_saving(as_, marketer):
    data = {"name": "Buyer", "more": "1"} | rows_of("criteria", ROW)
    answer = as_(marketer).post(reverse("personas:new_persona"), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="criteria-3-fact"' in page
    assert "CTO" in page
    assert not Persona.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 81}, "at most 80"),
        ({"criteria-0-operator": "at_least"}, "This is a text"),
        ({"criteria-0-operands": " ، "}, "at least one value"),
        ({"criteria-0-fact": "persona_fit"}, "Select a valid choice"),
        ({"criteria-0-weight": "101"}, "less than or equal to 100"),
        ({"criteria-TOTAL_FORMS": "many"}, "ManagementForm"),
        ({"criteria-TOTAL_FORMS": "99999"}, "at most 40"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(as_, marketer, change, says):
    data = {"name": "Buyer"} | rows_of("criteria", ROW) | change
    answer = as_(marketer).post(reverse("personas:new_persona"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page[page.index("Please correct this first") : page.index('class="card')]
    assert not Persona.objects.exists()


def test_a_taken_name_is_said_beside_the_field(as_, marketer, persona):
    data = {"name": persona.name.upper()} | rows_of("criteria")
    answer = as_(marketer).post(reverse("personas:new_persona"), data)
    assert answer.status_code == 422
    assert "This name is taken" in answer.content.decode()


def test_a_stale_form_is_refused(as_, marketer, persona):
    data = {"name": "Mine", "seen": "older"} | rows_of("criteria")
    answer = as_(marketer).post(reverse("personas:edit_persona", args=[persona.code]), data)
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.content.decode()
    persona.refresh_from_db()
    assert persona.name != "Mine"


def test_an_archived_one_has_no_form(as_, marketer, profile):
    catalogue.archive_profile(profile=profile, at=NOON, by=marketer)
    url = reverse("personas:edit_profile", args=[profile.code])
    assert as_(marketer).get(url).status_code == 409


def test_a_persona_that_a_promise_names_is_not_archived(as_, marketer, persona):
    version = an_agreement()
    a_target(version, "claim", 5, calendar=a_calendar(), name="Fast", personas=[persona.pk])
    answer = as_(marketer).post(reverse("sla:archive_persona", args=[persona.code]))
    assert answer.status_code == 409
    assert "Fast" in answer.content.decode()
    persona.refresh_from_db()
    assert persona.archived_at is None


def test_an_unknown_one_is_not_found(as_, marketer, persona):
    wrong = reverse("personas:profile", args=[persona.code])
    assert as_(marketer).get(wrong).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(as_, rep, marketer, number):
    for n in range(number):
        catalogue.create_persona(text=PersonaText(f"P{n}"), criteria=[TITLE], by=marketer)
        catalogue.create_profile(text=ProfileText(f"I{n}"), criteria=[TITLE], by=marketer)
    assert IdealCustomerProfile.objects.count() == number
    tables = ("personas_persona", "personas_idealcustomerprofile", "personas_criterion")
    assert queries_of(as_(rep), reverse("dashboards:personas"), *tables) == 4
