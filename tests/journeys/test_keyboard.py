"""Every key of the map, by its place, on an English and on an Arabic keyboard."""

import re

import pytest
from playwright.sync_api import expect

from leads import lifecycle
from leads.models import Lead
from tests.cast import a_handoff, a_lead, a_manager, a_marketer, a_rep, fresh
from tests.journeys.conftest import minutes_ago
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_both_layouts = pytest.mark.parametrize("layout", ["english", "arabic"])
LANGUAGES = {"english": "en", "arabic": "ar"}
PHONE = {"phone": "+966501234567", "phone_key": "966501234567"}
# A test machine has no telephone: the page says which number it would have called.
CALLS = """
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="tel:"]');
  if (!link) return;
  event.preventDefault();
  document.documentElement.dataset.called = link.getAttribute('href');
}, true)
"""


@pytest.fixture
def layout():
    """The letters on the keyboard, unless a test names others."""
    return "english"


@pytest.fixture
def waiting(day_and_night):
    """Three leads in the queue, the oldest first."""
    marketer = a_marketer()
    people = [("Lina Mansour", 9), ("Omar Al-Farsi", 8), ("Priya Nair", 7)]
    return [
        a_handoff(by=marketer, lead=a_lead(name, **PHONE), at=minutes_ago(minutes))
        for name, minutes in people
    ]


@pytest.fixture
def desk(open_desk, layout):
    """Return a function that opens a page for a person, and gives the page and its keyboard."""

    def sit_down(person, address):
        page = open_desk(person, LANGUAGES[layout])
        page.add_init_script(CALLS)
        page.goto(address)
        return page, Keyboard(page, layout)

    return sit_down


def row(page, handoff):
    return page.locator(f"#handoff-{handoff.code}")


def name_in(page, handoff):
    return row(page, handoff).locator("[data-row-name]")


def pane_of(page, handoff):
    return page.locator(f"#detail [data-for=handoff-{handoff.code}]")


@on_both_layouts
def test_j_and_k_and_the_arrows_walk_through_the_queue_and_the_pane_follows(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    first, second, third = waiting
    keys.press("J")
    expect(name_in(page, second)).to_be_focused()
    expect(pane_of(page, second)).to_be_visible()
    keys.press("ArrowDown")
    expect(name_in(page, third)).to_be_focused()
    keys.press("J", "K", "ArrowUp")
    expect(name_in(page, first)).to_be_focused()
    expect(page.locator(".row.is-selected")).to_have_count(1)
    expect(pane_of(page, first)).to_be_visible()


def test_the_focused_row_is_ringed(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    keys.press("J")
    ring = row(page, waiting[1]).evaluate("row => getComputedStyle(row).outline")
    assert "2px" in ring
    assert "solid" in ring


@on_both_layouts
def test_c_claims_and_z_undoes_and_the_focus_stays(desk, waiting):
    rep = a_rep()
    page, keys = desk(rep, "/queue/")
    keys.press("J", "C")
    expect(row(page, waiting[1]).locator("[data-key=z]")).to_be_visible()
    assert fresh(waiting[1]).owner == rep
    expect(name_in(page, waiting[1])).to_be_focused()
    keys.press("Z")
    expect(row(page, waiting[1]).locator("button[data-key=c]")).to_be_visible()
    assert fresh(waiting[1]).owner is None
    expect(name_in(page, waiting[1])).to_be_focused()
    keys.press("J")
    expect(name_in(page, waiting[2])).to_be_focused()


def test_c_on_a_lead_that_is_gone_claims_no_other(desk, waiting):
    rep, other = a_rep(), a_rep("Joanna Reed")
    page, keys = desk(rep, "/queue/")
    lifecycle.claim(handoff=waiting[1], at=minutes_ago(0), by=other)
    keys.press("J", "C")
    expect(row(page, waiting[1])).to_contain_text("Joanna Reed")
    expect(name_in(page, waiting[1])).to_be_focused()
    keys.press("C")
    expect(pane_of(page, waiting[1])).to_contain_text("Joanna Reed")
    assert [fresh(handoff).owner for handoff in waiting] == [None, other, None]


def test_enter_opens_the_selected_lead(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    keys.press("J", "Enter")
    expect(page).to_have_url(re.compile(str(waiting[1].lead.code)))


def test_p_calls_the_selected_lead_and_no_other(desk, waiting):
    waiting[1].lead.phone, waiting[1].lead.phone_key = "+966555000111", "966555000111"
    waiting[1].lead.save()
    page, keys = desk(a_rep(), "/queue/")
    keys.press("J", "P")
    expect(page.locator("html")).to_have_attribute("data-called", "tel:+966555000111")


def test_p_that_was_quicker_than_the_pane_calls_no_other_lead(desk, waiting):
    other = {"phone": "+966509999999", "phone_key": "966509999999"}
    Lead.objects.filter(pk=waiting[2].lead_id).update(**other)
    page, keyboard = desk(a_rep(), "/queue/")
    expect(pane_of(page, waiting[0])).to_be_visible()
    page.route(f"**/queue/{waiting[1].code}/*", lambda _route: None)  # it never comes
    keyboard.press("J", "P", "J")
    expect(pane_of(page, waiting[2])).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.called ?? ''") == ""
    keyboard.press("P")
    expect(page.locator("html")).to_have_attribute("data-called", "tel:+966509999999")


def test_keys_open_an_act_s_dialog_over_the_queue(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    keys.press("J")
    for key, act in (("E", "touch"), ("R", "reject")):
        keys.press(key)
        expect(page.locator(f"#act form[action$='/{act}/']")).to_be_visible()
        assert page.evaluate("document.activeElement.closest('#act .dialog-body') !== null")
        keys.press("Escape")
        expect(page.locator("#act")).to_be_hidden()
        expect(name_in(page, waiting[1])).to_be_focused()


@on_both_layouts
def test_keys_open_the_decisions_dialogs_on_the_lead(desk, waiting):
    rep = a_rep()
    touch = lifecycle.NewTouch("call", "reached", minutes_ago(1))
    lifecycle.log_touch(handoff=waiting[0], touch=touch, at=minutes_ago(1), by=rep)
    page, keys = desk(rep, waiting[0].lead.get_absolute_url())
    acts = {"E": "touch", "Q": "qualify", "R": "disqualify", "Y": "recycle"}
    for key, act in acts.items():
        keys.press(key)
        expect(page.locator(f"#act form[action$='/{act}/']")).to_be_visible()
        keys.press("Escape")
        expect(page.locator("#act")).to_be_hidden()


@on_both_layouts
def test_slash_goes_to_the_search_where_letters_are_letters(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    keys.press("Slash")
    expect(page.locator("#find")).to_be_focused()
    keys.press("C", "J", "T")
    assert len(page.locator("#find").input_value()) == 3
    expect(page.locator(".row.is-selected")).to_have_attribute("id", f"handoff-{waiting[0].code}")
    assert fresh(waiting[0]).owner is None


@on_both_layouts
def test_the_question_mark_opens_the_sheet_and_escape_closes_it(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    keys.press("J", "Shift+Slash")
    expect(page.locator("#shortcuts")).to_be_visible()
    keys.press("C")
    keys.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    expect(name_in(page, waiting[1])).to_be_focused()
    assert fresh(waiting[1]).owner is None


def test_escape_leaves_the_pane_and_then_closes_it(desk, waiting):
    page, keys = desk(a_rep(), "/queue/")
    page.locator("#detail").focus()
    keys.press("Escape")
    expect(name_in(page, waiting[0])).to_be_focused()
    expect(page.locator("#detail")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    expect(name_in(page, waiting[0])).to_be_focused()
    keys.press("J")
    expect(pane_of(page, waiting[1])).to_be_visible()


@on_both_layouts
def test_g_and_a_letter_go_to_a_page(desk, day_and_night):
    page, keys = desk(a_rep(), "/agreement/")
    for key, address in (("Q", "/queue/"), ("M", "/my/"), ("L", "/leads/"), ("D", "/dashboard/")):
        keys.press("G", key)
        expect(page).to_have_url(re.compile(f"{address}$"))
        page.goto("/agreement/")


def test_letters_go_to_the_pages_of_marketing(desk, day_and_night):
    page, keys = desk(a_marketer(), "/agreement/")
    for key, address in (("N", "/leads/new/"), ("I", "/leads/import/")):
        keys.press(key)
        expect(page).to_have_url(re.compile(f"{address}$"))
        page.goto("/agreement/")


def test_t_changes_light_and_dark(desk, day_and_night):
    page, keys = desk(a_manager(), "/dashboard/")
    keys.press("T")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    keys.press("T")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_single_keys_that_are_off_do_nothing_and_the_sheet_says_so(desk, waiting):
    rep = a_rep()
    rep.has_single_keys = False
    page, keys = desk(rep, "/queue/")
    keys.press("J", "C", "T", "Shift+Slash")
    expect(page.locator(".row.is-selected")).to_have_attribute("id", f"handoff-{waiting[0].code}")
    expect(page.locator("#shortcuts")).to_be_hidden()
    assert page.locator("#detail kbd:visible").count() == 0
    page.locator("header .menu summary").click()
    page.locator("header [data-dialog=shortcuts]").click()
    expect(page.locator("#shortcuts .banner a")).to_have_attribute("href", re.compile("/me/"))
    assert fresh(waiting[0]).owner is None
