"""The page of a breach: what was promised, what was asked about it, what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kit.addresses import address
from kit.durations import exact_words
from kit.instants import whole_second
from sla import excusing
from sla.clock_page import ShareRow, share_rows
from sla.commitment_words import figure, period_words, title
from sla.events import Event, when
from sla.explained import shared
from sla.models import (
    STANDING,
    Breach,
    Clock,
    Excuse,
    ExcuseEvent,
    ExcuseKind,
    ExcuseState,
    Measure,
    Metric,
)
from sla.reading import read_clock
from sla.timeline import excuse_step
from teams.models import Company, Side, User

ASK, DECIDE, WITHDRAW, REVOKE = "ask", "decide", "withdraw", "revoke"


@dataclass(frozen=True)
class BreachPage:
    """A breach as somebody sees it.

    ``latest`` is the request that was made last, ``acts`` what the person may do, ``blocked`` why
    a manager of both sides may not decide, ``shares`` in whose hands the time went.
    """

    breach: Breach
    lead: str
    lead_url: str
    clock_url: str
    title: str
    promise: str
    facts: list[dict[str, object]]
    shares: list[ShareRow]
    latest: Excuse | None
    standing: str
    events: list[Event]
    acts: frozenset[str]
    blocked: str


@dataclass(frozen=True)
class Link:
    """What stands beside a broken promise: how its excuse stands, and the way to its page."""

    code: UUID
    url: str
    text: str
    state: str


def breach_or_404(code: UUID) -> Breach:
    """Return the breach with its lead, or its commitment, and agreement; 404 when unknown."""
    rows = Breach.objects.exclude(clock=None, commitment=None).select_related(
        "charged_to",
        "target",
        "clock__target",
        "clock__version",
        "clock__handoff__lead",
        "commitment__pledge__version",
    )
    found: Breach = get_object_or_404(rows, code=code)
    return found


def breach_page(*, breach: Breach, by: User, at: datetime) -> BreachPage:
    """Return the page of ``breach`` (read by ``breach_or_404``): six queries at most."""
    excuses = list(breach.excuses.select_related("asked_by", "decided_by").order_by("-pk"))
    latest = excuses[0] if excuses else None
    about = _about(breach)
    return BreachPage(
        breach=breach,
        lead=about.name,
        lead_url=about.url,
        clock_url=about.clock_url,
        title=_("Breach: %(promise)s") % {"promise": about.promise},
        promise=about.promise,
        facts=_facts(breach, at),
        shares=_shares(breach, at),
        latest=latest,
        standing=standing(latest),
        events=_events(excuses, at),
        acts=acts(breach, latest, by),
        blocked=_blocked(latest, by),
    )


def acts(breach: Breach, latest: Excuse | None, by: User) -> frozenset[str]:
    """Return what ``by`` may do about ``breach``, whose latest request is ``latest``."""
    state = latest.state if latest else ""
    decides = excusing.may_decide(breach.side, by) and (
        latest is None or latest.asked_by_id != by.pk
    )
    may = {
        ASK: breach.withdrawn_at is None and state not in STANDING and excusing.may_ask(breach, by),
        DECIDE: state == ExcuseState.ASKED and decides,
        REVOKE: state == ExcuseState.GRANTED and decides,
        WITHDRAW: latest is not None
        and state == ExcuseState.ASKED
        and (latest.asked_by_id == by.pk or by.manages(breach.side)),
    }
    return frozenset(act for act, is_open in may.items() if is_open)


def standing(excuse: Excuse | None) -> str:
    """Return in words how the request stands: "Excuse: granted"; "" where nobody asked."""
    if excuse is None:
        return ""
    kind = ExcuseKind(excuse.kind).label
    return _("%(kind)s: %(state)s") % {"kind": kind, "state": excuse.get_state_display()}


def links(clocks: Iterable[Clock]) -> dict[int, Link]:
    """Return by clock's id what stands beside those that are broken: a query where any is."""
    broken = [clock.pk for clock in clocks if clock.breached_at is not None]
    if not broken:
        return {}
    latest = Excuse.objects.filter(breach=OuterRef("pk")).order_by("-pk")
    rows = Breach.objects.filter(clock__in=broken, withdrawn_at__isnull=True)
    found = rows.annotate(
        kind=Subquery(latest.values("kind")[:1]), state=Subquery(latest.values("state")[:1])
    )
    return {
        clock: Link(code, address("sla:breach", code), _link_text(kind, state), state or "")
        for clock, code, kind, state in found.values_list("clock_id", "code", "kind", "state")
    }


def _link_text(kind: str | None, state: str | None) -> str:
    if not kind or not state or state in (ExcuseState.WITHDRAWN, ExcuseState.LAPSED):
        return _("Ask for it to be set aside")
    return standing(Excuse(kind=kind, state=state))


def _clock(breach: Breach) -> Clock:
    """Return the clock of a breach that ``breach_or_404`` has found: it has one."""
    if breach.clock is None:
        raise ValueError(breach)
    return breach.clock


@dataclass(frozen=True)
class _About:
    """Whose promise it was (a lead's, or one for a period), and where it is explained."""

    name: str
    url: str
    clock_url: str
    promise: str


def _about(breach: Breach) -> _About:
    if breach.clock is None:
        all_of_them = reverse("sla:commitments")
        name, promise = _("Marketing's commitments"), title(breach.commitment)
        return _About(name, all_of_them, "", promise)
    clock, lead = breach.clock, breach.clock.handoff.lead
    ledger = reverse("sla:clock", args=[clock.handoff.code, clock.metric, clock.seq])
    return _About(str(lead), lead.get_absolute_url(), ledger, str(Metric(clock.metric).label))


def _facts_of_commitment(breach: Breach, at: datetime) -> list[dict[str, object]]:
    found, currency = breach.commitment, Company.get().currency
    rows = [
        (_("Promise"), f"{Measure(found.measure).label} · {found.pledge.version}"),
        (_("Period"), period_words(found.grain, found.from_date, found.to_date)),
        (_("Due"), when(breach.due_at, at)),
        (_("Planned in all"), figure(found.measure, found.planned, currency)),
        (_("Delivered"), figure(found.measure, found.actual, currency)),
        (_("Hand-offs counted"), f"{found.counted:,}"),
        (_("Broken by"), str(Side(breach.side).label)),
    ]
    return [{"label": label, "value": value, "is_ltr": False} for label, value in rows]


def _facts(breach: Breach, at: datetime) -> list[dict[str, object]]:
    if breach.clock is None:
        return _facts_of_commitment(breach, at)
    clock = _clock(breach)
    answered = when(clock.stopped_at, at) if clock.stopped_at else _("Not yet")
    charged = breach.charged_to.name if breach.charged_to else _("Nobody: the side let it wait")
    rows = [
        (_("Promise"), f"{breach.target.name} · {clock.version}" if breach.target else ""),
        (_("Due"), when(breach.due_at, at)),
        (_("Answered"), _("Fell away") if clock.voided_at else answered),
        (_("Time it took"), _took(clock)),
        (_("Broken by"), str(Side(breach.side).label)),
        (_("Charged to"), charged),
        (_("Breach withdrawn"), when(breach.withdrawn_at, at) if breach.withdrawn_at else ""),
    ]
    return [{"label": label, "value": value, "is_ltr": False} for label, value in rows if value]


def _took(clock: Clock) -> str:
    """Return how long the answer took in the time that was promised; "" while there is none."""
    if clock.business_seconds is not None and clock.calendar_version_id is not None:
        return _("%(time)s of working time") % {"time": exact_words(clock.business_seconds)}
    return exact_words(clock.raw_seconds) if clock.raw_seconds is not None else ""


def _shares(breach: Breach, at: datetime) -> list[ShareRow]:
    if breach.withdrawn_at is not None or breach.clock is None:
        return []
    clock, now = _clock(breach), whole_second(at)
    reading = read_clock(clock=clock, at=now)
    return share_rows(clock.metric, shared(clock, reading, now), reading.elapsed_seconds)


def _events(excuses: list[Excuse], at: datetime) -> list[Event]:
    rows = ExcuseEvent.objects.filter(excuse__in=excuses).select_related("by", "excuse")
    return [excuse_step(row, at) for row in rows.order_by("-pk")]


def _blocked(latest: Excuse | None, by: User) -> str:
    if latest is None or latest.state != ExcuseState.ASKED:
        return ""
    if by.is_manager and by.is_marketer and by.is_seller:
        return _("You work on both sides. A manager of the other side alone decides this.")
    return ""
