"""The addresses of personas and ideal customer profiles.

The list and a persona's own page show how its leads fare: they are the dashboard's.
"""

from django.urls import path

from personas.views import catalogue

app_name = "personas"

urlpatterns = [
    path("personas/new/", catalogue.new_persona, name="new_persona"),
    path("personas/<uuid:code>/edit/", catalogue.edit_persona, name="edit_persona"),
    path("personas/<uuid:code>/restore/", catalogue.restore_persona, name="restore_persona"),
    path("profiles/new/", catalogue.new_profile, name="new_profile"),
    path("profiles/<uuid:code>/", catalogue.profile, name="profile"),
    path("profiles/<uuid:code>/edit/", catalogue.edit_profile, name="edit_profile"),
    path("profiles/<uuid:code>/restore/", catalogue.restore_profile, name="restore_profile"),
]
