"""What a version of the agreement says beside its targets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from sla.models import AgreementVersion


@dataclass(frozen=True)
class VersionText:
    """Goals of both sides, what marketing must send along, what sales must try."""

    goal_leads: int | None = None
    goal_value: Decimal | None = None
    goal_attainment_percent: int = 90
    breach_limit_percent: int = 10
    required_brief_fields: tuple[str, ...] = ()
    attempts_promised: int = 5
    attempts_days: int = 10
    review_date: date | None = None

    @classmethod
    def of(cls, version: AgreementVersion) -> Self:
        """Return what ``version`` says."""
        return cls(
            goal_leads=version.goal_leads,
            goal_value=version.goal_value,
            goal_attainment_percent=version.goal_attainment_percent,
            breach_limit_percent=version.breach_limit_percent,
            required_brief_fields=tuple(version.required_brief_fields),
            attempts_promised=version.attempts_promised,
            attempts_days=version.attempts_days,
            review_date=version.review_date,
        )

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the text that ``as_data`` made ``data`` of."""
        value, review = data["goal_value"], data["review_date"]
        read = {
            "goal_value": None if value is None else Decimal(value),
            "required_brief_fields": tuple(data["required_brief_fields"]),
            "review_date": None if review is None else date.fromisoformat(review),
        }
        return cls(**{**data, **read})

    def as_data(self) -> dict[str, Any]:
        """Return the text as JSON can hold it: equal texts give equal data."""
        value, review = self.goal_value, self.review_date
        return asdict(self) | {
            "goal_value": None if value is None else f"{value:.2f}",
            "required_brief_fields": list(self.required_brief_fields),
            "review_date": None if review is None else review.isoformat(),
        }

    def put_into(self, version: AgreementVersion) -> AgreementVersion:
        """Let ``version`` say this, unsaved; returns it."""
        for name, value in asdict(self).items():
            setattr(version, name, list(value) if isinstance(value, tuple) else value)
        return version
