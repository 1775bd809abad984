"""Signing in and out, and where each person starts."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from teams.access import person
from teams.forms.signing_in import SignInForm
from teams.models import User
from teams.setting_up import is_set_up
from teams.throttling import WINDOW_SECONDS, count_try, is_too_often
from teams.views.leading import next_or_home


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a person in by e-mail and password, under a new session."""
    if request.user.is_authenticated:
        return redirect(next_or_home(request))
    if request.method == "POST" and is_too_often(request, "sign-in"):
        return too_often(request, WINDOW_SECONDS)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(next_or_home(request))
    if request.method == "GET" and not is_set_up():
        return redirect("teams:setup")
    if form.errors:
        count_try(request, "sign-in")
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "teams/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("teams:sign_in")


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer somebody who guessed too often (called by django-axes); the same for every e-mail."""
    return too_often(request, int(settings.AXES_COOLOFF_TIME * 3600))


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say that it was too often, and how many ``seconds`` to wait: at most that many are left."""
    answer = render(request, "429.html", {"wait_seconds": seconds}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page where their work is."""
    user = person(request)
    page = _first_page(user)
    return redirect(page) if page else render(request, "teams/no_team.html")


def _first_page(user: User) -> str:
    if user.is_manager:
        return "dashboards:dashboard"
    if user.is_seller:
        return "sla:queue"
    if user.is_marketer:
        return "sla:handoffs"
    return "teams:people" if user.is_administrator else ""
