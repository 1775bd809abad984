"""The editor of work calendars: its parts, its preview, and what a change does to open clocks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kit.background import ask_after_commit
from kit.fingerprints import StalePage, fingerprint
from kit.refusals import BadInput
from kit.row_forms import BaseRows, with_more
from sla import calendars as verbs
from sla.agreed import calendar_of
from sla.calendar_effect import Effect, effect_of
from sla.calendar_preview import days_ahead
from sla.calendar_words import why_left_out
from sla.effect_words import facts_of
from sla.forms.calendar import (
    HOLIDAYS,
    OVERRIDES,
    CalendarForm,
    HolidayFileForm,
    HolidayRows,
    OverrideRows,
    PrefillForm,
    as_typed,
    check_dates,
    first_rows,
    with_holidays,
    zones,
)
from sla.models import Calendar, CalendarVersion, Recalculation
from sla.opening import HOURS, usual_days
from sla.tasks import run_recalculation
from sla.worktime import WorkCalendar
from teams.access import manager_required, person
from teams.models import Company

NEW_ONLY, OPEN_TOO = "new", "open"
# Buttons that fill in rows: what is typed is shown again, without judging what is not finished.
_REFILLS = frozenset({"more_holidays", "more_overrides", "prefill", "take_over"})
MOST_LEFT_OUT = 20


@dataclass
class Filling:
    """What was typed, with rows that were asked for; the forms they were asked with.

    ``said`` tells what was found, ``left_out`` which events of a file are no holidays.
    """

    data: QueryDict | None
    prefill: PrefillForm
    file: HolidayFileForm
    said: str = ""
    left_out: list[str] = field(default_factory=list)


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


@manager_required
@require_http_methods(["GET", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Make a calendar."""
    return _edit(request, None, None)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a calendar by adding a version."""
    found = get_object_or_404(Calendar, code=code)
    if found.archived_at is not None:
        raise verbs.CalendarArchived
    return _edit(request, found, verbs.newest_version(found))


def _edit(
    request: HttpRequest, found: Calendar | None, version: CalendarVersion | None
) -> HttpResponse:
    now = timezone.now()
    filling = _fill(request, now)
    editor = _editor(filling.data, found, version)

    def page(status: int = 200, **shown: Any) -> HttpResponse:
        return _page(request, editor, found, version, {"filling": filling} | shown, status)

    if request.method == "GET" or _REFILLS & set(request.POST):
        return page(422 if filling.prefill.errors or filling.file.errors else 200)
    if not editor.is_valid():
        return page(422)
    try:
        worked = verbs.checked(editor.text(), now)
        told = _effect(found, version, worked, now)
        if "preview" in request.POST or _is_open_question(request, told, worked):
            return page(days=days_ahead(worked, now), **_shown(request, told, worked))
        saved = _save(request, editor, found, told, now)
    except (BadInput, StalePage) as refusal:
        place = refusal.field if refusal.field in editor.form.fields else None
        editor.form.add_error(place, str(refusal))
        return page(refusal.status)
    messages.success(request, _("%(name)s was saved.") % {"name": saved.name})
    return redirect("sla:calendar", saved.code)


def _effect(
    found: Calendar | None, version: CalendarVersion | None, worked: WorkCalendar, at: datetime
) -> Effect | None:
    """Return what the change does to open clocks; None for a new calendar, or the same hours."""
    if found is None or calendar_of(version) == worked:
        return None
    return effect_of(calendar=found, worked=worked, at=at)


def _is_open_question(request: HttpRequest, told: Effect | None, worked: WorkCalendar) -> bool:
    """Return whether the person has yet to see this effect and to choose whom it is for."""
    if told is None or not told.matters:
        return False
    seen, applies = request.POST.get("judged"), request.POST.get("applies")
    return seen != fingerprint(worked.to_json()) or applies not in {NEW_ONLY, OPEN_TOO}


def _shown(request: HttpRequest, told: Effect | None, worked: WorkCalendar) -> dict[str, Any]:
    if told is None:
        return {}
    usual = OPEN_TOO if told.adds_holidays else NEW_ONLY
    return {
        "effect": told,
        "facts": facts_of(told),
        "judged": fingerprint(worked.to_json()),
        "applies": request.POST.get("applies") or usual,
    }


def _save(
    request: HttpRequest, editor: Editor, found: Calendar | None, told: Effect | None, at: datetime
) -> Calendar:
    by, name = person(request), editor.form.cleaned_data["name"]
    if found is None:
        return verbs.create_calendar(name=name, text=editor.text(), at=at, by=by)
    after = request.POST.get("after", "")
    open_too = told is not None and told.adds_holidays
    if told is not None and told.matters:
        open_too = request.POST.get("applies") == OPEN_TOO
    version = verbs.add_version(
        calendar=found,
        name=name,
        text=editor.text(),
        after=int(after) if after.isdecimal() and len(after) < 6 else 0,  # noqa: PLR2004
        at=at,
        by=by,
        open_too=open_too,
    )
    run = Recalculation.objects.filter(version=version, created_at=at).first()
    if run is not None:
        ask_after_commit(run_recalculation, run_id=run.pk)
    return version.calendar


def _editor(
    data: QueryDict | None, found: Calendar | None, version: CalendarVersion | None
) -> Editor:
    return Editor(
        CalendarForm(data, initial=_first_values(found, version)),
        HolidayRows(
            data,
            initial=first_rows(version.holidays, "name") if version else [],
            prefix=HOLIDAYS,
        ),
        OverrideRows(
            data,
            initial=_first_overrides(version) if version else [],
            prefix=OVERRIDES,
        ),
    )


def _fill(request: HttpRequest, at: datetime) -> Filling:
    """Return what was typed, with what a button asked to be added to its rows."""
    if request.method == "GET":
        return Filling(None, _prefill(at), HolidayFileForm())
    filling = Filling(request.POST, _prefill(at), HolidayFileForm())
    for name, prefix in (("more_holidays", HOLIDAYS), ("more_overrides", OVERRIDES)):
        if name in request.POST:
            filling.data = with_more(request.POST, prefix)
    if "prefill" in request.POST:
        filling.prefill = PrefillForm(request.POST, prefix="prefill")
        _fill_in_country(filling, request.POST)
    if "take_over" in request.POST:
        filling.file = HolidayFileForm(request.POST, request.FILES)
        _fill_in_file(filling, request.POST)
    return filling


def _prefill(at: datetime) -> PrefillForm:
    year = timezone.localdate(at).year
    first = {"country": Company.get().country, "first_year": year, "last_year": year + 1}
    return PrefillForm(prefix="prefill", initial=first)


def _fill_in_country(filling: Filling, typed: QueryDict) -> None:
    if not filling.prefill.is_valid():
        return
    try:
        days = filling.prefill.holidays()
    except BadInput as refusal:
        filling.prefill.add_error(refusal.field, str(refusal))
        return
    filling.data, filling.said = with_holidays(typed, days), _filled_in(len(days))


def _fill_in_file(filling: Filling, typed: QueryDict) -> None:
    if not filling.file.is_valid():
        return
    found = filling.file.cleaned_data["found"]
    filling.data, filling.said = (
        with_holidays(typed, found.holidays),
        _filled_in(len(found.holidays)),
    )
    filling.left_out = [why_left_out(event) for event in found.left_out[:MOST_LEFT_OUT]]


def _filled_in(days: int) -> str:
    return ngettext(
        "One day was found. It stands in the rows now: look it over, then save.",
        "%(n)s days were found. They stand in the rows now: look them over, then save.",
        days,
    ) % {"n": days}


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


def _page(
    request: HttpRequest,
    editor: Editor,
    found: Calendar | None,
    version: CalendarVersion | None,
    shown: dict[str, Any],
    status: int,
) -> HttpResponse:
    context = {
        "form": editor.form,
        "holidays": editor.holidays,
        "overrides": editor.overrides,
        "calendar": found,
        "after": request.POST.get("after") or (version.number if version else 0),
        "zones": zones(),
    } | shown
    template = "sla/edit_calendar.html" if found else "sla/new_calendar.html"
    return render(request, template, context, status=status)
