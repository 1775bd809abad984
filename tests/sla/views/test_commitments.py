"""Marketing's commitments on pages: the list, the breach of one, and editing them in the draft."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from leads.models import Handoff
from notifications.models import OutboxMessage
from sla import agreements, drafting, excuse_list, excusing
from sla.checking import problems_of
from sla.clauses import contract
from sla.commitment_notices import hear, tell
from sla.committing import hold
from sla.excuse_list import Wanted
from sla.models import Breach, Commitment, Pledge
from tests.cast import an_agreement

NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (11, 12))
PAGES = "sla:commitments"


@pytest.fixture
def broken(db):
    """Return the breach of November's 42 leads, of which none came."""
    version = an_agreement(at=NOVEMBER, goal_leads=42)
    Pledge.objects.create(version=version, measure="volume")
    hold(at=DECEMBER)
    return Breach.objects.get()


@pytest.fixture
def draft(agreement, manager):
    """Return a draft."""
    return drafting.draft(at=DECEMBER, by=manager)


def typed(**fields):
    """Return what is posted for a share of complete briefs."""
    return {
        "brief_is_promised": "on",
        "brief_percent": "90",
        "brief_tolerance_percent": "10",
        **{f"{measure}_grain": "month" for measure in ("volume", "value", "profile", "brief")},
        **fields,
    }


@pytest.mark.parametrize("who", ["marketer", "rep", "manager"])
def test_everybody_of_both_sides_sees_how_marketing_stands(who, broken, as_, request):
    page = as_(request.getfixturevalue(who)).get(reverse(PAGES))

    assert page.status_code == 200
    assert "Leads handed over" in page.text
    assert "November 2026" in page.text


def test_an_outsider_sees_none_and_nobody_does_signed_out(broken, as_, outsider, client):
    assert client.get(reverse(PAGES)).status_code == 302
    assert as_(outsider).get(reverse(PAGES)).status_code in (403, 404)


@pytest.mark.parametrize("months", [1, 3])
def test_the_list_takes_as_many_queries_for_many(
    months, broken, as_, rep, django_assert_max_num_queries
):
    hold(at=datetime(2026, 12, 2, tzinfo=UTC))
    first = Commitment.objects.order_by("pk").first()
    for number in range(1, months):
        Commitment.objects.create(
            **{
                name: getattr(first, name)
                for name in ("pledge", "measure", "grain", "to_date", "starts_at", "counted_at")
            }
            | {"from_date": datetime(2026, 10, number, tzinfo=UTC).date()},
            due_at=first.due_at,
            planned=1,
            state="kept",
        )
    reader = as_(rep)
    reader.get(reverse(PAGES))
    with django_assert_max_num_queries(9):
        reader.get(reverse(PAGES))


def test_the_breach_of_a_commitment_has_a_page_where_marketing_asks(
    broken, as_, marketing_manager, manager
):
    url = reverse("sla:breach", args=[broken.code])

    page = as_(marketing_manager).get(url)

    assert page.status_code == 200
    assert "Leads handed over, November 2026" in page.text
    asked = as_(marketing_manager).post(
        reverse("sla:ask_excuse", args=[broken.code]), {"kind": "excuse", "reason": "Fair off."}
    )
    assert asked.status_code == 302
    assert as_(manager).get(url).status_code == 200
    row = excuse_list.excuse_page(wanted=Wanted(), by=manager, at=DECEMBER).rows[0]
    assert (row.lead, row.promise) == ("Marketing", "Leads handed over, November 2026")


def test_both_sides_managers_hear_of_a_broken_promise_with_its_figures(
    broken, manager, marketing_manager, rep
):
    message = OutboxMessage.objects.get(kind="commitment")

    assert set(hear([message.refs])[0]) == {manager.pk, marketing_manager.pk}
    said = tell([message.refs])[0]
    assert said.note == "0 of 42 planned so far"
    assert said.url.endswith(f"{broken.code}/")


def test_excuse_requests_about_a_commitment_reach_who_decides(broken, manager, marketing_manager):
    excusing.ask(
        breach=broken, kind="excuse", reason="Fair off.", at=DECEMBER, by=marketing_manager
    )
    page = excuse_list.excuse_page(wanted=Wanted(), by=manager, at=DECEMBER)

    assert len(page.rows) == 1
    assert not Handoff.objects.exists()


def test_a_manager_promises_in_the_draft(draft, as_, manager):
    answer = as_(manager).post(reverse("sla:edit_pledges"), typed())

    assert answer.status_code == 302
    assert list(draft.pledges.values_list("measure", "percent", "tolerance_percent")) == [
        ("brief", 90, 10)
    ]


def test_a_share_without_its_percent_is_refused_beside_its_field(draft, as_, manager):
    page = as_(manager).post(reverse("sla:edit_pledges"), typed(brief_percent=""))

    assert page.status_code == 422
    assert "Say how much is promised." in page.text
    assert not draft.pledges.exists()


def test_capacity_needs_both_of_its_figures(draft, as_, manager):
    fields = {"volume_is_promised": "on", "volume_attempt_minutes": "10"}
    page = as_(manager).post(reverse("sla:edit_pledges"), typed(**fields))

    assert page.status_code == 422
    assert "both the minutes and the hours" in page.text


def test_a_page_that_somebody_overtook_is_refused(draft, as_, manager):
    page = as_(manager).get(reverse("sla:edit_pledges"))
    seen = page.context["form"].initial["seen"]
    Pledge.objects.create(version=draft, measure="volume")

    answer = as_(manager).post(reverse("sla:edit_pledges"), typed(seen=seen))

    assert answer.status_code == 409
    assert draft.pledges.get().measure == "volume"


@pytest.mark.parametrize("who", ["marketer", "rep", "outsider"])
def test_only_managers_promise(who, draft, as_, request):
    page = as_(request.getfixturevalue(who)).get(reverse("sla:edit_pledges"))

    assert page.status_code in (403, 404)


def test_signed_out_nobody_promises(draft, client):
    assert client.get(reverse("sla:edit_pledges")).status_code == 302


def test_a_new_draft_takes_the_promises_over(agreement, manager):
    Pledge.objects.create(version=agreement, measure="profile", percent=80)

    draft = drafting.draft(at=DECEMBER, by=manager)

    assert draft.pledges.get().percent == 80
    assert agreements.drafted() == draft


def test_the_contract_says_what_is_held_and_the_draft_leads_to_it(agreement, as_, manager):
    agreement.goal_leads = 42
    agreement.save()
    Pledge.objects.create(version=agreement, measure="volume", tolerance_percent=20)

    assert "The goal of 42 leads a month is held" in as_(manager).get("/agreement/").text
    drafting.draft(at=DECEMBER, by=manager)
    part = as_(manager).get(reverse("sla:edit_part", args=["marketing"])).text
    assert reverse("sla:edit_pledges") in part


def test_leads_promised_without_a_number_cannot_be_proposed(draft):
    Pledge.objects.create(version=draft, measure="volume")
    draft.goal_leads = None

    found = [one for one in problems_of(draft, DECEMBER) if one.clause == "pledges"]

    assert [one.is_fatal for one in found] == [True]


def test_more_leads_promised_than_sales_can_work_are_warned_of(draft, rep):
    draft.goal_leads = 100
    draft.save()
    pledge = Pledge.objects.create(
        version=draft, measure="volume", attempt_minutes=12, selling_hours=20
    )

    found = [one for one in problems_of(pledge.version, DECEMBER) if one.clause == "pledges"]

    assert [(one.is_fatal, "sales has time for 20" in str(one.message)) for one in found] == [
        (False, True)
    ]


def test_a_changed_promise_is_told_among_the_changes(agreement, manager):
    draft = drafting.draft(at=DECEMBER, by=manager)
    Pledge.objects.create(version=draft, measure="profile", percent=80)

    said = contract(draft)

    assert "pledges" in said.changed
    assert ["At least 80% of the leads" in one.after for one in said.changes] == [True]
