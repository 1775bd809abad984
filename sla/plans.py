"""When a version is to hold: from which instant, until which day, and for whose leads."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import BadInput
from sla.models import AgreementVersion

MAX_AHEAD = timedelta(days=366 * 2)
MAX_PERIOD_DAYS = 366 * 10


@dataclass(frozen=True)
class Plan:
    """What both sides sign besides the text.

    ``takes_effect_at``: None for the instant of the second signature. ``ends_on``: the last day in
    the company's time zone, None until another version takes its place. ``takes_open_ones``: open
    clocks are put on the new targets too.
    """

    takes_effect_at: datetime | None = None
    ends_on: date | None = None
    takes_open_ones: bool = False

    @classmethod
    def of(cls, version: AgreementVersion) -> "Plan":
        """Return what ``version`` plans."""
        return cls(version.takes_effect_at, version.ends_on, version.takes_open_ones)


def checked(plan: Plan, *, at: datetime, zone: str) -> Plan:
    """Return ``plan`` in whole seconds, if it can still be kept at ``at``.

    Raises ``BadInput`` naming the field: an instant that has passed or lies too far ahead, a period
    that ends before it begins.
    """
    effect = whole_second(plan.takes_effect_at) if plan.takes_effect_at else None
    if effect is not None and effect <= at:
        raise BadInput(_("Choose an instant that lies ahead."), field="takes_effect_at")
    if effect is not None and effect - at > MAX_AHEAD:
        raise BadInput(_("Choose an instant within two years."), field="takes_effect_at")
    first = (effect or at).astimezone(ZoneInfo(zone)).date()
    if plan.ends_on is not None and plan.ends_on < first:
        raise BadInput(_("The period would end before it begins."), field="ends_on")
    if plan.ends_on is not None and (plan.ends_on - first).days > MAX_PERIOD_DAYS:
        raise BadInput(_("Choose a day within ten years."), field="ends_on")
    return Plan(effect, plan.ends_on, plan.takes_open_ones)


def put(version: AgreementVersion, plan: Plan, *, zone: str) -> AgreementVersion:
    """Let ``version`` plan this, unsaved; its days are those of ``zone``."""
    effect = plan.takes_effect_at
    version.takes_effect_at = effect
    version.begins_on = effect.astimezone(ZoneInfo(zone)).date() if effect else None
    version.ends_on = plan.ends_on
    version.ends_at = end_of(plan.ends_on, zone) if plan.ends_on else None
    version.takes_open_ones = plan.takes_open_ones
    return version


def end_of(day: date, zone: str) -> datetime:
    """Return the instant at which ``day`` is over in ``zone``."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return whole_second(midnight)


def as_data(version: AgreementVersion) -> dict[str, Any]:
    """Return the plan of ``version`` as JSON can hold it."""
    effect, ends_on = version.takes_effect_at, version.ends_on
    return {
        "takes_effect_at": whole_second(effect).isoformat() if effect else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "takes_open_ones": version.takes_open_ones,
    }


def from_data(data: dict[str, Any]) -> Plan:
    """Return the plan that ``as_data`` made ``data`` of."""
    effect, ends_on = data["takes_effect_at"], data["ends_on"]
    return Plan(
        datetime.fromisoformat(effect) if effect else None,
        date.fromisoformat(ends_on) if ends_on else None,
        bool(data["takes_open_ones"]),
    )
