"""The pages of personas and ideal customer profiles."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from personas import catalogue
from personas.criteria import OF_THE_LEAD
from personas.forms import CRITERIA_PREFIX, criteria_in, criterion_rows, show_refusal
from personas.views.kinds import PERSONA, PROFILE, Kind, Wanted, WantedForm, first_values
from teams.access import allowed, member_required, person

editor_required = allowed(catalogue.may_edit)


@member_required
@require_GET
def profile(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show one ideal customer profile."""
    return _show(request, PROFILE, code)


@editor_required
@require_http_methods(["GET", "POST"])
def new_persona(request: HttpRequest) -> HttpResponse:
    """Make a persona."""
    return _form(request, PERSONA, None)


@editor_required
@require_http_methods(["GET", "POST"])
def edit_persona(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a persona."""
    return _form(request, PERSONA, PERSONA.find(code))


@editor_required
@require_http_methods(["GET", "POST"])
def new_profile(request: HttpRequest) -> HttpResponse:
    """Make an ideal customer profile."""
    return _form(request, PROFILE, None)


@editor_required
@require_http_methods(["GET", "POST"])
def edit_profile(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change an ideal customer profile."""
    return _form(request, PROFILE, PROFILE.find(code))


@editor_required
@require_POST
def restore_profile(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an archived profile back into use."""
    found = PROFILE.find(code)
    catalogue.restore_profile(profile=found, by=person(request))  # type: ignore[arg-type]
    return _said(request, _("%(name)s is in use again."), found, PROFILE)


@editor_required
@require_POST
def restore_persona(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an archived persona back into use. Archiving asks the agreement first: it is sla's."""
    found = PERSONA.find(code)
    catalogue.restore_persona(persona=found, by=person(request))  # type: ignore[arg-type]
    return _said(request, _("%(name)s is in use again."), found, PERSONA)


def _show(request: HttpRequest, kind: Kind, code: UUID) -> HttpResponse:
    context = {"wanted": kind.find(code), "may_edit": catalogue.may_edit(person(request))}
    return render(request, f"personas/{kind.name}.html", context)


def _form(request: HttpRequest, kind: Kind, wanted: Wanted | None) -> HttpResponse:
    if wanted is not None and wanted.archived_at is not None:
        raise catalogue.Archived
    criteria = list(wanted.criteria.all()) if wanted else []
    if request.method == "GET":
        form = kind.form(initial=first_values(wanted))
        return _page(request, kind, wanted, form, criterion_rows(None, criteria, OF_THE_LEAD))
    if "more" in request.POST:
        data = with_more(request.POST, CRITERIA_PREFIX)
        rows = criterion_rows(data, criteria, OF_THE_LEAD)
        return _page(request, kind, wanted, kind.form(request.POST), rows)
    form = kind.form(request.POST)
    rows = criterion_rows(request.POST, criteria, OF_THE_LEAD)
    if not (form.is_valid() & rows.is_valid()):
        return _page(request, kind, wanted, form, rows, status=422)
    try:
        seen = request.POST.get("seen", "")
        saved = kind.write(wanted, form, criteria_in(rows), person(request), seen)
    except (BadInput, StalePage) as refusal:
        _show_refusal(refusal, form, rows)
        return _page(request, kind, wanted, form, rows, status=refusal.status)
    return _said(request, _("%(name)s was saved."), saved, kind)


def _show_refusal(refusal: BadInput | StalePage, form: WantedForm, rows: BaseRows) -> None:
    if isinstance(refusal, BadInput):
        show_refusal(refusal, form, rows)
    else:
        form.add_error(None, str(refusal))


def _page(
    request: HttpRequest,
    kind: Kind,
    wanted: Wanted | None,
    form: WantedForm,
    rows: BaseRows,
    status: int = 200,
) -> HttpResponse:
    seen = request.POST.get("seen") or (catalogue.fingerprint_of_wanted(wanted) if wanted else "")
    context = {"form": form, "rows": rows, "wanted": wanted, "seen": seen}
    act = "edit" if wanted else "new"
    return render(request, f"personas/{act}_{kind.name}.html", context, status=status)


def _said(request: HttpRequest, text: str, wanted: Wanted, kind: Kind) -> HttpResponse:
    messages.success(request, text % {"name": wanted.name})
    return redirect(kind.url(wanted))
