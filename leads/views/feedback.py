"""Marketing takes note of what sales sent back."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leads import feedback as returns
from leads.reading import handoff_or_404
from leads.views.leads import is_part
from teams.access import marketer_required, person


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
    return redirect("sla:feedback")
