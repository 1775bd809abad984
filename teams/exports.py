"""Lists that leave the house as files: sent, and written down with who took them."""

from datetime import datetime

from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit.exporting import Sheet, answer
from kit.keyset import Page, keyset_page
from teams.models import Export, User

# The lists that can be taken, by the key that is kept.
LISTS: dict[str, Promise] = {
    "leads": _("Leads"),
    "handoffs": _("Hand-offs"),
    "my-leads": _("My leads"),
    "behind-a-figure": _("Leads behind a figure"),
    "at-risk": _("At risk"),
    "feedback": _("Feedback"),
    "excuses": _("Excuses"),
    "exceptions": _("Exceptions"),
    "pauses": _("Pauses"),
}


def send(*, sheet: Sheet, kind: str, address: str, at: datetime, by: User) -> HttpResponseBase:
    """Return the response that sends ``sheet`` as a file of ``kind``; who took it is kept.

    ``address`` is the list's own, with its filters. Raises what ``kit.exporting.answer`` does.
    """
    kept = Export(at=at, by=by, what=sheet.what, kind=kind, address=address[:500])

    def tell(number: int) -> None:
        Export.objects.filter(pk=kept.pk).update(row_count=number)

    # Written down before the first row leaves, so that a file that is broken off stands here too.
    kept.save(force_insert=True)
    try:
        return answer(sheet.counted_by(tell), kind)
    except Exception:
        kept.delete()
        raise


def export_page(cursor: str = "") -> Page[Export]:
    """Return one page of what was taken, the newest first. Raises ``BadCursor``."""
    return keyset_page(Export.objects.select_related("by"), by="-at", cursor=cursor)
