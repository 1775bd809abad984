"""What the demonstration leaves to be done today: to claim, to call again, to answer."""

from datetime import timedelta

from alignment.demo import people
from alignment.demo.past import Past
from leads import feedback, lifecycle
from leads.lifecycle import Decision
from sla import pausing
from sla.models import PauseReason

# Working minutes since rejections of the last days, and the one that marketing answered.
_REJECTED_SINCE, _ANSWERED = (18 * 60, 40, 30 * 60), 2
# Working hours since those were handed over that nobody has reached yet.
_TRIED_SINCE = (10, 18)
# Working hours since those were handed over whose promise was paused, and why it was.
_PAUSED_SINCE = (
    (3, PauseReason.LEAD_AWAY, "At a fair until the day after tomorrow"),
    (12, PauseReason.LEAD_ASKED, "They send their figures first"),
    (21, PauseReason.LEAD_AWAY, "Back in the office in the afternoon"),
)


class Present(Past):
    """The company's days up to now, and what waits for its people."""

    def replay(self) -> None:
        """Replay the days behind, then what waits now."""
        super().replay()
        self._rejected()
        self._trying()
        self._pausing()
        self._waiting()

    def _rejected(self) -> None:
        """Leave marketing rejections to answer: one overdue, one of today, beside one it did."""
        for place, minutes in enumerate(_REJECTED_SINCE):
            at = self.calendar.subtract(self.now, minutes * 60)
            lead = self._lead(90_030 + place, at - timedelta(hours=1), people.WAYS[1 + place])
            handoff = self._hand_off(lead, at - timedelta(minutes=30))
            decision = Decision(("duplicate", "misrouted", "bad_data")[place])
            rep = self.house.reps[place]
            lifecycle.reject(handoff=handoff, decision=decision, at=at, by=rep)
            if place == _ANSWERED:
                noted_at = self.calendar.add(at, 5 * 3600)
                feedback.take_note(handoff=handoff, at=noted_at, by=self.house.marketers[0])

    def _trying(self) -> None:
        """Leave reps leads that they have not reached yet: one to try today, one too late."""
        for place, hours in enumerate(_TRIED_SINCE):
            at = self.calendar.subtract(self.now, hours * 3600)
            lead = self._lead(90_040 + place, at - timedelta(hours=1), people.WAYS[2 + place])
            handoff, rep = self._hand_off(lead, at), self.house.reps[place]
            lifecycle.claim(handoff=handoff, at=self.calendar.add(at, 1200), by=rep)
            self._call(handoff, rep, self.calendar.add(at, 2400), "no_answer")

    def _pausing(self) -> None:
        """Leave one promise that is paused now, one that was resumed, one whose pause ran out."""
        for place, (hours, reason, text) in enumerate(_PAUSED_SINCE):
            at = self.calendar.subtract(self.now, hours * 3600)
            lead = self._lead(90_050 + place, at - timedelta(hours=1), people.WAYS[2 + place])
            handoff, rep = self._hand_off(lead, at), self.house.reps[place]
            lifecycle.claim(handoff=handoff, at=self.calendar.add(at, 1200), by=rep)
            paused_at = self.calendar.add(at, 2400)
            is_lasting, is_resumed = place == 0, place == 1
            ends_at = (
                self.now + timedelta(days=2) if is_lasting else self.calendar.add(at, 4 * 3600)
            )
            pausing.pause(
                handoff=handoff,
                reason=reason,
                text=self.house.say(text),
                until_at=ends_at + timedelta(days=1) if is_resumed else ends_at,
                at=paused_at,
                by=rep,
            )
            if is_resumed:
                pausing.resume(handoff=handoff, at=ends_at, by=rep)
            if not is_lasting:
                self._call(handoff, rep, self.calendar.add(at, 5 * 3600), "reached")

    def _waiting(self) -> None:
        """Leave the queue as a rep would find it: two overdue, some at risk, some in good time."""
        demo, others = people.WAYS[0], people.WAYS[1:]
        for place, minutes in enumerate((42, 34, 28, 25, 21, 9, 2)):
            at = self.now - timedelta(minutes=minutes, seconds=7 * place)
            lead = self._lead(90_000 + place, at - timedelta(minutes=20), demo)
            self._hand_off(lead, at)
        for place, minutes in enumerate((100, 60, 20)):
            at = self.now - timedelta(minutes=minutes)
            lead = self._lead(90_010 + place, at - timedelta(minutes=20), others[place])
            self._hand_off(lead, at)
        for place in range(2):
            at = self.now - timedelta(minutes=50 + place)
            lead = self._lead(90_020 + place, at - timedelta(minutes=20), demo)
            handoff = self._hand_off(lead, at)
            lifecycle.claim(
                handoff=handoff, at=at + timedelta(minutes=6), by=self.house.reps[place]
            )
