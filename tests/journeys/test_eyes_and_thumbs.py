"""A rep's pages under a thumb, without motion, and in the colours that a reader has chosen."""

import pytest
from playwright.sync_api import expect

from leads import lifecycle
from tests.cast import a_handoff, a_lead, a_marketer, a_rep
from tests.journeys.conftest import minutes_ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# A row's link is as large as its row; a box or a dot answers to its label.
SMALL = """() => [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
  .filter((part) => part.type !== 'hidden' && !part.closest('.skip, .sr'))
  .filter((part) => part.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((part) => [part, part.closest('.row-name')?.closest('.row')
    ?? part.closest('label:has([type=radio], [type=checkbox])') ?? part])
  .filter(([part, box]) => {
    const { width, height } = box.getBoundingClientRect();
    return width && Math.min(width, height) < 44;
  })
  .map(([part]) => part.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll('*')].filter((part) => {
  const style = getComputedStyle(part);
  return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
}).length + document.getAnimations().length"""


@pytest.fixture
def rep(transactional_db):
    """The rep whose pages they are."""
    return a_rep()


@pytest.fixture
def handoffs(day_and_night, rep):
    """One hand-off in each state of the queue, and one that the rep has claimed."""
    marketer = a_marketer()
    reach = {"phone": "+966501234567", "phone_key": "966501234567"}
    found = {
        state: a_handoff(by=marketer, lead=a_lead(name, **reach), at=minutes_ago(minutes))
        for state, name, minutes in (
            ("breached", "Sara Haddad", 45),
            ("at_risk", "Lina Mansour", 27),
            ("on_track", "Omar Al-Farsi", 3),
            ("mine", "Priya Nair", 9),
        )
    }
    lifecycle.claim(handoff=found["mine"], at=minutes_ago(1), by=rep)
    return found


def pages(handoffs):
    return ["/queue/", "/my/", handoffs["mine"].lead.get_absolute_url()]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_on_a_rep_s_phone_is_large_enough_for_a_thumb(
    open_desk, rep, handoffs, language
):
    page = open_desk(rep, language, **PHONE)
    for address in pages(handoffs):
        page.goto(address)
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth - screen.width") <= 0
    page.locator(".decision-bar [data-key=e]").tap()
    expect(page.locator("#act form").last).to_be_visible()
    assert page.evaluate(SMALL) == []


def test_the_decision_bar_is_above_the_bottom_bar_of_a_phone(open_desk, rep, handoffs):
    page = open_desk(rep, **PHONE)
    page.goto(pages(handoffs)[2])
    decide = page.locator(".decision-bar").bounding_box()
    menu = page.locator(".tabbar").bounding_box()
    assert decide["y"] + decide["height"] == pytest.approx(menu["y"], abs=1)


def test_nothing_moves_for_who_wants_no_motion(open_desk, rep, handoffs):
    for wish, moves in (("no-preference", True), ("reduce", False)):
        page = open_desk(rep, reduced_motion=wish)
        for address in pages(handoffs):
            page.goto(address)
            assert bool(page.evaluate(MOVING)) == moves


def test_states_can_be_told_apart_without_colour(open_desk, rep, handoffs):
    page = open_desk(rep, forced_colors="active")
    page.goto("/queue/")
    words = {"breached": "Breached", "at_risk": "At risk", "on_track": "On track"}
    for state, word in words.items():
        row = page.locator(f"#handoff-{handoffs[state].code}")
        expect(row.locator("use")).to_have_attribute("href", f"#state-{state}")
        expect(page.locator(f"[data-state={state}] > .group-h")).to_contain_text(word)
    shapes = page.eval_on_selector_all("symbol", "all => all.map((one) => one.innerHTML)")
    assert len(set(shapes)) == len(shapes) >= 8


def test_what_is_chosen_has_an_edge_where_tints_are_gone(open_desk, rep, handoffs):
    page = open_desk(rep, forced_colors="active")
    page.goto("/queue/")
    edges = {
        ".row.is-selected": "outlineStyle",
        ".seg [aria-current]": "outlineStyle",
        ".side-link[aria-current]": "outlineStyle",
        "#detail .clock-band": "borderTopStyle",
    }
    for selector, edge in edges.items():
        found = page.eval_on_selector(selector, f"part => getComputedStyle(part).{edge}")
        assert found == "solid"
