"""What asking about many breaches would do is said before it is done."""

import pytest
import time_machine
from django.urls import reverse

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from sla import excusing
from sla.models import Breach, Excuse, ExcuseKind, Metric
from sla.sweep import sweep
from tests.api_client import Program
from tests.cast import a_handoff, a_touch, after

pytestmark = pytest.mark.django_db
SPAN = {"side": "sales", "since": after(minutes=-60), "until": after(hours=3)}
TYPED = {
    "side": "sales",
    "since": "2026-11-16T09:00",
    "until": "2026-11-16T15:00",
    "kind": ExcuseKind.values[0],
    "reason": "The line was down",
}


@pytest.fixture
def four(agreement, marketer, rep, manager, marketing_manager):
    """First touches and claims of two leads, broken: asked about, excused, withdrawn, one left."""
    one, two = a_handoff(by=marketer), a_handoff(by=marketer)
    lifecycle.claim(handoff=one, at=after(minutes=40), by=rep)
    lifecycle.claim(handoff=two, at=after(minutes=40), by=rep)
    sweep(at=after(minutes=70))
    a_touch(one, rep, after(minutes=80), happened=after(minutes=50))
    claims = Breach.objects.filter(clock__metric=Metric.CLAIM).order_by("pk")
    for breach in claims:
        excusing.ask(
            breach=breach, kind=TYPED["kind"], reason="Down", at=after(minutes=81), by=manager
        )
    excusing.grant(breach=claims[1], at=after(minutes=82), by=marketing_manager)
    with time_machine.travel(after(hours=4), tick=False):
        yield


def test_what_is_left_out_is_counted_by_why(four, manager):
    told = excusing.foresee(**SPAN, at=after(hours=4), by=manager)
    assert (told.wanted, told.asked, told.granted, told.withdrawn) == (1, 1, 1, 1)
    done = excusing.ask_many(
        **SPAN, kind=TYPED["kind"], reason="Down", at=after(hours=4), by=manager
    )
    assert done.done == told.wanted
    assert excusing.foresee(**SPAN, at=after(hours=4), by=manager).wanted == 0


def test_the_span_is_checked_and_whose_side_it_is(four, manager, marketing_manager):
    with pytest.raises(BadInput):
        excusing.foresee(**SPAN | {"until": SPAN["since"]}, at=after(hours=4), by=manager)
    with pytest.raises(NotAllowed):
        excusing.foresee(**SPAN, at=after(hours=4), by=marketing_manager)


def test_the_page_says_it_first_and_asks_when_it_is_sent_again(four, as_, manager):
    browser, url = as_(manager), reverse("sla:ask_excuses")
    before = Excuse.objects.count()
    page = browser.post(url, TYPED).content.decode()
    assert "will be asked about one breach" in page
    for why in ("asked about already", "it is excused", "it was withdrawn"):
        assert why in page
    assert Excuse.objects.count() == before
    assert 'name="seen" value="1"' in page
    assert browser.post(url, TYPED | {"seen": "1"}).status_code == 302
    assert Excuse.objects.count() == before + 1


def test_what_has_changed_meanwhile_is_said_anew(four, as_, manager):
    answer = as_(manager).post(reverse("sla:ask_excuses"), TYPED | {"seen": "2"})
    assert (answer.status_code, Excuse.objects.count()) == (200, 2)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200),
        ("marketing_manager", 403),
        ("rep", 403),
        ("marketer", 403),
        ("outsider", 404),
        (None, 401),
    ],
)
def test_programs_are_told_too(request, four, who, status):
    user = request.getfixturevalue(who) if who else None
    span = {"side": "sales", "since": "2026-11-16T09:00:00Z", "until": "2026-11-16T15:00:00Z"}
    answer = Program(user).post("/excuses/foresee/", **span)
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"wanted": 1, "asked": 1, "granted": 1, "withdrawn": 1}
    assert Excuse.objects.count() == 2
