"""The running worker and beat deliver what was told."""

import pytest

from notifications.models import Notice, OutboxMessage
from tests import cast
from tests.cast import NOON


@pytest.mark.live
def test_beat_and_worker_deliver_what_waits(transactional_db, engine):
    cast.an_agreement()
    marketer = cast.a_marketer()
    handoff = cast.a_handoff(by=marketer)
    OutboxMessage.objects.create(
        key="k", kind="lead_returned", refs={"handoff_id": handoff.pk}, created_at=NOON
    )
    engine.wait_until(lambda: Notice.objects.filter(recipient=marketer).exists())
    assert OutboxMessage.objects.get(key="k").sent_at is not None
