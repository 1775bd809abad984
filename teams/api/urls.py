"""The API's addresses of people, below /api/v1/."""

from django.urls import path

from teams.api import views

urlpatterns = [path("me/", views.me, name="me")]
