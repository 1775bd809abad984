"""The API's root: every app's addresses below /api/v1/, their document and its page."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

# The lists that the root names, for whoever comes without the document.
LISTS = (
    "me",
    "absences",
    "search",
    "leads",
    "handoffs",
    "queue",
    "personas",
    "profiles",
    "definitions",
    "reasons",
    "agreement",
    "agreement_file",
    "calendars",
    "dashboard",
    "at_risk",
    "evidence",
)


@extend_schema(exclude=True)
@api_view(["GET"])
def root(request: Request) -> Response:
    """Name the API's lists and where its document is."""
    names = (*LISTS, "schema", "docs")
    return Response({name: reverse(f"api:{name}", request=request) for name in names})


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing_here(request: Request, rest: str) -> Response:
    """Answer every other address in the shape of the API's errors."""
    raise NotFound(_("There is no such address. Every address of the API ends with a slash."))


_V1: list[URLPattern | URLResolver] = [
    path("", root, name="root"),
    path("", include("teams.api.urls")),
    path("", include("personas.api.urls")),
    path("", include("leads.api.urls")),
    path("", include("sla.api.urls")),
    path("", include("dashboards.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("<path:rest>", nothing_here, name="nothing_here"),
]
_DOCS = SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html")
_PAGE = path("docs/", _DOCS, name="docs")

urlpatterns = [path("api/", include(([path("v1/", include(_V1)), _PAGE], "api")))]
