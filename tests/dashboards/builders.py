"""Hand-offs, clocks and breaches placed directly, at any instants: what figures are tested on."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from leads.models import Handoff, Lead, Source
from personas.models import Persona
from sla.models import AgreementVersion, Breach, Clock, ClockState, Metric
from teams.models import Side
from tests import cast

# A Thursday in the middle of its month.
NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
_number = count(1)


def ago(**duration: float) -> datetime:
    """Return the instant so much before ``NOW``."""
    return NOW - timedelta(**duration)


def a_handoff(at: datetime, **fields) -> Handoff:
    """Return a hand-off made at ``at``; ``owner`` alone means claimed one minute later."""
    lead = Lead.objects.create(
        name=f"Lead {next(_number)}", email=f"l{next(_number)}@example.com", created_at=at
    )
    if fields.get("owner") and "claimed_at" not in fields:
        fields["claimed_at"] = at + timedelta(minutes=1)
    if fields.get("outcome"):
        fields.setdefault("closed_at", NOW)
        fields.setdefault("outcome_at", fields["closed_at"])
    return Handoff.objects.create(lead=lead, handed_at=at, **fields)


def a_clock(
    handoff: Handoff,
    version: AgreementVersion,
    *,
    metric: str = Metric.FIRST_TOUCH,
    minutes: float = 60,
    answered: float | None = None,
    voided: float | None = None,
    is_swept: bool = True,
    business_seconds: int | None = None,
    seq: int = 1,
    now: datetime = NOW,
) -> Clock:
    """Return a clock of ``minutes``; ``answered`` and ``voided`` are minutes from the hand-off."""
    start, due = handoff.handed_at, handoff.handed_at + timedelta(minutes=minutes)
    stopped = None if answered is None else start + timedelta(minutes=answered)
    ended = None if voided is None else start + timedelta(minutes=voided)
    last = stopped or ended or (now if is_swept else due)
    raw = None if stopped is None else int((stopped - start).total_seconds())
    clock = Clock.objects.create(
        handoff=handoff,
        metric=metric,
        seq=seq,
        version=version,
        target=version.targets.filter(metric=metric)[0],
        target_seconds=int(minutes * 60),
        started_at=start,
        warn_at=start + timedelta(minutes=minutes * 0.75),
        due_at=due,
        breached_at=due if last > due else None,
        stopped_at=stopped,
        voided_at=ended,
        raw_seconds=raw,
        business_seconds=raw if business_seconds is None else business_seconds,
        state=ClockState.ON_TRACK,
    )
    if clock.breached_at:
        _breach(clock)
    return clock


def _breach(clock: Clock) -> None:
    handoff = clock.handoff
    was_held = handoff.claimed_at is not None and handoff.claimed_at <= clock.due_at
    Breach.objects.create(
        clock=clock,
        side=Side.SALES,
        target=clock.target,
        charged_to=handoff.owner if was_held and clock.metric == Metric.FIRST_TOUCH else None,
        due_at=clock.due_at,
        recorded_at=clock.due_at,
    )


def a_past(number: int, version: AgreementVersion, *, seed: int = 7) -> None:
    """Make ``number`` hand-offs of the last 100 days, of every kind, chosen by ``seed``."""
    chance = Random(seed)
    owners = [cast.a_rep(name) for name in ("Khalid Amin", "Joanna Reed", "Yara Saad")]
    sources = [None, cast.a_source("Webinar"), Source.objects.create(name="Organic search")]
    personas = [None, Persona.objects.create(name="Operations lead")]
    for _ in range(number):
        at = NOW - timedelta(seconds=chance.randrange(100 * 86_400))
        _one(chance, at, version, owners, chance.choice(sources), chance.choice(personas))
    _excuse_some()


def _excuse_some() -> None:
    """Set every third breach aside."""
    third = list(Breach.objects.order_by("pk").values_list("pk", flat=True))[::3]
    Breach.objects.filter(pk__in=third).update(excused_at=NOW)


def _one(chance, at, version, owners, source, persona) -> None:
    minutes = chance.choice([30, 60, 240])
    claimed = chance.choice([None, 5, 20, 50, 300])
    touched = None if claimed is None else chance.choice([None, claimed + 3, claimed * 5])
    latest = (NOW - at).total_seconds() / 60
    claimed = claimed if claimed is not None and claimed < latest else None
    touched = touched if claimed is not None and touched and touched < latest else None
    is_void = touched is None and chance.random() < 0.2
    outcome = chance.choice(["rejected", "withdrawn"]) if is_void else ""
    if touched and chance.random() < 0.4:
        outcome = chance.choice(["won", "lost", "disqualified"])
    handoff = a_handoff(
        at,
        source=source,
        persona=persona,
        owner=chance.choice(owners) if claimed is not None else None,
        claimed_at=None if claimed is None else at + timedelta(minutes=claimed),
        qualified_at=at + timedelta(minutes=touched + 9) if outcome in ("won", "lost") else None,
        outcome=outcome,
    )
    common = {"is_swept": chance.random() < 0.7, "voided": min(10, latest) if is_void else None}
    a_clock(
        handoff,
        version,
        metric=Metric.CLAIM,
        minutes=minutes / 2,
        answered=claimed,
        **(common | ({"voided": None} if claimed is not None else {})),
    )
    a_clock(handoff, version, minutes=minutes, answered=touched, **common)
