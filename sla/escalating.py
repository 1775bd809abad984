"""Who hears of a step of the ladder, and in what words.

A step that came while a later one has come too (after an outage, or over a night) tells only those
whom the later one does not: nobody is told twice of one clock in one go.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.kinds import Act, Kind, Outward, Refs, Sentence, register
from sla import ladder
from sla.agreed import calendar_by_id, calendar_of, text_at
from sla.house import House
from sla.models import Clock, LadderChannel, LadderRole, LadderStep, Metric
from sla.notices import sentence_of
from sla.worktime import CalendarError, WorkCalendar
from teams.models import Side

KIND = "clock_escalated"


def told(clock: Clock, step: LadderStep, house: House, at: datetime | None) -> frozenset[int]:
    """Return whom ``step``, which came at ``at``, tells of ``clock``, its hand-off loaded.

    Whoever owes the answer and does not work here any more is stood in for by their managers, and
    so is everybody who was away when the step came.
    """
    handoff = clock.handoff
    sales, marketing = Side.SALES.value, Side.MARKETING.value
    side, owes = sales, handoff.owner_id
    if clock.metric == Metric.ANSWER:
        side, owes = marketing, handoff.handed_by_id
    managers, giver = house.managers(side, owes), handoff.handed_by_id
    of_role: dict[str, tuple[str, frozenset[int]]] = {
        LadderRole.OWNER: (
            side,
            frozenset({owes}) if owes in house.people and owes else managers,
        ),
        LadderRole.MANAGERS: (side, managers),
        LadderRole.SALES_HEAD: (sales, house.head(sales)),
        LadderRole.MARKETING_HEAD: (marketing, house.head(marketing)),
        LadderRole.HANDED_BY: (
            marketing,
            frozenset({giver}) if giver in house.people and giver else house.managers(marketing),
        ),
    }
    found = frozenset[int]()
    for role in step.roles:
        of_side, people = of_role.get(role, ("", frozenset()))
        found |= house.here(people, of_side, at)
    for person in frozenset(step.people) & house.people:
        found |= house.here(frozenset({person}), house.side_of(person), at)
    return found


def _came_at(clock: Clock, number: int) -> datetime | None:
    """Return when step ``number`` came; None where the clock knows no such instant any more."""
    return clock.step_ats[number - 1] if 0 < number <= len(clock.step_ats) else None


def told_so_far(clock: Clock, house: House) -> frozenset[int]:
    """Return whom the steps that have come told of ``clock``."""
    steps = enumerate(ladder.steps_of(clock)[: clock.steps_done], start=1)
    return frozenset(
        user for number, step in steps for user in told(clock, step, house, _came_at(clock, number))
    )


def is_climbing(clock: Clock) -> bool:
    """Return whether anybody is still to be told of ``clock``."""
    ends = (clock.stopped_at, clock.voided_at, clock.acknowledged_at)
    return clock.due_at is not None and not any(ends)


def hearers(clock: Clock, number: int, channel: str, house: House) -> frozenset[int]:
    """Return who hears of step ``number`` of ``clock`` by ``channel``, as things stand."""
    if not is_climbing(clock):
        return frozenset()
    steps = ladder.steps_of(clock)[: clock.steps_done]
    if number > len(steps) or channel not in steps[number - 1].channels:
        return frozenset()
    again = frozenset(
        user
        for later, step in enumerate(steps[number:], start=number + 1)
        if channel in step.channels
        for user in told(clock, step, house, _came_at(clock, later))
    )
    return told(clock, steps[number - 1], house, _came_at(clock, number)) - again


def hear(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who gets a notice of each step."""
    clocks = _clocks(refs)
    house = House.now(clocks.values())
    return [
        hearers(clock, each["step"], LadderChannel.APP, house)
        if (clock := clocks.get(each["clock_id"]))
        else ()
        for each in refs
    ]


def hear_outward(refs: Sequence[Refs], at: datetime) -> list[Outward]:
    """Return who hears of each step by e-mail and chat, and from when on."""
    clocks = _clocks(refs)
    house = House.now(clocks.values())
    return [
        _outward(clock, each["step"], house, at)
        if (clock := clocks.get(each["clock_id"]))
        else Outward()
        for each in refs
    ]


def _outward(clock: Clock, number: int, house: House, at: datetime) -> Outward:
    emails = hearers(clock, number, LadderChannel.EMAIL, house)
    steps = ladder.steps_of(clock)[: clock.steps_done]
    if not is_climbing(clock) or number > len(steps):
        return Outward()
    step, later = steps[number - 1], steps[number:]
    posts = LadderChannel.WEBHOOK
    return Outward(
        emails=emails,
        has_webhook=posts in step.channels and not any(posts in each.channels for each in later),
        not_before=_opening(clock, at) if step.keeps_hours else None,
    )


def _opening(clock: Clock, at: datetime) -> datetime | None:
    """Return the next opening of the promise's calendar; None while it is open or has none."""
    try:
        calendar = _calendar(clock, at)
        if calendar is None or calendar.is_open(at):
            return None
        return calendar.next_open(at)
    except CalendarError:
        return None


def _calendar(clock: Clock, at: datetime) -> WorkCalendar | None:
    if clock.calendar_version_id is not None:
        return calendar_by_id(clock.calendar_version_id)
    return calendar_of(text_at(clock.target, at)) if clock.target.calendar_id else None


def tell(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words of each step: how the promise stands now, and the button to take it up."""
    clocks = _clocks(refs)
    return [_sentence(clock) if (clock := clocks.get(each["clock_id"])) else None for each in refs]


def _sentence(clock: Clock) -> Sentence:
    by = clock.acknowledged_by
    note = _("%(name)s is on it.") % {"name": by.name} if by else ""
    act = None
    if is_climbing(clock):
        url = reverse("sla:acknowledge", args=[clock.handoff.code])
        act = Act(_("I am on it"), url, {"metric": clock.metric})
    return sentence_of(clock, icon="bell-ring", note=note, act=act)


def _clocks(refs: Sequence[Refs]) -> dict[int, Clock]:
    rows = Clock.objects.select_related("handoff__lead", "target", "acknowledged_by")
    return rows.in_bulk([each["clock_id"] for each in refs])


def register_kinds() -> None:
    """Make the kind of the ladder known."""
    register(Kind(KIND, audience=hear, tell=tell, outward=hear_outward))
