"""The addresses of the dashboard below /api/v1/."""

from django.urls import path

from dashboards.api.views import dashboard

urlpatterns = [path("dashboard/", dashboard, name="dashboard")]
