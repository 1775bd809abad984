"""Broken promises that excuses are asked for: made by the real verbs, at chosen instants."""

from datetime import datetime, timedelta

from sla import excusing
from sla.models import Breach, Excuse, Metric
from sla.sweep import sweep
from teams.models import User
from tests import cast

REASON = "The telephone system was down from noon to one"


def a_breach(*, by: User, at: datetime = cast.NOON, metric: str = Metric.CLAIM) -> Breach:
    """Return the breach of a hand-off made at ``at`` that nobody looked at for two hours."""
    handoff = cast.a_handoff(by=by, at=at)
    sweep(at=at + timedelta(hours=2))
    return Breach.objects.get(clock__handoff=handoff, clock__metric=metric)


def asked(breach: Breach, by: User, **fields) -> Excuse:
    """Return what ``by`` asks about ``breach`` at three."""
    said = {"kind": "excuse", "reason": REASON, "at": cast.after(hours=3)} | fields
    return excusing.ask(breach=breach, by=by, **said)
