"""The search of the top bar: below its box, on its page, for each of the cast."""

import pytest

from leads import lifecycle
from leads.intake import NewLead, capture
from tests import cast
from tests.doors import statuses

pytestmark = pytest.mark.django_db
URL = "/search/"
PART = {"HX-Request": "true"}


@pytest.fixture
def lina(agreement, marketer):
    lead = capture(
        new=NewLead(name="Lina <b>Mansour", company_name="Doha Clinics", phone="+966501234567"),
        at=cast.NOON,
        by=marketer,
    )
    type(lead).objects.update(stage="mql")
    lead.refresh_from_db()
    return lead


@pytest.fixture
def handed(lina, marketer):
    return cast.a_handoff(by=marketer, lead=lina)


def text_of(answer):
    return answer.content.decode()


def test_every_member_may_search_and_nobody_else(as_, lina, marketer, rep, manager, outsider):
    people = {
        "marketer": marketer,
        "rep": rep,
        "manager": manager,
        "outsider": outsider,
        "nobody": None,
    }
    found = statuses(as_, people, f"{URL}?q=lina", "get")
    assert found == {"marketer": 200, "rep": 200, "manager": 200, "outsider": 404, "nobody": 302}
    assert as_(rep).post(URL).status_code == 405


def test_an_outsider_learns_nothing_from_the_box_either(as_, lina, outsider):
    answer = as_(outsider).get(f"{URL}?q=lina", headers=PART)
    assert answer.status_code == 404
    assert "Mansour" not in text_of(answer)


def test_the_page_shows_stage_owner_and_clock_of_each_lead(as_, handed, rep):
    page = text_of(as_(rep).get(f"{URL}?q=lina"))
    assert "Waiting to be claimed" in page
    assert "Breached" in page
    lifecycle.claim(handoff=handed, at=cast.after(minutes=1), by=rep)
    page = text_of(as_(rep).get(f"{URL}?q=lina"))
    assert rep.name in page
    assert as_(rep).get(f"{URL}?q=lina").context["found"].leads[0].clock.is_breached


def test_a_lead_without_hand_off_shows_its_stage_alone(as_, lina, rep):
    line = as_(rep).get(f"{URL}?q=lina").context["found"].leads[0]
    assert (line.hit.stage, line.hands, line.clock) == ("mql", "", None)


def test_the_box_gets_options_it_can_walk_through(as_, lina, rep):
    answer = as_(rep).get(f"{URL}?q=doha", headers=PART)
    part = text_of(answer)
    assert "<html" not in part
    assert 'role="listbox"' in part
    # The company, the lead, and everything.
    assert part.count('role="option"') == 3
    assert 'href="/leads/?company=Doha+Clinics"' in part
    assert "Lina &lt;b&gt;Mansour" in part
    assert "HX-Request" in answer["Vary"]


def test_a_company_opens_the_list_of_its_leads(as_, lina, rep):
    cast.a_lead("Omar", company_name="Gulf Retail")
    url = as_(rep).get(f"{URL}?q=doha").context["found"].companies[0].url
    page = as_(rep).get(url)
    assert [row.title for row in page.context["page"].rows] == ["Lina <b>Mansour"]
    assert 'value="Doha Clinics"' in text_of(page)


@pytest.mark.parametrize("headers", [{}, PART])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a", "at least two letters or digits"),
        ("%%", "at least two letters or digits"),
        ("zzz", "Nothing found for “zzz”"),
        ("<script>xx", "Nothing found for “&lt;script&gt;xx”"),
        ("aa\0bb", "Nothing found"),
        ("x" * 3000, "Nothing found"),
    ],
)
def test_what_finds_nothing_says_so(as_, lina, rep, typed, said, headers):
    answer = as_(rep).get(URL, {"q": typed}, headers=headers)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert 'role="option"' not in text_of(answer)


def test_without_a_question_the_page_says_what_may_be_asked(as_, rep):
    assert "What are you looking for?" in text_of(as_(rep).get(URL))


def test_the_box_leads_to_the_page_where_there_is_no_script(as_, lina, rep):
    page = text_of(as_(rep).get(f"{URL}?q=lina"))
    assert f'role="search" action="{URL}"' in page
    assert 'id="find" maxlength="200" value="lina"' in page


def test_more_than_the_page_holds_is_reached_by_the_list(as_, lina, rep, monkeypatch):
    cast.a_lead("Lina Two")
    monkeypatch.setattr("sla.searching.ON_PAGE", 1)
    monkeypatch.setattr("sla.views.search.searching.ON_PAGE", 1)
    assert 'href="/leads/?q=lina"' in text_of(as_(rep).get(f"{URL}?q=lina"))


def test_the_page_costs_the_same_queries_for_one_and_for_ten(
    as_, lina, rep, django_assert_max_num_queries
):
    browser = as_(rep)
    browser.get(f"{URL}?q=lina")
    with django_assert_max_num_queries(10) as one:
        browser.get(f"{URL}?q=lina")
    for number in range(9):
        cast.a_handoff(lead=cast.a_lead(f"Lina {number}"))
    with django_assert_max_num_queries(10) as ten:
        assert len(browser.get(f"{URL}?q=lina").context["found"].leads) == 10
    assert len(ten) <= len(one) + 1  # the clocks, once there are any


def test_the_api_tells_what_the_page_shows(as_, lina, rep):
    found = as_(rep).get("/api/v1/search/", {"q": "doha"}).json()
    assert [lead["name"] for lead in found["leads"]] == ["Lina <b>Mansour"]
    assert found["companies"] == [{"name": "Doha Clinics"}]
    assert found["has_more"] is False


@pytest.mark.parametrize(
    "asked", [{}, {"q": "aa\0"}, {"q": "x" * 201}, {"q": "lina", "limit": 51}, {"q": "a", "x": 1}]
)
def test_the_api_refuses_what_it_cannot_use(as_, rep, asked):
    assert as_(rep).get("/api/v1/search/", asked).status_code == 422
