"""The outbox: told once, delivered once, tried again, given up."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from notifications import kinds, outbox
from notifications.kinds import Kind, Sentence
from notifications.models import Notice, OutboxMessage
from tests.cast import NOON, after


@pytest.fixture
def heard(monkeypatch, rep, manager):
    """Register the kinds ``plain`` (for rep and manager), ``broken`` and ``picky``."""

    def everybody(refs) -> list[Collection[int]]:
        return [{rep.pk, manager.pk} for _ref in refs]

    def broken(refs):
        raise RuntimeError

    def picky(refs):
        if any(ref["id"] == 13 for ref in refs):
            raise RuntimeError
        return everybody(refs)

    def words(refs):
        return [Sentence(text=f"no. {ref['id']}", url="/") for ref in refs]

    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for key, audience in (("plain", everybody), ("broken", broken), ("picky", picky)):
        kinds.register(Kind(key, audience=audience, tell=words))


def tell(number=1, kind="plain"):
    outbox.tell(key=f"{kind}:{number}", kind=kind, refs={"id": number}, at=NOON)


def test_a_message_becomes_a_notice_for_each_who_hears_it(heard, rep, manager):
    tell()
    assert outbox.deliver(at=after(seconds=5)) == outbox.Delivered(sent=1)
    assert set(Notice.objects.values_list("recipient_id", "kind", "at")) == {
        (rep.pk, "plain", NOON),
        (manager.pk, "plain", NOON),
    }
    assert OutboxMessage.objects.get().sent_at == after(seconds=5)


def test_telling_twice_is_telling_once(heard):
    tell()
    tell()
    assert OutboxMessage.objects.count() == 1


def test_delivering_twice_is_delivering_once(heard):
    tell()
    outbox.deliver(at=after(seconds=5))
    assert outbox.deliver(at=after(seconds=6)).taken == 0
    assert Notice.objects.count() == 2


def test_what_is_rolled_back_is_never_told(heard):
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_nothing_is_told_while_muted(heard):
    with outbox.muted():
        tell(1)
    tell(2)
    assert OutboxMessage.objects.get().key == "plain:2"


def test_a_worker_that_died_leaves_the_message_to_the_next_after_its_lease(heard):
    tell()
    outbox._lease(NOON, 10)
    assert outbox.deliver(at=after(seconds=outbox.LEASE_SECONDS - 1)).taken == 0
    assert outbox.deliver(at=after(seconds=outbox.LEASE_SECONDS)).sent == 1


def test_a_message_that_fails_waits_longer_each_time_and_is_given_up(heard, caplog):
    tell(kind="broken")
    at, waits = NOON, []
    while OutboxMessage.objects.get().failed_at is None:
        delivered = outbox.deliver(at=at)
        message = OutboxMessage.objects.get()
        if delivered.retried:
            waits.append(int((message.leased_until - at).total_seconds()))
            assert outbox.deliver(at=at).taken == 0
            at += timedelta(seconds=waits[-1])
    assert waits == [10, 20, 40, 80, 160, 320, 640]
    assert delivered == outbox.Delivered(failed=1)
    assert "broken:1" in caplog.text
    assert not Notice.objects.exists()


def test_an_unknown_kind_is_a_failure_not_a_crash(heard):
    tell(kind="unheard of")
    assert outbox.deliver(at=NOON).retried == 1


def test_one_that_cannot_be_sent_does_not_hold_up_the_others(heard):
    for number in (12, 13, 14):
        tell(number, kind="picky")
    assert outbox.deliver(at=NOON) == outbox.Delivered(sent=2, retried=1)
    assert set(Notice.objects.values_list("refs__id", flat=True)) == {12, 14}


def test_what_was_given_up_can_be_sent_after_all(heard):
    tell()
    OutboxMessage.objects.update(failed_at=NOON, attempts=8)
    assert outbox.deliver(at=NOON).taken == 0
    assert outbox.try_again(ids=[OutboxMessage.objects.get().pk]) == 1
    assert outbox.deliver(at=NOON).sent == 1


def test_a_pass_takes_no_more_than_its_limit_oldest_first(heard):
    for number in range(3):
        tell(number)
    assert outbox.deliver(at=NOON, limit=2).sent == 2
    assert OutboxMessage.objects.get(sent_at=None).key == "plain:2"


@pytest.mark.parametrize("count", [1, 20])
def test_delivering_costs_the_same_for_one_and_for_twenty(heard, count):
    for number in range(count):
        tell(number)
    with CaptureQueriesContext(connection) as queries:
        outbox.deliver(at=NOON)
    statements = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # select for update, lease, notices, mark as sent
    assert len(statements) == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work(rep, heard):
    for number in range(4):
        tell(number)
    with transaction.atomic():
        mine = OutboxMessage.objects.order_by("id").select_for_update()[:2]
        assert len(mine) == 2
        theirs = _in_another_connection(lambda: outbox.deliver(at=NOON).sent)
    assert theirs == 2
    assert outbox.deliver(at=NOON).sent == 2
    assert Notice.objects.count() == 8


def _in_another_connection(work):
    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=20)
