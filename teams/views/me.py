"""A person's own page, and the switches that every page's frame has."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kit.refusals import BadInput
from teams import people, tokens
from teams.access import member_required, person
from teams.forms.me import MeForm
from teams.models import ApiToken, Theme, User
from teams.views.leading import next_or_home

YEAR_SECONDS = 365 * 24 * 60 * 60


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Let a person set name, language, time zone, theme and keys."""
    user = person(request)
    form = MeForm.of(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.describe_self(user=user, text=form.text())
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return _remembering(redirect("teams:me"), user.language, user.theme)
    return _page(request, form, 422 if form.errors else 200)


@never_cache
@member_required
@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """Make the person's API token, replacing an older one, and show its key this once."""
    user = person(request)
    key = tokens.make_token(user=user, at=timezone.now())
    return _page(request, MeForm.of(user), 200, new_key=key)


@member_required
@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    """Take the person's API token away."""
    tokens.revoke_token(user=person(request))
    messages.success(request, _("The token no longer works."))
    return redirect("teams:me")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for a visitor by a cookie."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadInput(_("This language is not offered."), field="language")
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return _remembering(redirect(next_or_home(request)), language, None)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Change light and dark, for a visitor by a cookie."""
    theme = request.POST.get("theme", "")
    if theme not in Theme.values:
        raise BadInput(_("This theme is not offered."), field="theme")
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(theme=theme)
    return _remembering(redirect(next_or_home(request)), None, theme)


def _page(request: HttpRequest, form: MeForm, status: int, *, new_key: str = "") -> HttpResponse:
    user = person(request)
    token = ApiToken.objects.filter(user=user).first() if user.is_member else None
    memberships = user.memberships.select_related("team").order_by("team__name")
    context = {"form": form, "token": token, "new_key": new_key, "memberships": memberships}
    return render(request, "teams/me.html", context, status=status)


def _remembering(response: HttpResponse, language: str | None, theme: str | None) -> HttpResponse:
    """Keep the choice in the browser too, so that the sign-in page looks the same."""
    chosen = {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}
    for name, value in chosen.items():
        if value is not None:
            response.set_cookie(
                name,
                value,
                max_age=YEAR_SECONDS,
                secure=settings.SECURE_COOKIES,
                httponly=True,
                samesite="Lax",
            )
    return response
