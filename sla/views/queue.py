"""Sales' one page: the queue, its pane, its poll, and the claim."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import polling
from kit.addresses import page_below
from kit.durations import long_words_inside
from leads import lifecycle
from leads.models import Handoff
from leads.reading import handoff_or_404
from leads.refusals import AlreadyClaimed
from sla import detail_pane, queue_page
from sla import queue as queues
from sla.agreed import calendar_of
from sla.deadlines import countdown
from sla.faces import face_of
from teams.access import member_required, person, seller_required
from teams.models import User

ID_DIGITS = 9  # longer than any source's id will be


@member_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show what nobody has claimed, most urgent first."""
    at, by = timezone.now(), person(request)
    page = queue_page.page(at=at, by=by, wanted=_wanted(request.GET))
    rows = [row for group in page.groups for row in group["rows"]]
    selected = rows[0] if rows else None
    detail = None
    if selected is not None:
        handoff = handoff_or_404(UUID(selected.id.removeprefix("handoff-")))
        detail = detail_pane.detail(handoff, selected, at, by)
    return render(request, "sla/queue.html", {"queue": page, "detail": detail})


@member_required
@require_GET
def queue_detail(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show the pane of one hand-off; its lead's page to a browser without script."""
    handoff = handoff_or_404(code)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(handoff.lead)
    at, by = timezone.now(), person(request)
    context = {"detail": detail_pane.detail(handoff, _row_now(handoff, by, at), at, by)}
    return render(request, "sla/_detail.html", context)


@member_required
@require_GET
def queue_pulse(request: HttpRequest) -> HttpResponse:
    """Answer the poll: 204 when nothing happened, else the pill and the rows that left."""
    mark, newest = _version(request.GET.get("v", ""))
    version = f"{queues.latest_mark()}.{newest}"
    nothing_new = polling.silence(request, version)
    if nothing_new is not None:
        return nothing_new
    at, by, wanted = timezone.now(), person(request), _wanted(request.GET)
    found = queues.pulse(mark=mark, newest_handoff=newest, wanted=wanted)
    context = {
        "queue": {
            "poll_url": queue_page.poll_url(f"{found.mark}.{newest}", wanted),
            "count": queues.unclaimed_count().number,
            "fresh": found.arrived,
            "url": page_below(request) or reverse("sla:queue"),
        },
        "taken": queue_page.taken_rows(found.left, at, by),
        "sizes": queues.sizes_of_groups(at=at, wanted=wanted),
    }
    return polling.stamped(render(request, "sla/_pulse_answer.html", context), version)


@seller_required
@require_POST
def claim(request: HttpRequest, code: UUID) -> HttpResponse:
    """Claim a hand-off; who was slower is told who has it, in place."""
    handoff = handoff_or_404(code)
    at, by = timezone.now(), person(request)
    try:
        lifecycle.claim(handoff=handoff, at=at, by=by)
    except AlreadyClaimed as refusal:
        return _lost(request, handoff, refusal)
    words = _claimed_words(handoff)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, words, extra_tags=_undo_url(handoff))
        return redirect(handoff.lead)
    return _answer(request, handoff, queue_page.claimed_row(handoff, at))


@seller_required
@require_POST
def claim_next(request: HttpRequest) -> HttpResponse:
    """Claim the most urgent lead that nobody else is claiming, and open it."""
    at, by = timezone.now(), person(request)
    waiting = queues.candidates(at=at, wanted=_wanted(request.GET))
    handoff = lifecycle.claim_next(candidates=waiting, at=at, by=by)
    if handoff is None:
        messages.info(request, _("The queue is empty."))
        return redirect("sla:queue")
    messages.success(request, _claimed_words(handoff), extra_tags=_undo_url(handoff))
    return redirect(handoff.lead)


@seller_required
@require_POST
def undo_claim(request: HttpRequest, code: UUID) -> HttpResponse:
    """Undo a claim within ten seconds."""
    handoff = handoff_or_404(code)
    at, by = timezone.now(), person(request)
    lifecycle.undo_claim(handoff=handoff, at=at, by=by)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, _("The lead is back in the queue."))
        return redirect("sla:queue")
    return _answer(request, handoff, _row_now(handoff, by, at))


def _lost(request: HttpRequest, handoff: Handoff, refusal: AlreadyClaimed) -> HttpResponse:
    at, by = timezone.now(), person(request)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.warning(request, queue_page.lost_note(refusal, at))
        return redirect("sla:queue")
    now = handoff_or_404(handoff.code)
    return _answer(request, now, queue_page.taken_row(now, at, by), status=409)


def _answer(
    request: HttpRequest, handoff: Handoff, row: queue_page.RowText, status: int = 200
) -> HttpResponse:
    at, row = timezone.now(), replace(row, is_selected=True)
    below = QueryDict(urlsplit(page_below(request)).query)
    context = {
        "row": row,
        "detail": detail_pane.detail(handoff, row, at, person(request)),
        "sizes": queues.sizes_of_groups(at=at, wanted=_wanted(below)),
    }
    return render(request, "sla/_claim_answer.html", context, status=status)


def _row_now(handoff: Handoff, by: User, at: datetime) -> queue_page.RowText:
    """Return the hand-off's row as it stands: to be claimed, one's own, or somebody else's."""
    if handoff.claimed_at is not None or handoff.closed_at is not None:
        return queue_page.taken_row(handoff, at, by)
    clock = queue_page.last_clock(handoff, "claim")
    return queue_page.open_row(handoff, face_of(clock, at), by, is_selected=True)


def _undo_url(handoff: Handoff) -> str:
    return reverse("sla:undo_claim", args=[handoff.code])


def _claimed_words(handoff: Handoff) -> str:
    """Return "Yours. First touch within 9 minutes." or just that it is theirs."""
    clock = queue_page.first_touch_clock(handoff)
    if clock is None or clock.stopped_at is not None or handoff.claimed_at is None:
        return _("Yours.")
    if clock.due_at is None:
        return _("Yours. The clock is paused.")
    left = countdown(calendar_of(clock.calendar_version), clock.due_at, handoff.claimed_at).seconds
    if left <= 0:
        return _("Yours. The first touch is overdue: contact them now.")
    return _("Yours. First touch within %(time)s.") % {"time": long_words_inside(left)}


def _wanted(asked: QueryDict) -> queues.Wanted:
    """Read the filter from an address; what is not a number is no filter."""

    def number(name: str) -> int | None:
        text = asked.get(name, "")
        is_number = text.isascii() and text.isdigit() and len(text) <= ID_DIGITS
        return int(text) if is_number else None

    group = asked.get("group", "")
    return queues.Wanted(
        source_id=number("source"),
        persona_id=number("persona"),
        group=group if group in queues.GROUPS else "",
    )


def _version(text: str) -> tuple[int, int]:
    """Read "mark.newest" from a poll; nonsense counts as the beginning."""
    found = re.fullmatch(r"([0-9]{1,18})\.([0-9]{1,18})", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)
