"""The page that explains a clock."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from kit.instants import whole_second
from sla.clock_page import clock_page
from sla.explained import clock_or_404, explained
from sla.targets import text_of
from sla.wording import Names, said
from teams.access import member_required


@member_required
@require_GET
def clock(request: HttpRequest, code: UUID, metric: str, seq: int) -> HttpResponse:
    """Show why a clock shows what it shows: ledger, clause, calendar, events, whose time it was."""
    found = clock_or_404(code, metric, seq)
    why = explained(found, whole_second(timezone.now()))
    context = {
        "clock": found,
        "page": clock_page(why, is_rtl=get_language_bidi()),
        "clause": why.clause,
        "said": said(found.target, text_of(found.target), Names.of([found.target])),
    }
    return render(request, "sla/clock.html", context)
