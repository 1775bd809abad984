"""The whole dashboard: every figure of a period, gathered once for the page and for the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from dashboards import attainment, funnel, periods
from dashboards.attainment import DailyVerdicts, Verdicts
from dashboards.breakdown import Dimension, Part, breakdown
from dashboards.commitments import Committed, committed
from dashboards.days import Days
from dashboards.funnel import Delivered, Reached
from dashboards.late_time import Spent, late_time
from dashboards.live import Live, live
from dashboards.pace import AllTime, OpenTime
from dashboards.periods import Period
from dashboards.response import DEFAULT_PROMISE_SECONDS, Response, response
from dashboards.waterfall import Waterfall, waterfall
from dashboards.worth import Worth, worth
from sla.agreed import Agreed, agreed_at, calendar_of
from sla.models import AgreementVersion, CalendarVersion, Metric, Target
from sla.windows import DAYS
from teams.models import Company

WEEKS_SHOWN = 8
DEFAULT_GOAL_PERCENT, DEFAULT_LIMIT_PERCENT = 90, 10


@dataclass(frozen=True)
class Ground:
    """What every figure stands on: the company's zone, and what was agreed at ``at``."""

    at: datetime
    zone: ZoneInfo
    agreed: Agreed | None
    currency: str = ""

    @classmethod
    def read(cls, at: datetime) -> Self:
        """Return the ground at ``at``: four queries."""
        company = Company.get()
        return cls(at, ZoneInfo(company.time_zone), agreed_at(at), company.currency)

    @property
    def version(self) -> AgreementVersion | None:
        """Return the version in force."""
        return self.agreed.version if self.agreed else None

    @property
    def promise(self) -> Target | None:
        """Return the target of the first touch that most leads have: the last, widest one."""
        targets = self.agreed.targets if self.agreed else []
        touches = [target for target in targets if target.metric == Metric.FIRST_TOUCH]
        return touches[-1] if touches else None

    @property
    def promise_seconds(self) -> int:
        """Return the length of that promise: the bars of the response chart lie about it."""
        return self.promise.seconds if self.promise else DEFAULT_PROMISE_SECONDS

    @property
    def calendar_text(self) -> CalendarVersion | None:
        """Return the work calendar of that target."""
        if self.agreed is None or self.promise is None or self.promise.calendar_id is None:
            return None
        return self.agreed.calendars.get(self.promise.calendar_id)

    @property
    def hours(self) -> OpenTime:
        """Return what counts working time; every second counts without a calendar."""
        return calendar_of(self.calendar_text) or AllTime()

    @property
    def first_weekday(self) -> int:
        """Return the weekday (0 Monday) that the company's weeks begin with."""
        week = self.calendar_text.week if self.calendar_text else {}
        opened = frozenset(place for place, day in enumerate(DAYS) if week.get(day))
        return periods.first_weekday(opened)

    @property
    def goal_percent(self) -> int:
        """Return the attainment that sales means to reach."""
        return self.version.goal_attainment_percent if self.version else DEFAULT_GOAL_PERCENT

    @property
    def limit_percent(self) -> int:
        """Return the breach rate above which a rep, source or persona stands out."""
        return self.version.breach_limit_percent if self.version else DEFAULT_LIMIT_PERCENT


@dataclass(frozen=True)
class Board:
    """Every figure. ``compared`` is the span that changes are measured against."""

    ground: Ground
    period: Period
    compared: Period
    weeks: list[Period]
    by: Dimension
    verdicts: DailyVerdicts
    response: Response
    parts: list[Part]
    steps: list[Reached]
    delivered: Delivered
    waterfall: Waterfall
    live: Live
    spent: list[Spent]  # the time of broken promises
    worth: Worth | None  # None where the agreement names no value
    committed: Committed
    is_rtl: bool = False  # the direction of the page that shows it

    def of(self, metric: str, period: Period | None = None) -> Verdicts:
        """Return the verdicts on ``metric`` due in ``period``, by default the chosen one."""
        return self.verdicts.of(metric, period or self.period)


def board(ground: Ground, period: Period, by: Dimension, *, is_rtl: bool = False) -> Board:
    """Return every figure of ``period`` at the ground's instant.

    Sixteen queries at most: seven of them are of days that no rollup holds for, as today.
    """
    at = ground.at
    compared = period.compared(at)
    weeks = _weeks(period, ground)
    span = periods.hull([period, compared, *weeks])
    days = Days.seen(at, ground.zone, ground.promise_seconds)
    due, handed = days.due(span), days.handed(span)
    counted = funnel.daily(handed)
    goal = ground.version.goal_leads if ground.version else None
    goal_value = ground.version.goal_value if ground.version else None
    return Board(
        ground=ground,
        period=period,
        compared=compared,
        weeks=weeks,
        by=by,
        verdicts=attainment.daily(due),
        response=response(
            due, period, promise_seconds=ground.promise_seconds, compared=compared, weeks=weeks
        ),
        parts=breakdown(days.parts(period, by), by),
        steps=funnel.funnel(handed, period),
        delivered=counted,
        waterfall=waterfall(period, at, counted=counted, goal=goal, hours=ground.hours),
        live=live(at),
        spent=late_time(days.shares(period)),
        worth=worth(handed, period, goal_value, ground.hours, at=at),
        committed=committed(period),
        is_rtl=is_rtl,
    )


def _weeks(period: Period, ground: Ground) -> list[Period]:
    """Return the weeks that end with the period, or with today while it runs."""
    today = periods.today(ground.at, ground.zone)
    is_running = period.is_running(ground.at)
    last = periods.one_day(today, ground.zone) if is_running else period
    return last.weeks(WEEKS_SHOWN, ground.first_weekday)
