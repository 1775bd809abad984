import datetime as dt

import pytest
import time_machine

from leads.intake import NewLead, capture
from leads.models import Handoff, Lead

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
URL = "/leads/"


@pytest.fixture
def three(marketer):
    return [
        capture(new=new, at=AT + dt.timedelta(hours=n), by=marketer)
        for n, new in enumerate(
            (
                NewLead(name="Huda", company_name="Nakhla", source="Webinar", grade="A"),
                NewLead(name="Omar", email="omar@example.com", source="Expo", grade="B"),
                NewLead(external_id="crm-3"),
            )
        )
    ]


def titles(answer):
    return [row.title for row in answer.context["page"].rows]


@pytest.mark.parametrize(
    ("who", "status"), [("marketer", 200), ("rep", 200), ("manager", 200), ("outsider", 404)]
)
def test_every_member_reads_the_list(client, request, three, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == status


def test_a_signed_out_visitor_is_sent_to_the_sign_in_page(client):
    assert "/sign-in/" in client.get(URL)["Location"]


def test_only_marketing_can_choose_rows(client, marketer, rep, three):
    client.force_login(rep)
    assert 'name="lead"' not in client.get(URL).content.decode()
    client.force_login(marketer)
    assert client.get(URL).content.decode().count('name="lead"') == 3


def test_the_newest_lead_comes_first_named_by_whatever_is_known(client, marketer, three):
    client.force_login(marketer)
    assert titles(client.get(URL)) == ["crm-3", "Omar", "Huda"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "nakhla"}, ["Huda"]),
        ({"q": "OMAR example"}, ["Omar"]),
        ({"q": "%"}, []),
        ({"stage": "mql"}, []),
        ({"stage": "inquiry"}, ["crm-3", "Omar", "Huda"]),
        ({"grade": "A"}, ["Huda"]),
        ({"grade": "none"}, ["crm-3"]),
        ({"hands": "marketing"}, ["crm-3", "Huda"]),
        ({"hands": "queue"}, ["Omar"]),
        ({"hands": "sales"}, []),
    ],
)
def test_search_and_filters_narrow_the_list(client, marketer, three, asked, expected):
    Handoff.objects.create(lead=three[1], handed_at=AT)
    client.force_login(marketer)
    assert titles(client.get(URL, asked)) == expected


def test_filters_by_source_persona_and_holder(client, marketer, rep, three):
    Handoff.objects.create(lead=three[0], handed_at=AT, owner=rep, claimed_at=AT)
    client.force_login(marketer)
    assert titles(client.get(URL, {"source": three[0].source_id})) == ["Huda"]
    found = client.get(URL, {"hands": str(rep.code)})
    assert titles(found) == ["Huda"]
    assert found.context["page"].rows[0].hands == rep.name


@pytest.mark.parametrize(
    "asked",
    [
        {"stage": "nonsense"},
        {"source": "x"},
        {"hands": "nobody"},
        {"q": "a\0b"},
        {"q": "x" * 201},
        {"cursor": "forged"},
    ],
)
def test_an_address_that_no_page_made_is_refused(client, marketer, asked):
    client.force_login(marketer)
    answer = client.get(URL, asked)
    assert answer.status_code == 422
    assert "Please correct this first" in answer.content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(client, marketer, three, monkeypatch):
    monkeypatch.setattr("leads.listing.PAGE_SIZE", 2)
    Lead.objects.update(created_at=AT)
    client.force_login(marketer)
    first = client.get(URL, {"stage": "inquiry"})
    second = client.get(first.context["older_url"])
    assert len(titles(first)) == 2
    assert sorted(titles(first) + titles(second)) == ["Huda", "Omar", "crm-3"]
    assert second.context["older_url"] == ""


def test_htmx_gets_the_rows_alone(client, marketer, three):
    client.force_login(marketer)
    answer = client.get(URL, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_the_number_of_filters_comes_with_the_rows(client, marketer, three):
    client.force_login(marketer)
    asked = {"q": "a", "stage": "inquiry", "hands": "marketing"}
    part = client.get(URL, asked, headers={"HX-Request": "true"})
    assert part.context["narrowed"] == 2  # what is searched for stands in its own field
    assert 'id="filters-count" hx-swap-oob="true"' in part.content.decode()
    assert "hx-swap-oob" not in client.get(URL, asked).content.decode()


@pytest.mark.parametrize("asked", [{}, {"q": "a"}, {"stage": "inquiry"}])
def test_the_list_costs_the_same_queries_however_many_rows(
    client, marketer, three, django_assert_max_num_queries, asked
):
    client.force_login(marketer)
    htmx = {"HX-Request": "true"}
    client.get(URL, asked, headers=htmx)
    # Session, person, zone, roles, who sells, the page, whose hands, the count.
    with django_assert_max_num_queries(8) as with_three:
        client.get(URL, asked, headers=htmx)
    Lead.objects.filter(pk__in=[lead.pk for lead in three[1:]]).update(stage="lost")
    with django_assert_max_num_queries(8) as with_one:
        client.get(URL, asked, headers=htmx)
    assert len(with_one) == len(with_three)


def test_the_whole_page_costs_the_same_queries_however_many_rows(
    client, marketer, three, django_assert_max_num_queries
):
    client.force_login(marketer)
    client.get(URL)
    with django_assert_max_num_queries(14) as all_rows:
        client.get(URL)
    with django_assert_max_num_queries(14) as one_row:
        client.get(URL, {"grade": "A"})
    assert len(all_rows) == len(one_row)


def test_a_lead_that_sales_sent_back_is_one_that_came_back(client, marketer, three):
    Handoff.objects.create(
        lead=three[0], handed_at=AT, closed_at=AT, outcome_at=AT, outcome="recycled"
    )
    Handoff.objects.create(
        lead=three[1], handed_at=AT, closed_at=AT, outcome_at=AT, outcome="withdrawn"
    )
    client.force_login(marketer)
    assert titles(client.get(URL, {"hands": "returned"})) == ["Huda"]
    Handoff.objects.create(lead=three[0], cycle=2, handed_at=AT)
    assert titles(client.get(URL, {"hands": "returned"})) == []


def test_a_view_keeps_the_filters_and_starts_at_the_first_page(client, marketer, three):
    client.force_login(marketer)
    views = client.get(URL, {"grade": "A", "hands": "queue"}).context["views"]
    assert [view.label for view in views if view.is_current] == ["Waiting to be claimed"]
    assert [view.url for view in views][:2] == [
        "/leads/?grade=A",
        "/leads/?grade=A&hands=marketing",
    ]


def test_every_filter_that_is_set_can_be_taken_away_alone(client, marketer, rep, three):
    client.force_login(marketer)
    asked = {"stage": "inquiry", "grade": "none", "hands": str(rep.code), "q": "crm"}
    shown = {one.label: one for one in client.get(URL, asked).context["set"]}
    assert {label: one.value for label, one in shown.items()} == {
        "Search": "“crm”",
        "Stage": "Inquiry",
        "Grade": "None",
        "In whose hands": rep.name,
    }
    assert shown["Grade"].url == f"/leads/?stage=inquiry&hands={rep.code}&q=crm"


def test_a_view_by_itself_is_no_filter_to_take_away(client, marketer, three):
    client.force_login(marketer)
    assert client.get(URL, {"hands": "marketing"}).context["set"] == []


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (dt.timedelta(hours=5), "09:00"),
        (dt.timedelta(days=40), "2 March"),
        (dt.timedelta(days=400), "2 March 2026"),
    ],
)
def test_today_is_told_by_its_time_and_an_older_day_by_its_date(
    client, marketer, three, later, said
):
    with time_machine.travel(AT + later, tick=False):
        client.force_login(marketer)
        assert client.get(URL).context["page"].rows[-1].captured == said
