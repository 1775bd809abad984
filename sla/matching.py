"""Which promise is for whom: ordered targets, the first that matches is the one. Pure."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from leads.conditions import Conditions, Snapshot, is_for, is_for_everybody

__all__ = ["Promise", "Snapshot", "first_match", "is_for", "is_for_everybody"]


class Promise(Conditions, Protocol):
    """A promise of one metric, and whom it is for."""

    @property
    def metric(self) -> str:
        """What it measures."""


T = TypeVar("T", bound=Promise)


def first_match(targets: Iterable[T], metric: str, snapshot: Snapshot) -> T | None:
    """Return the first of ``targets`` (in their order) for ``metric`` that ``snapshot`` meets."""
    for target in targets:
        if target.metric == metric and is_for(target, snapshot):
            return target
    return None
