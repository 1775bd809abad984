"""The addresses of the dashboard."""

from django.urls import path, register_converter

from dashboards.converters import ChartConverter
from dashboards.views import at_risk, calculator, dashboard, drill, evidence, pauses, review

register_converter(ChartConverter, "chart")

app_name = "dashboards"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/pulse/", dashboard.dashboard_pulse, name="dashboard_pulse"),
    path("dashboard/<chart:chart>.csv", dashboard.figures, name="figures"),
    path("dashboard/leads/", drill.drill, name="drill"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/leads/", evidence.evidence_leads, name="evidence_leads"),
    path("evidence/figures.csv", evidence.evidence_figures, name="evidence_figures"),
    path("at-risk/", at_risk.at_risk, name="at_risk"),
    path("pauses/", pauses.pauses, name="pauses"),
    path("review/", review.reviews, name="reviews"),
    path("review/<review:name>/", review.review, name="review"),
    path("review/<review:name>/evidence/", review.review_evidence, name="review_evidence"),
    path(
        "review/<review:name>/<slug:rule>/<str:subject>/take/",
        review.take_amendment,
        name="take_amendment",
    ),
    path(
        "review/<review:name>/<slug:rule>/<str:subject>/dismiss/",
        review.dismiss_amendment,
        name="dismiss_amendment",
    ),
    path("agreement/calculator/", calculator.calculator, name="calculator"),
    path("agreement/calculator/take/", calculator.take_goals, name="take_goals"),
    path("at-risk/pulse/", at_risk.at_risk_pulse, name="at_risk_pulse"),
]
