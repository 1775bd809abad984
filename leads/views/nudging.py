"""A manager's nudge, from the row of a list or the lead's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leads import nudging
from leads.nudging import AlreadyNudged
from leads.reading import handoff_or_404
from leads.views.act_page import came_from
from leads.views.leads import is_part
from teams.access import manager_required, person


@manager_required
@require_POST
def nudge(request: HttpRequest, code: UUID) -> HttpResponse:
    """Tell the lead's owner, or the reps, that it waits; a second press says when that was."""
    handoff = handoff_or_404(code)
    at = timezone.now()
    try:
        nudging.nudge(handoff=handoff, at=at, by=person(request))
    except AlreadyNudged as refusal:
        said, is_new = str(refusal), False
    else:
        said, is_new = nudging.said(at, at), True
    if is_part(request):
        return render(request, "leads/parts/nudged.html", {"said": said})
    if is_new:
        said = _("%(lead)s: a notice is on its way.") % {"lead": handoff.lead}
    (messages.success if is_new else messages.info)(request, said)
    return redirect(came_from(request, handoff))
