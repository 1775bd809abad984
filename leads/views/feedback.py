"""What sales sent back, for marketing to learn from."""

import json
import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit.refusals import BadInput
from leads import feedback as returns
from leads.reading import handoff_or_404
from leads.views.leads import is_part
from teams.access import allowed, marketer_required, person

_KEY = re.compile(r"[-\w]{0,40}", re.ASCII)


@allowed(lambda user: user.is_marketer or user.is_manager)
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """Show returned hand-offs that nobody has taken note of, those due back from nurture on top."""
    reason, cursor = request.GET.get("reason", ""), request.GET.get("cursor", "")
    if not _KEY.fullmatch(reason):
        raise BadInput
    page = returns.feedback_page(at=timezone.now(), cursor=cursor, reason=reason)
    here = f"{request.path}?{urlencode({'reason': reason})}" if reason else request.path
    context = {
        "page": page,
        "views": _views(page, request.path, reason),
        "reason": reason,
        "first_url": "" if page.is_first else here,
        "older_url": page.next_cursor and _older(here, page.next_cursor),
        "may_act": person(request).is_marketer,
    }
    return render(request, "leads/feedback.html", context)


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


@marketer_required
@require_POST
def take_note(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take note of one return; its row leaves the list."""
    handoff = returns.take_note(handoff=handoff_or_404(code), at=timezone.now(), by=person(request))
    said = _("Noted: %(lead)s.") % {"lead": handoff.lead}
    if is_part(request):
        # The element that asked is replaced by nothing; the counts of the page listen for "noted".
        told = {"toast": {"text": said}, "noted": True}
        return HttpResponse(headers={"HX-Trigger": json.dumps(told)})
    messages.success(request, said)
    return redirect("leads:feedback")
