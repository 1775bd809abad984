"""Two managers at the same moment: one version, one row of terms, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction

from leads import terms
from leads.models import Handoff, Terms
from sla import drafting, entering, parts, signing, targets
from sla.agreed import version_at
from sla.models import AgreementEvent, AgreementVersion, Clock, VersionStatus
from sla.plans import Plan
from tests.cast import (
    LONG_AGO,
    NOON,
    a_handoff,
    a_lead,
    a_manager,
    a_marketer,
    after,
    agree,
    heads,
)
from tests.leads.test_at_once import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts):
    """Run ``acts`` side by side on connections of their own; return results or refusals."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        except Exception as refusal:  # noqa: BLE001 - the refusal is the result
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_drafts_at_once_are_one():
    one, other = a_manager(name="One"), a_manager("marketing", "Other")
    made = _at_once(
        lambda: drafting.draft(at=NOON, by=one), lambda: drafting.draft(at=NOON, by=other)
    )
    assert made[0] == made[1]
    assert AgreementVersion.objects.count() == 1


def test_two_heads_who_sign_at_once_put_it_in_force_once():
    marketing, sales = heads()
    version = _proposed(sales)
    results = _at_once(
        lambda: signing.sign(version=version, at=NOON, by=marketing),
        lambda: signing.sign(version=version, at=NOON, by=sales),
    )
    assert [type(result).__name__ for result in results] == ["Signature", "Signature"]
    assert AgreementVersion.objects.get().status == VersionStatus.IN_FORCE
    assert Terms.objects.count() == 1
    assert AgreementEvent.objects.filter(act="entered").count() == 1


def test_one_head_who_signs_twice_at_once_has_signed_once():
    _marketing, sales = heads()
    version = _proposed(sales)
    results = _at_once(*[lambda: signing.sign(version=version, at=NOON, by=sales)] * 2)
    assert {type(result).__name__ for result in results} == {"Signature", "AlreadySigned"}
    assert AgreementVersion.objects.get().status == VersionStatus.PROPOSED


def test_a_signature_against_a_withdrawal_leaves_one_of_them():
    marketing, sales = heads()
    version = _proposed(sales)
    signing.sign(version=version, at=NOON, by=marketing)
    signed, withdrawn = _at_once(
        lambda: signing.sign(version=version, at=NOON, by=sales),
        lambda: signing.withdraw(version=version, at=NOON, by=marketing, text="A mistake"),
    )
    assert isinstance(signed, Exception) != isinstance(withdrawn, Exception)
    is_in_force = AgreementVersion.objects.get().status == VersionStatus.IN_FORCE
    assert is_in_force == isinstance(withdrawn, signing.NotProposed)
    assert Terms.objects.count() == int(is_in_force)


def test_two_beats_let_a_version_enter_once():
    marketing, sales = heads()
    version = _proposed(sales, Plan(takes_effect_at=after(hours=1)))
    for head in (marketing, sales):
        signing.sign(version=version, at=NOON, by=head)
    _at_once(*[lambda: entering.enter_due(at=after(hours=2))] * 3)
    standing = AgreementVersion.objects.get()
    assert (standing.status, standing.in_force_at) == (VersionStatus.IN_FORCE, after(hours=1))
    assert Terms.objects.count() == 1
    assert AgreementEvent.objects.filter(act="entered").count() == 1


def test_two_beats_end_a_period_once():
    marketing, sales = heads()
    version = _proposed(sales, Plan(ends_on=NOON.date()))
    for head in (marketing, sales):
        signing.sign(version=version, at=NOON, by=head)
    _at_once(*[lambda: entering.expire_due(at=after(days=2))] * 3)
    assert AgreementVersion.objects.get().status == VersionStatus.EXPIRED
    assert AgreementEvent.objects.filter(act="expired").count() == 1


@pytest.mark.parametrize("number", [1, 4])
def test_hand_offs_of_the_second_in_which_it_enters_are_under_one_version(number):
    marketing, sales = heads()
    marketer, leads = a_marketer(), [a_lead() for _ in range(number)]
    agree(drafting.draft(at=LONG_AGO, by=sales), at=LONG_AGO)
    version = _proposed(sales)
    signing.sign(version=version, at=NOON, by=marketing)
    _at_once(
        *(partial(a_handoff, by=marketer, lead=lead) for lead in leads),
        lambda: signing.sign(version=version, at=NOON, by=sales),
    )
    assert Handoff.objects.count() == number
    for handoff in Handoff.objects.all():
        said = terms.in_force(handoff.handed_at).agreement_version
        assert version_at(handoff.handed_at).code == said
        under = {clock.version.code for clock in Clock.objects.filter(handoff=handoff)}
        assert under == {said}


def test_whoever_enters_at_once_waits_for_hand_offs_under_way():
    marketing, sales = heads()
    version = _proposed(sales)
    signing.sign(version=version, at=NOON, by=marketing)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            a_handoff()
            waiting = pool.submit(
                _at_once, lambda: signing.sign(version=version, at=NOON, by=sales)
            )
            until_somebody_waits(waiting)
            assert not waiting.done()
        waiting.result(timeout=20)
    version.refresh_from_db()
    assert version.in_force_at == after(seconds=1)
    assert terms.in_force(NOON).agreement_version is None


def test_a_target_is_not_added_to_what_is_proposed_meanwhile():
    _marketing, sales = heads()
    version = drafting.draft(at=NOON, by=sales)
    text = targets.TargetText(name="Late", metric="claim", seconds=60, is_business_time=False)
    seen = parts.fingerprint_of_all(version)
    put, added = _at_once(
        lambda: signing.propose(version=version, plan=Plan(), at=NOON, by=sales, seen=seen),
        lambda: targets.add_target(version=version, text=text, by=sales),
    )
    # Whoever comes second is refused: what was read is what is proposed.
    assert isinstance(put, Exception) != isinstance(added, Exception)


def _proposed(by, plan=None):
    """Return a first draft that waits for both signatures."""
    version = drafting.draft(at=NOON, by=by)
    return signing.propose(version=version, plan=plan or Plan(), at=NOON, by=by)
