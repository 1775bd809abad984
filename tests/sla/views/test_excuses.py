"""The page of a breach and the list of excuses: who sees what, and what pressing does."""

import pytest
from django.urls import reverse

from sla import excusing
from sla.models import Breach, Excuse, Metric
from sla.sweep import sweep
from tests import cast
from tests.cast import after
from tests.doors import queries_of, statuses
from tests.sla.excuses import REASON, a_breach, asked

pytestmark = pytest.mark.django_db
URL = "/excuses/"
AT = after(hours=4)
EVERYBODY = (
    "marketer",
    "rep",
    "manager",
    "marketing_manager",
    "administrator",
    "outsider",
    None,
)


@pytest.fixture
def breach(agreement, marketer):
    """The claim of a lead handed over at noon, due at half past, that nobody made."""
    return a_breach(by=marketer)


@pytest.fixture
def people(request):
    return {who: request.getfixturevalue(who) if who else None for who in EVERYBODY}


def to(act, breach):
    return reverse(f"sla:{act}_excuse", args=[breach.code])


def page_of(browser, breach):
    return browser.get(f"/breaches/{breach.code}/").content.decode()


def answers(*found):
    return dict(zip(EVERYBODY, found, strict=True))


# --- Doors ----------------------------------------------------------------------------------------


def test_members_see_a_breach(as_, people, breach):
    found = statuses(as_, people, f"/breaches/{breach.code}/", "get")
    assert found == answers(200, 200, 200, 200, 404, 404, 302)


def test_a_breach_says_how_long_it_took_and_leads_to_its_ledger(as_, people, breach):
    page = as_(people["rep"]).get(f"/breaches/{breach.code}/").text
    clock = breach.clock
    assert f"Breach: {Metric(clock.metric).label}" in page.partition("<h1")[2].partition("</h1>")[0]
    assert f"/handoffs/{clock.handoff.code}/clocks/{clock.metric}/{clock.seq}/" in page


def test_managers_alone_see_the_list(as_, people):
    expected = answers(403, 403, 200, 200, 404, 404, 302)
    assert statuses(as_, people, URL, "get") == expected
    assert statuses(as_, people, f"{URL}ask/", "get") == expected
    assert statuses(as_, people, f"{URL}ask/", "post") == answers(403, 403, 422, 422, 404, 404, 302)
    assert statuses(as_, people, f"{URL}decide/", "post") == answers(
        403, 403, 422, 422, 404, 404, 302
    )


def said(as_, people, breach, act, **data):
    """Return the status that each person gets for ``act``; the first who may has done it."""
    return {who: as_(user).post(to(act, breach), data).status_code for who, user in people.items()}


def test_the_side_that_broke_it_asks(as_, people, breach):
    found = said(as_, people, breach, "ask", kind="excuse", reason=REASON)
    assert found == answers(403, 302, 409, 403, 404, 404, 302)
    assert breach.excuses.get().asked_by == people["rep"]


@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_a_manager_of_the_other_side_answers(as_, people, breach, act):
    asked(breach, people["rep"])
    found = said(as_, people, breach, act, word="As said")
    assert found == answers(403, 403, 403, 302, 404, 404, 302)
    assert breach.excuses.get().decided_by == people["marketing_manager"]


def test_the_side_that_granted_revokes(as_, people, breach):
    asked(breach, people["rep"])
    excusing.grant(breach=breach, at=AT, by=people["marketing_manager"])
    found = said(as_, people, breach, "revoke", word="Another day")
    assert found == answers(403, 403, 403, 302, 404, 404, 302)
    assert breach.excuses.get().state == "revoked"


def test_who_asked_takes_it_back(as_, people, breach):
    asked(breach, people["rep"])
    found = said(as_, people, breach, "withdraw")
    assert found == answers(403, 302, 409, 403, 404, 404, 302)


def test_a_breach_that_there_is_not_does_not_exist(as_, rep):
    assert as_(rep).get("/breaches/00000000-0000-0000-0000-000000000000/").status_code == 404


# --- The page of a breach -------------------------------------------------------------------------


def test_each_finds_what_they_may_do(as_, breach, rep, marketing_manager, manager):
    ask, grant, revoke, withdraw = (
        to(act, breach) for act in ("ask", "grant", "revoke", "withdraw")
    )
    assert ask in page_of(as_(rep), breach)
    assert ask not in page_of(as_(marketing_manager), breach)
    asked(breach, rep, reason="Lines <b>down</b>")
    page = page_of(as_(marketing_manager), breach)
    assert grant in page
    assert "Lines &lt;b&gt;down" in page
    page = page_of(as_(rep), breach)
    assert withdraw in page
    assert ask not in page
    excusing.grant(breach=breach, word="Known", at=AT, by=marketing_manager)
    assert revoke in page_of(as_(marketing_manager), breach)
    page = page_of(as_(manager), breach)
    assert revoke not in page
    assert "Known" in page


def test_what_was_typed_comes_back_with_what_is_wrong(as_, breach, rep, marketing_manager):
    answer = as_(rep).post(to("ask", breach), {"kind": "dispute", "reason": " "})
    assert answer.status_code == 422
    assert "Say why: the other side reads it." in answer.content.decode()
    asked(breach, rep)
    answer = as_(marketing_manager).post(to("refuse", breach), {"word": ""})
    assert answer.status_code == 422
    assert "Say why: the other side reads it." in answer.content.decode()
    assert breach.excuses.get().state == "asked"


def test_who_works_on_both_sides_is_told_why_not(as_, breach, rep, marketing_manager):
    asked(breach, rep)
    marketing_manager.memberships.create(team=rep.memberships.get().team, role="rep")
    page = page_of(as_(marketing_manager), breach)
    assert to("grant", breach) not in page
    assert "You work on both sides." in page
    assert "You work on both sides" in as_(marketing_manager).get(URL).content.decode()


def test_the_lead_leads_to_its_breach(as_, breach, rep, marketing_manager):
    url = breach.clock.handoff.lead.get_absolute_url()
    page = as_(rep).get(url).content.decode()
    assert f"/breaches/{breach.code}/" in page
    assert "Ask for it to be set aside" in page
    asked(breach, rep)
    assert "Excuse: Waiting for an answer" in as_(rep).get(url).content.decode()
    excusing.grant(breach=breach, at=AT, by=marketing_manager)
    assert "Excuse: Granted" in as_(rep).get(url).content.decode()


def test_every_step_stands_in_the_timeline_of_the_lead(as_, breach, rep, marketing_manager):
    asked(breach, rep)
    excusing.refuse(breach=breach, word="Mobiles worked", at=AT, by=marketing_manager)
    page = as_(rep).get(breach.clock.handoff.lead.get_absolute_url()).context["page"]
    steps = [(one.title, one.by, one.body) for one in page.events if one.body]
    assert steps[:2] == [
        ("Hand-off to claim: Excuse: Refused", "Hana Yousef", "Mobiles worked"),
        ("Hand-off to claim: Asked to set it aside", rep.name, REASON),
    ]


# --- The list -------------------------------------------------------------------------------------


def rows(browser, **asked_for):
    return [row.lead for row in browser.get(URL, asked_for).context["page"].rows]


@pytest.fixture
def three(agreement, marketer, rep):
    """Three claims that nobody made, of which sales has asked about two."""
    for name in ("Ali Rahman", "Sara Haddad", "Omar Said"):
        cast.a_handoff(by=marketer, lead=cast.a_lead(name))
    sweep(at=after(hours=2))
    found = Breach.objects.filter(clock__metric="claim").order_by("pk")
    asked(found[0], rep)
    asked(found[1], rep, kind="dispute", at=after(hours=3, minutes=1))
    return list(found)


def test_each_tab_holds_its_own(as_, three, manager, marketing_manager):
    excusing.grant(breach=three[0], at=AT, by=marketing_manager)
    judge, mine = as_(marketing_manager), as_(manager)
    assert rows(judge) == ["Sara Haddad"]
    assert rows(judge, tab="asked") == []
    assert rows(mine) == []
    assert rows(mine, tab="asked") == ["Sara Haddad"]
    assert rows(judge, tab="decided") == rows(mine, tab="decided") == ["Ali Rahman"]


def test_filters_narrow_the_list(as_, three, marketing_manager):
    browser = as_(marketing_manager)
    assert rows(browser) == ["Sara Haddad", "Ali Rahman"]
    assert rows(browser, kind="dispute") == ["Sara Haddad"]
    assert rows(browser, promise="first_touch") == []
    excusing.refuse(breach=three[0], word="No", at=AT, by=marketing_manager)
    assert rows(browser, tab="decided", state="granted") == []
    assert rows(browser, tab="decided", state="refused") == ["Ali Rahman"]
    assert browser.get(URL, {"tab": "everything"}).status_code == 422


def test_pages_follow_each_other(as_, three, marketing_manager, monkeypatch):
    monkeypatch.setattr("kit.keyset.keyset_page.__kwdefaults__", {"cursor": "", "size": 1})
    browser = as_(marketing_manager)
    first = browser.get(URL)
    second = browser.get(URL + first.context["older_url"])
    assert [answer.context["page"].rows[0].lead for answer in (first, second)] == [
        "Sara Haddad",
        "Ali Rahman",
    ]
    assert second.context["older_url"] == ""


def test_ticked_ones_are_answered_together(as_, three, marketing_manager):
    codes = [str(code) for code in Excuse.objects.values_list("code", flat=True)]
    browser = as_(marketing_manager)
    browser.post(f"{URL}decide/", {"excuse": codes[:1], "answer": "granted"})
    assert rows(browser) == ["Sara Haddad"]
    answer = browser.post(f"{URL}decide/", {"excuse": codes[1:], "answer": "refused"})
    assert answer.status_code == 422
    assert "Say why: the other side reads it." in answer.content.decode()
    browser.post(f"{URL}decide/", {"excuse": codes, "answer": "refused", "word": "No"})
    assert sorted(Excuse.objects.values_list("state", flat=True)) == ["granted", "refused"]


def test_all_that_match_are_answered_together(as_, three, marketing_manager):
    data = {"all": "1", "answer": "granted", "filters": "kind=dispute"}
    as_(marketing_manager).post(f"{URL}decide/", data)
    assert [each.excuses.filter(state="granted").count() for each in three] == [0, 1, 0]


@pytest.mark.parametrize("data", [{}, {"answer": "granted"}, {"excuse": "x", "answer": "granted"}])
def test_an_answer_to_nothing_is_refused(as_, three, marketing_manager, data):
    assert as_(marketing_manager).post(f"{URL}decide/", data).status_code == 422


def test_a_manager_asks_about_an_outage(as_, three, manager):
    data = {"side": "sales", "kind": "excuse", "reason": REASON}
    data |= {"since": "2026-11-16T12:00", "until": "2026-11-16T14:00"}
    browser = as_(manager)
    assert browser.post(f"{URL}ask/", data | {"until": "2026-11-16T11:00"}).status_code == 422
    assert browser.post(f"{URL}ask/", data | {"until": ""}).status_code == 422
    assert browser.post(f"{URL}ask/", data | {"seen": "4"}).status_code == 302
    assert Excuse.objects.filter(state="asked").count() == Breach.objects.count() == 6


def test_the_menu_counts_what_waits(as_, three, manager, marketing_manager):
    def counted(user):
        items = as_(user).get(URL).context["shell"]["sections"]
        return [one.count for section in items for one in section["items"] if one.url == URL]

    assert counted(marketing_manager) == ["2"]
    assert counted(manager) == [""]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    as_, agreement, marketer, rep, marketing_manager, number
):
    for minute in range(number):
        asked(a_breach(by=marketer, at=after(minutes=minute)), rep)
    tables = ("sla_breach", "sla_clock", "leads_lead", "teams_user")
    assert queries_of(as_(marketing_manager), URL, "sla_excuse") == 3
    assert queries_of(as_(marketing_manager), URL, *tables) == queries_of(
        as_(marketing_manager), f"{URL}?tab=asked", *tables
    )
