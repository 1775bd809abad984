"""Two heads negotiate an agreement, sign it, live a month under it, and amend it together.

The month is lived at chosen instants: the clock that the pages read is set by the test.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dashboards.models import AmendmentAnswer
from dashboards.rollups import roll_up
from leads import lifecycle
from sla import agreements, targets
from sla.committing import hold
from sla.models import AgreementVersion, Breach, Excuse, Metric, Signature, VersionStatus
from sla.sharing import share_out
from sla.sweep import sweep
from teams.models import Company, Side
from tests.cast import a_handoff, a_lead, a_manager, a_marketer, a_rep, a_source, a_touch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("language", ["en", "ar"]),
]
NEGOTIATION = datetime(2026, 8, 31, 9, 0, tzinfo=UTC)  # a Monday
MEETING = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)
DAYS = [day for day in range(1, 30) if datetime(2026, 9, day, tzinfo=UTC).weekday() < 5]
GOAL = 40


class Wall:
    """The clock on the wall, as every page and verb of the server reads it."""

    def __init__(self, at):
        """Hang it up at ``at``."""
        self.at = at

    def now(self):
        """Return the instant; each look is a second later, as in life."""
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def wall(monkeypatch):
    wall = Wall(NEGOTIATION)
    monkeypatch.setattr(timezone, "now", wall.now)
    return wall


@pytest.fixture
def heads(transactional_db):
    company = Company.get()
    marketing = a_manager(Side.MARKETING, "Mona Haddad")
    sales = a_manager(Side.SALES, "Sami Odeh")
    company.marketing_head, company.sales_head = marketing, sales
    company.time_zone = "UTC"
    company.save()
    return marketing, sales


@pytest.fixture
def desk(open_desk, wall, language):
    """Return a function that opens somebody's browser, signed in as of now."""
    return lambda person: open_desk(person, language)


def act(page, where=""):
    """Press the one button of the page's own form."""
    page.locator(f"main form{where} [type=submit]").last.click()


def negotiate(marketing, sales):
    """Sales drafts, marketing objects to a clause, they agree; the draft is proposed."""
    sales.goto("/agreement/")
    sales.locator("main form[action$='/agreement/draft/'] button").click()
    sales.wait_for_url("**/agreement/edit/**")
    draft = AgreementVersion.objects.get()
    marketing.goto(f"/agreement/versions/{draft.code}/clauses/goal_leads/")
    marketing.locator("main textarea").fill("أربعون في الشهر، لا أكثر. Forty, no more.")
    act(marketing, ":has(textarea)")
    sales.goto("/agreement/edit/marketing/")
    sales.locator("[name=goal_leads]").fill(str(GOAL))
    sales.locator("button[name=then][value=on]").click()
    sales.goto("/agreement/commitments/")
    sales.locator("[name=volume_is_promised]").check()
    act(sales, ":has([name=volume_is_promised])")
    sales.wait_for_url(lambda url: "commitments" not in url)
    sales.goto(f"/agreement/versions/{draft.code}/clauses/goal_leads/")
    expect(sales.locator("main")).to_contain_text("Forty, no more.")
    sales.locator("form[action$='/resolve/'] button").first.click()
    sales.goto("/agreement/propose/")
    act(sales, ":has([name=seen])")
    sales.wait_for_url(lambda url: "propose" not in url)
    return draft


def sign(page):
    """Read the whole text and sign it."""
    page.goto("/agreement/sign/")
    act(page, ":has([name=seen])")
    page.wait_for_url(lambda url: "/sign/" not in url)


def live_september(rep, marketer):
    """Hand over one lead or two on every working day; each is claimed at once and called late."""
    source, handed = a_source("Webinar"), []
    for place, day in enumerate(DAYS):
        for number in range(2 if place % 4 == 0 else 1):
            at = datetime(2026, 9, day, 10, 7 * number, tzinfo=UTC)
            lead = a_lead(f"Lead {day} {number}", source=source, created_at=at)
            handoff = a_handoff(by=marketer, lead=lead, at=at)
            lifecycle.claim(handoff=handoff, by=rep, at=at + timedelta(minutes=5))
            a_touch(handoff, by=rep, at=at + timedelta(hours=2, minutes=40))
            handed.append(handoff)
    return handed


def beat(at):
    """Do what beat does, once."""
    sweep(at=at)
    share_out(at=at)
    hold(at=at)
    roll_up(at=at)


def test_two_heads_agree_live_a_month_fall_short_review_and_amend(desk, wall, heads, language):
    marketing_head, sales_head = heads
    rep, marketer = a_rep(), a_marketer()
    marketing, sales = desk(marketing_head), desk(sales_head)

    first = negotiate(marketing, sales)
    sign(marketing)
    expect(marketing.locator("main")).to_contain_text(sales_head.name)
    assert agreements.pending().status == VersionStatus.PROPOSED
    sign(sales)
    first.refresh_from_db()
    assert (first.status, first.goal_leads) == (VersionStatus.IN_FORCE, GOAL)
    signed = set(Signature.objects.values_list("side", "by"))
    assert signed == {("marketing", marketing_head.pk), ("sales", sales_head.pk)}

    handed = live_september(rep, marketer)
    wall.at = MEETING
    beat(MEETING)
    late = Breach.objects.filter(clock__metric=Metric.FIRST_TOUCH)
    short = Breach.objects.filter(clock=None)
    assert (late.count(), short.count()) == (len(handed), 1)
    assert short.get().side == "marketing"

    excuse_one_each(desk, rep, late.order_by("due_at").first(), short.get(), heads)
    amend(desk(sales_head), first)
    second = agreements.pending()
    for person in heads:
        if agreements.drafted():
            propose(desk(person))
        sign(desk(person))
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.status, first.status) == (VersionStatus.IN_FORCE, VersionStatus.SUPERSEDED)
    held = [row for row in targets.in_order(second) if row.metric == Metric.FIRST_TOUCH]
    assert max(row.seconds for row in held) == 160 * 60
    lead = a_handoff(by=marketer, at=wall.now())
    assert lead.clocks.get(metric=Metric.FIRST_TOUCH).target.version == second


def propose(page):
    """Lay the draft before both heads, to hold as soon as both have signed."""
    page.goto("/agreement/propose/")
    act(page, ":has([name=seen])")
    page.wait_for_url(lambda url: "propose" not in url)


def excuse_one_each(desk, rep, late, short, heads):
    """The rep asks for a late call to be set aside and gets it; marketing asks and does not."""
    marketing_head, sales_head = heads
    ask(desk(rep), late, "The phones were down.")
    page = desk(marketing_head)
    page.goto(f"/breaches/{late.code}/")
    page.locator("form[action$='/grant/'] [type=submit]").first.click()
    ask(page, short, "كان الشهر قصيرًا.")
    page = desk(sales_head)
    page.goto(f"/breaches/{short.code}/")
    page.locator("form[action$='/grant/'] textarea").fill("It was as long as agreed.")
    page.locator("[formaction$='/refuse/']").click()
    expect(page.locator("main")).to_contain_text("It was as long as agreed.")
    states = {one.breach_id: one.state for one in Excuse.objects.all()}
    assert states == {late.pk: "granted", short.pk: "refused"}


def ask(page, breach, text):
    """Ask the other side to set a breach aside."""
    page.goto(f"/breaches/{breach.code}/")
    page.locator("form[action$='/ask/'] textarea").fill(text)
    act(page, "[action$='/ask/']")
    expect(page.locator("main")).to_contain_text(text)


def amend(page, version):
    """Read the review of September and take what it suggests for the calls that were never kept."""
    page.goto("/review/2026-09/")
    main = page.locator("main")
    expect(main).to_contain_text(f"{GOAL}")
    expect(main.locator("#amendments")).to_contain_text("26")
    page.locator("form[action*='/never_met/'] button").first.click()
    page.wait_for_url(re.compile("/review/|/agreement/"))
    assert AmendmentAnswer.objects.get().version == agreements.drafted()
    assert agreements.drafted() != version
