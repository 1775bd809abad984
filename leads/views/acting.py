"""What a rep does with a hand-off, each act at an address of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from leads import lifecycle, qualifying
from leads.fit_words import check_lines
from leads.forms.acting import ConfirmForm, QualifyHandoffForm, WinForm
from leads.forms.assigning import AssignForm
from leads.forms.deciding import DisqualifyForm, LoseForm, RecycleForm, RejectForm
from leads.forms.touch import TouchForm
from leads.models import DefinitionKind, Handoff
from leads.qualifying import Check
from leads.stages import Move
from leads.terms import in_force
from leads.views.act_page import Act, serve
from teams.access import allowed, seller_required
from teams.models import Company, Side, User

_METHODS = ["GET", "POST"]


@seller_required
@require_http_methods(_METHODS)
def touch(request: HttpRequest, code: UUID) -> HttpResponse:
    """Log a touch; an unclaimed lead is claimed with it."""
    return serve(request, code, _TOUCH)


@seller_required
@require_http_methods(_METHODS)
def release(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a claimed lead back into the queue."""
    return serve(request, code, _RELEASE)


@seller_required
@require_http_methods(_METHODS)
def reject(request: HttpRequest, code: UUID) -> HttpResponse:
    """Refuse a lead for what its papers show."""
    return serve(request, code, _REJECT)


@seller_required
@require_http_methods(_METHODS)
def disqualify(request: HttpRequest, code: UUID) -> HttpResponse:
    """Rule a lead out for what a contact showed."""
    return serve(request, code, _DISQUALIFY)


@seller_required
@require_http_methods(_METHODS)
def recycle(request: HttpRequest, code: UUID) -> HttpResponse:
    """Return a lead to marketing until a day."""
    return serve(request, code, _RECYCLE)


@seller_required
@require_http_methods(_METHODS)
def qualify_handoff(request: HttpRequest, code: UUID) -> HttpResponse:
    """Qualify a contacted lead for sales (SQL), held against the definition in force."""
    return serve(request, code, _QUALIFY)


@seller_required
@require_http_methods(_METHODS)
def win(request: HttpRequest, code: UUID) -> HttpResponse:
    """Close a qualified lead as won, with the deal's value."""
    return serve(request, code, _WIN)


@seller_required
@require_http_methods(_METHODS)
def lose(request: HttpRequest, code: UUID) -> HttpResponse:
    """Close a qualified lead whose deal was lost."""
    return serve(request, code, _LOSE)


@allowed(lambda user: user.manages(Side.SALES))
@require_http_methods(_METHODS)
def assign(request: HttpRequest, code: UUID) -> HttpResponse:
    """Give an unclaimed lead to a rep."""
    return serve(request, code, _ASSIGN)


@allowed(lambda user: user.manages(Side.SALES))
@require_http_methods(_METHODS)
def reassign(request: HttpRequest, code: UUID) -> HttpResponse:
    """Give a claimed lead to another rep."""
    return serve(request, code, _REASSIGN)


def _log_touch(handoff: Handoff, form: TouchForm, at: datetime, by: User) -> object:
    return lifecycle.log_touch(handoff=handoff, touch=form.new_touch(), at=at, by=by)


def _win_form(handoff: Handoff, _at: datetime, data: QueryDict | None) -> WinForm:
    known = handoff.lead.expected_value
    initial = {"value": "" if known is None else f"{known:f}"}
    return WinForm(data, initial=initial, currency=Company.get().currency)


def _qualify_form(handoff: Handoff, _at: datetime, data: QueryDict | None) -> QualifyHandoffForm:
    definition = in_force(handoff.handed_at).definition(DefinitionKind.SQL)
    return QualifyHandoffForm(data, definition=definition)


def _qualify(handoff: Handoff, form: QualifyHandoffForm, at: datetime, by: User) -> object:
    reason = form.cleaned_data.get("override_reason", "")
    return lifecycle.qualify(
        handoff=handoff, confirmed=form.said, override_reason=reason, at=at, by=by
    )


def _checked(handoff: Handoff, form: QualifyHandoffForm, at: datetime) -> dict[str, Any]:
    """Return the lead held against the definition; what the rep is asked for stands in the form."""
    found: Check = qualifying.check(
        lead=handoff.lead, kind=DefinitionKind.SQL, at=at, handoff=handoff, confirmed=form.said
    )
    asked = dict(form.fields["confirmed"].choices) if "confirmed" in form.fields else {}  # type: ignore[attr-defined]
    lines = [line for line in check_lines(found) if line.fact not in asked]
    return {"check": found, "lines": lines}


_TOUCH = Act(
    move=Move.TOUCH,
    title=_("Log a touch"),
    submit=_("Log"),
    done=_("Logged for %(lead)s."),
    make=lambda handoff, at, data: TouchForm(data, handoff=handoff, at=at),
    do=_log_touch,
    fields="leads/parts/touch_fields.html",
)
_RELEASE = Act(
    move=Move.RELEASE,
    title=_("Release"),
    text=_(
        "The lead goes back into the queue for others to claim. The time to the first touch, "
        "counted from the hand-off, goes on."
    ),
    submit=_("Put back into the queue"),
    done=_("%(lead)s is back in the queue."),
    make=lambda _handoff, _at, data: ConfirmForm(data),
    do=lambda handoff, _form, at, by: lifecycle.release(handoff=handoff, at=at, by=by),
)
_ASSIGN = Act(
    move=Move.ASSIGN,
    title=_("Assign"),
    text=_(
        "The rep is told at once. The clock of the claim ends, that of the first touch goes on."
    ),
    submit=_("Assign"),
    done=_("%(lead)s is assigned. The rep has a notice."),
    make=lambda _handoff, at, data: AssignForm(data, at=at),
    do=lambda handoff, form, at, by: lifecycle.assign(
        handoff=handoff, to=form.cleaned_data["to"], at=at, by=by
    ),
)
_REASSIGN = Act(
    move=Move.REASSIGN,
    title=_("Reassign"),
    text=_(
        "The new owner and the former one are told at once. The lead has waited all along: the "
        "clock of the first touch goes on, and the new owner's own time starts where the agreement "
        "promises one."
    ),
    submit=_("Reassign"),
    done=_("%(lead)s is reassigned. The new owner and the former one have a notice."),
    make=lambda handoff, at, data: AssignForm(data, at=at, but=handoff.owner_id),
    do=lambda handoff, form, at, by: lifecycle.reassign(
        handoff=handoff, to=form.cleaned_data["to"], at=at, by=by
    ),
)
_REJECT = Act(
    move=Move.REJECT,
    title=_("Reject"),
    text=_(
        "Judged by its facts, before any contact. Marketing is told the reason and gets the "
        "lead back."
    ),
    submit=_("Reject"),
    done=_("%(lead)s was rejected. Marketing has the reason."),
    make=lambda handoff, _at, data: RejectForm(data, handoff=handoff),
    do=lambda handoff, form, at, by: lifecycle.reject(
        handoff=handoff, decision=form.decision(), at=at, by=by
    ),
    fields="leads/parts/decide_fields.html",
    is_dangerous=True,
    clause="rejection",
)
_DISQUALIFY = Act(
    move=Move.DISQUALIFY,
    title=_("Disqualify"),
    text=_("Judged by what the contact showed. Marketing is told the reason."),
    submit=_("Disqualify"),
    done=_("%(lead)s was disqualified. Marketing has the reason."),
    make=lambda handoff, _at, data: DisqualifyForm(data, handoff=handoff),
    do=lambda handoff, form, at, by: lifecycle.disqualify(
        handoff=handoff, decision=form.decision(), at=at, by=by
    ),
    fields="leads/parts/decide_fields.html",
    is_dangerous=True,
    clause="rejection",
)
_RECYCLE = Act(
    move=Move.RECYCLE,
    title=_("Return to marketing"),
    text=_("Interested, but not now: marketing keeps the lead warm and may offer it again."),
    submit=_("Return to marketing"),
    done=_("%(lead)s is back with marketing."),
    make=lambda handoff, at, data: RecycleForm(data, handoff=handoff, at=at),
    do=lambda handoff, form, at, by: lifecycle.recycle(
        handoff=handoff, decision=form.decision(), at=at, by=by
    ),
    fields="leads/parts/decide_fields.html",
    clause="recycling",
)
_QUALIFY = Act(
    move=Move.QUALIFY,
    title=_("Qualify (SQL)"),
    submit=_("Qualify"),
    done=_("%(lead)s is qualified for sales."),
    make=_qualify_form,
    do=_qualify,
    more=_checked,
    fields="leads/parts/qualify_handoff_fields.html",
    clause="sql",
)
_WIN = Act(
    move=Move.WIN,
    title=_("Won"),
    submit=_("Record the win"),
    done=_("%(lead)s is won. Congratulations!"),
    make=_win_form,
    do=lambda handoff, form, at, by: lifecycle.win(
        handoff=handoff, value=form.cleaned_data["value"], at=at, by=by
    ),
)
_LOSE = Act(
    move=Move.LOSE,
    title=_("Lost"),
    text=_("The deal came to nothing."),
    submit=_("Record the loss"),
    done=_("The deal with %(lead)s is recorded as lost."),
    make=lambda handoff, _at, data: LoseForm(data, handoff=handoff),
    do=lambda handoff, form, at, by: lifecycle.lose(
        handoff=handoff, decision=form.decision(), at=at, by=by
    ),
    fields="leads/parts/decide_fields.html",
    is_dangerous=True,
    clause="rejection",
)
