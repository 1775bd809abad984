"""Filters for profiles and personas."""

from typing import Any, Self

from django.db import models


class WantedQuerySet(models.QuerySet[Any, Any]):
    """Profiles or personas."""

    def current(self) -> Self:
        """Keep those that are not archived."""
        return self.filter(archived_at__isnull=True)

    def with_criteria(self) -> Self:
        """Load the criteria too, in one more query."""
        return self.prefetch_related("criteria")
