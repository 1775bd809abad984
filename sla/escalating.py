"""Who hears of a step of the ladder, and in what words.

A step that came while a later one has come too (after an outage, or over a night) tells only those
whom the later one does not: nobody is told twice of one clock in one go.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.kinds import Act, Kind, Outward, Refs, Sentence, register
from sla import ladder
from sla.agreed import calendar_by_id, calendar_of, text_at
from sla.models import Clock, LadderChannel, LadderRole, LadderStep, Metric
from sla.notices import sentence_of
from sla.worktime import CalendarError, WorkCalendar
from teams.models import Company, Membership, Role, Side

KIND = "clock_escalated"


@dataclass(frozen=True)
class House:
    """Who works here: active people by side, role and team, and the heads."""

    members: Sequence[tuple[str, int, int, str]]
    heads: Mapping[str, int | None]

    @classmethod
    def now(cls) -> "House":
        """Read the house; two queries."""
        rows = Membership.objects.filter(user__is_active=True)
        company = Company.get()
        heads = {Side.SALES: company.sales_head_id, Side.MARKETING: company.marketing_head_id}
        members = rows.values_list("team__side", "team_id", "user_id", "role")
        return cls(list(members), {side.value: head for side, head in heads.items()})

    @property
    def people(self) -> frozenset[int]:
        """Return everybody who works here."""
        return frozenset(user for _side, _team, user, _role in self.members)

    def managers(self, side: str, of: int | None = None) -> frozenset[int]:
        """Return the managers of the teams that ``of`` works in, or of the whole ``side``."""
        teams = {team for _side, team, user, _role in self.members if user == of}
        found = [each for each in self.members if each[0] == side and each[3] == Role.MANAGER]
        theirs = frozenset(user for _side, team, user, _role in found if team in teams)
        return (theirs - {of}) or frozenset(user for _side, _team, user, _role in found)

    def head(self, side: str) -> frozenset[int]:
        """Return the head of ``side``; its managers while there is none."""
        head = self.heads.get(side)
        return frozenset({head}) if head in self.people and head else self.managers(side)


def told(clock: Clock, step: LadderStep, house: House) -> frozenset[int]:
    """Return whom ``step`` tells of ``clock``, its hand-off loaded; only people who work here.

    Whoever owes the answer and is not here is stood in for by their managers.
    """
    handoff = clock.handoff
    side, owes = Side.SALES.value, handoff.owner_id
    if clock.metric == Metric.ANSWER:
        side, owes = Side.MARKETING.value, handoff.handed_by_id
    managers = house.managers(side, owes)
    giver = handoff.handed_by_id
    of_role: dict[str, frozenset[int]] = {
        LadderRole.OWNER: frozenset({owes}) if owes in house.people and owes else managers,
        LadderRole.MANAGERS: managers,
        LadderRole.SALES_HEAD: house.head(Side.SALES.value),
        LadderRole.MARKETING_HEAD: house.head(Side.MARKETING.value),
        LadderRole.HANDED_BY: frozenset({giver})
        if giver in house.people and giver
        else house.managers(Side.MARKETING.value),
    }
    by_role = frozenset(user for role in step.roles for user in of_role.get(role, ()))
    return by_role | (frozenset(step.people) & house.people)


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
    later = [step for step in steps[number:] if channel in step.channels]
    again = frozenset(user for step in later for user in told(clock, step, house))
    return told(clock, steps[number - 1], house) - again


def hear(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return who gets a notice of each step."""
    clocks, house = _clocks(refs), House.now()
    return [
        hearers(clock, each["step"], LadderChannel.APP, house)
        if (clock := clocks.get(each["clock_id"]))
        else ()
        for each in refs
    ]


def hear_outward(refs: Sequence[Refs], at: datetime) -> list[Outward]:
    """Return who hears of each step by e-mail and chat, and from when on."""
    clocks, house = _clocks(refs), House.now()
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
