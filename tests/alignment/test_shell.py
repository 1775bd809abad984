"""The frame: each finds the pages that are for them, and none that are not."""

import pytest

from alignment.shell import COUNT_CAP, frame, initials
from leads.models import Handoff
from sla.sweep import sweep
from tests import cast


def frame_of(rf, user, path="/"):
    request = rf.get(path)
    request.user = user
    return frame(request)


def pages(shell):
    return {item.url for section in shell["sections"] for item in section["items"]}


def test_a_marketer_finds_marketings_pages(rf, marketer):
    found = pages(frame_of(rf, marketer))
    assert {"/leads/", "/leads/import/", "/handoffs/", "/feedback/", "/dashboard/"} <= found
    assert not found & {"/queue/", "/my/", "/settings/people/", "/exceptions/"}


def test_a_rep_finds_sales_pages(rf, rep):
    found = pages(frame_of(rf, rep))
    assert {"/queue/", "/my/", "/leads/", "/agreement/"} <= found
    assert not found & {"/leads/import/", "/feedback/", "/settings/people/"}


def test_a_manager_finds_both_sides_and_no_settings(rf, manager):
    found = pages(frame_of(rf, manager))
    assert {"/queue/", "/handoffs/", "/feedback/", "/exceptions/", "/status/"} <= found
    assert "/settings/people/" not in found


def test_an_administrator_without_a_team_finds_settings_alone(rf, administrator):
    found = pages(frame_of(rf, administrator))
    assert found == {"/settings/people/", "/settings/company/", "/settings/exports/"}


def test_nobody_and_outsiders_have_no_menu_and_cost_no_query(
    rf, outsider, django_assert_num_queries
):
    assert "sections" not in frame_of(rf, outsider)
    with django_assert_num_queries(0):
        assert "sections" not in frame_of(rf, None)


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "administrator"])
def test_the_frame_costs_two_small_queries(rf, request, who, django_assert_max_num_queries):
    user = request.getfixturevalue(who)
    with django_assert_max_num_queries(2):
        frame_of(rf, user)


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "marketing_manager"])
def test_the_bar_of_a_phone_has_four_pages(rf, request, who):
    assert len(frame_of(rf, request.getfixturevalue(who))["tabs"]) == 4


def test_every_page_of_the_menu_is_there_and_opens(as_, rf, manager, marketer, rep, administrator):
    for user in (manager, marketer, rep, administrator):
        browser = as_(user)
        for page in sorted(pages(frame_of(rf, user))):
            assert browser.get(page).status_code == 200, f"{page} for {user.name}"


def test_the_longest_address_that_fits_is_the_current_page(rf, marketer):
    shell = frame_of(rf, marketer, "/leads/import/42/")
    current = [i.url for s in shell["sections"] for i in s["items"] if i.is_current]
    assert current == ["/leads/import/"]


def test_figures_beside_the_menu_stop_at_a_cap(rf, rep, agreement, marketer):
    cast.a_handoff(by=marketer)
    first = Handoff.objects.get()
    leads = [cast.a_lead(f"Lead {number}") for number in range(COUNT_CAP)]
    Handoff.objects.bulk_create(
        Handoff(lead=lead, handed_at=first.handed_at, handed_by=marketer) for lead in leads
    )
    counts = {i.url: i.count for s in frame_of(rf, rep)["sections"] for i in s["items"]}
    assert counts["/queue/"] == f"{COUNT_CAP}+"
    assert counts["/my/"] == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Khalid Amin", "KA"), ("cher", "C"), ("خالد أمين", "خ"), ("", "?"), ("Ana de la Cruz", "AC")],
)
def test_initials_of_an_arabic_name_are_one_letter(name, letters):
    assert initials(name) == letters


def entry(shell, url):
    return next(i for s in shell["sections"] for i in s["items"] if i.url == url)


def test_the_figure_of_the_queue_is_red_only_once_a_promise_is_broken(rf, rep, handoff):
    assert entry(frame_of(rf, rep), "/queue/").count == "1"
    assert not entry(frame_of(rf, rep), "/queue/").is_alert
    sweep(at=cast.after(hours=2))
    assert entry(frame_of(rf, rep), "/queue/").is_alert


def test_what_is_below_a_page_belongs_to_it(rf, manager, administrator):
    assert entry(frame_of(rf, manager, "/agreement/versions/x/"), "/agreement/").is_current
    assert entry(
        frame_of(rf, administrator, "/settings/people/new/"), "/settings/people/"
    ).is_current
    assert not entry(frame_of(rf, manager, "/leads/new/"), "/queue/").is_current


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        ("rep", ["/queue/", "/my/", "/dashboard/", "/notices/"]),
        ("marketer", ["/leads/", "/leads/import/", "/handoffs/", "/notices/"]),
        ("manager", ["/dashboard/", "/queue/", "/handoffs/", "/notices/"]),
        ("marketing_manager", ["/dashboard/", "/queue/", "/handoffs/", "/notices/"]),
    ],
)
def test_the_bar_of_a_phone_holds_what_each_role_needs_most(rf, request, who, tabs):
    shell = frame_of(rf, request.getfixturevalue(who))
    assert [item.url for item in shell["tabs"]] == tabs
