"""Random lives of leads, and a second opinion on their clocks that shares no code with the first.

The oracle knows what was done when, and the words of the agreement; it walks the days one by one
and looks at no clock, no event and no sweep.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from kit.refusals import Refusal
from leads import feedback, lifecycle, qualifying
from leads.lifecycle import Decision, NewTouch
from leads.models import Touch
from leads.stages import MOVES, Move
from sla import pausing
from tests.cast import BRIEF, NOON, a_lead, a_touch, fresh

HOUR = 3600
PROMISED = {
    "claim": HOUR // 2,
    "first_touch": HOUR,
    "decision": 2 * HOUR,
    "owner_touch": HOUR * 3 // 4,
    "answer": HOUR,
}
# Three attempts in so much time: the second and third have clocks, in even steps.
ATTEMPTS, ATTEMPTS_IN = 3, 6 * HOUR
WARNED_AT = 0.75
# Seconds from one act to the next: within the undo, at the edges of the promises, over a night.
GAPS = (0, 1, 4, 10, 11, 60, 600, 1350, 1799, 1800, 1801, 2700, 3600, 3601, 9000, 60_000, 250_000)
STARTS = (NOON, NOON + timedelta(hours=4, minutes=45), NOON + timedelta(days=5))
BACK = (0, 0, 30, 600, 1800, 3600, 70_000)
ACTS = (
    *("claim", "claim", "claim", "touch", "touch", "touch", "release", "undo_claim"),
    *("manager_touch", "reject", "withdraw", "disqualify", "recycle", "qualify", "win"),
    *("outcome", "hand_off", "hand_off", "pause", "pause", "resume", "reassign", "note"),
    *("correct", "correct", "strike"),
)
ENDS = {"reject", "withdraw", "disqualify", "recycle", "win", "outcome"}


@dataclass(frozen=True)
class Act:
    """What somebody tries: when, what, how long ago it happened, what came of it, who."""

    at: datetime
    name: str
    back: int
    result: str
    rep: int

    @property
    def until(self):
        """Until when a pause is asked for."""
        return self.at + timedelta(seconds=2 * self.back + 60)

    def chosen(self, among):
        """Return the one of ``among`` that is meant: any, but always the same."""
        return among[int(self.at.timestamp()) % len(among)]


@dataclass
class Life:
    """A lead, which promise it is under, and what was done to each of its hand-offs."""

    kind: str
    acts: list[Act]
    done: list[list[Act]] = field(default_factory=list)


def a_life(rng: random.Random, kind: str) -> Life:
    """Return a life of up to a dozen acts, many of which will be refused."""
    at = rng.choice(STARTS)
    acts = [Act(at, "hand_off", 0, "", 0)]
    for _ in range(rng.randrange(3, 14)):
        at += timedelta(seconds=rng.choice(GAPS))
        result = rng.choice(("reached", "no_answer"))
        acts.append(Act(at, rng.choice(ACTS), rng.choice(BACK), result, rng.choice((0, 0, 1))))
    return Life(kind, acts)


class Cast:
    """Carries acts out through the real verbs."""

    def __init__(self, marketer, reps, manager):
        self.marketer, self.reps, self.manager = marketer, reps, manager
        self.leads, self.handoffs = {}, {}

    def tries(self, life, act):
        """Carry ``act`` out; return whether it was accepted."""
        if life.kind not in self.leads:
            self.leads[life.kind] = a_lead(life.kind, lead_type=life.kind.split()[0])
        try:
            self._carry_out(life, act)
        except Refusal:
            return False
        if act.name == "hand_off":
            life.done.append([])
        life.done[-1].append(act)
        return True

    def _carry_out(self, life, act):
        if act.name == "hand_off":
            lead = self.leads[life.kind]
            lead.refresh_from_db()
            if lead.stage in MOVES[Move.QUALIFY_MQL].sources:
                qualifying.qualify_mql(lead=lead, at=act.at, by=self.marketer)
            self.handoffs.setdefault(life.kind, []).append(
                lifecycle.hand_off(lead=lead, brief=BRIEF, at=act.at, by=self.marketer)
            )
            return
        getattr(self, act.name)(fresh(self.handoffs[life.kind][-1]), act)

    def _rep(self, act):
        return self.reps[act.rep]

    def claim(self, row, act):
        lifecycle.claim(handoff=row, at=act.at, by=self._rep(act))

    def touch(self, row, act, by=None):
        happened = act.at - timedelta(seconds=act.back)
        a_touch(row, by or self._rep(act), act.at, happened=happened, outcome=act.result)

    def manager_touch(self, row, act):
        self.touch(row, act, by=self.manager)

    def correct(self, row, act):
        said = self._logged(row, act)
        happened = said.logged_at - timedelta(seconds=act.back)
        text = NewTouch(channel="call", outcome=act.result, occurred_at=happened)
        lifecycle.correct_touch(touch=said, text=text, at=act.at, by=self.manager)

    def strike(self, row, act):
        said = self._logged(row, act)
        lifecycle.strike_touch(touch=said, reason="Another lead", at=act.at, by=self.manager)

    def _logged(self, row, act):
        rows = list(Touch.every.filter(handoff=row).order_by("id"))
        if not rows:
            raise Refusal
        return act.chosen(rows)

    def pause(self, row, act):
        reason = ("lead_away", "lead_asked")[act.rep]
        pausing.pause(handoff=row, reason=reason, until_at=act.until, at=act.at, by=self.manager)

    def resume(self, row, act):
        pausing.resume(handoff=row, at=act.at, by=self.manager)

    def reassign(self, row, act):
        lifecycle.reassign(handoff=row, to=self._rep(act), at=act.at, by=self.manager)

    def note(self, row, act):
        feedback.take_note(handoff=row, at=act.at, by=self.marketer)

    def release(self, row, act):
        lifecycle.release(handoff=row, at=act.at, by=self._rep(act))

    def undo_claim(self, row, act):
        lifecycle.undo_claim(handoff=row, at=act.at, by=self._rep(act))

    def withdraw(self, row, act):
        lifecycle.withdraw(handoff=row, at=act.at, by=self.marketer)

    def qualify(self, row, act):
        lifecycle.qualify(handoff=row, confirmed=frozenset(), at=act.at, by=self._rep(act))

    def win(self, row, act):
        lifecycle.win(handoff=row, value=Decimal(1), at=act.at, by=self._rep(act))

    def reject(self, row, act):
        self._decide(lifecycle.reject, "bad_data", row, act)

    def disqualify(self, row, act):
        self._decide(lifecycle.disqualify, "no_fit", row, act)

    def recycle(self, row, act):
        self._decide(lifecycle.recycle, "timing", row, act)

    def outcome(self, row, act):
        happened = act.at - timedelta(seconds=act.back)
        lifecycle.import_outcome(
            lead=row.lead,
            outcome="won",
            happened_at=happened,
            value=None,
            at=act.at,
            by=self.marketer,
        )
        if not any(change.at <= act.at for change in row.changes.filter(move="outcome")):
            raise Refusal

    def _decide(self, verb, reason, row, act):
        decision = Decision(reason=reason, until_date=(act.at + timedelta(days=9)).date())
        verb(handoff=row, decision=decision, at=act.at, by=self._rep(act))
