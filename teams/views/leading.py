"""Where a door leads afterwards."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_or_home(request: HttpRequest) -> str:
    """Return the address that the form names as ``next``, or the start page if it is not ours.

    One without a slash in front would be taken for the name of a view.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("teams:home")
