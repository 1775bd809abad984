"""How long it takes to replay hand-offs under two versions, and to match one among many targets."""

import resource
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection

from bench import company
from leads.models import Handoff, RunStatus
from sla import backtesting, replaying
from sla.backtesting import Options
from sla.matching import first_match
from sla.models import (
    AT_HAND_OFF,
    AgreementVersion,
    Calendar,
    CalendarVersion,
    LadderStep,
    Metric,
    Target,
)
from teams.models import Membership, Role, Side, Team, User

_TARGETS = 200
_TIMES = 200
_WEEKS = 8
_WEEK = {day: [["09:00", "12:30"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu")}
_PROMISES = {Metric.CLAIM: 3600, Metric.FIRST_TOUCH: 7200, Metric.DECISION: 144_000}


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure a backtest of ``rows`` lived hand-offs; its floor is to read the same rows.

    Then how much longer two promises are looked for among ``_TARGETS`` targets than among two.
    """
    manager, draft = _company(rows)
    floor = _timed(_read)
    replayed = backtesting.start(
        version=draft, options=Options(weeks=_WEEKS), at=company.NOW, by=manager
    )
    worker = backtesting.Worker(replayed.pk)
    first = _timed(lambda: worker.step(at=company.NOW))
    before = _megabytes()
    took = first + _timed(lambda: _carry_on(worker))
    grown = _megabytes() - before
    replayed.refresh_from_db()
    if (replayed.status, replayed.done_count) != (RunStatus.DONE, rows):
        raise AssertionError(f"{replayed.status} after {replayed.done_count}")
    return [
        _row(f"backtest, {rows:,} hand-offs, two versions", took, "s", floor),
        {"name": "  memory beyond its first chunk", "value": round(grown, 1), "unit": "MB"},
        _matching(draft),
    ]


def _carry_on(worker: backtesting.Worker) -> None:
    while worker.step(at=company.NOW):
        pass


def _read() -> None:
    """Read what a backtest reads, and reckon nothing."""
    at, after, from_at = company.NOW, 0, company.NOW - timedelta(weeks=_WEEKS)
    while found := replaying.offered(
        from_at=from_at, until_at=at, after=after, most=backtesting.CHUNK
    ):
        replaying.histories(found, at)
        from_at, after = found[-1].handed_at, found[-1].pk


def _company(rows: int) -> tuple[User, AgreementVersion]:
    """Make a company whose leads were claimed, called and decided on over eight weeks."""
    company.empty()
    company.people()
    in_force = company.agreement()
    CalendarVersion.objects.update(week=_WEEK)
    company.unclaimed(rows, due_from=company.NOW, due_to=company.NOW)
    manager = User.objects.create(email="manager@example.com", name="Manager")
    team = Team.objects.get(side=Side.SALES)
    Membership.objects.create(user=manager, team=team, role=Role.MANAGER)
    draft = AgreementVersion.objects.create(
        agreement=in_force.agreement, number=2, status="draft", created_at=company.NOW
    )
    for version, part in ((in_force, 1), (draft, 2)):
        _promise(version, part)
    values: dict[str, Any] = {"rows": rows, "now": company.NOW, "span": timedelta(weeks=_WEEKS)}
    with connection.cursor() as cursor:
        for statement in _LIVES:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
    return manager, draft


def _promise(version: AgreementVersion, part: int) -> None:
    """Give ``version`` promises of a ``part`` of the usual time, attempts and a ladder."""
    calendar = Calendar.objects.get()
    known = set(version.targets.values_list("metric", flat=True))
    for metric, seconds in _PROMISES.items():
        if metric not in known:
            Target.objects.create(
                version=version,
                metric=metric,
                seconds=seconds // part,
                calendar=calendar,
                name=metric,
            )
    Target.objects.create(
        version=version,
        metric=Metric.ATTEMPT,
        seconds=288_000 // part,
        attempts=5,
        calendar=calendar,
        name="attempts",
    )
    for percent in (75, 100, 200):
        LadderStep.objects.create(version=version, percent=percent, channels=["app"])


def _matching(draft: AgreementVersion) -> dict[str, Any]:
    """Look for the targets of a hand-off that only the last two of many are for."""
    last = [
        Target(version=draft, metric=metric, seconds=3600, name="everybody")
        for metric in AT_HAND_OFF
    ]
    many = [
        Target(
            version=draft,
            metric=AT_HAND_OFF[number % 2],
            seconds=3600,
            name=f"{number}",
            lead_types=[f"Demo Request {number}", f"طلب عرض {number}"],
            regions=[f"Île {number}", "مكة المكرمة"],
            grades=["A", "B"],
        )
        for number in range(_TARGETS - len(last))
    ]
    handoff = Handoff.objects.all()[0]
    handoff.lead_type, handoff.region, handoff.grade = "طلب تواصل", "الرياض", "B2"

    def match(targets: list[Target]) -> None:
        for _ in range(_TIMES):
            for metric in AT_HAND_OFF:
                first_match(targets, metric, handoff)

    few = _timed(lambda: match(last)) / _TIMES
    took = _timed(lambda: match([*many, *last])) / _TIMES
    return _row(f"a hand-off's promises among {_TARGETS} targets", took * 1000, "ms", few * 1000)


def _row(name: str, value: float, unit: str, floor: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "floor": round(floor, 3),
        "ratio": round(value / floor, 1),
    }


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


_SPREAD = """
    UPDATE leads_handoff h
       SET handed_at = date_trunc('second', %(now)s - %(span)s * (n.n::float / (%(rows)s + 1))),
           lead_type = 'type ' || mod(n.n, 7), grade = (ARRAY['A', 'B', 'C'])[1 + mod(n.n, 3)]
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM leads_handoff) n
     WHERE n.id = h.id"""
# Nine in ten are claimed within two hours and more, by one of the reps; half are decided on.
_CLAIMED = """
    INSERT INTO leads_stagechange (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at,
        by_id)
    SELECT h.lead_id, h.id, 'claim', 'mql', 'sal', c.at, c.at, u.first + mod(h.id, 64)
      FROM leads_handoff h, (SELECT min(id) AS first FROM teams_user) u,
           LATERAL (SELECT h.handed_at + interval '1 second' * mod(h.id * 7919, 9000) AS at) c
     WHERE mod(h.id, 10) > 0 AND c.at < %(now)s"""
_TOUCHED = """
    INSERT INTO leads_touch (code, handoff_id, by_id, channel, outcome, occurred_at, logged_at,
        note)
    SELECT gen_random_uuid(), c.handoff_id, c.by_id, 'call',
        CASE WHEN t.n = 3 OR mod(c.handoff_id, 2) = 0 THEN 'reached' ELSE 'no_answer' END,
        c.at + interval '40 minutes' * t.n * t.n, c.at + interval '41 minutes' * t.n * t.n, ''
      FROM leads_stagechange c, generate_series(1, 3) AS t (n)
     WHERE c.move = 'claim' AND c.at + interval '41 minutes' * 9 < %(now)s
       AND (t.n = 1 OR mod(c.handoff_id, 2) = 1)"""
_DECIDED = """
    INSERT INTO leads_stagechange (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at,
        by_id)
    SELECT c.lead_id, c.handoff_id, 'qualify', 'sal', 'sql', c.at + interval '2 days',
        c.at + interval '2 days', c.by_id
      FROM leads_stagechange c
     WHERE c.move = 'claim' AND mod(c.handoff_id, 4) < 2
       AND c.at + interval '2 days' < %(now)s"""
_LIVES = (_SPREAD, _CLAIMED, _TOUCHED, _DECIDED)
