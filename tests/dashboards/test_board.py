"""Every figure of the dashboard equals an independent count, and the list that it opens."""

from zoneinfo import ZoneInfo

import pytest

from dashboards import drill, periods, rollups
from dashboards.board import Ground, board
from dashboards.breakdown import Dimension, name_of
from dashboards.drill import Asked, Figure
from leads.models import Handoff
from sla.models import Breach, Clock, Metric
from teams.models import Company
from tests import cast
from tests.dashboards import plain
from tests.dashboards.builders import NOW, a_clock, a_handoff, a_past, ago

pytestmark = pytest.mark.django_db
RIYADH = ZoneInfo("Asia/Riyadh")
MONTH = periods.month_of(NOW.date(), RIYADH)
PERIODS = [
    MONTH,
    MONTH.previous(),
    periods.week_of(NOW.date(), RIYADH, 6),
    periods.last_days(NOW.date(), RIYADH),
]


@pytest.fixture(params=["from the rows", "from rollups"])
def ground(request, db):
    Company.get()
    Company.objects.update(time_zone="Asia/Riyadh")
    a_past(120, cast.an_agreement(goal_leads=60))
    if request.param == "from rollups":
        assert rollups.roll_up(at=NOW).is_complete
    return Ground.read(NOW)


@pytest.fixture
def boards(ground):
    """Return the whole dashboard of each period."""
    return [board(ground, period, Dimension.REP) for period in PERIODS]


def due_in(period, metric=Metric.FIRST_TOUCH):
    rows = Clock.objects.filter(metric=metric).select_related("handoff")
    return [clock for clock in rows if period.start <= clock.due_at < period.end]


def listed(figure, period, **asked):
    """Return the length of the list that a figure opens."""
    wanted = Asked(figure, period, **asked)
    rows = drill.clocks(wanted, NOW) if wanted.lists_clocks else drill.handoffs(wanted)
    return rows.count()


@pytest.mark.parametrize("metric", [Metric.CLAIM, Metric.FIRST_TOUCH])
def test_verdicts_equal_a_plain_count_and_their_lists(boards, metric):
    for shown in boards:
        period = shown.period
        found = shown.of(metric)
        numbers = (found.kept, found.broken, found.running, found.void)
        assert numbers == plain.tally(due_in(period, metric), NOW)
        lists = [Figure.KEPT, Figure.BROKEN, Figure.RUNNING, Figure.VOID]
        assert numbers == tuple(listed(figure, period, metric=metric) for figure in lists)
        assert found.judged == listed(Figure.JUDGED, period, metric=metric)


def test_attainment_is_kept_of_kept_and_broken(boards):
    for shown in boards:
        period = shown.period
        kept, broken, _running, _void = plain.tally(due_in(period), NOW)
        assert shown.of(Metric.FIRST_TOUCH).attainment == pytest.approx(
            100 * kept / (kept + broken)
        )


def test_weeks_equal_a_plain_count(boards):
    for shown in boards:
        for week in shown.weeks:
            found = shown.of(Metric.FIRST_TOUCH, week)
            assert (found.kept, found.broken, found.running, found.void) == plain.tally(
                due_in(week), NOW
            )


def test_response_equals_a_plain_count_and_its_lists(boards):
    for shown in boards:
        period = shown.period
        answered = [clock for clock in due_in(period) if clock.stopped_at is not None]
        late = [clock for clock in answered if clock.stopped_at > clock.due_at]
        found = shown.response
        assert found.answered == len(answered) == listed(Figure.ANSWERED, period)
        assert found.late == len(late) == listed(Figure.LATE, period)
        assert found.waiting == listed(Figure.WAITING, period)
        assert found.waiting + found.late == shown.of(Metric.FIRST_TOUCH).broken
        seconds = [clock.business_seconds for clock in answered]
        assert found.median == pytest.approx(plain.percentile(seconds, 0.5), abs=0.5)
        assert found.p90 == pytest.approx(plain.percentile(seconds, 0.9), abs=0.5)


def test_medians_of_the_weeks_and_of_the_time_before_equal_a_plain_count(boards):
    for shown in boards:

        def median(span):
            waits = [
                clock.business_seconds for clock in due_in(span) if clock.stopped_at is not None
            ]
            return plain.percentile(waits, 0.5)

        assert shown.response.previous_median == pytest.approx(median(shown.compared), abs=0.5)
        for week, found in zip(shown.weeks, shown.response.weekly_medians, strict=True):
            assert found == (None if median(week) is None else pytest.approx(median(week), abs=0.5))


def test_bars_hold_every_answer_once_and_open_their_lists(boards):
    for shown in boards:
        period = shown.period
        bars = shown.response.bars
        assert sum(bar.count for bar in bars) == shown.response.answered
        assert sum(bar.late for bar in bars) == shown.response.late
        promise = shown.response.promise_seconds
        assert [bar.count for bar in bars] == [
            listed(Figure.BAR, period, bar=place, promise_seconds=promise)
            for place in range(len(bars))
        ]
        assert promise in [bar.high for bar in bars]


@pytest.mark.parametrize("by", Dimension)
@pytest.mark.parametrize("period", PERIODS[:2], ids=["month", "month before"])
def test_parts_equal_a_plain_count_and_their_lists(ground, period, by):
    def part_of(clock):
        handoff = clock.handoff
        if by != Dimension.REP:
            return getattr(handoff, f"{by}_id")
        was_held = handoff.claimed_at is not None and handoff.claimed_at <= clock.due_at
        is_broken = plain.verdict(clock, NOW) == "broken"
        return None if is_broken and not was_held else handoff.owner_id

    parts = board(ground, period, by).parts
    clocks = due_in(period)
    assert {part.key for part in parts} == {part_of(clock) for clock in clocks}
    for part in parts:
        mine = [clock for clock in clocks if part_of(clock) == part.key]
        found = part.verdicts
        assert (found.kept, found.broken, found.running, found.void) == plain.tally(mine, NOW)
        seconds = [clock.business_seconds for clock in mine if clock.stopped_at is not None]
        median = plain.percentile(seconds, 0.5)
        assert part.median == (None if median is None else pytest.approx(median, abs=0.5))
        divided = {"by": by, "is_divided": True, "part": part.key}
        assert found.broken == listed(Figure.BROKEN, period, **divided)
        assert found.judged == listed(Figure.JUDGED, period, **divided)
        assert part.name == name_of(by, part.key) != ""


def test_steps_equal_a_plain_count_and_their_lists(boards):
    for shown in boards:
        period = shown.period
        handed = [
            handoff
            for handoff in Handoff.objects.all()
            if period.start <= handoff.handed_at < period.end
        ]
        for reached in shown.steps:
            came = [handoff for handoff in handed if plain.has_reached(handoff, reached.step)]
            assert reached.count == len(came) == listed(Figure(reached.step), period)
        waits = [
            (handoff.claimed_at - handoff.handed_at).total_seconds()
            for handoff in handed
            if handoff.claimed_at and plain.has_reached(handoff, "accepted")
        ]
        assert shown.steps[1].median == pytest.approx(plain.percentile(waits, 0.5), abs=1)


def test_delivered_adds_up_day_by_day(boards):
    for shown in boards:
        period = shown.period
        delivered = listed(Figure.DELIVERED, period)
        days = shown.waterfall.days
        assert len(days) == period.length
        assert shown.waterfall.delivered == delivered == sum(day.delivered or 0 for day in days)
        for day in days:
            if day.delivered is not None:
                span = periods.one_day(day.date, RIYADH)
                assert day.delivered == listed(Figure.DELIVERED, span)
        assert all(
            (day.total is None) == (day.date > NOW.astimezone(RIYADH).date()) for day in days
        )


def test_what_waits_now_equals_a_plain_count_and_its_lists(boards):
    for shown in boards:
        period = shown.period
        clocks = plain.current(Clock.objects.all())
        breached = [clock for clock in clocks if clock.due_at < NOW]
        at_risk = [clock for clock in clocks if clock.warn_at <= NOW <= clock.due_at]
        live = shown.live
        assert live.open == len(clocks) == listed(Figure.OPEN, period)
        assert live.breached == len(breached) == listed(Figure.BREACHED, period)
        assert live.at_risk == len(at_risk) == listed(Figure.AT_RISK, period)
        assert live.on_track == listed(Figure.ON_TRACK, period)
        assert live.open == live.on_track + live.at_risk + live.breached
        assert [clock.due_at for clock in live.urgent] == sorted(clock.due_at for clock in clocks)[
            :6
        ]


def test_a_breach_is_never_charged_to_who_rescues_the_lead(agreement):
    rescuer = cast.a_rep("Mateo Cruz")
    handoff = a_handoff(ago(days=1), owner=rescuer, claimed_at=ago(hours=2))
    a_clock(handoff, agreement, minutes=60, answered=23 * 60)
    parts = board(Ground.read(NOW), MONTH, Dimension.REP).parts
    assert [(part.name, part.verdicts.broken) for part in parts] == [("Unclaimed", 1)]


def test_a_breach_stays_with_who_held_the_lead_when_it_is_released(agreement):
    first, second = cast.a_rep("Ali Rahman"), cast.a_rep("Mateo Cruz")
    handoff = a_handoff(ago(days=1), owner=first)
    a_clock(handoff, agreement, minutes=60)
    Handoff.objects.filter(pk=handoff.pk).update(owner=second, claimed_at=NOW)
    parts = board(Ground.read(NOW), MONTH, Dimension.REP).parts
    assert [(part.name, part.verdicts.broken) for part in parts] == [("Ali Rahman", 1)]


def test_an_empty_company_has_figures_too(db):
    shown = board(Ground.read(NOW), MONTH, Dimension.REP)
    assert shown.of(Metric.FIRST_TOUCH).attainment is None
    assert shown.response.median is None
    assert shown.waterfall.goal is None
    assert (shown.live.open, shown.parts) == (0, [])


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_number_of_queries_whatever_the_rows(
    agreement, django_assert_num_queries, rows
):
    Company.get()
    for number in range(rows):
        handoff = a_handoff(ago(hours=3 + number), owner=cast.a_rep(f"Rep {number}"))
        a_clock(handoff, agreement)
    with django_assert_num_queries(14):
        board(Ground.read(NOW), periods.last_days(NOW.date(), RIYADH), Dimension.REP)


def test_excuses_change_the_adjusted_share_alone(agreement):
    held = [a_clock(a_handoff(ago(hours=n)), agreement) for n in (3, 4, 5)]
    a_clock(a_handoff(ago(hours=6)), agreement, answered=5)
    Breach.objects.filter(clock=held[0]).update(excused_at=NOW)
    Breach.objects.filter(clock=held[1]).update(excused_at=NOW, withdrawn_at=NOW)
    found = board(Ground.read(NOW), MONTH, Dimension.REP).of(Metric.FIRST_TOUCH)
    assert (found.kept, found.broken, found.excused) == (1, 3, 1)
    assert found.attainment == 25
    assert found.adjusted == pytest.approx(100 / 3)
    assert found.adjusted_breach_rate == pytest.approx(200 / 3)


def test_where_everything_is_excused_there_is_no_adjusted_share(agreement):
    clock = a_clock(a_handoff(ago(hours=3)), agreement)
    Breach.objects.filter(clock=clock).update(excused_at=NOW)
    found = board(Ground.read(NOW), MONTH, Dimension.REP).of(Metric.FIRST_TOUCH)
    assert (found.attainment, found.adjusted) == (0, None)


def test_the_list_of_the_excused_is_as_long_as_their_count(boards):
    for shown in boards:
        assert listed(Figure.EXCUSED, shown.period) == shown.of(Metric.FIRST_TOUCH).excused
        for part in shown.parts:
            asked = {"by": Dimension.REP, "is_divided": True, "part": part.key}
            assert listed(Figure.EXCUSED, shown.period, **asked) == part.verdicts.excused
    assert shown.of(Metric.FIRST_TOUCH).excused
