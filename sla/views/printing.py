"""The agreement on one sheet of paper, in either language, to be signed by hand."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from sla.agreements import readable
from sla.clauses import contract
from sla.parts import fingerprint_of_all
from sla.views.agreement import said_of
from teams.access import member_required, person
from teams.models import Company, Side


@member_required
@require_GET
def print_agreement(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show a version as it is printed: ``?language=`` chooses, the reader's own otherwise."""
    version = get_object_or_404(readable(person(request)), code=code)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    company = Company.get()
    signed = {one.side: one for one in version.signatures.filter(voided_at=None)}
    with translation.override(language):
        said = said_of(contract(version), company, version.in_force_at or timezone.now())
        heads = {Side.MARKETING: company.marketing_head, Side.SALES: company.sales_head}
        context = {
            "version": version,
            "lines": [(Side(side).label, heads[side], signed.get(side)) for side in heads],
            "fingerprint": fingerprint_of_all(version)[:8],
            "languages": [
                {
                    "label": label,
                    "url": f"?language={one}",
                    "is_current": one == language,
                }
                for one, label in settings.LANGUAGES
            ],
            **said,
        }
        return render(request, "sla/print_agreement.html", context)
