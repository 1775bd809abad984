"""The pages of work calendars."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.background import ask_after_commit
from sla import calendars as verbs
from sla import icalendar, recalculating
from sla.agreed import calendar_of
from sla.calendar_effect import effect_of_following
from sla.calendar_preview import dates_of, days_ahead
from sla.calendar_words import open_days
from sla.checking import names_calendar
from sla.effect_words import facts_of
from sla.forms.calendar import CalendarForm
from sla.models import Calendar, CalendarVersion, Recalculation
from sla.tasks import run_recalculation
from teams.access import manager_required, member_required, person


@member_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """Show every calendar, those in use first."""
    newest = CalendarVersion.objects.order_by("calendar_id", "-number").distinct("calendar_id")
    rows = sorted(newest.select_related("calendar"), key=lambda text: text.calendar.name)
    shown = [(text, open_days(text.week)) for text in rows]
    context = {
        "current": [one for one in shown if one[0].calendar.archived_at is None],
        "archived": [text.calendar for text in rows if text.calendar.archived_at],
        "may_edit": person(request).is_manager,
    }
    return render(request, "sla/calendars.html", context)


@member_required
@require_GET
def calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show a calendar: its week, its dates, the days ahead, its versions, who names it."""
    found = _find(code)
    version = verbs.newest_version(found)
    worked, now = calendar_of(version), timezone.now()
    context = {
        "calendar": found,
        "version": version,
        "week": _week(version),
        "dates": dates_of(version) if version else {},
        "days": days_ahead(worked, now) if worked else [],
        "versions": found.versions.select_related("created_by", "recalculation").order_by(
            "-number"
        ),
        "targets": names_calendar(found),
        "may_edit": person(request).is_manager,
        "waiting": _waiting(found, version, now),
        **_runs(found),
    }
    return render(request, "sla/calendar.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def calendar_runs(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show how far open clocks are put on the newest hours; sent, try a failed run again."""
    found = _find(code)
    if request.method == "POST":
        run = recalculating.try_again(calendar=found, at=timezone.now(), by=person(request))
        ask_after_commit(run_recalculation, run_id=run.pk)
    elif request.htmx:  # type: ignore[attr-defined]
        may_edit = person(request).is_manager
        context = {"calendar": found, "may_edit": may_edit, **_runs(found)}
        return render(request, "sla/parts/calendar_runs.html", context)
    return redirect("sla:calendar", code)


@member_required
@require_GET
def calendar_holidays(request: HttpRequest, code: UUID) -> HttpResponse:
    """Hand the holidays out as an iCalendar file, which the editor takes over again."""
    found = _find(code)
    version = get_object_or_404(CalendarVersion, pk=getattr(verbs.newest_version(found), "pk", 0))
    text = icalendar.write(
        version.holidays, name=found.name, uid=str(found.code), at=version.created_at
    )
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="holidays.ics"'},
    )


@manager_required
@require_http_methods(["GET", "POST"])
def apply_to_open(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say what the newest hours would do to open clocks on former ones, then put them on those."""
    found, now = _find(code), timezone.now()
    if request.method == "POST":
        number = request.POST.get("number", "")
        run = verbs.apply_to_open(
            calendar=found,
            number=int(number) if number.isdecimal() and len(number) < 6 else 0,  # noqa: PLR2004
            at=now,
            by=person(request),
        )
        ask_after_commit(run_recalculation, run_id=run.pk)
        return redirect("sla:calendar", code)
    version = verbs.newest_version(found)
    if version is None or _waiting(found, version, now) == 0:
        return redirect("sla:calendar", code)
    effect = effect_of_following(version=version, at=now)
    context = {
        "calendar": found,
        "version": version,
        "waiting": effect.open,
        "facts": facts_of(effect),
    }
    return render(request, "sla/apply_to_open.html", context)


@manager_required
@require_http_methods(["GET", "POST"])
def archive_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say what archiving means for new hand-offs, then archive."""
    found = _find(code)
    if request.method == "GET":
        context = {"calendar": found, "targets": names_calendar(found)}
        return render(request, "sla/archive_calendar.html", context)
    verbs.archive_calendar(calendar=found, at=timezone.now(), by=person(request))
    messages.success(request, _("%(name)s was archived.") % {"name": found.name})
    return redirect("sla:calendar", code)


@manager_required
@require_POST
def restore_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an archived calendar back into use."""
    found = _find(code)
    verbs.restore_calendar(calendar=found, by=person(request))
    messages.success(request, _("%(name)s is in use again.") % {"name": found.name})
    return redirect("sla:calendar", code)


def _find(code: UUID) -> Calendar:
    return get_object_or_404(Calendar, code=code)


def _waiting(found: Calendar, version: CalendarVersion | None, at: datetime) -> int:
    """Return how many open clocks could be put on ``version``, which they were not meant for."""
    if version is None or version.number == 1 or found.archived_at is not None:
        return 0
    if Recalculation.objects.filter(version=version).exists():
        return 0
    return recalculating.on_former(version, at).count()


def _runs(found: Calendar) -> dict[str, Any]:
    """Return the latest run for open clocks, and whether it is over."""
    runs = Recalculation.objects.filter(version__calendar=found).select_related("version")
    latest = runs.order_by("-version__number").first()
    return {
        "run": latest,
        "is_running": latest is not None and latest.status in recalculating.UNFINISHED,
    }


def _week(version: CalendarVersion | None) -> list[dict[str, Any]]:
    fields = CalendarForm().week if version else []
    return [
        {"label": field.label, "windows": version.week.get(field.name, [])}
        for field in fields
        if version
    ]
