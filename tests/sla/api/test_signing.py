"""The versions of the agreement through the API: proposed, signed, declined, withdrawn."""

import pytest

from sla import drafting
from sla.models import AgreementVersion, Signature, VersionStatus
from tests.api_client import Program
from tests.cast import NOON, after, agree, heads

pytestmark = pytest.mark.django_db
EVERYBODY = ("marketer", "rep", "manager", "head", "outsider", "administrator", None)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def people(marketer, rep, manager, outsider, administrator):
    return {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "head": heads()[1],
        "outsider": outsider,
        "administrator": administrator,
        None: None,
    }


@pytest.fixture
def draft(agreement):
    return drafting.draft(at=NOON, by=heads()[1])


@pytest.fixture
def path(draft):
    return f"/agreement/versions/{draft.code}"


@pytest.fixture
def proposed(draft, path):
    Program(heads()[1]).post(f"{path}/propose/", takes_effect_at="2026-11-18T00:00:00Z")
    draft.refresh_from_db()
    return draft


def seen(path):
    return Program(heads()[1]).get(f"{path}/").json()["fingerprint"]


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_version_is_proposed_signed_and_told(path, draft):
    marketing, sales = heads()
    made = Program(sales).post(
        f"{path}/propose/",
        takes_effect_at="2026-11-18T00:00:00Z",
        ends_on="2027-11-17",
        seen=seen(path),
    )
    assert made.status_code == 200
    told = made.json()
    assert (told["status"], told["begins_on"], told["ends_on"]) == (
        "proposed",
        "2026-11-18",
        "2027-11-17",
    )
    assert told["signatures"] == []
    first = Program(marketing).post(f"{path}/sign/", seen=seen(path)).json()
    assert (first["status"], [one["side"] for one in first["signatures"]]) == (
        "proposed",
        ["marketing"],
    )
    second = Program(sales).post(f"{path}/sign/", seen=seen(path)).json()
    assert (second["status"], second["signed_at"]) == ("signed", "2026-11-16T12:00:00Z")
    assert [one["by"]["name"] for one in second["signatures"]] == [marketing.name, sales.name]
    assert {one["fingerprint"] for one in second["signatures"]} == {second["fingerprint"]}
    assert [one["act"] for one in second["events"]] == ["proposed", "signed", "signed"]


def test_the_second_signature_puts_it_in_force_where_no_instant_was_planned(path):
    marketing, sales = heads()
    Program(sales).post(f"{path}/propose/")
    Program(sales).post(f"{path}/sign/", seen=seen(path))
    told = Program(marketing).post(f"{path}/sign/", seen=seen(path)).json()
    assert (told["status"], told["in_force_at"]) == ("in_force", "2026-11-16T12:00:00Z")


def test_declining_and_withdrawing_say_why(path, proposed):
    marketing, sales = heads()
    Program(marketing).post(f"{path}/sign/", seen=seen(path))
    told = Program(sales).post(f"{path}/decline/", text="Too fast").json()
    assert told["status"] == "draft"
    assert told["signatures"][0]["voided_at"] == "2026-11-16T12:00:00Z"
    assert (told["events"][-1]["act"], told["events"][-1]["text"]) == ("declined", "Too fast")
    Program(sales).post(f"{path}/propose/")
    told = Program(sales).post(f"{path}/withdraw/", text="A slip").json()
    assert (told["status"], told["events"][-1]["act"]) == ("draft", "withdrawn")


def test_what_cannot_follow_is_refused_by_its_name(path, draft, manager, time_machine):
    marketing, sales = heads()
    assert refused(Program(sales).post(f"{path}/sign/", seen="x")) == (409, "not_proposed")
    assert refused(Program(sales).post(f"{path}/propose/", seen="x")) == (409, "stale_page")
    Program(sales).post(f"{path}/propose/", takes_effect_at="2026-11-18T00:00:00Z")
    assert refused(Program(sales).post(f"{path}/propose/")) == (409, "not_a_draft")
    assert refused(Program(sales).post(f"{path}/sign/", seen="x")) == (409, "stale_page")
    assert refused(Program(manager).post(f"{path}/sign/", seen=seen(path))) == (403, "not_head")
    assert refused(Program(manager).post(f"{path}/decline/", text="No")) == (403, "not_head")
    Program(sales).post(f"{path}/sign/", seen=seen(path))
    assert refused(Program(sales).post(f"{path}/sign/", seen=seen(path))) == (409, "already_signed")
    time_machine.move_to(after(days=3), tick=False)
    late = Program(marketing).post(f"{path}/sign/", seen=seen(path))
    assert refused(late) == (409, "plan_has_passed")


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("propose", {"takes_effect_at": "2026-11-16T12:00:00Z"}, "takes_effect_at"),
        ("propose", {"takes_effect_at": "2026-11-18T00:00:00"}, "takes_effect_at"),
        ("propose", {"takes_effect_at": "soon"}, "takes_effect_at"),
        ("propose", {"ends_on": "2026-11-15"}, "ends_on"),
        ("propose", {"takes_open_ones": "perhaps"}, "takes_open_ones"),
        ("propose", {"colour": "red"}, "colour"),
        ("sign", {}, "seen"),
        ("decline", {"text": "  "}, "text"),
        ("decline", {}, "text"),
        ("withdraw", {"text": "x" * 2001}, "text"),
    ],
)
def test_bad_input_is_said_by_field(path, draft, act, body, field):
    answer = Program(heads()[1]).post(f"{path}/{act}/", **body)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


@pytest.mark.parametrize(
    ("act", "body", "expected"),
    [
        ("propose", {}, (404, 404, 200, 200, 404, 404, 401)),
        ("sign", {"seen": "fingerprint"}, (404, 404, 403, 200, 404, 404, 401)),
        ("decline", {"text": "No"}, (404, 404, 403, 200, 404, 404, 401)),
        ("withdraw", {"text": "No"}, (404, 404, 200, 200, 404, 404, 401)),
    ],
)
def test_who_may_do_what(path, draft, people, act, body, expected):
    if act != "propose":
        Program(heads()[1]).post(f"{path}/propose/")
    said = body | ({"seen": seen(path)} if "seen" in body else {})
    order = sorted(EVERYBODY, key=lambda who: who in ("manager", "head"))  # who may comes last
    found = {}
    for who in order:
        found[who] = Program(people[who]).post(f"{path}/{act}/", **said).status_code
        if who == "manager" and act == "withdraw":
            Program(heads()[1]).post(f"{path}/propose/")
        if who == "manager" and act == "propose":
            Program(heads()[1]).post(f"{path}/withdraw/", text="Again")
    assert tuple(found[who] for who in EVERYBODY) == expected


def test_drafts_and_proposals_are_for_managers_and_the_rest_for_all(people, agreement, proposed):
    for who, number in (("rep", 1), ("manager", 2)):
        listed = Program(people[who]).get("/agreement/versions/").json()["results"]
        assert len(listed) == number
    one = f"/agreement/versions/{proposed.code}/"
    found = [Program(people[who]).get(one).status_code for who in EVERYBODY]
    assert found == [404, 404, 200, 200, 404, 404, 401]
    found = [Program(people[who]).get("/agreement/versions/").status_code for who in EVERYBODY]
    assert found == [200, 200, 200, 200, 404, 404, 401]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_queries_for_one_version_and_three(
    agreement, number, django_assert_num_queries
):
    _marketing, sales = heads()
    for place in range(number - 1):
        agree(drafting.draft(at=after(minutes=place), by=sales), at=after(minutes=place))
    program = Program(sales)
    with django_assert_num_queries(6):
        listed = program.get("/agreement/versions/").json()["results"]
    assert len(listed) == AgreementVersion.objects.count() == number
    assert Signature.objects.count() == 2 * (number - 1)
