"""What a version of the agreement says beside its targets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

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
