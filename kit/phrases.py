"""Phrases put together of parts in either script."""

from collections.abc import Iterable


def isolated(part: object) -> str:
    """Return ``part`` so that it runs in its own direction, and what stands around it in its own.

    What a person typed may begin with either script; without this, a full stop or a figure beside
    it would jump to the wrong side. It is ``<bdi>`` for text that is no markup yet.
    """
    return f"\u2068{part}\u2069"


def dotted(parts: Iterable[object]) -> str:
    """Return those of ``parts`` that hold anything in one line, each in its own direction."""
    return " · ".join(isolated(part) for part in parts if part)
