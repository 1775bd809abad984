"""Two managers at the same moment: one version, one row of terms, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from leads import definitions, terms
from leads.models import Terms
from sla import drafting, entering, parts, signing, targets
from sla.models import AgreementEvent, AgreementVersion, VersionStatus
from sla.plans import Plan
from tests.cast import NOON, a_manager, after, heads

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


def test_an_agreement_and_a_definition_at_once_both_hold():
    marketing, sales = heads()
    version = _proposed(sales)
    signing.sign(version=version, at=NOON, by=marketing)
    mql = definitions.draft(kind="mql", at=NOON, by=sales)
    _at_once(
        lambda: signing.sign(version=version, at=NOON, by=sales),
        lambda: definitions.put_in_force(definition=mql, at=NOON, by=marketing),
    )
    now = terms.in_force(NOON)
    assert now.definition("mql") == mql
    latest = Terms.objects.order_by("-in_force_at", "-id")[0]
    assert latest.agreement_version == version.code


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
