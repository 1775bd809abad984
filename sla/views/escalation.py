"""Taking up what the ladder told of: "I am on it"."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.addresses import is_ours
from leads.reading import handoff_or_404
from sla import acknowledging
from teams.access import member_required, person


@member_required
@require_POST
def acknowledge(request: HttpRequest, code: UUID) -> HttpResponse:
    """Keep that the person is on it, and go back to where the button was."""
    handoff = handoff_or_404(code)
    metric = request.POST.get("metric", "")
    acknowledging.acknowledge(handoff=handoff, metric=metric, at=timezone.now(), by=person(request))
    messages.success(
        request, _("You are on it: nobody else is called for %(lead)s.") % {"lead": handoff.lead}
    )
    wanted = request.POST.get("next", "")
    return redirect(wanted if is_ours(wanted) else handoff.lead)
