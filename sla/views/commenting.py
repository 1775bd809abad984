"""The pages on which the two sides talk about a clause of a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import BadInput
from sla import commenting
from sla.clauses import contract
from sla.forms.comment import CommentForm
from sla.models import AgreementVersion, ClauseComment
from sla.numbering import number_of
from sla.views.agreement import said_of
from teams.access import manager_required, person
from teams.models import Company


@manager_required
@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, code: UUID, clause: str) -> HttpResponse:
    """Show what a clause says and what was said about it, and say more."""
    version = get_object_or_404(AgreementVersion, code=code)
    if not number_of(clause):
        raise Http404
    if request.method == "GET":
        return _page(request, version, clause, CommentForm())
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, version, clause, form, status=422)
    text = form.cleaned_data["text"]
    try:
        commenting.comment(
            version=version, clause=clause, text=text, at=timezone.now(), by=person(request)
        )
    except BadInput as refusal:
        form.add_error("text", str(refusal))
        return _page(request, version, clause, form, status=refusal.status)
    messages.success(request, _("The other side has been told."))
    return _back(version, clause)


@manager_required
@require_POST
def resolve_comment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Settle a comment."""
    found = get_object_or_404(ClauseComment.objects.select_related("version"), code=code)
    commenting.resolve(comment=found, at=timezone.now(), by=person(request))
    return _back(found.version, found.clause)


def _back(version: AgreementVersion, clause: str) -> HttpResponse:
    """Go back to the text, to the clause."""
    url = reverse("sla:agreement_version", args=[version.code])
    return redirect(f"{url}#clause-{clause.partition('-')[0]}")


def _page(
    request: HttpRequest,
    version: AgreementVersion,
    clause: str,
    form: CommentForm,
    status: int = 200,
) -> HttpResponse:
    said = contract(version, reader=person(request))
    key = clause.partition("-")[0]
    context = {
        **said_of(said, Company.get(), version.in_force_at or timezone.now()),
        "version": version,
        "clause": next(one for part in said.sections for one in part.clauses if one.key == key),
        "form": form,
        "is_open": commenting.is_open(version),
    }
    return render(request, "sla/comment.html", context, status=status)
