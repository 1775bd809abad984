"""How a page sends its list as a file: the same address, and the format behind it."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kit.exporting import Sheet
from teams.access import person
from teams.exports import send

# What the address of a list is asked for to be a file: "?format=csv".
ASKED = "format"


def wants_file(request: HttpRequest) -> bool:
    """Return whether the list is asked for as a file."""
    return ASKED in request.GET


def zone_of_files() -> ZoneInfo:
    """Return the zone in which a person's files name instants: the person's own."""
    return timezone.get_current_timezone()


def as_file(request: HttpRequest, sheet: Sheet, at: datetime) -> HttpResponse:
    """Return the response that sends ``sheet`` in the format the address asks for.

    Raises ``BadInput`` for a format there is not, and for too many rows.
    """
    kept = request.GET.copy()
    kind = kept.pop(ASKED)[-1]
    kept.pop("cursor", None)
    address = f"{request.path}?{kept.urlencode()}" if kept else request.path
    found = send(sheet=sheet, kind=str(kind), address=address, at=at, by=person(request))
    return cast("HttpResponse", found)
