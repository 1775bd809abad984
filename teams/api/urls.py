"""The API's addresses of people, below /api/v1/."""

from django.urls import path

from teams.api import absences, views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:code>/cancel/", absences.cancel_absence, name="cancel_absence"),
]
