"""The targets of a draft: added, changed, put in order, taken out.

The order is the promise: the first target that matches a hand-off is the one it is held to.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput, NotAllowed, Refusal
from personas import catalogue
from personas.models import Persona
from sla import in_use
from sla.matching import is_for_everybody
from sla.models import (
    PENDING,
    AgreementVersion,
    Calendar,
    Metric,
    PauseReason,
    Target,
    VersionStatus,
)
from teams.models import User

MAX_SECONDS = 366 * 86_400
MAX_TARGETS = 100
MAX_WORDS = 50
MAX_WARNINGS = 5
FEWEST_ATTEMPTS, MOST_ATTEMPTS = 2, 100
SECONDS_AN_ATTEMPT = 60
# Whose clocks may be told to wait for a conversation.
TOUCHES = (Metric.FIRST_TOUCH, Metric.OWNER_TOUCH)
LISTS = ("sources", "lead_types", "personas", "grades", "regions")
# The longest word of each list that is text.
WORD_LENGTHS = {"lead_types": 60, "grades": 2, "regions": 80}


class NotADraft(Refusal):
    """What is or was in force is never changed."""

    code = "not_a_draft"
    default_message = _("This version is no longer a draft. Make a new draft to change it.")


class PersonaInUse(Refusal):
    """A target names the persona; the message says which."""

    code = "persona_in_use"


@dataclass(frozen=True)
class TargetText:
    """What one target says. ``seconds`` is the promise; empty lists are for everybody.

    ``attempts``: how many are promised within the time, of a target for them alone. Its clocks
    stand still for ``pause_reasons``, in all for ``pause_limit_seconds`` at most (None: no limit).
    """

    name: str
    metric: str
    seconds: int
    is_business_time: bool = True
    calendar_id: int | None = None
    warn_percents: tuple[int, ...] = (75,)
    needs_conversation: bool = False
    attempts: int | None = None
    pause_reasons: tuple[str, ...] = tuple(PauseReason.values)
    pause_limit_seconds: int | None = None
    sources: tuple[int, ...] = ()
    lead_types: tuple[str, ...] = ()
    personas: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def text_of(target: Target) -> TargetText:
    """Return what ``target`` says."""
    said: dict[str, Any] = {}
    for each in fields(TargetText):
        value = getattr(target, each.name)
        said[each.name] = tuple(value) if isinstance(value, list) else value
    return TargetText(**said)


def add_target(*, version: AgreementVersion, text: TargetText, by: User) -> Target:
    """Add a target to a draft: last of its metric, but before those that match everybody.

    Raises ``NotAllowed``, ``NotADraft``, ``BadInput``.
    """
    with transaction.atomic():
        draft = locked_draft(version, by)
        rows = in_order(draft)
        if len(rows) >= MAX_TARGETS:
            raise BadInput(_TOO_MANY_TARGETS % {"most": MAX_TARGETS})
        target = _fill(Target(version=draft), checked(text))
        rows.insert(_place_of(target, rows), target)
        target.save(force_insert=True)
        _number(rows)
    return target


def edit_target(*, target: Target, text: TargetText, by: User, seen: str = "") -> Target:
    """Change a target of a draft. Raises as ``add_target`` does, and ``StalePage``."""
    with transaction.atomic():
        locked_draft(target.version, by)
        locked = Target.objects.select_for_update().get(pk=target.pk)
        refuse_stale(seen, fingerprint_of(locked))
        _fill(locked, checked(text, keeps_calendar=locked.calendar_id)).save()
    return locked


def move_target(*, target: Target, steps: int, by: User) -> None:
    """Move a target of a draft ``steps`` places down among those of its metric (up if negative).

    Raises ``NotAllowed`` and ``NotADraft``.
    """
    with transaction.atomic():
        draft = locked_draft(target.version, by)
        rows = in_order(draft)
        same = [row for row in rows if row.metric == target.metric]
        place = next((i for i, row in enumerate(same) if row.pk == target.pk), None)
        if place is None:
            raise NotADraft
        row = same.pop(place)
        same.insert(max(0, place + steps), row)
        _number(same + [row for row in rows if row.metric != target.metric])


def remove_target(*, target: Target, by: User) -> None:
    """Take a target out of a draft. Raises ``NotAllowed`` and ``NotADraft``."""
    with transaction.atomic():
        draft = locked_draft(target.version, by)
        Target.objects.filter(pk=target.pk, version=draft).delete()


def locked_draft(version: AgreementVersion, by: User) -> AgreementVersion:
    """Return the version, locked, for a manager to change. In a transaction.

    Raises ``NotAllowed``, and ``NotADraft`` for one that is in force, was, or was thrown away.
    """
    if not by.is_manager:
        raise NotAllowed
    rows = AgreementVersion.objects.select_for_update().filter(status=VersionStatus.DRAFT)
    locked = rows.filter(pk=version.pk).first()
    if locked is None:
        raise NotADraft
    return locked


def in_order(version: AgreementVersion) -> list[Target]:
    """Return the version's targets, each metric's in the order in which they are tried."""
    return list(version.targets.select_related("calendar").order_by("position", "id"))


def find_target(version: AgreementVersion, code: UUID) -> Target | None:
    """Return the version's target with this code, None when there is none."""
    return version.targets.select_related("version").filter(code=code).first()


def fingerprint_of(target: Target) -> str:
    """Return what tells a form that somebody else changed the target."""
    return fingerprint(asdict(text_of(target)))


def archive_persona(*, persona: Persona, at: datetime, by: User) -> Persona:
    """Take a persona out of use, unless the version in force or one being agreed on names it.

    Raises ``NotAllowed``, ``PersonaInUse`` with the target's name and ``NamedInAgreement`` with
    the clause.
    """
    named = Target.objects.filter(
        personas__contains=[persona.pk],
        version__status__in=[*PENDING, VersionStatus.IN_FORCE],
    )
    target = named.order_by("version__number", "position").first()
    if target is not None:
        raise PersonaInUse(_IN_USE % {"persona": persona.name, "target": target.name})
    in_use.refuse_named("personas", persona)
    return catalogue.archive_persona(persona=persona, at=at, by=by)


def checked(text: TargetText, *, keeps_calendar: int | None = None) -> TargetText:
    """Return ``text`` cleaned. Raises ``BadInput`` naming the field.

    ``keeps_calendar``: the calendar that stands there already; it may stay even if archived, which
    is said again when the version is put in force.
    """
    name = " ".join(text.name.split())
    if not name or len(name) > 80:  # noqa: PLR2004 - the column's length
        raise BadInput(_("Give it a name of at most 80 characters."), field="name")
    if text.metric not in Metric.values:
        raise BadInput(_("Choose what is measured."), field="metric")
    if not 0 < text.seconds <= MAX_SECONDS:
        raise BadInput(_("Give a time between one second and one year."), field="seconds")
    _check_calendar(text, keeps_calendar)
    lists = {name: _checked_list(name, getattr(text, name)) for name in LISTS}
    return replace(
        text,
        name=name,
        calendar_id=text.calendar_id if text.is_business_time else None,
        warn_percents=checked_percents(text.warn_percents),
        needs_conversation=text.needs_conversation and text.metric in TOUCHES,
        attempts=_checked_attempts(text),
        pause_reasons=_checked_reasons(text),
        pause_limit_seconds=_checked_limit(text),
        **lists,  # type: ignore[arg-type]
    )


def checked_percents(percents: Sequence[int]) -> tuple[int, ...]:
    """Return warning points in ascending order. Raises ``BadInput``."""
    if any(not 0 < percent < 100 for percent in percents):  # noqa: PLR2004
        raise BadInput(_("A warning lies between 1 and 99 percent."), field="warn_percents")
    if len(set(percents)) > MAX_WARNINGS:
        raise BadInput(_("At most five warnings."), field="warn_percents")
    return tuple(sorted(set(percents)))


def _checked_attempts(text: TargetText) -> int | None:
    """Return how many attempts a target for them promises, None for another metric's."""
    if text.metric != Metric.ATTEMPT:
        return None
    if text.attempts is None or not FEWEST_ATTEMPTS <= text.attempts <= MOST_ATTEMPTS:
        said = {"least": FEWEST_ATTEMPTS, "most": MOST_ATTEMPTS}
        raise BadInput(_ATTEMPTS % said, field="attempts")
    if text.seconds < text.attempts * SECONDS_AN_ATTEMPT:
        raise BadInput(_("Give at least a minute for each attempt."), field="seconds")
    return text.attempts


def _checked_reasons(text: TargetText) -> tuple[str, ...]:
    """Return the reasons that stop its clocks, once each. Raises ``BadInput``."""
    if not set(text.pause_reasons) <= set(PauseReason.values):
        raise BadInput(_("Choose among the reasons for a pause."), field="pause_reasons")
    return tuple(one for one in PauseReason.values if one in text.pause_reasons)


def _checked_limit(text: TargetText) -> int | None:
    """Return how long its pauses may take together; None where there are none to limit."""
    limit = text.pause_limit_seconds
    if limit is None or not text.pause_reasons:
        return None
    if not 0 < limit <= MAX_SECONDS:
        raise BadInput(
            _("Give a time between one second and one year."), field="pause_limit_seconds"
        )
    return limit


def _check_calendar(text: TargetText, kept: int | None) -> None:
    if not text.is_business_time:
        return
    if text.calendar_id is None:
        raise BadInput(_("Working hours need a work calendar."), field="calendar")
    if text.calendar_id == kept:
        return
    if not Calendar.objects.filter(pk=text.calendar_id, archived_at__isnull=True).exists():
        raise BadInput(_("This calendar is archived. Choose another."), field="calendar")


def _checked_list(name: str, values: Sequence[int | str]) -> tuple[int | str, ...]:
    """Return the values once each, in order, texts trimmed. Raises ``BadInput``."""
    cleaned = [" ".join(one.split()) if isinstance(one, str) else one for one in values]
    kept = tuple(dict.fromkeys(one for one in cleaned if one != ""))
    if len(kept) > MAX_WORDS:
        raise BadInput(_("At most %(most)s of them.") % {"most": MAX_WORDS}, field=name)
    longest = WORD_LENGTHS.get(name)
    for one in kept:
        if longest and len(str(one)) > longest:
            raise BadInput(_TOO_LONG % {"text": one, "most": longest}, field=name)
    return kept


def _fill(target: Target, text: TargetText) -> Target:
    for name, value in asdict(text).items():
        setattr(target, name, list(value) if isinstance(value, tuple) else value)
    return target


def _place_of(target: Target, rows: list[Target]) -> int:
    if not is_for_everybody(target):
        for place, row in enumerate(rows):
            if row.metric == target.metric and is_for_everybody(row):
                return place
    return len(rows)


def _number(rows: list[Target]) -> None:
    for position, row in enumerate(rows):
        row.position = position
    Target.objects.bulk_update(rows, ["position"])


_TOO_MANY_TARGETS = _("An agreement has at most %(most)s targets.")
_ATTEMPTS = _("Give a number of attempts from %(least)s to %(most)s; the first is the first touch.")
_TOO_LONG = _("“%(text)s” is longer than %(most)s characters.")
_IN_USE = _("“%(persona)s” is named by the target “%(target)s”. Change the agreement first.")
