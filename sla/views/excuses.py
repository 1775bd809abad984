"""Breaches that are to be set aside: the page of one, and the list of what was asked."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.keyset import Count
from kit.refusals import BadInput, Refusal
from sla import breach_page, excuse_list, excusing
from sla.excuse_list import ASKED, DECIDED, TO_DECIDE, Wanted
from sla.exporting import excuse_sheet
from sla.forms.excuses import AnswerForm, AskForm, AskManyForm, ExcuseFilterForm, RevokeForm
from sla.models import Breach, ExcuseState
from teams.access import manager_required, member_required, person
from teams.taking import as_file, wants_file, zone_of_files

_TABS: dict[str, str | Promise] = {
    TO_DECIDE: gettext_lazy("To decide"),
    ASKED: gettext_lazy("Asked by my side"),
    DECIDED: pgettext_lazy("excuses", "Decided"),
}
Forms = dict[str, forms.Form]


@member_required
@require_GET
def breach(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show a breach: what was promised, what was asked about it, what may be done now."""
    return _breach(request, breach_page.breach_or_404(code), {})


@member_required
@require_POST
def ask_excuse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask the other side to set the breach aside."""
    form = AskForm(request.POST)
    done = _("The other side has been asked.")
    return _carry_out(request, code, "ask", form, excusing.ask, done)


@member_required
@require_POST
def grant_excuse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Set the breach aside."""
    done = _("The breach was set aside.")
    return _carry_out(request, code, "decide", AnswerForm(request.POST), excusing.grant, done)


@member_required
@require_POST
def refuse_excuse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let the breach stand."""
    done = _("The breach stands.")
    return _carry_out(request, code, "decide", AnswerForm(request.POST), excusing.refuse, done)


@member_required
@require_POST
def revoke_excuse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a granted excuse back."""
    done = _("The excuse was revoked. The breach counts again.")
    return _carry_out(request, code, "revoke", RevokeForm(request.POST), excusing.revoke, done)


@member_required
@require_POST
def withdraw_excuse(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take back what was asked."""
    done = _("What was asked has been taken back.")
    return _carry_out(request, code, "withdraw", forms.Form(request.POST), excusing.withdraw, done)


@manager_required
@require_GET
def excuses(request: HttpRequest) -> HttpResponse:
    """Show what was asked: what waits for the person's answer first."""
    form = ExcuseFilterForm(request.GET)
    if not form.is_valid():
        raise BadInput
    return _list(request, form, AnswerForm())


@manager_required
@require_POST
def decide_excuses(request: HttpRequest) -> HttpResponse:
    """Grant or refuse the ticked requests, or all that match, with one word."""
    filters = ExcuseFilterForm(QueryDict(request.POST.get("filters", "")))
    if not filters.is_valid():
        raise BadInput
    form = AnswerForm(request.POST)
    by = person(request)
    try:
        if not form.is_valid():
            return _list(request, filters, form, status=422)
        result = excusing.decide_many(
            excuses=_chosen(request, filters.wanted()),
            answer=request.POST.get("answer", ""),
            word=form.cleaned_data["word"],
            at=timezone.now(),
            by=by,
        )
    except BadInput as refusal:
        form.add_error("word" if refusal.field == "word" else None, str(refusal))
        return _list(request, filters, form, status=422)
    _say(request, result, is_granted=request.POST["answer"] == ExcuseState.GRANTED)
    query = filters.data.urlencode()  # type: ignore[attr-defined]
    return redirect(f"{redirect('sla:excuses').url}{'?' if query else ''}{query}")


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_excuses(request: HttpRequest) -> HttpResponse:
    """Say how many breaches of a span would be asked about; sent again, ask, as after an outage."""
    by, now = person(request), timezone.now()
    form = AskManyForm(request.POST if request.method == "POST" else None, by=by)
    foreseen = None
    if form.is_bound and form.is_valid():
        asked = dict(form.cleaned_data)
        seen = asked.pop("seen")
        span = {name: asked[name] for name in ("side", "since", "until")}
        try:
            foreseen = excusing.foresee(at=now, by=by, **span)
            if foreseen.wanted and seen == foreseen.wanted:
                result = excusing.ask_many(at=now, by=by, **asked)
                messages.success(request, _asked(result.done))
                return redirect(f"{redirect('sla:excuses').url}?tab={ASKED}")
            form = AskManyForm({**request.POST.dict(), "seen": foreseen.wanted}, by=by)
        except BadInput as refusal:
            form.add_error(refusal.field or None, str(refusal))
    status = 422 if form.is_bound and foreseen is None else 200
    context = {"form": form, "foreseen": foreseen}
    return render(request, "sla/ask_excuses.html", context, status=status)


def _asked(number: int) -> str:
    text = ngettext(
        "The other side has been asked about %(n)s breach.",
        "The other side has been asked about %(n)s breaches.",
        number,
    )
    return text % {"n": number}


def _carry_out(
    request: HttpRequest,
    code: UUID,
    act: str,
    form: forms.Form,
    verb: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Do what a valid form asks for and go back to the breach; else show it with what is wrong."""
    found = breach_page.breach_or_404(code)
    if form.is_valid():
        try:
            verb(breach=found, at=timezone.now(), by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, done)
            return redirect("sla:breach", code)
    return _breach(request, found, {act: form}, status=422)


def _breach(request: HttpRequest, found: Breach, bound: Forms, status: int = 200) -> HttpResponse:
    page = breach_page.breach_page(breach=found, by=person(request), at=timezone.now())
    made: Forms = {"ask": AskForm(), "decide": AnswerForm(), "revoke": RevokeForm()}
    context = {"page": page, "forms": {act: made[act] for act in made if act in page.acts} | bound}
    return render(request, "sla/breach.html", context, status=status)


def _list(
    request: HttpRequest, form: ExcuseFilterForm, answer: AnswerForm, status: int = 200
) -> HttpResponse:
    by, wanted, at = person(request), form.wanted(), timezone.now()
    if wants_file(request):
        sheet = excuse_sheet(excuse_list.matching(wanted, by), at=at, zone=zone_of_files())
        return as_file(request, sheet, at)
    cursor = request.GET.get("cursor", "")
    page = excuse_list.excuse_page(wanted=wanted, by=by, at=at, cursor=cursor)
    kept: QueryDict = QueryDict(mutable=True)
    kept.update({name: value for name, value in form.cleaned_data.items() if value})
    may_decide = bool(excusing.sides_to_decide(by))
    context = {
        "page": page,
        "form": form,
        "answer": answer,
        "wanted": wanted,
        "kept": kept.urlencode(),
        "tabs": _tabs(kept, wanted.tab, page.counts),
        "may_decide": may_decide,
        "is_deciding": may_decide and wanted.tab == TO_DECIDE,
        "works_on_both_sides": by.is_marketer and by.is_seller,
        "waiting": page.counts[TO_DECIDE],
        "first_url": "" if page.is_first else _address(kept),
        "older_url": page.next_cursor and _address(kept, cursor=page.next_cursor),
        "is_narrowed": any((wanted.kind, wanted.promise, wanted.state)),
        "clear_url": _address(QueryDict(), tab=wanted.tab),
    }
    return render(request, "sla/excuses.html", context, status=status)


def _chosen(request: HttpRequest, wanted: Wanted) -> Sequence[UUID]:
    """Return the codes that are ticked, or of all that match; ``BadInput`` for what is no code."""
    if request.POST.get("all"):
        return excuse_list.codes_to_decide(wanted, person(request))
    try:
        return [UUID(code) for code in request.POST.getlist("excuse")]
    except ValueError as error:
        raise BadInput from error


def _say(request: HttpRequest, result: excusing.Many, *, is_granted: bool) -> None:
    granted = ngettext("%(n)s breach was set aside.", "%(n)s breaches were set aside.", result.done)
    refused = ngettext("%(n)s breach stands.", "%(n)s breaches stand.", result.done)
    text = (granted if is_granted else refused) % {"n": result.done}
    if result.left:
        more = ngettext(
            "%(n)s had been answered meanwhile.", "%(n)s had been answered meanwhile.", result.left
        )
        text = f"{text} {more % {'n': result.left}}"
    messages.success(request, text)


def _tabs(kept: QueryDict, current: str, counts: dict[str, Count]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": _address(kept, tab=tab, state=""),
            "is_current": tab == current,
            "count": None if tab == DECIDED else counts[tab],
        }
        for tab, label in _TABS.items()
    ]


def _address(kept: QueryDict, **changes: str) -> str:
    """Return the list's address with its filters, changed by ``changes``."""
    query = kept.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
