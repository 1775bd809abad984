"""The first start: the first administrator is made in the browser."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from teams.forms.setup import SetupForm
from teams.refusals import WrongToken
from teams.setting_up import is_set_up, set_up
from teams.views.passwords import BACKEND


@sensitive_post_parameters("token", "password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make company and first administrator for whoever has the token, and sign them in."""
    if is_set_up():
        return redirect("teams:sign_in")
    form = SetupForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = set_up(
                company=form.company(),
                person=form.first_person(),
                token=form.cleaned_data["token"],
            )
        except WrongToken as refusal:
            form.add_error("token", str(refusal))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Mithaq is ready. Now invite your people."))
            return redirect("teams:people")
    return render(request, "teams/setup.html", {"form": form}, status=422 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, str | None]:
    return {
        "token": request.GET.get("token", ""),
        "language": get_language(),
        "time_zone": "UTC",
        "currency": "USD",
        "marketing_team": _("Marketing"),
        "sales_team": _("Sales"),
    }
