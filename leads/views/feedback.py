"""What sales sent back, for marketing to learn from."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads import feedback as returns
from leads.reading import handoff_or_404
from leads.views.leads import is_part
from teams.access import allowed, marketer_required, person


@allowed(lambda user: user.is_marketer or user.is_manager)
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """Show returned hand-offs that nobody has taken note of, those due back from nurture on top."""
    page = returns.feedback_page(at=timezone.now(), cursor=request.GET.get("cursor", ""))
    context = {"page": page, "may_act": person(request).is_marketer}
    return render(request, "leads/feedback.html", context)


@marketer_required
@require_POST
def take_note(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take note of one return; its row leaves the list."""
    handoff = returns.take_note(handoff=handoff_or_404(code), at=timezone.now(), by=person(request))
    said = _("Noted: %(lead)s.") % {"lead": handoff.lead}
    if is_part(request):
        # The element that asked is replaced by nothing.
        return HttpResponse(headers={"HX-Trigger": json.dumps({"toast": {"text": said}})})
    messages.success(request, said)
    return redirect("leads:feedback")
