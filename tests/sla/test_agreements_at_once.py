"""Two managers at the same moment: one version, one row of terms, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from leads import definitions, terms
from leads.models import Terms
from sla import agreements, targets
from sla.models import AgreementVersion, VersionStatus
from tests.cast import NOON, a_manager

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
        lambda: agreements.draft(at=NOON, by=one), lambda: agreements.draft(at=NOON, by=other)
    )
    assert made[0] == made[1]
    assert AgreementVersion.objects.count() == 1


def test_put_in_force_at_once_happens_once():
    one, other = a_manager(name="One"), a_manager("marketing", "Other")
    draft = agreements.draft(at=NOON, by=one)
    results = _at_once(
        lambda: agreements.put_in_force(version=draft, at=NOON, by=one),
        lambda: agreements.put_in_force(version=draft, at=NOON, by=other),
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AgreementVersion",
        "NotADraft",
    ]
    assert AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE).count() == 1
    assert Terms.objects.count() == 1


def test_an_agreement_and_a_definition_at_once_both_hold():
    manager = a_manager()
    version = agreements.draft(at=NOON, by=manager)
    mql = definitions.draft(kind="mql", at=NOON, by=manager)
    _at_once(
        lambda: agreements.put_in_force(version=version, at=NOON, by=manager),
        lambda: definitions.put_in_force(definition=mql, at=NOON, by=manager),
    )
    now = terms.in_force(NOON)
    assert now.definition("mql") == mql
    latest = Terms.objects.order_by("-in_force_at", "-id")[0]
    assert latest.agreement_version == version.code


def test_a_target_is_not_added_to_what_comes_into_force_meanwhile():
    manager = a_manager()
    version = agreements.draft(at=NOON, by=manager)
    text = targets.TargetText(name="Late", metric="claim", seconds=60, is_business_time=False)
    seen = agreements.fingerprint_of_all(version)
    put, added = _at_once(
        lambda: agreements.put_in_force(version=version, at=NOON, by=manager, seen=seen),
        lambda: targets.add_target(version=version, text=text, by=manager),
    )
    # Whoever comes second is refused: what was confirmed is what is in force.
    assert isinstance(put, Exception) != isinstance(added, Exception)
