"""The page of alerts."""

import pytest

from leads import lifecycle
from notifications import outbox
from notifications.models import Notice
from tests import cast
from tests.cast import after


@pytest.fixture
def returned(agreement, marketer, rep):
    """Return a function that lets the rep reject so many of the marketer's leads."""

    def reject(count: int, lead_name: str = "Lina Mansour") -> None:
        for number in range(count):
            handoff = cast.a_handoff(by=marketer, lead=cast.a_lead(f"{lead_name} {number}"))
            decision = lifecycle.Decision(reason="bad_data", text="The phone is a fax")
            lifecycle.reject(
                handoff=handoff, decision=decision, at=after(minutes=number + 1), by=rep
            )
        outbox.deliver(at=after(hours=1))

    return reject


def test_a_marketer_reads_what_came_back_and_why(as_, marketer, returned):
    returned(1)
    page = as_(marketer).get("/notices/").text
    assert "<bdi>Lina Mansour 0</bdi> was rejected" in page
    assert "The phone is a fax" in page


def test_the_dot_says_that_something_is_unread(as_, marketer, returned):
    browser = as_(marketer)
    assert 'class="dot"' not in browser.get("/me/").text
    returned(1)
    assert 'class="dot"' in browser.get("/me/").text


def test_opening_an_alert_reads_it_and_leads_to_the_lead(as_, marketer, returned):
    returned(1)
    notice = Notice.objects.get()
    browser = as_(marketer)
    answer = browser.post(f"/notices/{notice.code}/")
    assert answer["Location"].startswith("/leads/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "Lina Mansour" not in browser.get("/notices/").text
    assert "Lina Mansour" in browser.get("/notices/?show=all").text


def test_marking_all_as_read_leaves_what_came_later(as_, marketer, returned):
    returned(2)
    late = Notice.objects.order_by("-at")[0]
    until = int(late.at.timestamp()) - 1
    as_(marketer).post("/notices/read/", {"until": until})
    assert list(Notice.objects.filter(read_at=None)) == [late]


@pytest.mark.parametrize("until", ["", "x", "9" * 30, "-1e9", "nan"])
def test_a_broken_form_reads_nothing(as_, marketer, returned, until):
    returned(1)
    assert as_(marketer).post("/notices/read/", {"until": until}).status_code == 422
    assert Notice.objects.filter(read_at=None).count() == 1


def test_nobody_reads_or_opens_the_alerts_of_others(as_, rep, returned):
    returned(1)
    notice = Notice.objects.get()
    browser = as_(rep)
    assert "Lina Mansour" not in browser.get("/notices/?show=all").text
    assert browser.post(f"/notices/{notice.code}/").status_code == 404
    browser.post("/notices/read/", {"until": "4000000000"})
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("who", ["marketer", "rep", "manager"])
def test_members_have_the_page(as_, request, who):
    assert as_(request.getfixturevalue(who)).get("/notices/").status_code == 200


def test_others_do_not(as_, outsider, administrator):
    assert as_(outsider).get("/notices/").status_code == 404
    assert as_(administrator).get("/notices/").status_code == 404
    assert as_(None).get("/notices/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    as_, marketer, returned, rows, django_assert_num_queries
):
    returned(rows)
    browser = as_(marketer)
    # session, person, company's zone, roles, page, words with leads and reasons, frame
    with django_assert_num_queries(7):
        browser.get("/notices/")


def test_a_hostile_name_is_shown_as_text(as_, marketer, returned):
    returned(1, lead_name="<img src=x onerror=alert(1)>%(due)s")
    page = as_(marketer).get("/notices/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_alert_whose_cause_is_gone_says_so(as_, marketer, returned):
    returned(1)
    Notice.objects.update(kind="forgotten")
    page = as_(marketer).get("/notices/")
    assert "no longer here" in page.text
    notice = Notice.objects.get()
    assert as_(marketer).post(f"/notices/{notice.code}/")["Location"] == "/notices/"
