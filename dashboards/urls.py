"""The addresses of the dashboard."""

from django.urls import URLPattern, path, register_converter

from dashboards.converters import ChartConverter
from dashboards.views import (
    at_risk,
    calculator,
    dashboard,
    drill,
    evidence,
    fate,
    origins,
    pauses,
    personas,
    review,
)

register_converter(ChartConverter, "chart")


def _origin_paths(kind: str) -> list[URLPattern]:
    """Return the addresses of a source or campaign."""
    one, more = f"{kind}s/<int:pk>/", {"kind": kind}
    return [
        path(one, origins.origin, more, name=kind),
        path(f"{one}edit/", origins.edit_origin, more, name=f"edit_{kind}"),
        path(f"{one}archive/", origins.archive_origin, more, name=f"archive_{kind}"),
        path(f"{one}restore/", origins.restore_origin, more, name=f"restore_{kind}"),
    ]


app_name = "dashboards"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/pulse/", dashboard.dashboard_pulse, name="dashboard_pulse"),
    path("dashboard/<chart:chart>.csv", dashboard.figures, name="figures"),
    path("dashboard/leads/", drill.drill, name="drill"),
    path("fate/", fate.fate, name="fate"),
    path("fate/figures.csv", fate.fate_figures, name="fate_figures"),
    path("personas/", personas.personas, name="personas"),
    path("personas/<uuid:code>/", personas.persona, name="persona"),
    path("sources/", origins.origins, name="origins"),
    *_origin_paths("source"),
    *_origin_paths("campaign"),
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
