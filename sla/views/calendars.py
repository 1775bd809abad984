"""The pages of work calendars."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from sla import calendars as verbs
from sla.agreed import calendar_of
from sla.calendar_preview import dates_of, days_ahead
from sla.calendar_words import open_days
from sla.checking import names_calendar
from sla.forms.calendar import (
    HOLIDAYS,
    OVERRIDES,
    CalendarForm,
    HolidayRows,
    OverrideRows,
    as_typed,
    check_dates,
    first_rows,
    zones,
)
from sla.models import Calendar, CalendarVersion
from sla.opening import HOURS, usual_days
from teams.access import manager_required, member_required, person
from teams.models import Company


@dataclass
class Editor:
    """The three parts of the editor: name, zone and week; holidays; days with their own hours."""

    form: CalendarForm
    holidays: BaseRows
    overrides: BaseRows

    def is_valid(self) -> bool:
        """Return whether everything can be used, each part with its errors."""
        parts = [self.form.is_valid(), self.holidays.is_valid(), self.overrides.is_valid()]
        return all(parts) and check_dates(self.holidays) & check_dates(self.overrides)

    def text(self) -> verbs.CalendarText:
        """Return what was typed."""
        return self.form.text(self.holidays, self.overrides)


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
    worked = calendar_of(version)
    context = {
        "calendar": found,
        "version": version,
        "week": _week(version),
        "dates": dates_of(version) if version else {},
        "days": days_ahead(worked, timezone.now()) if worked else [],
        "versions": found.versions.select_related("created_by").order_by("-number"),
        "targets": names_calendar(found),
        "may_edit": person(request).is_manager,
    }
    return render(request, "sla/calendar.html", context)


@manager_required
@require_http_methods(["GET", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Make a calendar."""
    return _edit(request, None, None)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a calendar by adding a version."""
    found = _find(code)
    if found.archived_at is not None:
        raise verbs.CalendarArchived
    return _edit(request, found, verbs.newest_version(found))


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


def _edit(
    request: HttpRequest, found: Calendar | None, version: CalendarVersion | None
) -> HttpResponse:
    editor = _editor(request, found, version)
    now = timezone.now()
    if request.method == "GET" or {"more_holidays", "more_overrides"} & set(request.POST):
        return _page(request, editor, found, version, now)
    if not editor.is_valid():
        return _page(request, editor, found, version, now, status=422)
    try:
        if "preview" in request.POST:
            days = days_ahead(verbs.checked(editor.text(), now), now)
            return _page(request, editor, found, version, now, days=days)
        saved = _save(request, editor, found, now)
    except (BadInput, StalePage) as refusal:
        field = refusal.field if refusal.field in editor.form.fields else None
        editor.form.add_error(field, str(refusal))
        return _page(request, editor, found, version, now, status=refusal.status)
    messages.success(request, _("%(name)s was saved.") % {"name": saved.name})
    return redirect("sla:calendar", saved.code)


def _save(request: HttpRequest, editor: Editor, found: Calendar | None, at: datetime) -> Calendar:
    by, name = person(request), editor.form.cleaned_data["name"]
    if found is None:
        return verbs.create_calendar(name=name, text=editor.text(), at=at, by=by)
    after = request.POST.get("after", "")
    return verbs.add_version(
        calendar=found,
        name=name,
        text=editor.text(),
        after=int(after) if after.isdecimal() and len(after) < 6 else 0,  # noqa: PLR2004
        at=at,
        by=by,
    ).calendar


def _editor(
    request: HttpRequest, found: Calendar | None, version: CalendarVersion | None
) -> Editor:
    posted = request.POST if request.method == "POST" else None
    # More rows are shown as they were typed, without judging what is not finished.
    holidays = with_more(posted, HOLIDAYS) if posted and "more_holidays" in posted else posted
    overrides = with_more(posted, OVERRIDES) if posted and "more_overrides" in posted else posted
    return Editor(
        CalendarForm(posted, initial=_first_values(found, version)),
        HolidayRows(
            holidays,
            initial=first_rows(version.holidays, "name") if version else [],
            prefix=HOLIDAYS,
        ),
        OverrideRows(
            overrides,
            initial=_first_overrides(version) if version else [],
            prefix=OVERRIDES,
        ),
    )


def _first_values(found: Calendar | None, version: CalendarVersion | None) -> dict[str, Any]:
    if found is None or version is None:
        company = Company.get()
        hours = dict.fromkeys(usual_days(company.country), as_typed(HOURS))
        return {"time_zone": company.time_zone, **hours}
    week = {day: as_typed(windows) for day, windows in version.week.items()}
    return {"name": found.name, "time_zone": version.time_zone, **week}


def _first_overrides(version: CalendarVersion) -> list[dict[str, Any]]:
    typed = {day: as_typed(windows) for day, windows in version.overrides.items()}
    return first_rows(typed, "hours")


def _week(version: CalendarVersion | None) -> list[dict[str, Any]]:
    fields = CalendarForm().week if version else []
    return [
        {"label": field.label, "windows": version.week.get(field.name, [])}
        for field in fields
        if version
    ]


def _page(
    request: HttpRequest,
    editor: Editor,
    found: Calendar | None,
    version: CalendarVersion | None,
    at: datetime,
    *,
    days: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    today: date = at.date()
    context = {
        "form": editor.form,
        "holidays": editor.holidays,
        "overrides": editor.overrides,
        "calendar": found,
        "after": request.POST.get("after") or (version.number if version else 0),
        "days": days,
        "zones": zones(),
        "today": today,
    }
    template = "sla/edit_calendar.html" if found else "sla/new_calendar.html"
    return render(request, template, context, status=status)
