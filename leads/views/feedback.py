"""Marketing takes note of what sales sent back."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import BadInput, NotAllowed
from leads import feedback as returns
from leads import lifecycle
from leads.forms.overturning import OverturnForm
from leads.lifecycle.moving import may_move
from leads.lifecycle.overturning import may_overturn
from leads.reading import handoff_or_404
from leads.refusals import IllegalMove
from leads.stages import Move
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


@marketer_required
@require_http_methods(["GET", "POST"])
def overturn(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask why the rejection of one lead does not hold, then let its hand-off go on."""
    handoff, by = handoff_or_404(code), person(request)
    if not may_move(Move.OVERTURN, handoff, by):
        raise NotAllowed
    if not may_overturn(handoff, by):
        raise IllegalMove(_("This lead has gone on since it was rejected."))
    form = OverturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data["text"]
            lifecycle.overturn(handoff=handoff, text=said, at=timezone.now(), by=by)
        except BadInput as refusal:
            form.add_error("text", str(refusal.message))
        else:
            messages.success(request, _("%(lead)s is with sales again.") % {"lead": handoff.lead})
            return redirect(handoff.lead)
    context = {"handoff": handoff, "lead": handoff.lead, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/overturn.html", context, status=status)
