import datetime as dt
from dataclasses import replace

import pytest

from kit.refusals import BadInput, NotAllowed
from leads.duplicates import LikelyDuplicate
from leads.intake import NewLead, amend, capture, find_duplicates, fingerprint
from leads.models import Lead, LeadSearch, Source, StageChange
from leads.refusals import StaleLead
from leads.signals import stage_changed
from personas.models import Criterion, Persona
from teams.models import Company

AT = dt.datetime(2026, 3, 2, 9, 30, 15, 400, tzinfo=dt.UTC)
HUDA = NewLead(name=" Huda Saleh ", email="Huda@Example.com", phone="050 123 4567")


@pytest.fixture(autouse=True)
def company(db):
    return Company.objects.create(id=1, name="Nakhla", country="SA")


def test_a_captured_lead_is_an_inquiry_with_its_keys_in_one_spelling(marketer):
    lead = capture(new=HUDA, at=AT, by=marketer)
    assert (lead.name, lead.email, lead.phone_key) == (
        "Huda Saleh",
        "huda@example.com",
        "966501234567",
    )
    assert (lead.stage, lead.created_at) == ("inquiry", AT.replace(microsecond=0))


def test_a_capture_is_history_and_is_signalled_once(marketer):
    heard = []

    def listen(sender, changes, **rest):
        heard.extend(changes)

    stage_changed.connect(listen)
    try:
        lead = capture(new=HUDA, at=AT, by=marketer)
    finally:
        stage_changed.disconnect(listen)
    change = StageChange.objects.get(lead=lead)
    assert heard == [change]
    assert (change.move, change.from_stage, change.to_stage) == ("capture", "", "inquiry")


def test_a_lead_is_found_by_any_part_of_its_phone_and_by_arabic_variants(marketer):
    lead = capture(
        new=replace(HUDA, company_name="مؤسسة الإبداع", phone="٠٥٠١٢٣٤٥٦٧"), at=AT, by=marketer
    )
    for text in ("0501234567", "966501234567", "huda", "الابداع", "SALEH example.com"):
        assert Lead.objects.search(text).get() == lead
    assert not Lead.objects.search("nobody").exists()


@pytest.mark.parametrize("same", [{"email": "HUDA@example.com"}, {"phone": "+966501234567"}])
def test_a_likely_duplicate_is_refused_until_it_is_added_anyway(marketer, same):
    first = capture(new=HUDA, at=AT, by=marketer)
    again = NewLead(name="Someone", **same)
    with pytest.raises(LikelyDuplicate) as refusal:
        capture(new=again, at=AT, by=marketer)
    assert [found.lead for found in refusal.value.duplicates] == [first]
    assert refusal.value.can_add_anyway
    capture(new=again, at=AT, by=marketer, add_anyway=True)
    assert Lead.objects.count() == 2


def test_an_external_id_belongs_to_one_lead_whatever_is_asked(marketer):
    capture(new=NewLead(external_id="crm-7"), at=AT, by=marketer)
    with pytest.raises(LikelyDuplicate) as refusal:
        capture(new=NewLead(external_id="crm-7"), at=AT, by=marketer, add_anyway=True)
    assert not refusal.value.can_add_anyway
    assert Lead.objects.count() == LeadSearch.objects.count() == 1


def test_placeholders_make_nobody_a_duplicate(marketer):
    capture(new=NewLead(name="A", phone="0500000000"), at=AT, by=marketer)
    assert find_duplicates(phone="0500000000") == []


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewLead(job_title="Buyer"), ""),
        (NewLead(email="not an address"), "email"),
        (NewLead(name="x" * 121), "name"),
        (NewLead(name="a\0b"), "name"),
        (NewLead(name="A", source="s" * 81), "source"),
        (NewLead(name="A", grade="ABC"), "grade"),
        (NewLead(name="A", company_size=-1), "company_size"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field_and_nothing_is_written(marketer, new, field):
    with pytest.raises(BadInput) as refusal:
        capture(new=new, at=AT, by=marketer)
    assert refusal.value.field == field
    assert not Lead.objects.exists()
    assert not Source.objects.exists()


def test_only_marketing_captures(rep, manager, outsider):
    for person in (rep, manager, outsider):
        with pytest.raises(NotAllowed):
            capture(new=HUDA, at=AT, by=person)


def test_a_source_is_made_once_whatever_its_case(marketer):
    one = capture(new=NewLead(name="A", source="Webinar"), at=AT, by=marketer)
    two = capture(new=NewLead(name="B", source=" WEBINAR "), at=AT, by=marketer)
    assert one.source == two.source
    assert Source.objects.get().name == "Webinar"


def test_persona_and_grade_follow_the_fit_unless_given(marketer):
    buyer = Persona.objects.create(name="Buyer")
    Criterion.objects.create(
        persona=buyer, fact="job_title", operator="contains", operands=["buyer", "مشتري"]
    )
    fitting = capture(new=NewLead(name="A", job_title="Senior Buyer"), at=AT, by=marketer)
    assert (fitting.persona, fitting.grade) == (buyer, "A")
    other = capture(new=NewLead(name="B", job_title="Chef"), at=AT, by=marketer)
    assert (other.persona, other.grade) == (None, "D")
    unknown = capture(new=NewLead(name="C"), at=AT, by=marketer)
    assert (unknown.persona, unknown.grade) == (None, "")
    given = capture(new=NewLead(name="D", persona=buyer, grade="b"), at=AT, by=marketer)
    assert (given.persona, given.grade) == (buyer, "B")


def test_an_amended_lead_is_found_by_its_new_name_only(marketer):
    lead = capture(new=HUDA, at=AT, by=marketer)
    amend(lead=lead, new=replace(HUDA, name="Hind"), by=marketer, seen=fingerprint(lead))
    assert Lead.objects.search("hind").exists()
    assert not Lead.objects.search("saleh").exists()


def test_an_amendment_of_what_changed_since_it_was_read_is_refused(marketer):
    lead = capture(new=HUDA, at=AT, by=marketer)
    seen = fingerprint(lead)
    amend(lead=lead, new=replace(HUDA, name="Hind"), by=marketer, seen=seen)
    with pytest.raises(StaleLead):
        amend(lead=lead, new=replace(HUDA, name="Hala"), by=marketer, seen=seen)


def test_an_amendment_may_not_take_another_leads_address_unnoticed(marketer):
    capture(new=HUDA, at=AT, by=marketer)
    other = capture(new=NewLead(name="Other"), at=AT, by=marketer)
    with pytest.raises(LikelyDuplicate):
        amend(lead=other, new=NewLead(name="Other", email="huda@example.com"), by=marketer)
