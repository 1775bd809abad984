import pytest
import time_machine
from django.urls import reverse

from leads import lifecycle
from leads.stages import Stage
from tests.cast import after, clock_of, fresh

pytestmark = pytest.mark.django_db


def test_a_released_lead_is_back_in_the_queue_with_a_claim_clock_of_its_own(as_, rep, handoff):
    lifecycle.claim(handoff=handoff, at=after(minutes=1), by=rep)
    with time_machine.travel(after(minutes=10), tick=False):
        answer = as_(rep).post(reverse("leads:release", args=[handoff.code]))
    row, claim = fresh(handoff), clock_of(handoff, "claim")
    response = clock_of(handoff, "first_touch")
    assert answer["Location"] == handoff.lead.get_absolute_url()
    assert (row.owner, row.lead.stage) == (None, Stage.MQL)
    assert (claim.seq, claim.started_at) == (2, after(minutes=10))
    assert (response.seq, response.started_at) == (1, after())
