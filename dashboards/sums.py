"""What the rows of a day add up to: the parts that every figure is put together from. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from dashboards.spreads import Packed


@dataclass(frozen=True)
class DueSum:
    """The promises of one metric that fell due on a day, by verdict.

    ``excused``: broken, and set aside. ``waiting``: broken and not answered. ``kept_bars`` and
    ``late_bars`` count the answers in each bar of the response chart. ``business`` and ``raw`` are
    the spreads of the answers' seconds.
    """

    kept: int
    broken: int
    running: int
    void: int
    excused: int
    waiting: int
    kept_bars: tuple[int, ...]
    late_bars: tuple[int, ...]
    business: Packed
    raw: Packed


@dataclass(frozen=True)
class PartSum:
    """The first touches due that one rep, source or persona (``key``, 0: none) answers for."""

    key: int
    kept: int
    broken: int
    running: int
    void: int
    excused: int
    business: Packed


@dataclass(frozen=True)
class HandedSum:
    """The hand-offs of a day: how many came how far, their value, the spreads of steps' seconds."""

    delivered: int
    accepted: int
    qualified: int
    won: int
    value: Decimal
    to_accepted: Packed
    to_qualified: Packed
    to_won: Packed


@dataclass(frozen=True)
class ShareSum:
    """What one part of the time of some breaches adds up to; ``key`` is a person, 0 nobody."""

    metric: str
    part: str
    key: int
    breaches: int
    seconds: int


@dataclass(frozen=True)
class TargetSum:
    """The promises of one target of the agreement that fell due; ``waiting``: broken, unanswered.

    ``business`` is the spread of the answers' business seconds.
    """

    target: int
    kept: int
    broken: int
    running: int
    void: int
    excused: int
    waiting: int
    business: Packed


@dataclass(frozen=True)
class HandedPartSum:
    """What became of the hand-offs of one source, persona and so on (``key``, 0: none).

    ``decided``: sales has qualified them or they are closed. ``returned``: rejected, or returned to
    marketing; ``lost``: disqualified, or the deal was lost. ``earned``: by those that were won.
    ``to_touch``: the spread of the calendar seconds to the first touch.
    """

    by: str
    key: int
    delivered: int
    accepted: int
    rejected: int
    decided: int
    qualified: int
    won: int
    returned: int
    lost: int
    earned: Decimal
    to_touch: Packed = b""
