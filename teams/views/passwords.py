"""Passwords: forgotten, chosen by a link, changed."""

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kit.background import ask_after_commit
from teams import letters, people
from teams.access import person
from teams.forms.signing_in import ChangePasswordForm, ForgottenForm, NewPasswordForm
from teams.links import open_link
from teams.models import Purpose, User
from teams.refusals import BadLink
from teams.tasks import send_letter
from teams.throttling import WINDOW_SECONDS, count_try, is_too_often
from teams.views.signing_in import too_often

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to choose a new password; answer alike whether or not somebody has the e-mail."""
    if request.method == "POST" and is_too_often(request, "forgotten"):
        return too_often(request, WINDOW_SECONDS)
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_try(request, "forgotten")
        rows = User.objects.filter(email=form.cleaned_data["email"], is_active=True)
        letter = letters.write(
            user_id=rows.values_list("pk", flat=True).first(),
            purpose=Purpose.RESET,
            at=timezone.now(),
        )
        ask_after_commit(send_letter, letter_id=letter.pk)
        context = {"email": form.cleaned_data["email"]}
        return render(request, "teams/forgotten_sent.html", context)
    return render(
        request, "teams/forgotten.html", {"form": form}, status=422 if form.errors else 200
    )


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link choose their password, and sign them in."""
    try:
        opened = open_link(token)
    except BadLink as refusal:
        return _worn_out(request, refusal)
    form = NewPasswordForm(request.POST or None, user=opened.user)
    if request.method == "POST" and form.is_valid():
        user = people.choose_password(user=opened.user, password=form.cleaned_data["password"])
        forget_failures(username=user.email)
        login(request, user, backend=BACKEND)
        messages.success(request, _("Your password is set."))
        return redirect("teams:home")
    context = {
        "form": form,
        "invited": opened.user,
        "is_invitation": opened.purpose is Purpose.INVITATION,
    }
    return render(
        request, "teams/choose_password.html", context, status=422 if form.errors else 200
    )


def _worn_out(request: HttpRequest, refusal: BadLink) -> HttpResponse:
    """Say that a link no longer holds, and lead to where one gets another."""
    context = {
        "refusal": refusal,
        "next_url": reverse("teams:forgotten"),
        "next_word": _("Ask for a new password"),
    }
    return render(request, "404.html", context, status=refusal.status)


@sensitive_post_parameters("current", "password", "again")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Let a person change their password; their other sessions end, this one goes on."""
    user = person(request)
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        people.choose_password(user=user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. Other devices are signed out."))
        return redirect("teams:me")
    return render(
        request, "teams/change_password.html", {"form": form}, status=422 if form.errors else 200
    )
