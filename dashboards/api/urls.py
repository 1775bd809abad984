"""The addresses of the dashboard and its list below /api/v1/."""

from django.urls import path

from dashboards.api.at_risk import at_risk
from dashboards.api.calculator import calculator, lead_values
from dashboards.api.evidence import evidence, evidence_leads
from dashboards.api.fate import fate
from dashboards.api.pauses import pauses
from dashboards.api.review import dismiss, review, take
from dashboards.api.views import dashboard
from dashboards.converters import ReviewConverter  # noqa: F401 - its addresses say "review"

urlpatterns = [
    path("dashboard/", dashboard, name="dashboard"),
    path("at-risk/", at_risk, name="at_risk"),
    path("fate/", fate, name="fate"),
    path("pauses/", pauses, name="pauses"),
    path("calculator/", calculator, name="calculator"),
    path("lead-values/", lead_values, name="lead_values"),
    path("reviews/<review:name>/", review, name="review"),
    path("reviews/<review:name>/<slug:rule>/<str:subject>/take/", take, name="take_amendment"),
    path(
        "reviews/<review:name>/<slug:rule>/<str:subject>/dismiss/",
        dismiss,
        name="dismiss_amendment",
    ),
    path("evidence/", evidence, name="evidence"),
    path("evidence/leads/", evidence_leads, name="evidence_leads"),
]
