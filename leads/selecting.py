"""Which leads a bulk act is about: ticked ones, or all that a filter finds."""

from dataclasses import dataclass

from django.db.models import QuerySet

from kit.keyset import Count, capped_count
from leads.bulk import MAX_LEADS
from leads.listing import LeadFilters, found
from leads.models import Lead


@dataclass(frozen=True)
class Selection:
    """Ticked leads by their codes, or every lead that ``filters`` finds when they are given."""

    codes: tuple[str, ...] = ()
    filters: LeadFilters | None = None

    def count(self) -> Count:
        """Return how many leads it holds, up to what may be taken at once."""
        return capped_count(self._rows(), MAX_LEADS)

    def ids(self) -> list[int]:
        """Return their ids, newest first; at most one more than may be taken at once."""
        rows = self._rows().order_by("-created_at", "-id")
        return list(rows.values_list("pk", flat=True)[: MAX_LEADS + 1])

    def first(self) -> Lead | None:
        """Return the newest of them, for a preview."""
        rows = self._rows().select_related("source", "campaign")
        return rows.order_by("-created_at", "-id").first()

    def _rows(self) -> QuerySet[Lead]:
        if self.filters is not None:
            return found(self.filters)
        return Lead.objects.filter(code__in=self.codes)
