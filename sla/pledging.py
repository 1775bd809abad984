"""What marketing promises for a period, in a draft: read, checked and written as a whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput
from sla.models import GOALS, AgreementVersion, Grain, Measure, Pledge
from sla.targets import locked_draft
from teams.models import User

MAX_MINUTES, MAX_HOURS = 480, 400
DEFAULT_TOLERANCE = 15


@dataclass(frozen=True)
class PledgeText:
    """One promise: see ``Pledge``. ``percent`` is of shares alone, the last two of leads alone."""

    measure: str
    grain: str = Grain.MONTH.value
    percent: int | None = None
    tolerance_percent: int = DEFAULT_TOLERANCE
    attempt_minutes: int | None = None
    selling_hours: int | None = None


def texts_of(version: AgreementVersion) -> list[PledgeText]:
    """Return what marketing promises in ``version``, in the order of measures; one query."""
    order = list(Measure.values)
    rows = sorted(version.pledges.all(), key=lambda row: order.index(row.measure))
    return [
        PledgeText(
            row.measure,
            row.grain,
            row.percent,
            row.tolerance_percent,
            row.attempt_minutes,
            row.selling_hours,
        )
        for row in rows
    ]


def as_data(version: AgreementVersion) -> list[dict[str, Any]]:
    """Return the same as plain data."""
    return [asdict(text) for text in texts_of(version)]


def put(version: AgreementVersion, data: Sequence[dict[str, Any]]) -> None:
    """Write the promises of ``data`` into the draft, in the place of what stands there.

    Raises ``BadInput``.
    """
    texts = checked([PledgeText(**row) for row in data])
    version.pledges.all().delete()
    Pledge.objects.bulk_create(Pledge(version=version, **asdict(text)) for text in texts)


def promise(
    *, version: AgreementVersion, pledges: Sequence[PledgeText], by: User, seen: str = ""
) -> AgreementVersion:
    """Replace what marketing promises in a draft. ``seen``: see ``fingerprint_of_pledges``.

    Raises ``NotAllowed``, ``NotADraft``, ``StalePage`` and ``BadInput``.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_pledges(locked))
        put(locked, [asdict(text) for text in pledges])
    return locked


def fingerprint_of_pledges(version: AgreementVersion) -> str:
    """Return what tells a form that somebody changed the promises."""
    return fingerprint(as_data(version))


def checked(texts: Sequence[PledgeText]) -> list[PledgeText]:
    """Return ``texts``. Raises ``BadInput`` naming the field, as "profile_percent"."""
    if len({text.measure for text in texts}) < len(texts):
        raise BadInput(_("Promise each measure once."), field="pledges")
    for text in texts:
        _check(text)
    return list(texts)


def _check(text: PledgeText) -> None:
    if text.measure not in Measure.values or text.grain not in Grain.values:
        raise BadInput(_("Choose one of the measures, by month or week."), field="pledges")
    _check_range(text, "tolerance_percent", 0, 100)
    if text.measure in GOALS:
        if text.percent is not None:
            said = _("How much is promised stands in the goals of the agreement.")
            raise BadInput(said, field=f"{text.measure}_percent")
    elif text.percent is None:
        raise BadInput(_("Say how much is promised."), field=f"{text.measure}_percent")
    _check_range(text, "percent", 1, 100)
    _check_range(text, "attempt_minutes", 1, MAX_MINUTES)
    _check_range(text, "selling_hours", 1, MAX_HOURS)
    if (text.attempt_minutes is None) != (text.selling_hours is None):
        missing = "attempt_minutes" if text.attempt_minutes is None else "selling_hours"
        said = _("Sales' capacity needs both the minutes and the hours.")
        raise BadInput(said, field=f"{text.measure}_{missing}")


def _check_range(text: PledgeText, name: str, least: int, most: int) -> None:
    value = getattr(text, name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if value is not None and not (is_number and least <= value <= most):
        message = _("Give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise BadInput(message, field=f"{text.measure}_{name}")
