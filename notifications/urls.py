"""The addresses of notices."""

from django.urls import path

from notifications.views import notices

app_name = "notifications"

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_all"),
    path("notices/<uuid:code>/", notices.notice, name="notice"),
]
