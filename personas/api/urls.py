"""The API's addresses of personas and profiles, below /api/v1/."""

from django.urls import path

from personas.api import views

urlpatterns = [
    path("personas/", views.personas, name="personas"),
    path("personas/<uuid:code>/", views.persona, name="persona"),
    path("profiles/", views.profiles, name="profiles"),
    path("profiles/<uuid:code>/", views.profile, name="profile"),
]
