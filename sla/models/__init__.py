"""The nouns of the promise: agreement, calendars, clocks, breaches, the sweep's own record."""

from sla.models.agreement import (
    AT_HAND_OFF,
    PENDING,
    Agreement,
    AgreementVersion,
    Metric,
    Target,
    VersionStatus,
)
from sla.models.backtest import Backtest
from sla.models.calendar import Calendar, CalendarVersion
from sla.models.clock import Breach, Clock, ClockEvent, ClockException, ClockState, EventKind
from sla.models.comment import ClauseComment
from sla.models.commitment import (
    GOALS,
    Commitment,
    CommitmentEvent,
    CommitmentState,
    Grain,
    Measure,
    Pledge,
)
from sla.models.excuse import STANDING, Excuse, ExcuseEvent, ExcuseKind, ExcuseState
from sla.models.ladder import LadderChannel, LadderRole, LadderStep
from sla.models.pause import Pause, PauseReason
from sla.models.recalculation import Recalculation
from sla.models.rematching import Rematching
from sla.models.share import BreachShare, SharePart
from sla.models.signature import AgreementAct, AgreementEvent, Signature
from sla.models.sweep import SweepRun

__all__ = [
    "AT_HAND_OFF",
    "GOALS",
    "PENDING",
    "STANDING",
    "Agreement",
    "AgreementAct",
    "AgreementEvent",
    "AgreementVersion",
    "Backtest",
    "Breach",
    "BreachShare",
    "Calendar",
    "CalendarVersion",
    "ClauseComment",
    "Clock",
    "ClockEvent",
    "ClockException",
    "ClockState",
    "Commitment",
    "CommitmentEvent",
    "CommitmentState",
    "EventKind",
    "Excuse",
    "ExcuseEvent",
    "ExcuseKind",
    "ExcuseState",
    "Grain",
    "LadderChannel",
    "LadderRole",
    "LadderStep",
    "Measure",
    "Metric",
    "Pause",
    "PauseReason",
    "Pledge",
    "Recalculation",
    "Rematching",
    "SharePart",
    "Signature",
    "SweepRun",
    "Target",
    "VersionStatus",
]
