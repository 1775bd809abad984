"""The root of all addresses."""

from django.contrib import admin
from django.urls import include, path

from alignment.administration import admin_sign_in
from alignment.api import urlpatterns as api_addresses
from alignment.shell import favicon
from alignment.styleguide import styleguide

urlpatterns = [
    path("", include("teams.urls")),
    path("", include("notifications.urls")),
    path("", include("personas.urls")),
    path("", include("sla.urls")),
    path("", include("leads.urls")),
    path("", include("dashboards.urls")),
    *api_addresses,
    path("favicon.ico", favicon),
    path("styleguide/", styleguide, name="styleguide"),
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
]

handler400 = "alignment.errors.bad_request"
handler500 = "alignment.errors.server_error"
