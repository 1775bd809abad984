"""Where a door leads afterwards."""

from django.http import HttpRequest
from django.urls import reverse

from kit.addresses import is_ours


def next_or_home(request: HttpRequest) -> str:
    """Return the address that the form names as ``next``, or the start page if it is not ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_ours(wanted) else reverse("teams:home")
