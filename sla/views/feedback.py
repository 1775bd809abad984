"""What sales sent back, for marketing to learn from, and by when each rejection is answered."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kit.refusals import BadInput
from leads import feedback as returns
from sla import upcoming
from sla.exporting import handoff_sheet
from sla.faces import faces
from teams.access import allowed, person
from teams.models import Side
from teams.taking import as_file, wants_file, zone_of_files

_KEY = re.compile(r"[-\w]{0,40}", re.ASCII)


@allowed(lambda user: user.is_marketer or user.is_manager)
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """Show returned hand-offs that nobody has taken note of.

    On top those that are to be answered by an instant, the first due first, and who is due back
    from nurture.
    """
    reason, cursor, at = (
        request.GET.get("reason", ""),
        request.GET.get("cursor", ""),
        timezone.now(),
    )
    if not _KEY.fullmatch(reason):
        raise BadInput
    if wants_file(request):
        rows = returns.to_answer(reason)
        sheet = handoff_sheet(rows, what="feedback", at=at, zone=zone_of_files())
        return as_file(request, sheet, at)
    urgent = [] if reason else upcoming.answers_due_first(returns.DUE_SHOWN)
    page = returns.feedback_page(at=at, cursor=cursor, reason=reason, urgent=urgent)
    shown = [*page.urgent, *page.due, *page.rows]
    clocks = upcoming.answer_clocks(row.code for row in shown)
    of_clock = faces(clocks.values(), at)
    here = f"{request.path}?{urlencode({'reason': reason})}" if reason else request.path
    context = {
        "page": page,
        "faces": {code: of_clock[clock.pk] for code, clock in clocks.items()},
        "views": _views(page, request.path, reason),
        "reason": reason,
        "first_url": "" if page.is_first else here,
        "older_url": page.next_cursor and _older(here, page.next_cursor),
        "may_act": person(request).is_marketer,
        "may_overturn": person(request).manages(Side.MARKETING),
    }
    return render(request, "sla/feedback.html", context)


def _views(page: returns.FeedbackPage, path: str, reason: str) -> list[dict[str, Any]]:
    """Return "All" and one view a reason, each with how many returns it holds."""
    every = {"label": _("All"), "url": path, "is_current": not reason, "count": page.count}
    return [
        every,
        *(
            {
                "label": share.label,
                "url": f"{path}?{urlencode({'reason': share.key})}",
                "is_current": share.key == reason,
                "count": share.number,
            }
            for share in page.reasons
        ),
    ]


def _older(here: str, cursor: str) -> str:
    return f"{here}{'&' if '?' in here else '?'}{urlencode({'cursor': cursor})}"
