"""Alerts: what a person was told, newest first."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kit.keyset import keyset_page
from kit.refusals import BadInput
from notifications import kinds, reading
from notifications.models import Notice
from teams.access import member_required, person


@member_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the person's notices, newest first; the unread ones alone when asked for."""
    rows = Notice.objects.filter(recipient=person(request))
    shows_all = request.GET.get("show") == "all"
    if not shows_all:
        rows = rows.filter(read_at__isnull=True)
    page = keyset_page(rows, by="-at", cursor=request.GET.get("cursor", ""))
    words = kinds.sentences(page.rows)
    context = {
        "page": page,
        "shown": list(zip(page.rows, words, strict=True)),
        "shows_all": shows_all,
        "items": _shows(shows_all=shows_all),
        "until": int(timezone.now().timestamp()) + 1,
    }
    return render(request, "notifications/notices.html", context)


@member_required
@require_POST
def notice(request: HttpRequest, code: UUID) -> HttpResponse:
    """Mark one notice as read and go to what it tells of."""
    found = get_object_or_404(Notice, code=code, recipient=person(request))
    reading.read_one(notice=found, at=timezone.now())
    (sentence,) = kinds.sentences([found])
    return redirect(sentence.url if sentence else reverse("notifications:notices"))


@member_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that the list showed."""
    now = timezone.now()
    count = reading.read_all(user=person(request), until=min(_until(request), now), at=now)
    text = ngettext("%(n)s alert marked as read.", "%(n)s alerts marked as read.", count)
    messages.success(request, text % {"n": count})
    return redirect("notifications:notices")


def _until(request: HttpRequest) -> datetime:
    try:
        return datetime.fromtimestamp(int(request.POST.get("until", "")), tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(field="until") from error


def _shows(*, shows_all: bool) -> list[dict[str, object]]:
    return [
        {"label": _("Unread"), "url": "?", "is_current": not shows_all},
        {"label": _("All"), "url": "?show=all", "is_current": shows_all},
    ]
