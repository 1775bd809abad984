"""The sweep flags what falls due: exactly once, at the true instant, however it is run."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kit.instants import NaiveInstant
from leads import lifecycle
from leads.models import Touch
from notifications import outbox
from notifications.models import OutboxMessage
from sla import flagging
from sla import sweep as sweeping
from sla.models import Breach, Clock, ClockEvent, Metric, SweepRun
from sla.sweep import Swept, sweep
from tests.cast import NOON, a_handoff, a_lead, a_marketer, a_rep, after, an_agreement, clock_of


def rows():
    """Return everything a sweep writes, without the instant at which it wrote it."""
    return (
        sorted(
            Clock.objects.values_list("pk", "state", "warned_at", "breached_at", "next_check_at"),
            key=str,
        ),
        sorted(ClockEvent.objects.values_list("clock", "kind", "step", "revision", "at")),
        sorted(Breach.objects.values_list("clock", "revision", "side", "due_at")),
    )


@pytest.mark.django_db
class TestFlagging:
    """What one pass does."""

    def test_flags_nothing_that_is_not_due(self, handoff):
        assert sweep(at=after(minutes=22)) == Swept(0, 0)

    def test_warns_at_the_warning_point(self, handoff):
        assert sweep(at=after(minutes=23)) == Swept(1, 0)
        claim = clock_of(handoff, Metric.CLAIM)
        assert (claim.state, claim.warned_at) == ("at_risk", after(minutes=22, seconds=30))
        assert claim.next_check_at == claim.due_at

    def test_the_due_instant_itself_is_still_in_time(self, handoff):
        assert sweep(at=after(minutes=30)) == Swept(1, 0)
        assert sweep(at=after(minutes=30, seconds=1)) == Swept(0, 1)

    def test_the_whole_due_second_is_in_time(self, handoff, rep):
        sweep(at=after(minutes=30, milliseconds=600))
        late = after(minutes=30, milliseconds=900)
        lifecycle.claim(handoff=handoff, at=late, by=rep)
        events = ClockEvent.objects.filter(clock__metric=Metric.CLAIM)
        assert not events.filter(kind="breached").exists()

    def test_refuses_an_instant_without_a_zone(self):
        with pytest.raises(NaiveInstant):
            sweep(at=NOON.replace(tzinfo=None))

    def test_dates_a_breach_at_the_due_instant_not_when_it_was_noticed(self, handoff):
        sweep(at=after(days=3))
        claim = clock_of(handoff, Metric.CLAIM)
        assert (claim.state, claim.breached_at) == ("breached", after(minutes=30))
        event = ClockEvent.objects.get(clock=claim, kind="breached")
        assert (event.at, event.recorded_at) == (after(minutes=30), after(days=3))

    def test_running_twice_ends_in_the_same_rows(self, handoff):
        sweep(at=after(days=1))
        before = rows()
        assert sweep(at=after(days=2)) == Swept(0, 0)
        assert rows() == before

    def test_after_an_outage_ends_in_the_same_rows_as_minute_by_minute(self, agreement, marketer):
        for minute in range(4):
            a_handoff(by=marketer, at=after(minutes=minute))
        with transaction.atomic():
            mark = transaction.savepoint()
            for minute in range(90):
                sweep(at=after(minutes=minute))
            steadily = rows()
            transaction.savepoint_rollback(mark)
        sweep(at=after(days=1))
        assert rows() == steadily

    def test_ignores_a_clock_that_was_answered(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        assert sweep(at=after(minutes=44)) == Swept(0, 0)

    def test_looks_at_the_hand_off_again_before_it_believes_a_due_instant(self, handoff, rep):
        lifecycle.claim(handoff=handoff, at=after(minutes=5), by=rep)
        Clock.objects.filter(handoff=handoff, metric="claim").update(
            stopped_at=None, next_check_at=after(minutes=30), state="on_track"
        )
        assert sweep(at=after(minutes=40)) == Swept(0, 0)

    def test_looks_at_the_touches_again_before_it_believes_a_due_instant(self, handoff, rep):
        Touch.objects.create(
            handoff=handoff,
            by=rep,
            channel="call",
            outcome="no_answer",
            occurred_at=after(minutes=50),
            logged_at=after(minutes=50),
        )
        sweep(at=after(hours=5))
        assert clock_of(handoff, Metric.FIRST_TOUCH).breached_at is None
        assert clock_of(handoff, Metric.CLAIM).breached_at == after(minutes=30)

    def test_works_in_chunks(self, agreement, marketer, monkeypatch):
        monkeypatch.setattr(flagging, "CHUNK", 2)
        for _ in range(3):
            a_handoff(by=marketer)
        assert sweep(at=after(days=1)) == Swept(6, 6)

    def test_costs_three_statements_when_nothing_is_due(self, handoff):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sweep(at=NOON)
        told = [q for q in queries if "SAVEPOINT" not in q["sql"]]
        assert len(told) == 3  # pauses that run out, the lock, what is due


@pytest.mark.django_db
class TestTelling:
    """What is told."""

    def kinds(self):
        return sorted(OutboxMessage.objects.values_list("kind", flat=True))

    def test_each_flag_puts_one_message_into_the_outbox(self, handoff):
        sweep(at=after(minutes=23))
        sweep(at=after(minutes=31))
        sweep(at=after(minutes=31))
        assert self.kinds() == ["clock_at_risk", "clock_breached"]

    def test_a_warning_noticed_after_the_breach_tells_nobody(self, handoff):
        sweep(at=after(days=1))
        assert self.kinds() == ["clock_breached", "clock_breached"]

    def test_a_muted_sweep_tells_nobody(self, handoff):
        with outbox.muted():
            sweep(at=after(days=1))
        assert self.kinds() == []
        assert Breach.objects.count() == 2


@pytest.mark.django_db
def test_a_pass_leaves_its_record():
    sweeping.note(swept=Swept(2, 1), at=NOON, finished_at=after(seconds=1))
    assert SweepRun.objects.get().breached_count == 1


def in_another_connection(work):
    """Run ``work`` in a thread with a connection of its own and return its result."""
    found = []

    def run():
        try:
            found.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return found[0]


@pytest.mark.django_db(transaction=True)
class TestSideBySide:
    """Two workers, and a rep in the middle of a claim."""

    @pytest.fixture
    def handoff(self):
        an_agreement()
        return a_handoff(by=a_marketer(), lead=a_lead())

    def test_a_second_worker_leaves_the_pass_to_the_first(self, handoff):
        with transaction.atomic():
            assert sweeping._take(NOON)
            assert in_another_connection(lambda: sweep(at=after(days=1))) is None

    def test_a_claim_under_way_is_left_alone_and_judged_by_itself(self, handoff):
        rep = a_rep()
        with transaction.atomic():
            lifecycle.claim(handoff=handoff, at=after(minutes=29), by=rep)
            swept = in_another_connection(lambda: sweep(at=after(minutes=31)))
            assert swept == Swept(0, 0)
        assert sweep(at=after(minutes=32)) == Swept(0, 0)
        assert clock_of(handoff, Metric.CLAIM).state == "met"
