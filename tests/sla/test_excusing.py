"""Excuses and disputes: who asks, who decides, what stands afterwards.

The cast's agreement: claim within 30, first touch within 60 business minutes; NOON is a Monday.
"""

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import lifecycle
from notifications import kinds, outbox
from notifications.models import Notice
from sla import excusing
from sla.models import Breach, ExcuseEvent, ExcuseState, Metric
from sla.refusals import AlreadyAsked, BreachWithdrawn, DecidesNoExcuse, NothingAsked
from sla.sweep import sweep
from teams.models import Membership, Role, Side, Team
from tests import cast
from tests.cast import after
from tests.sla.excuses import REASON, a_breach, asked

pytestmark = pytest.mark.django_db
AT = after(hours=4)


@pytest.fixture
def breach(agreement, marketer):
    """The claim of a lead handed over at noon, due at half past, that nobody made."""
    return a_breach(by=marketer)


@pytest.fixture
def both_sides(marketing_manager):
    """A manager of marketing who also works in sales."""
    team, _new = Team.objects.get_or_create(name="Sales", defaults={"side": Side.SALES})
    Membership.objects.create(user=marketing_manager, team=team, role=Role.REP)
    vars(marketing_manager).pop("roles", None)
    return marketing_manager


def steps(excuse):
    """Return what became of ``excuse``, step by step."""
    rows = ExcuseEvent.objects.filter(excuse=excuse).order_by("id")
    return [(row.state, row.by, row.at, row.text) for row in rows]


def heard(kind):
    outbox.deliver(at=AT)
    return list(Notice.objects.filter(kind=kind).order_by("recipient_id"))


def test_a_granted_excuse_sets_the_breach_aside_and_keeps_every_step(
    breach, rep, marketing_manager
):
    excuse = asked(breach, rep)
    excusing.grant(breach=breach, word="The outage is known", at=AT, by=marketing_manager)
    breach.refresh_from_db()
    excuse.refresh_from_db()
    assert breach.excused_at == AT
    assert breach.clock.breached_at == after(minutes=30)  # it stays broken: raw figures show it
    assert (excuse.state, excuse.decided_by, excuse.word) == (
        ExcuseState.GRANTED,
        marketing_manager,
        "The outage is known",
    )
    assert steps(excuse) == [
        ("asked", rep, after(hours=3), REASON),
        ("granted", marketing_manager, AT, "The outage is known"),
    ]


def test_a_refused_one_lets_it_stand_and_says_why(breach, rep, marketing_manager):
    excuse = asked(breach, rep)
    with pytest.raises(BadInput) as refusal:
        excusing.refuse(breach=breach, word=" ", at=AT, by=marketing_manager)
    assert refusal.value.field == "word"
    excusing.refuse(breach=breach, word="Mobiles worked", at=AT, by=marketing_manager)
    breach.refresh_from_db()
    excuse.refresh_from_db()
    assert breach.excused_at is None
    assert (excuse.state, excuse.word) == ("refused", "Mobiles worked")


def test_what_was_refused_may_be_asked_again_and_both_stay(breach, rep, marketing_manager):
    asked(breach, rep)
    excusing.refuse(breach=breach, word="No", at=AT, by=marketing_manager)
    again = asked(breach, rep, kind="dispute", reason="See the report", at=after(hours=5))
    excusing.grant(breach=breach, at=after(hours=6), by=marketing_manager)
    assert list(breach.excuses.order_by("id").values_list("state", flat=True)) == [
        "refused",
        "granted",
    ]
    assert again.kind == "dispute"


def test_a_breach_has_one_standing_request(breach, rep, manager, marketing_manager):
    asked(breach, rep)
    with pytest.raises(AlreadyAsked):
        asked(breach, manager)
    excusing.grant(breach=breach, at=AT, by=marketing_manager)
    with pytest.raises(AlreadyAsked):
        asked(breach, manager)


def test_a_granted_one_is_revoked_visibly_by_the_side_that_granted(
    breach, rep, manager, marketing_manager
):
    excuse = asked(breach, rep)
    excusing.grant(breach=breach, at=AT, by=marketing_manager)
    with pytest.raises(NotAllowed):
        excusing.revoke(breach=breach, word="Mine", at=AT, by=manager)
    excusing.revoke(breach=breach, word="It was another day", at=AT, by=marketing_manager)
    breach.refresh_from_db()
    assert breach.excused_at is None
    assert [state for state, *_more in steps(excuse)] == ["asked", "granted", "revoked"]
    with pytest.raises(NothingAsked):
        excusing.revoke(breach=breach, word="Twice", at=AT, by=marketing_manager)


def test_who_asked_may_take_it_back_until_it_is_decided(breach, rep, other_rep, marketing_manager):
    excuse = asked(breach, rep)
    with pytest.raises(NotAllowed):
        excusing.withdraw(breach=breach, at=AT, by=other_rep)
    excusing.withdraw(breach=breach, at=AT, by=rep)
    assert [state for state, *_more in steps(excuse)] == ["asked", "withdrawn"]
    with pytest.raises(NothingAsked) as refusal:
        excusing.grant(breach=breach, at=AT, by=marketing_manager)
    assert refusal.value.extra == {"state": "withdrawn"}


# --- Who may --------------------------------------------------------------------------------------


def test_sales_may_not_decide_about_its_own(breach, rep, manager, marketer):
    asked(breach, rep)
    for somebody in (rep, manager, marketer):
        with pytest.raises(NotAllowed):
            excusing.grant(breach=breach, at=AT, by=somebody)


def test_whoever_works_on_both_sides_does_not_decide(breach, rep, both_sides):
    asked(breach, rep)
    with pytest.raises(DecidesNoExcuse):
        excusing.grant(breach=breach, at=AT, by=both_sides)
    with pytest.raises(DecidesNoExcuse):
        excusing.decide_many(
            excuses=[breach.excuses.get().code], answer="granted", at=AT, by=both_sides
        )


def test_nobody_decides_what_they_asked_for_before_they_changed_sides(
    breach, rep, marketing_manager
):
    excuse = asked(breach, rep)
    excuse.asked_by = marketing_manager
    excuse.save()
    with pytest.raises(DecidesNoExcuse):
        excusing.grant(breach=breach, at=AT, by=marketing_manager)
    many = excusing.decide_many(
        excuses=[excuse.code], answer="granted", at=AT, by=marketing_manager
    )
    assert (many.done, many.left) == (0, 1)


def test_a_rep_asks_for_what_is_theirs_or_nobodys(agreement, marketer, rep, other_rep, manager):
    handoff = cast.a_handoff(by=marketer)
    lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
    sweep(at=after(hours=2))
    theirs = Breach.objects.get(clock__handoff=handoff, clock__metric=Metric.FIRST_TOUCH)
    assert theirs.charged_to == rep
    for stranger in (other_rep, marketer):
        with pytest.raises(NotAllowed):
            asked(theirs, stranger)
    assert asked(theirs, manager).side == Side.SALES
    excusing.withdraw(breach=theirs, at=AT, by=manager)
    assert asked(theirs, rep).asked_by == rep


def test_sales_decides_about_marketings_promise(marketer, manager, marketing_manager, agreement):
    breach = a_breach(by=marketer)
    Breach.objects.filter(pk=breach.pk).update(side=Side.MARKETING)
    breach.refresh_from_db()
    asked(breach, marketer)
    with pytest.raises(NotAllowed):
        excusing.grant(breach=breach, at=AT, by=marketing_manager)
    assert excusing.grant(breach=breach, at=AT, by=manager).state == "granted"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"kind": "plea"}, "kind"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(breach, rep, said, field):
    with pytest.raises(BadInput) as refusal:
        asked(breach, rep, **said)
    assert refusal.value.field == field


# --- A breach that is withdrawn -------------------------------------------------------------------


def _touch_in_time(breach, rep):
    """Log at three a call that was made at a quarter past noon."""
    handoff = breach.clock.handoff
    cast.a_touch(handoff, rep, after(hours=4), happened=after(minutes=15))


@pytest.mark.parametrize("is_granted", [False, True])
def test_a_touch_logged_late_ends_the_request_with_the_breach(
    agreement, marketer, rep, marketing_manager, is_granted
):
    breach = a_breach(by=marketer, metric=Metric.FIRST_TOUCH)
    excuse = asked(breach, rep)
    if is_granted:
        excusing.grant(breach=breach, at=after(hours=3), by=marketing_manager)
    _touch_in_time(breach, rep)
    breach.refresh_from_db()
    excuse.refresh_from_db()
    assert (breach.withdrawn_at, breach.excused_at) == (after(hours=4), None)
    assert excuse.state == ExcuseState.LAPSED
    assert steps(excuse)[-1] == ("lapsed", None, after(hours=4), "")
    with pytest.raises(BreachWithdrawn):
        asked(breach, rep)


def test_an_imported_outcome_ends_it_too(breach, rep, marketer):
    excuse = asked(breach, rep)
    lifecycle.import_outcome(
        lead=breach.clock.handoff.lead,
        outcome="won",
        happened_at=after(hours=1),
        value=None,
        at=AT,
        by=marketer,
    )
    excuse.refresh_from_db()
    assert excuse.state == ExcuseState.LAPSED


# --- Many at once ---------------------------------------------------------------------------------


@pytest.fixture
def outage(agreement, marketer):
    """Three leads that waited from noon to two, on Monday, and one on Tuesday."""
    monday = [cast.a_handoff(by=marketer, at=after(minutes=n)) for n in (0, 10, 20)]
    tuesday = cast.a_handoff(by=marketer, at=after(days=1))
    sweep(at=after(days=1, hours=2))
    return [*monday, tuesday]


def ask_for_monday(by, **fields):
    said = {"side": "sales", "kind": "excuse", "reason": REASON, "at": after(days=2)} | fields
    return excusing.ask_many(since=after(), until=after(hours=2), by=by, **said)


def test_an_outage_is_asked_for_and_granted_at_once(outage, manager, marketing_manager):
    first = Breach.objects.filter(clock__handoff=outage[0]).order_by("id")[0]
    asked(first, manager)
    assert ask_for_monday(manager) == excusing.Many(done=5, left=1)  # two promises of each lead
    codes = [excuse.code for each in Breach.objects.all() for excuse in each.excuses.all()]
    assert len(codes) == 6
    many = excusing.decide_many(excuses=codes, answer="granted", at=AT, by=marketing_manager)
    assert many == excusing.Many(done=6, left=0)
    assert Breach.objects.filter(excused_at=AT).count() == 6
    again = excusing.decide_many(
        excuses=codes, answer="refused", word="No", at=AT, by=marketing_manager
    )
    assert again == excusing.Many(done=0, left=6)
    assert Breach.objects.filter(excused_at=AT).count() == 6


def test_many_are_one_piece_of_news(outage, manager, marketing_manager):
    ask_for_monday(manager)
    (news,) = heard("excuse_asked")
    assert news.recipient == marketing_manager
    (sentence,) = kinds.sentences([news])
    assert "6" in sentence.text
    assert sentence.note == REASON
    codes = [each.excuses.get().code for each in Breach.objects.filter(excuses__isnull=False)]
    excusing.decide_many(excuses=codes, answer="granted", at=AT, by=marketing_manager)
    (answer,) = heard("excuse_decided")
    assert answer.recipient == manager


def test_only_managers_of_the_side_ask_for_many(outage, rep, marketing_manager):
    for somebody in (rep, marketing_manager):
        with pytest.raises(NotAllowed):
            ask_for_monday(somebody)


def test_a_span_must_be_one_and_not_too_full(outage, manager, monkeypatch):
    with pytest.raises(BadInput):
        excusing.ask_many(
            side="sales",
            since=after(hours=2),
            until=after(),
            kind="excuse",
            reason=REASON,
            at=after(days=2),
            by=manager,
        )
    monkeypatch.setattr(excusing, "AT_ONCE", 5)
    with pytest.raises(BadInput):
        ask_for_monday(manager)


# --- Who hears ------------------------------------------------------------------------------------


def test_managers_of_the_other_side_are_asked_and_who_asked_is_answered(
    breach, rep, manager, marketing_manager, marketer
):
    asked(breach, rep)
    (question,) = heard("excuse_asked")
    assert question.recipient == marketing_manager
    (sentence,) = kinds.sentences([question])
    assert str(breach.code) in sentence.url
    assert sentence.note == REASON
    excusing.refuse(breach=breach, word="Mobiles worked", at=AT, by=marketing_manager)
    (answer,) = heard("excuse_decided")
    assert answer.recipient == rep
    assert kinds.sentences([answer])[0].note == "Mobiles worked"


def test_who_works_on_both_sides_is_not_asked(breach, rep, both_sides):
    asked(breach, rep)
    assert heard("excuse_asked") == []


def test_nobody_is_asked_what_was_taken_back_before_the_alert_went_out(
    breach, rep, marketing_manager
):
    asked(breach, rep)
    excusing.withdraw(breach=breach, at=AT, by=rep)
    assert heard("excuse_asked") == []


class TestWhomItIsChargedTo:
    """Whoever a breach is charged to hears what others ask and answer about it."""

    @pytest.fixture
    def broken(self, agreement, marketer, rep):
        """A first touch that the rep, who claimed in time, let pass."""
        handoff = cast.a_handoff(by=marketer)
        lifecycle.claim(handoff=handoff, at=cast.after(minutes=5), by=rep)
        sweep(at=cast.after(hours=2))
        found = Breach.objects.get(clock__handoff=handoff, clock__metric="first_touch")
        assert found.charged_to == rep
        return found

    def told(self, person):
        outbox.deliver(at=cast.after(hours=5))
        rows = Notice.objects.filter(recipient=person, kind__contains="excuse").order_by("id")
        told = kinds.sentences(list(rows))
        return [(each.kind, words.text) for each, words in zip(rows, told, strict=True)]

    def test_hears_that_a_manager_asked_and_what_was_answered(
        self, broken, rep, manager, marketing_manager
    ):
        excusing.ask(
            breach=broken, kind="excuse", reason="An outage", at=cast.after(hours=3), by=manager
        )
        ((kind, text),) = self.told(rep)
        assert kind == "own_excuse_asked"
        assert f"<bdi>{manager.name}</bdi> asks for a breach that is charged to you" in text
        excusing.refuse(
            breach=broken, word="It was up", at=cast.after(hours=4), by=marketing_manager
        )
        assert [kind for kind, _text in self.told(rep)] == [
            "own_excuse_asked",
            "own_excuse_decided",
        ]
        assert f"{marketing_manager.name}</bdi> let a breach stand" in self.told(rep)[1][1]

    def test_who_asked_for_their_own_is_answered_once(self, broken, rep, marketing_manager):
        excusing.ask(
            breach=broken, kind="excuse", reason="An outage", at=cast.after(hours=3), by=rep
        )
        excusing.grant(breach=broken, at=cast.after(hours=4), by=marketing_manager)
        assert [kind for kind, _text in self.told(rep)] == ["excuse_decided"]
