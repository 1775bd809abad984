"""Somebody is on it: the ladder of a clock stops, and who took it up is kept."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kit.instants import whole_second
from kit.refusals import NotAllowed
from leads.models import Handoff
from sla.climbing import next_check
from sla.escalating import is_climbing, told_so_far
from sla.house import House
from sla.models import Clock, ClockEvent, EventKind, Metric
from sla.refusals import NothingToAcknowledge
from teams.models import Side, User


def open_to(*, handoff: Handoff, by: User) -> list[Clock]:
    """Return the clocks of ``handoff`` that ``by`` may take up: those of which a step told them.

    A manager of the side that owes the answer may always. Two queries, more where steps have come.
    """
    rows = Clock.objects.filter(
        handoff=handoff,
        steps_done__gt=0,
        stopped_at__isnull=True,
        voided_at__isnull=True,
        acknowledged_at__isnull=True,
    )
    clocks = list(rows.select_related("handoff", "target").order_by("due_at", "pk"))
    return _theirs([clock for clock in clocks if is_climbing(clock)], by)


def acknowledge(*, handoff: Handoff, metric: str = "", at: datetime, by: User) -> list[Clock]:
    """Stop the ladders of the clocks of ``handoff`` that were told of; return those clocks.

    ``metric`` picks one promise, "" is all of them. The promise itself runs on. Raises
    ``NothingToAcknowledge`` when no step has come, somebody is on it already, or it has ended, and
    ``NotAllowed`` for people whom no step told.
    """
    moment = whole_second(at)
    with transaction.atomic():
        rows = Clock.objects.filter(
            handoff=handoff,
            metric__in=[metric] if metric else Metric.values,
            steps_done__gt=0,
            acknowledged_at__isnull=True,
        )
        locked = rows.select_related("handoff", "target").select_for_update(of=("self",))
        clocks = [clock for clock in locked.order_by("pk") if is_climbing(clock)]
        if not clocks:
            raise NothingToAcknowledge
        mine = _theirs(clocks, by)
        if not mine:
            raise NotAllowed
        for clock in mine:
            _stop(clock, moment, by)
    return mine


def _theirs(clocks: Sequence[Clock], by: User) -> list[Clock]:
    if not clocks:
        return []
    house = House.now(clocks)
    return [clock for clock in clocks if _may(clock, by, house)]


def _may(clock: Clock, by: User, house: House) -> bool:
    side = Side.MARKETING if clock.metric == Metric.ANSWER else Side.SALES
    if by.manages(side):
        return True
    return by.pk in told_so_far(clock, house)


def _stop(clock: Clock, at: datetime, by: User) -> None:
    clock.acknowledged_at, clock.acknowledged_by = at, by
    clock.next_check_at = next_check(clock)
    clock.save(update_fields=["acknowledged_at", "acknowledged_by", "next_check_at"])
    ClockEvent.objects.create(
        clock=clock,
        kind=EventKind.ACKNOWLEDGED,
        step=clock.steps_done,
        revision=clock.revision,
        at=at,
        recorded_at=at,
        by=by,
        cause="acknowledge",
    )
