"""The agreement as a file: taken away by everybody, taken in as the draft by managers."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kit.refusals import BadInput
from sla import agreement_file, agreements
from sla.agreement_file import BadFile
from sla.file_shape import FileProblem
from sla.file_text import MAX_BYTES, as_yaml, parse
from sla.forms.agreement_file import AgreementFileForm
from sla.models import AgreementVersion
from sla.parts import fingerprint_of_all
from teams.access import manager_required, member_required, person


@member_required
@require_GET
def download_agreement(request: HttpRequest, code: UUID) -> HttpResponse:
    """Hand out one version as YAML."""
    asked = get_object_or_404(AgreementVersion, code=code)
    version = agreement_file.find(number=asked.number, reader=person(request))
    if version is None:
        raise Http404
    answer = HttpResponse(
        as_yaml(agreement_file.as_file(version)), content_type="application/yaml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="agreement-{version.number}.yaml"'
    return answer


@manager_required
@require_http_methods(["GET", "POST"])
def take_agreement(request: HttpRequest) -> HttpResponse:
    """Take a file; everything that is wrong with it is told at once."""
    if request.method == "GET":
        return _page(request, AgreementFileForm())
    form = AgreementFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        said = parse(form.upload.read(MAX_BYTES + 1))
        version = agreement_file.take(
            said=said, at=timezone.now(), by=person(request), seen=request.POST.get("seen", "")
        )
    except BadFile as refusal:
        return _page(request, form, refusal.problems, refusal.status)
    except BadInput as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, status=refusal.status)
    messages.success(
        request, _("The draft says what the file says. Read it before you propose it.")
    )
    return redirect("sla:agreement_version", version.code)


def _page(
    request: HttpRequest,
    form: AgreementFileForm,
    problems: Sequence[FileProblem] = (),
    status: int = 200,
) -> HttpResponse:
    draft = agreements.drafted()
    context = {
        "form": form,
        "problems": problems,
        "draft": draft,
        "seen": fingerprint_of_all(draft) if draft else "",
    }
    return render(request, "sla/take_agreement.html", context, status=status)
