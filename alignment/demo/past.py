"""The demonstration's past: every lead's life, replayed with the real verbs at chosen instants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Q

from alignment.demo import people
from alignment.demo.house import DEMO_REQUEST, SOURCES, House
from leads import feedback, intake, lifecycle, qualifying
from leads.brief import BriefText
from leads.intake import NewLead
from leads.lifecycle import Decision, NewTouch
from leads.models import Handoff, Lead, Outcome
from sla.agreed import calendar_of
from sla.worktime import WorkCalendar
from teams.models import User

DAYS = 45
NOTED_AFTER_DAYS = 6
ATTEMPTS = 5  # as many as the agreement promises
PER_DAY = 4
_STAYS_EVERY = 9  # every ninth lead is still with marketing
_REJECTED = 0.06
# What became of the leads that were talked to, as shares of all: cumulative.
_STILL_WORKED_ON, _DISQUALIFIED, _RECYCLED = 0.12, 0.30, 0.42
_WON = 0.55  # of those that sales qualified
_REACHED = 0.6  # of the calls after one that nobody answered
# A lead that is still worked on came in lately; older ones have been decided.
_WORKED_ON_DAYS = 6
# Minutes of working time that a rep takes on average to claim and then to call, in their order.
PACES = ((35, 40), (70, 110), (25, 30), (50, 60))


@dataclass
class Past:
    """Replays the company's days up to ``now``; the same every time but for the days it ends on."""

    house: House
    now: datetime
    random: Random

    @property
    def calendar(self) -> WorkCalendar:
        """Return the company's working hours."""
        found = calendar_of(self.house.calendar.versions.get())
        if found is None:
            raise LookupError("the house has no calendar")
        return found

    def replay(self) -> None:
        """Replay the days behind."""
        for number, at in enumerate(self._mornings()):
            lead = self._lead(number, at)
            self._live(lead, at + timedelta(minutes=self.random.randint(5, 50)), number)
        self._take_notes()

    def _mornings(self) -> Iterator[datetime]:
        """Yield the instants at which leads came in, oldest first, all in working time."""
        start = self.now - timedelta(days=DAYS)
        while (start := self.calendar.next_open(start)) < self.now - timedelta(hours=26):
            for _ in range(self.random.randint(PER_DAY - 2, PER_DAY + 2)):
                at = self.calendar.add(start, self.random.randint(60, 7 * 3600))
                if at < self.now - timedelta(hours=26):
                    yield at
            start = start + timedelta(days=1)

    def _lead(self, number: int, at: datetime, way: people.Way | None = None) -> Lead:
        pick = self.random.choice
        way = way or self.random.choices(people.WAYS, [w.weight for w in people.WAYS])[0]
        say = self.house.say
        names = people.names_of(self.house.language)
        name = names[number % len(names)]
        voice = people.voice_of(name)
        company, industry, size = pick(voice.companies)
        new = NewLead(
            name=name,
            email=f"lead{number}@{_domain(number)}.example",
            phone=f"+966559{number:06d}",
            job_title=pick(voice.titles),
            company_name=company,
            company_size=size,
            industry=say(industry),
            region=say(pick(people.REGIONS)),
            source=say(way.source),
            campaign=say(way.campaign),
            lead_type=say(way.lead_type),
            expected_value=Decimal(1000 * (8 + number * 7 % 25)),
            external_id=f"SAN-{number:05d}",
        )
        marketer = pick(self.house.marketers)
        return intake.capture(new=new, at=at, by=marketer, add_anyway=True)

    def _hand_off(self, lead: Lead, at: datetime) -> Handoff:
        pick, marketer = self.random.choice, self.random.choice(self.house.marketers)
        reason = self.house.say("Known from the fair; the size is right.")
        qualifying.qualify_mql(lead=lead, at=at, by=marketer, override_reason=reason)
        voice = people.voice_of(lead.name)
        comma = "، " if voice is people.ARABIC else ", "
        brief = BriefText(
            who=f"{lead.job_title}{comma}{lead.company_name}",
            did=pick(voice.did[self._key_of(lead.source.name)]) if lead.source else "",
            wants=pick(voice.wants),
            why_now=voice.why_now[lead.pk % len(voice.why_now)],
        )
        return lifecycle.hand_off(lead=lead, brief=brief, at=at, by=marketer)

    def _key_of(self, source: str) -> str:
        """Return the name under which ``people`` keeps what leads of ``source`` did."""
        return next(key for key in SOURCES if self.house.say(key) == source)

    def _live(self, lead: Lead, at: datetime, number: int) -> None:
        """Let one lead be handed over, claimed, contacted and decided, as far as time has gone."""
        if number % _STAYS_EVERY == _STAYS_EVERY - 1:
            return  # still with marketing
        handoff = self._hand_off(lead, at)
        place = self.random.choices(range(4), (4, 3, 4, 3))[0]
        rep, (to_claim, to_call) = self.house.reps[place], PACES[place]
        if handoff.lead_type == self.house.say(
            DEMO_REQUEST
        ):  # the promise is short, and everybody knows it
            to_claim, to_call = to_claim // 3, to_call // 3
        claimed_at = self._later(at, to_claim)
        if self.random.random() < _REJECTED:
            decision = Decision(self.random.choice(("misrouted", "bad_data", "duplicate")))
            lifecycle.reject(handoff=handoff, decision=decision, at=claimed_at, by=rep)
            return
        lifecycle.claim(handoff=handoff, at=claimed_at, by=rep)
        called_at = self._later(claimed_at, to_call)
        if called_at < self.now:
            reached_at = self._reach(handoff, rep, called_at)
            if reached_at is not None:
                self._decide(handoff, rep, reached_at)

    def _reach(self, handoff: Handoff, rep: User, at: datetime) -> datetime | None:
        """Call until the lead is reached and return when; None while it is not, or never was."""
        outcome = self.random.choices(("reached", "no_answer"), (4, 1))[0]
        for _attempt in range(ATTEMPTS):
            self._call(handoff, rep, at, outcome)
            if outcome == "reached":
                return at
            at = self._later(at, 60 * 9)
            if at > self.now:
                return None
            outcome = "reached" if self.random.random() < _REACHED else "no_answer"
        decision = Decision("unreachable")
        lifecycle.disqualify(handoff=handoff, decision=decision, at=at, by=rep)
        return None

    def _call(self, handoff: Handoff, rep: User, at: datetime, outcome: str = "") -> None:
        outcome = outcome or self.random.choices(("reached", "no_answer"), (4, 1))[0]
        channel = self.random.choices(("call", "email", "meeting", "message"), (6, 2, 1, 2))[0]
        touch = NewTouch(channel, outcome, at)
        lifecycle.log_touch(handoff=handoff, touch=touch, at=at, by=rep)

    def _decide(self, handoff: Handoff, rep: User, called_at: datetime) -> None:
        at = self._later(called_at, 60 * self.random.randint(4, 30))
        fate = self.random.random()
        is_recent = called_at > self.now - timedelta(days=_WORKED_ON_DAYS)
        if at > self.now or (is_recent and fate < _STILL_WORKED_ON):
            return  # being worked on
        if fate < _DISQUALIFIED:
            reason = Decision(self.random.choice(("no_budget", "no_fit", "no_authority")))
            lifecycle.disqualify(handoff=handoff, decision=reason, at=at, by=rep)
        elif fate < _RECYCLED:
            until = (at + timedelta(days=self.random.randint(20, 60))).date()
            decision = Decision("timing", until_date=until)
            lifecycle.recycle(handoff=handoff, decision=decision, at=at, by=rep)
        else:
            self._qualify(handoff, rep, at)

    def _qualify(self, handoff: Handoff, rep: User, at: datetime) -> None:
        self._call(handoff, rep, at, "reached")
        confirmed = frozenset({"has_need", "has_authority", "has_budget", "has_timing"})
        lifecycle.qualify(handoff=handoff, confirmed=confirmed, at=at, by=rep)
        closed_at = self._later(at, 60 * self.random.randint(16, 110))
        if closed_at > self.now:
            return
        if self.random.random() < _WON:
            value = Decimal(self.random.randrange(40, 400)) * 1000
            lifecycle.win(handoff=handoff, value=value, at=closed_at, by=rep)
        else:
            decision = Decision(self.random.choice(("price", "competitor", "no_decision")))
            lifecycle.lose(handoff=handoff, decision=decision, at=closed_at, by=rep)

    def _take_notes(self) -> None:
        """Let marketing have taken note of what came back, but for the last days' returns.

        A rejection is answered within hours, as was agreed; some too late.
        """
        older = self.now - timedelta(days=NOTED_AFTER_DAYS)
        rejected = Q(outcome=Outcome.REJECTED)
        returned = Handoff.objects.filter(
            rejected | Q(outcome__in=feedback.RETURNED, closed_at__lt=older)
        )
        for handoff in returned.order_by("closed_at", "pk"):
            at = handoff.closed_at or older
            if handoff.outcome == Outcome.REJECTED:
                at = self._later(at, 60 * 8)
            if at < self.now:
                feedback.take_note(handoff=handoff, at=at, by=self.house.marketers[0])

    def _later(self, at: datetime, minutes: int) -> datetime:
        """Return an instant in working time, about so many working minutes after ``at``."""
        seconds = int(minutes * 60 * self.random.lognormvariate(-0.3, 0.8))
        return self.calendar.add(at, max(60, seconds))


def _domain(number: int) -> str:
    return ("clinics", "cargo", "schools", "hotels", "retail")[number % 5]
