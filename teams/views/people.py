"""People, for administrators: who is here, what they may do, who no longer may."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.background import ask_after_commit
from kit.keyset import keyset_page
from kit.refusals import BadInput
from teams import letters
from teams import people as verbs
from teams.access import administrator_required
from teams.access import person as person_of
from teams.forms.people import PersonForm
from teams.links import link_for
from teams.models import Purpose, Team, User
from teams.tasks import send_letter


@administrator_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List everybody by name, with roles; deactivated people only when asked for."""
    shows_inactive = request.GET.get("show") == "inactive"
    rows = User.objects.filter(is_active=not shows_inactive).prefetch_related("memberships__team")
    page = keyset_page(rows, by="name", cursor=request.GET.get("cursor", ""))
    context = {"page": page, "shows_inactive": shows_inactive, "items": _shows(shows_inactive)}
    return render(request, "teams/people.html", context)


@administrator_required
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Invite somebody: they get a letter with a link, which the administrator sees too."""
    form = PersonForm(request.POST or None, teams=_teams())
    if request.method == "POST" and form.is_valid():
        try:
            user = verbs.invite(text=form.text(), by=person_of(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            _send_link(user, Purpose.INVITATION)
            messages.success(request, _("%(name)s is invited.") % {"name": user.name})
            return redirect("teams:person", user.code)
    return render(
        request, "teams/new_person.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@administrator_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show and change one person."""
    subject = get_object_or_404(User, code=code)
    form = PersonForm.of(subject, _teams(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.amend(user=subject, text=form.text(), by=person_of(request))
        except BadInput as refusal:
            form.add_error(refusal.field, str(refusal))
            subject.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:people")
    is_invited = subject.is_active and not subject.has_usable_password()
    context = {
        "form": form,
        "subject": subject,
        "is_self": subject == person_of(request),
        "link": link_for(subject, Purpose.INVITATION) if is_invited else "",
    }
    return render(request, "teams/person.html", context, status=422 if form.errors else 200)


@administrator_required
@require_POST
def send_person_link(request: HttpRequest, code: UUID) -> HttpResponse:
    """Send the person a link to choose a password: the invitation again, or a reset."""
    subject = get_object_or_404(User, code=code, is_active=True)
    purpose = Purpose.RESET if subject.has_usable_password() else Purpose.INVITATION
    _send_link(subject, purpose)
    messages.success(request, _("A link is on its way to %(email)s.") % {"email": subject.email})
    return redirect("teams:person", code)


@administrator_required
@require_POST
def deactivate(request: HttpRequest, code: UUID) -> HttpResponse:
    """Shut a person out."""
    subject = get_object_or_404(User, code=code)
    verbs.deactivate(user=subject, at=timezone.now(), by=person_of(request))
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": subject.name})
    return redirect("teams:people")


@administrator_required
@require_POST
def reactivate(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let a person in again."""
    subject = get_object_or_404(User, code=code)
    verbs.reactivate(user=subject, by=person_of(request))
    messages.success(request, _("%(name)s can sign in again.") % {"name": subject.name})
    return redirect("teams:person", code)


def _send_link(user: User, purpose: Purpose) -> None:
    letter = letters.write(user_id=user.pk, purpose=purpose, at=timezone.now())
    ask_after_commit(send_letter, letter_id=letter.pk)


def _teams() -> list[Team]:
    return list(Team.objects.order_by("side", "name"))


def _shows(shows_inactive: bool) -> list[dict[str, object]]:  # noqa: FBT001 - one fact, one argument
    return [
        {"label": _("Active"), "url": "?", "is_current": not shows_inactive},
        {"label": _("Deactivated"), "url": "?show=inactive", "is_current": shows_inactive},
    ]
