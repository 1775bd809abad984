"""What a version says beside what clocks reckon with: shared goals, whom both want, the prose."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

# The clauses that are prose, each in an entry of its own.
PROSE = (
    "parties",
    "routing",
    "attempts",
    "rejection",
    "recycling",
    "measures",
    "marketing_short",
    "sales_short",
    "review",
)
AMOUNTS = ("goal_revenue", "sales_quota")
LISTS = ("profiles", "personas")
MAX_PROSE = 1000
MAX_NAMED = 50


@dataclass(frozen=True)
class Document:
    """The agreement's goals in revenue a month, its profiles and personas by code, its prose.

    ``goal_revenue`` is both sides' own, ``marketing_share_percent`` the share of it that
    marketing's leads are to bring, ``sales_quota`` what sales sells a month in all. None and ""
    are not agreed on.
    """

    goal_revenue: Decimal | None = None
    marketing_share_percent: int | None = None
    sales_quota: Decimal | None = None
    profiles: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    parties: str = ""
    routing: str = ""
    attempts: str = ""
    rejection: str = ""
    recycling: str = ""
    measures: str = ""
    marketing_short: str = ""
    sales_short: str = ""
    review: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the document that ``data`` holds; what it does not hold is not agreed on."""
        said: dict[str, Any] = {name: str(data.get(name) or "") for name in PROSE}
        for name in AMOUNTS:
            value = data.get(name)
            said[name] = None if value is None else Decimal(str(value))
        for name in LISTS:
            said[name] = tuple(str(code) for code in data.get(name) or ())
        share = data.get("marketing_share_percent")
        return cls(marketing_share_percent=None if share is None else int(share), **said)

    def as_data(self) -> dict[str, Any]:
        """Return what JSON can hold: equal documents give equal data, what is empty is left out."""
        found: dict[str, Any] = {}
        for name, value in asdict(self).items():
            if value in (None, "", ()):
                continue
            if name in AMOUNTS:
                found[name] = f"{value:.2f}"
            else:
                found[name] = list(value) if isinstance(value, tuple) else value
        return found

    @property
    def marketing_revenue(self) -> Decimal | None:
        """Return what marketing's leads are to bring a month, None where it is not agreed on."""
        if self.goal_revenue is None or self.marketing_share_percent is None:
            return None
        return self.goal_revenue * self.marketing_share_percent / 100
