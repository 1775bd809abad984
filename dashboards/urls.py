"""The addresses of the dashboard."""

from django.urls import path, register_converter

from dashboards.converters import ChartConverter
from dashboards.views import dashboard, drill

register_converter(ChartConverter, "chart")

app_name = "dashboards"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<chart:chart>.csv", dashboard.figures, name="figures"),
    path("dashboard/leads/", drill.drill, name="drill"),
]
