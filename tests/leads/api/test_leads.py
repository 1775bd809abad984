from datetime import timedelta
from decimal import Decimal

import pytest

from leads import intake, lifecycle
from leads.models import Definition, DefinitionCriterion, Handoff, Lead, StageChange, Terms
from personas.models import Persona
from tests import cast
from tests.api_client import Program

pytestmark = pytest.mark.django_db
HUDA = {"name": "Huda Saleh", "email": "huda@example.com", "source": "Webinar"}


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


def added(by, **fields):
    new = intake.NewLead(**fields)
    return intake.capture(new=new, at=cast.NOON, by=by)


def a_definition():
    """An MQL works in health."""
    definition = Definition.objects.create(
        kind="mql", version=1, created_at=cast.LONG_AGO, in_force_at=cast.LONG_AGO
    )
    DefinitionCriterion.objects.create(
        definition=definition, fact="industry", operator="one_of", operands=["Health"]
    )
    Terms.objects.create(in_force_at=cast.LONG_AGO, mql_definition=definition)
    return definition


class TestAdding:
    def test_a_lead_is_added_and_its_address_told(self, marketer):
        answer = Program(marketer).post("/leads/", **HUDA, company_size=200, expected_value="9.50")
        lead = Lead.objects.get()
        assert answer.status_code == 201
        assert answer["Location"] == f"/api/v1/leads/{lead.code}/"
        assert (lead.created_by, lead.company_size) == (marketer, 200)
        assert lead.expected_value == Decimal("9.50")
        told = answer.json()
        assert (told["stage"], told["source"], told["open_handoff"]) == ("inquiry", "Webinar", None)
        assert told["expected_value"] == "9.50"

    def test_a_likely_duplicate_is_named_and_not_added(self, marketer):
        first = added(marketer, email="huda@example.com")
        answer = Program(marketer).post("/leads/", **HUDA)
        assert answer.status_code == 409
        error = answer.json()["error"]
        assert error["code"] == "likely_duplicate"
        assert error["duplicates"] == [{"lead": str(first.code), "same": ["email"]}]
        assert error["can_add_anyway"] is True
        assert Lead.objects.count() == 1

    def test_add_anyway_adds_a_likely_duplicate(self, marketer):
        added(marketer, email="huda@example.com")
        assert Program(marketer).post("/leads/", **HUDA, add_anyway=True).status_code == 201
        assert Lead.objects.count() == 2

    def test_the_same_external_id_twice_names_the_first_whatever_is_asked(self, marketer):
        first = added(marketer, external_id="crm-7")
        answer = Program(marketer).post("/leads/", external_id="crm-7", add_anyway=True)
        error = answer.json()["error"]
        assert answer.status_code == 409
        assert error["duplicates"][0]["lead"] == str(first.code)
        assert error["can_add_anyway"] is False

    def test_a_lead_needs_something_that_identifies_it(self, marketer):
        answer = Program(marketer).post("/leads/", company_name="Doha Clinics")
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "bad_input"

    def test_a_persona_is_given_by_its_code(self, marketer):
        persona = Persona.objects.create(name="Operations head")
        answer = Program(marketer).post("/leads/", **HUDA, persona=str(persona.code))
        assert answer.json()["persona"] == {"code": str(persona.code), "name": "Operations head"}

    def test_an_archived_persona_is_not_given_any_more(self, marketer):
        persona = Persona.objects.create(name="Past", archived_at=cast.LONG_AGO)
        answer = Program(marketer).post("/leads/", **HUDA, persona=str(persona.code))
        assert answer.status_code == 422
        assert "persona" in answer.json()["error"]["fields"]


class TestListing:
    def test_the_newest_comes_first(self, rep):
        old = cast.a_lead(created_at=cast.NOON)
        new = cast.a_lead(created_at=cast.after(minutes=1))
        assert codes(Program(rep).get("/leads/")) == [str(new.code), str(old.code)]

    def test_pages_follow_one_another_without_gap_or_repetition(self, rep):
        all_codes = {str(cast.a_lead(created_at=cast.NOON).code) for _ in range(5)}
        seen, cursor, pages = [], "", 0
        while cursor is not None:
            answer = Program(rep).get("/leads/", limit=2, cursor=cursor)
            seen += codes(answer)
            cursor, pages = answer.json()["next"], pages + 1
        assert (set(seen), len(seen), pages) == (all_codes, 5, 3)

    def test_search_finds_words_of_name_and_mail(self, rep):
        lead = cast.a_lead("Lina Mansour")
        cast.a_lead("Omar Nasser")
        assert codes(Program(rep).get("/leads/", q="MANSOUR lead")) == [str(lead.code)]

    def test_filters_narrow_together(self, rep):
        source, persona = cast.a_source(), Persona.objects.create(name="Operations head")
        fields = {"source": source, "persona": persona, "grade": "A", "stage": "inquiry"}
        lead = cast.a_lead(**fields)
        for missing in fields:
            cast.a_lead(**{**fields, missing: {"stage": "mql", "grade": ""}.get(missing)})
        answer = Program(rep).get(
            "/leads/", stage="inquiry", source="webinar", persona=str(persona.code), grade="a"
        )
        assert codes(answer) == [str(lead.code)]

    def test_hands_find_what_came_back_from_sales(self, agreement, marketer, rep):
        handoff = cast.a_handoff(by=marketer)
        cast.a_lead("Never handed over")
        decision = lifecycle.Decision(reason="bad_data", text="No such number")
        lifecycle.reject(handoff=handoff, decision=decision, at=cast.after(minutes=1), by=rep)
        answer = Program(rep).get("/leads/", hands="returned")
        assert codes(answer) == [str(handoff.lead.code)]

    def test_a_period_holds_its_beginning_but_not_its_end(self, rep):
        lead = cast.a_lead(created_at=cast.NOON)
        cast.a_lead(created_at=cast.after(hours=1))
        period = {"created_from": "2026-11-16T12:00:00Z", "created_to": "2026-11-16T16:00:00+03:00"}
        assert codes(Program(rep).get("/leads/", **period)) == [str(lead.code)]

    def test_an_unknown_source_is_said_rather_than_nothing_found(self, rep):
        answer = Program(rep).get("/leads/", source="Webinarr")
        assert answer.status_code == 422
        assert "source" in answer.json()["error"]["fields"]

    def test_a_filter_typed_wrongly_is_said_rather_than_passed_over(self, rep):
        answer = Program(rep).get("/leads/", stagee="mql")
        assert answer.status_code == 422
        assert answer.json()["error"]["fields"] == {"stagee": ["There is no such field."]}

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, agreement, marketer, rep, number, django_assert_num_queries
    ):
        for _ in range(number):
            cast.a_handoff(by=marketer)
        program = Program(rep)
        # Session, person, the company's zone, roles; leads, their open hand-offs.
        with django_assert_num_queries(6):
            assert len(codes(program.get("/leads/"))) == number


class TestQualifying:
    def test_the_check_shows_the_criteria_and_the_version(self, marketer):
        definition = a_definition()
        lead = cast.a_lead(stage="inquiry", industry="Retail")
        told = Program(marketer).get(f"/leads/{lead.code}/qualify/").json()
        assert told["definition"] == {"code": str(definition.code), "kind": "mql", "version": 1}
        assert told["is_met"] is False
        (criterion,) = told["criteria"]
        assert (criterion["fact"], criterion["value"]) == ("industry", "Retail")
        assert criterion["is_met"] is False

    def test_a_definition_not_met_is_refused_with_what_is_missing(self, marketer):
        a_definition()
        lead = cast.a_lead(stage="inquiry", industry="Retail")
        answer = Program(marketer).post(f"/leads/{lead.code}/qualify/")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "definition_not_met")
        assert error["definition"]["version"] == 1
        assert error["criteria"][0]["is_met"] is False
        lead.refresh_from_db()
        assert lead.stage == "inquiry"

    def test_a_reason_goes_against_the_definition(self, marketer):
        a_definition()
        lead = cast.a_lead(stage="inquiry", industry="Retail")
        answer = Program(marketer).post(
            f"/leads/{lead.code}/qualify/", override_reason="Strategic account"
        )
        assert answer.status_code == 200
        assert answer.json()["lead"]["stage"] == "mql"
        assert lead.qualifications.get().override_reason == "Strategic account"

    def test_a_lead_that_is_qualified_is_not_qualified_again(self, marketer, lead):
        answer = Program(marketer).post(f"/leads/{lead.code}/qualify/")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "illegal_move")


class TestHandingOff:
    BRIEF = {"who": "Runs 14 clinics", "did": "Demo", "wants": "One tool", "why_now": "Contract"}

    def test_a_lead_is_handed_over_with_its_brief(self, agreement, marketer, lead):
        answer = Program(marketer).post(f"/leads/{lead.code}/hand-off/", **self.BRIEF)
        made = Handoff.objects.get()
        assert answer.status_code == 201
        assert answer["Location"] == f"/api/v1/handoffs/{made.code}/"
        assert answer.json()["brief"] == self.BRIEF
        assert answer.json()["handed_by"]["name"] == marketer.name

    def test_a_part_that_the_agreement_requires_is_named(self, agreement, marketer, lead):
        brief = self.BRIEF | {"wants": " "}
        answer = Program(marketer).post(f"/leads/{lead.code}/hand-off/", **brief)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "brief_incomplete")
        assert list(error["fields"]) == ["wants"]
        assert not Handoff.objects.exists()

    def test_a_lead_that_sales_has_is_not_handed_over_again(self, handoff, marketer):
        path = f"/leads/{handoff.lead.code}/hand-off/"
        answer = Program(marketer).post(path, **self.BRIEF)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_handed_over")

    def test_an_inquiry_is_qualified_first(self, marketer):
        lead = cast.a_lead(stage="inquiry")
        answer = Program(marketer).post(f"/leads/{lead.code}/hand-off/", **self.BRIEF)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_qualified")


class TestTimeline:
    def test_it_tells_what_happened_newest_first(self, handoff, rep):
        cast.a_touch(handoff, rep, cast.after(minutes=5), note="Wants a demo")
        rows = Program(rep).get(f"/leads/{handoff.lead.code}/timeline/").json()["results"]
        assert [row["move"] for row in rows] == ["touch", "claim", "hand_off"]
        assert rows[0]["touch"]["note"] == "Wants a demo"
        assert rows[0]["by"]["name"] == rep.name
        assert rows[2]["handoff"] == str(handoff.code)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, marketer, rep, lead, number, django_assert_num_queries
    ):
        for minute in range(number):
            at = cast.NOON + timedelta(minutes=minute)
            StageChange.objects.create(
                lead=lead, move="capture", to_stage="inquiry", at=at, recorded_at=at, by=marketer
            )
        program = Program(rep)
        # Session, person, the company's zone, roles; the lead, what happened to it.
        with django_assert_num_queries(6):
            rows = program.get(f"/leads/{lead.code}/timeline/").json()["results"]
        assert len(rows) == number
