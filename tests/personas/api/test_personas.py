import pytest

from personas.models import Criterion, IdealCustomerProfile, Persona
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db
DOORS = ["/personas/", "/personas/{persona}/", "/profiles/", "/profiles/{profile}/"]


@pytest.fixture
def wanted(db):
    """A persona and a profile, each with a criterion."""
    persona = Persona.objects.create(name="Operations head", opener="How do you book rooms?")
    profile = IdealCustomerProfile.objects.create(name="Clinics")
    fields = {"fact": "industry", "operator": "one_of", "operands": ["Health"]}
    Criterion.objects.create(persona=persona, **fields)
    Criterion.objects.create(profile=profile, **fields)
    return {"persona": persona.code, "profile": profile.code}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marketer", 200),
        ("rep", 200),
        ("manager", 200),
        ("outsider", 404),
        ("administrator", 404),
        (None, 401),
    ],
)
def test_members_read_them(request, wanted, door, who, status):
    user = request.getfixturevalue(who) if who else None
    assert Program(user).get(door.format(**wanted)).status_code == status


def test_a_persona_is_told_with_its_criteria(rep, wanted):
    (told,) = Program(rep).get("/personas/").json()["results"]
    assert told == Program(rep).get(f"/personas/{wanted['persona']}/").json()
    assert told["opener"] == "How do you book rooms?"
    assert told["criteria"][0]["text"] == "Industry is one of Health"


def test_archived_ones_are_not_told(rep, wanted):
    Persona.objects.update(archived_at=cast.LONG_AGO)
    assert Program(rep).get("/personas/").json() == {"results": [], "next": None}
    assert Program(rep).get(f"/personas/{wanted['persona']}/").status_code == 404


def test_a_profile_is_no_persona(rep, wanted):
    assert Program(rep).get(f"/personas/{wanted['profile']}/").status_code == 404


def test_pages_go_by_name(rep, db):
    for name in ("C", "A", "B"):
        Persona.objects.create(name=name)
    first = Program(rep).get("/personas/", limit=2).json()
    second = Program(rep).get("/personas/", limit=2, cursor=first["next"]).json()
    assert [row["name"] for row in first["results"] + second["results"]] == ["A", "B", "C"]
    assert second["next"] is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(rep, number, django_assert_num_queries):
    for place in range(number):
        persona = Persona.objects.create(name=f"Persona {place}")
        Criterion.objects.create(persona=persona, fact="has_contact", operator="true")
    program = Program(rep)
    # Session, person, the company's zone, roles; the personas, their criteria.
    with django_assert_num_queries(6):
        assert len(program.get("/personas/").json()["results"]) == number
