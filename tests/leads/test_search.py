"""What the search finds, and how the likeliest comes first."""

import pytest

from leads import finding, querysets
from leads.intake import NewLead, capture
from leads.models import Lead
from leads.search import is_too_short, terms
from teams.models import Company
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def capturing(marketer):
    def capture_one(name="", **fields):
        return capture(new=NewLead(name=name, **fields), at=cast.NOON, by=marketer, add_anyway=True)

    return capture_one


@pytest.fixture
def saudi(db):
    company = Company.get()
    company.country = "SA"
    company.save()


def titles(text, size=10):
    return [hit.title for hit in finding.find(text, size=size).leads]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("أحمد الفارسي", "احمد"),
        ("احمد الفارسي", "إحمد"),
        ("آمنة", "امنه"),
        ("ٱمنه", "آمنة"),
        ("مصطفى", "مصطفي"),
        ("علي", "على"),
        ("فؤاد", "فواد"),
        ("رائد", "رايد"),
        ("محمّد", "محمد"),
        ("محمد", "مـحـمـد"),
        ("کریم", "كريم"),
        ("مي زيادة", "مي"),
        ("José Núñez", "jose nunez"),
        ("Søren Ødegård", "soren odegard"),
        ("Łukasz", "lukasz"),
        ("Lina Mansour", "MANSOUR lina"),
        ("Lina Mansour", "ans"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(capturing, written, typed):
    capturing(written)
    capturing("Someone Else")
    assert titles(typed) == [written]
    assert [lead.name for lead in Lead.objects.search(typed)] == [written]


@pytest.mark.parametrize(
    "typed",
    [
        "0501234567",
        "050 123 4567",
        "+966501234567",
        "+966 50 123 4567",
        "00966 50 123 4567",
        "(050) 123-4567",
        "501234",
        "4567",
        "966 50 123 45",
        "٠٥٠ ١٢٣ ٤٥٦٧",
        "۰۵۰۱۲۳۴۵۶۷",
        "Lina 050 123 4567",
        "050 123 4567 lina",
        "\u202a+966 50 123 4567\u202c",
    ],
)
@pytest.mark.parametrize("kept", ["+966 50 123 4567", "0501234567", "00966501234567", "٠٥٠١٢٣٤٥٦٧"])
def test_a_phone_is_found_by_any_part_in_any_spelling(saudi, capturing, kept, typed):
    capturing("Lina", phone=kept)
    capturing("Omar", phone="+966 55 777 8889")
    assert titles(typed) == ["Lina"]


@pytest.mark.parametrize("typed", ["lina@doha", "crm-0042", "0042", "CLINICS", "buyer lina"])
def test_a_lead_is_found_by_mail_id_company_and_title(capturing, typed):
    capturing(
        "Lina",
        email="lina@doha.example",
        external_id="crm-0042",
        company_name="Doha Clinics",
        job_title="Buyer",
    )
    capturing("Omar")
    assert titles(typed) == ["Lina"]


def test_two_letters_count_where_a_word_begins(capturing):
    for name in ("Omi Tan", "Mia Fox", "Ann Mi"):
        capturing(name)
    assert sorted(titles("mi")) == ["Ann Mi", "Mia Fox"]


def test_names_that_begin_so_come_first_then_the_newest(capturing):
    capturing("Tom Lina")
    capturing("Lina One")
    capturing("Rosalina")
    capturing("Lina Two")
    capturing("Omar", company_name="Lina Ltd")
    assert titles("lina") == ["Lina Two", "Lina One", "Tom Lina", "Rosalina", "Omar"]


def test_what_stands_behind_the_newest_is_found_too(capturing, monkeypatch):
    monkeypatch.setattr(finding, "NEWEST", 2)
    for name in ("Lina Old", "Omar", "Sara", "Lina New"):
        capturing(name)
    assert titles("lina") == ["Lina New", "Lina Old"]
    monkeypatch.setattr(finding, "CANDIDATES", 1)
    assert titles("lina") == ["Lina New"]


def test_companies_are_found_once_and_lead_to_their_leads(capturing):
    for number in range(3):
        capturing(f"Lead {number}", company_name="شركة الخليج")
    capturing("Omar", company_name="Gulf Retail")
    found = finding.find("شركه", size=10)
    assert [company.name for company in found.companies] == ["شركة الخليج"]
    assert len(found.leads) == 3
    assert Lead.objects.of_company("شركه الخليج").count() == 3
    assert finding.find("omar", size=10).companies == []


def test_more_than_fits_is_said(capturing):
    for number in range(3):
        capturing(f"Lina {number}")
    assert finding.find("lina", size=2).has_more
    assert not finding.find("lina", size=3).has_more


@pytest.mark.parametrize("typed", ["", " ", "a", "٣", "%", "_%", "--", "'", "\0", "( )", "é"])
def test_what_asks_for_nothing_finds_nothing(capturing, typed):
    capturing("aaa 333 --")
    found = finding.find(typed, size=10)
    assert found.is_too_short
    assert found.leads == []


@pytest.mark.parametrize(
    "typed",
    [
        "100%_",
        "a\0b",
        "'; DROP TABLE leads_lead; --",
        "\\",
        "aa\\%",
        "x" * 5000,
        "١" * 300,
        "ab " * 99,
    ],
)
def test_hostile_text_is_only_text(capturing, typed):
    capturing("Lina")
    assert titles(typed) == []


def test_wild_cards_of_the_database_are_letters_here(capturing):
    capturing("100% cotton")
    capturing("1000 cotton")
    assert titles("100% cotton") == ["100% cotton"]


def test_many_answers_are_read_in_the_order_of_the_list(capturing, monkeypatch):
    for number in range(4):
        capturing(f"Lina {number}")
    few = set(Lead.objects.search("lina"))
    monkeypatch.setattr(querysets, "MANY", 2)
    assert set(Lead.objects.search("lina")) == few
    assert len(few) == 4


def test_signs_alone_find_nothing_in_the_list_and_no_text_finds_all(capturing):
    capturing("100%")
    assert Lead.objects.search("%").count() == 0
    assert Lead.objects.search("  ").count() == 1


def test_a_number_is_one_term_and_longer_texts_are_cut():
    assert len(terms("lina 050 123 4567 omar")) == 3
    assert len(terms("a1 " * 50)) <= 8
    assert is_too_short("٣")
    assert not is_too_short("٣٣")


def test_a_search_costs_the_same_queries_however_much_it_finds(
    capturing, django_assert_num_queries, monkeypatch
):
    # The older leads are asked for apart once there are many: numbers grow with the database.
    monkeypatch.setattr(finding, "NEWEST", 0)
    for number in range(10):
        capturing(f"Lina {number}")
    for size in (1, 10):
        with django_assert_num_queries(4):
            finding.find("lina", size=size)
