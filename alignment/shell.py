"""What every page's frame shows: menu, unread dot, language, theme, the server's time."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from alignment import menu
from leads.models import Handoff, Outcome
from notifications.models import Notice
from sla import excusing
from sla.models import Clock, ClockState, Excuse, ExcuseState, Metric
from teams.models import Theme, User

# A figure beside a menu item says how much there is, not how much exactly.
COUNT_CAP = 99
LABELS = {"en": "English", "ar": "العربية"}
TO_ANSWER = (Outcome.REJECTED, Outcome.RECYCLED, Outcome.DISQUALIFIED)


@dataclass(frozen=True)
class Item:
    """One line of the menu as a template shows it; ``count`` is "" for none.

    ``is_alert``: the count is red, for a promise is broken among what it counts. ``is_current``:
    the page that is open is this one, or lies below it.
    """

    name: menu.Words
    url: str
    icon: str
    count: str
    is_alert: bool
    is_current: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return ``shell``, reckoned only when a template shows the frame: fragments do not."""
    return {"shell": SimpleLazyObject(lambda: frame(request))}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of this page; two small queries for a member, none for nobody."""
    common = {
        "theme": _theme(request),
        "other_language": _other_language(),
        "now": int(timezone.now().timestamp()),
        "home_url": "/",
        "back_url": came_from(request),
    }
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not (user.is_member or user.is_administrator):
        return common
    counts: Counter[str] = _counts(user) if user.is_member else Counter()
    return common | {
        "sections": _sections(user, counts, request.path),
        "tabs": _items(menu.tabs(user), user, counts, request.path),
        "keys": _keys(user),
        "is_member": user.is_member,
        "has_unread": counts["unread"] > 0,
        "initials": initials(user.name),
    }


def came_from(request: HttpRequest) -> str:
    """Return the address on this site that the person came from; "" for none or for this one."""
    referer = request.headers.get("Referer", "")
    here = request.build_absolute_uri()
    is_ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if is_ours and referer != here else ""


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead whoever asks for the icon by its old name, as admin and mail pages do, to the mark."""
    return redirect(static("img/mark.svg"))


def initials(name: str) -> str:
    """Return the first letters of the first and last word; of an Arabic name one letter.

    Two Arabic letters beside each other would join into something that reads as a word.
    """
    words = name.split()
    if not words:
        return "?"
    if "\u0600" <= words[0][0] <= "\u06ff":
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _theme(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return user.theme
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in Theme.values else ""


def _other_language() -> dict[str, str]:
    is_arabic = (get_language() or settings.LANGUAGE_CODE).startswith("ar")
    code = "en" if is_arabic else "ar"
    return {"code": code, "label": LABELS[code]}


def _counts(user: User) -> Counter[str]:
    """Return the figures of the menu, each up to the cap, in one query of index ranges."""
    parts = [_capped("unread", Notice.objects.filter(recipient=user, read_at=None), 1)]
    if user.is_seller or user.is_manager:
        parts.append(_capped("unclaimed", Handoff.objects.unclaimed()))
        late = Clock.objects.filter(
            metric=Metric.CLAIM,
            state=ClockState.BREACHED,
            stopped_at__isnull=True,
            voided_at__isnull=True,
        )
        parts.append(_capped("late", late, 1))
    if user.is_seller:
        parts.append(_capped("mine", Handoff.objects.owned_by(user.pk)))
    if user.is_marketer or user.is_manager:
        parts.append(
            _capped(
                "returned", Handoff.objects.filter(outcome__in=TO_ANSWER, answered_at__isnull=True)
            )
        )
    decides = excusing.sides_to_decide(user)
    if decides:
        waiting = Excuse.objects.filter(side__in=decides, state=ExcuseState.ASKED)
        parts.append(_capped("excuses", waiting))
    first, *others = parts
    # A union of one would repeat the rows' order; PostgreSQL takes each part's own LIMIT.
    return Counter(first.union(*others, all=True) if others else first)


def _capped(what: str, rows: QuerySet[Any, Any], cap: int = COUNT_CAP + 1) -> QuerySet[Any, Any]:
    kinds: QuerySet[Any, Any] = rows.order_by().annotate(what=Value(what))
    return kinds.values_list("what", flat=True)[:cap]


def _sections(user: User, counts: Counter[str], path: str) -> list[dict[str, Any]]:
    found = [
        {"title": title, "items": _items(entries, user, counts, path)}
        for title, entries in menu.SECTIONS
    ]
    return [section for section in found if section["items"]]


def _items(
    entries: tuple[menu.Entry, ...], user: User, counts: Counter[str], path: str
) -> list[Item]:
    """Return the entries for ``user``; the longest address that fits is the current one."""
    found = [
        Item(
            name=entry.name,
            url=_url(entry.page),
            icon=entry.icon,
            count=_shown(counts[entry.counts]),
            is_alert=counts[entry.alerts] > 0,
        )
        for entry in entries
        if entry.is_for(user)
    ]
    items = [item for item in found if item.url]
    fitting = [item.url for item in items if path.startswith(item.url)]
    current = max(fitting, key=len, default=None)
    return [replace(item, is_current=item.url == current) for item in items]


def _shown(number: int) -> str:
    if number > COUNT_CAP:
        return f"{COUNT_CAP}+"
    return str(number) if number else ""


def _keys(user: User) -> list[dict[str, Any]]:
    found = [
        {"key": key, "name": name, "url": _url(page)}
        for key, name, page, is_for in menu.KEYS
        if is_for(user)
    ]
    return [entry for entry in found if entry["url"]]


def _url(page: str) -> str:
    """Return the page's address, "" for a page that this installation does not have."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
