"""The page of a lead, in words: who it is, its cycles with their clocks, what may be done next."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kit.names import initials
from kit.phrases import dotted
from leads.models import Handoff, Lead, StageChange
from leads.stages import MOVES, Move
from sla import standstill, timeline
from sla.breach_page import Link, links
from sla.contact import Contact, contact_of
from sla.deadlines import State, state_at
from sla.detail_pane import acts_on, brief_text, fit_text, size_words
from sla.events import Event, when
from sla.faces import Face, faces, no_clock
from sla.models import Clock, ClockException, Pause
from sla.moves import moves
from sla.upcoming import in_order, title_of
from sla.wording import money_words
from teams.models import Company, User


@dataclass(frozen=True)
class Promise:
    """One clock of a cycle: its metric, its face, the target and version it runs under."""

    metric: str
    clock: Face
    target: str
    version: str
    due: str
    fell: str = ""
    excuse: Link | None = None
    why_url: str = ""


@dataclass(frozen=True)
class Cycle:
    """One hand-off of the lead: when, by whom, who has it, its promises and how it ended."""

    handoff: Handoff
    number: int
    handed: str
    owner: str
    promises: list[Promise]
    brief: dict[str, Any] | None
    outcome: str
    is_open: bool
    tally: str
    clocks: list[Clock]


# The acts that a phone keeps within reach of the thumb; never more than two are possible at once.
FIRST_ACTS = frozenset({"qualify_mql", "hand_off", "claim", "touch", "qualify", "win"})


@dataclass(frozen=True)
class PauseText:
    """A pause that lasts: until when, why and by whom in one line; what was written; since when."""

    title: str
    text: str
    since: str


@dataclass(frozen=True)
class LeadPage:
    """The whole page."""

    lead: Lead
    name: str
    initials: str
    stage: str
    contact: Contact
    band: Face | None
    facts: list[dict[str, Any]]
    fit: dict[str, Any] | None
    cycles: list[Cycle]
    events: list[Event]
    acts: frozenset[str]
    pause: PauseText | None

    @property
    def folds_acts(self) -> bool:
        """Return whether a phone shows the first acts alone, and the others in a menu."""
        return bool(self.acts & FIRST_ACTS) and bool(self.acts - FIRST_ACTS)


def lead_page(*, lead: Lead, by: User, at: datetime) -> LeadPage:
    """Return the page of ``lead`` (read by ``leads.reading``) as ``by`` sees it at ``at``."""
    handoffs = list(_handoffs(lead))
    current = handoffs[0] if handoffs and handoffs[0].is_open else None
    cycles = _cycles(handoffs, at)
    pause = standstill.lasting(current) if current else None
    return LeadPage(
        lead=lead,
        name=str(lead),
        initials=initials(str(lead)),
        stage=str(lead.get_stage_display()),
        contact=contact_of(lead),
        band=_band(cycles[0]) if cycles else None,
        facts=_facts(lead),
        fit=fit_text(lead),
        cycles=cycles,
        events=timeline.of_lead(lead, at, by=by),
        acts=_acts(lead, current, by)
        | (
            standstill.acts(current, by, at, is_paused=pause is not None, clocks=cycles[0].clocks)
            if current
            else set()
        ),
        pause=_pause(pause, at) if pause else None,
    )


def version(code: UUID) -> str:
    """Return what changes whenever the lead with ``code`` does: its latest change and pause."""
    changes = StageChange.objects.filter(lead__code=code).order_by("-pk").values("pk")[:1]
    pauses = Pause.objects.filter(handoff__lead__code=code).order_by("-started_at", "-pk")
    mark = Lead.objects.filter(code=code).values_list(
        Subquery(changes),
        Subquery(pauses.values("pk")[:1]),
        Subquery(pauses.values("ended_at")[:1]),
    )
    change, pause, ended_at = mark.first() or (None, None, None)
    return f"{change or 0}" + (f".{pause}{'-' if ended_at else ''}" if pause else "")


def latest_words(lead: Lead, at: datetime) -> str:
    """Return the latest change of ``lead`` in words: what, by whom, when."""
    found = [*moves(lead, at, at_most=1), *timeline.pauses(lead, at, 1)]
    events = sorted(found, key=lambda event: event.instant)[-1:]
    return dotted(part for event in events for part in (event.title, event.by, event.when))


def _pause(pause: Pause, at: datetime) -> PauseText:
    return PauseText(
        title=standstill.words(pause, at),
        text="" if pause.why == pause.text else pause.text,
        since=when(pause.started_at, at),
    )


def _handoffs(lead: Lead) -> QuerySet[Handoff, Handoff]:
    return (
        Handoff.objects.filter(lead=lead)
        .select_related("owner", "handed_by", "brief", "reason", "failed_criterion")
        .order_by("-cycle")
    )


def _cycles(handoffs: list[Handoff], at: datetime) -> list[Cycle]:
    clocks: dict[int, list[Clock]] = {handoff.pk: [] for handoff in handoffs}
    rows = Clock.objects.filter(handoff__in=handoffs).select_related(
        "calendar_version__calendar", "target", "version"
    )
    for clock in sorted(rows, key=in_order):
        clocks[clock.handoff_id].append(clock)
    missing = ClockException.objects.filter(handoff__in=handoffs, resolved_at__isnull=True)
    causes: dict[int, list[ClockException]] = {}
    for row in missing:
        causes.setdefault(row.handoff_id, []).append(row)
    shown = faces((clock for of_one in clocks.values() for clock in of_one), at)
    beside = links(clock for of_one in clocks.values() for clock in of_one)
    return [
        _cycle(row, clocks[row.pk], shown, beside, causes.get(row.pk, []), at) for row in handoffs
    ]


def _cycle(
    handoff: Handoff,
    clocks: list[Clock],
    shown: dict[int, Face],
    beside: dict[int, Link],
    missing: list[ClockException],
    at: datetime,
) -> Cycle:
    promises = [
        replace(_promise(handoff, clock, shown[clock.pk], at), excuse=beside.get(clock.pk))
        for clock in clocks
    ]
    promises += [
        Promise(str(row.get_metric_display()), no_clock(), str(row.get_cause_display()), "", "")
        for row in missing
    ]
    return Cycle(
        handoff=handoff,
        number=handoff.cycle,
        handed=when(handoff.handed_at, at),
        owner=handoff.owner.name if handoff.owner else "",
        promises=promises,
        brief=brief_text(handoff),
        outcome=_outcome(handoff),
        is_open=handoff.is_open,
        tally=_tally(clocks, at),
        clocks=clocks,
    )


def _tally(clocks: list[Clock], at: datetime) -> str:
    """Return how the cycle's promises stand, those that fell away apart: neither kept nor broken.

    Nothing for a cycle in which nothing has a verdict yet.
    """
    states = Counter(state_at(clock, at) for clock in clocks)
    kept, broken, void = (states[each] for each in (State.MET, State.BREACHED, State.VOID))
    words = [
        _("%(n)s kept") % {"n": kept} if kept else "",
        _("%(n)s broken") % {"n": broken} if broken else "",
        _("%(n)s fell away") % {"n": void} if void else "",
    ]
    return dotted(words)


def _band(cycle: Cycle) -> Face | None:
    """Return the clock that runs for what is to be done next; None when none runs."""
    running = [promise.clock for promise in cycle.promises if promise.clock.due is not None]
    paused = [promise.clock for promise in cycle.promises if promise.clock.state == State.PAUSED]
    return min(running, key=lambda clock: clock.due or 0, default=paused[0] if paused else None)


def _promise(handoff: Handoff, clock: Clock, shown: Face, at: datetime) -> Promise:
    return Promise(
        metric=title_of(clock),
        clock=shown,
        target=clock.target.name,
        version=str(clock.version),
        due=when(clock.due_at, at) if clock.due_at else "",
        fell=when(clock.voided_at, at) if clock.voided_at else "",
        why_url=reverse("sla:clock", args=[handoff.code, clock.metric, clock.seq]),
    )


def _outcome(handoff: Handoff) -> str:
    if handoff.is_open:
        return ""
    parts = [str(handoff.get_outcome_display())]
    parts += [money_words(handoff.won_value, _currency())] if handoff.won_value is not None else []
    parts += [str(handoff.reason)] if handoff.reason else []
    parts += [str(handoff.failed_criterion)] if handoff.failed_criterion else []
    parts += [handoff.reason_text] if handoff.reason_text else []
    if handoff.outcome_at:
        parts.append(date_format(timezone.localtime(handoff.outcome_at), "DATE_FORMAT"))
    return dotted(parts)


def _currency() -> str:
    return str(Company.get().currency)


def _facts(lead: Lead) -> list[dict[str, Any]]:
    worth = lead.expected_value
    rows = [
        (_("E-mail"), lead.email, True),
        (_("Company"), lead.company_name, False),
        (_("Job title"), lead.job_title, False),
        (_("Seniority"), lead.seniority, False),
        (_("Industry"), lead.industry, False),
        (_("Company size"), size_words(lead), False),
        (_("Region"), lead.region, False),
        (_("Source"), lead.source.name if lead.source else "", False),
        (_("Campaign"), lead.campaign.name if lead.campaign else "", False),
        (_("Lead type"), lead.lead_type, False),
        (_("Persona"), lead.persona.name if lead.persona else "", False),
        (_("Expected value"), "" if worth is None else money_words(worth, _currency()), True),
        (_("External id"), lead.external_id, True),
    ]
    return [
        {"label": label, "value": value, "is_ltr": is_ltr} for label, value, is_ltr in rows if value
    ]


def _acts(lead: Lead, current: Handoff | None, by: User) -> frozenset[str]:
    """Return the moves that ``by`` may make now: marketing's own, or those on the hand-off."""
    if current is None:
        mine = {Move.QUALIFY_MQL, Move.HAND_OFF} if by.is_marketer else set()
        return frozenset(str(move) for move in mine if lead.stage in MOVES[move].sources)
    current.lead = lead
    return acts_on(current, by)
