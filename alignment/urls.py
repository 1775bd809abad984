"""The root of all addresses."""

from django.contrib import admin
from django.urls import include, path

from alignment.administration import admin_sign_in
from alignment.api import urlpatterns as api_addresses
from alignment.styleguide import styleguide

urlpatterns = [
    path("", include("teams.urls")),
    path("", include("notifications.urls")),
    path("", include("personas.urls")),
    path("", include("sla.urls")),
    path("", include("leads.urls")),
    path("", include("dashboards.urls")),
    *api_addresses,
    path("styleguide/", styleguide, name="styleguide"),
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
]

handler500 = "alignment.api.broken"
