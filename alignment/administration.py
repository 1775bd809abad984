"""Django's admin behind the product's own sign-in."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET


class AdministrationConfig(AdminConfig):
    """Django's admin, without what nobody here uses."""

    def ready(self) -> None:
        """Take the groups off its index: roles in teams say who may do what."""
        super().ready()
        from django.contrib.auth.models import Group  # noqa: PLC0415 - models are ready only now

        admin.site.unregister(Group)


@require_GET
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Send whoever is signed out to the sign-in page; to others who come here there is nothing.

    The admin asks for a sign-in when somebody may not use it: those who are signed in already
    must not be sent in a circle.
    """
    if request.user.is_authenticated:
        raise Http404
    wanted = request.GET.get("next") or reverse("admin:index")
    return redirect(f"{reverse('teams:sign_in')}?{urlencode({'next': wanted})}")
