"""The catalogue of whom the company wants: profiles and personas are made, changed, archived.

Nothing is deleted: former hand-offs keep what they name. Whether a promise still names a persona is
not known here; ``sla.targets.archive_persona`` and ``sla.in_use`` ask that first.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import refuse_stale
from kit.refusals import BadInput, NotAllowed, Refusal
from personas.criteria import OF_THE_LEAD, CriterionText, as_rows, checked, fingerprint_of
from personas.models import Criterion, IdealCustomerProfile, Persona
from teams.models import User

MAX_NAME = 80


class Archived(Refusal):
    """What is archived is not changed; it can be restored."""

    code = "archived"
    default_message = _("This is archived. Restore it first.")


@dataclass(frozen=True)
class ProfileText:
    """What a profile says beside its criteria."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class PersonaText:
    """What a persona says beside its criteria."""

    name: str
    role: str = ""
    description: str = ""
    pains: str = ""
    goals: str = ""
    objections: str = ""
    answers: str = ""
    messages: str = ""
    channels: str = ""
    opener: str = ""


W = TypeVar("W", Persona, IdealCustomerProfile)
MAX_LENGTHS = {"role": 120, "channels": 500, "opener": 500}
MAX_LENGTH = 2000


def may_edit(user: User) -> bool:
    """Return whether ``user`` may change the catalogue: marketing, and managers of either side."""
    return user.is_marketer or user.is_manager


def create_persona(*, text: PersonaText, criteria: Sequence[CriterionText], by: User) -> Persona:
    """Make a persona. Raises ``NotAllowed``, ``BadInput`` and ``BadCriterion``."""
    return _write(Persona(), text, criteria, by)


def edit_persona(
    *,
    persona: Persona,
    text: PersonaText,
    criteria: Sequence[CriterionText],
    by: User,
    seen: str = "",
) -> Persona:
    """Change a persona and its criteria; leads keep the fit that was kept with a decision.

    ``seen``: see ``fingerprint_of_wanted``. Raises as ``create_persona``, ``Archived``,
    ``StalePage``.
    """
    return _rewrite(persona, text, criteria, by, seen)


def create_profile(
    *, text: ProfileText, criteria: Sequence[CriterionText], by: User
) -> IdealCustomerProfile:
    """Make an ideal customer profile. Raises as ``create_persona``."""
    return _write(IdealCustomerProfile(), text, criteria, by)


def edit_profile(
    *,
    profile: IdealCustomerProfile,
    text: ProfileText,
    criteria: Sequence[CriterionText],
    by: User,
    seen: str = "",
) -> IdealCustomerProfile:
    """Change a profile and its criteria. Raises as ``edit_persona``."""
    return _rewrite(profile, text, criteria, by, seen)


def archive_persona(*, persona: Persona, at: datetime, by: User) -> Persona:
    """Take a persona out of use. Doors call ``sla.targets.archive_persona``, which asks first."""
    return _archive(persona, at, by)


def archive_profile(
    *, profile: IdealCustomerProfile, at: datetime, by: User
) -> IdealCustomerProfile:
    """Take a profile out of use. Doors call ``sla.in_use.archive_profile``, which asks first."""
    return _archive(profile, at, by)


def restore_persona(*, persona: Persona, by: User) -> Persona:
    """Take an archived persona back into use. Raises ``NotAllowed``."""
    return _restore(persona, by)


def restore_profile(*, profile: IdealCustomerProfile, by: User) -> IdealCustomerProfile:
    """Take an archived profile back into use. Raises ``NotAllowed``."""
    return _restore(profile, by)


def text_of(wanted: Persona | IdealCustomerProfile) -> PersonaText | ProfileText:
    """Return what a persona or a profile says beside its criteria."""
    if isinstance(wanted, Persona):
        return PersonaText(**{one.name: getattr(wanted, one.name) for one in fields(PersonaText)})
    return ProfileText(name=wanted.name, description=wanted.description)


def fingerprint_of_wanted(wanted: Persona | IdealCustomerProfile) -> str:
    """Return what tells a form that somebody else changed it meanwhile."""
    return fingerprint_of(wanted.criteria.all(), asdict(text_of(wanted)))


def _write(
    wanted: W, text: PersonaText | ProfileText, criteria: Sequence[CriterionText], by: User
) -> W:
    _check_editor(by)
    texts = checked(criteria, OF_THE_LEAD)
    for name, value in _cleaned(text).items():
        setattr(wanted, name, value)
    with transaction.atomic():
        _save(wanted)
        wanted.criteria.all().delete()
        Criterion.objects.bulk_create(as_rows(Criterion, texts, **{_owner(wanted): wanted}))
    return wanted


def _rewrite(
    wanted: W,
    text: PersonaText | ProfileText,
    criteria: Sequence[CriterionText],
    by: User,
    seen: str,
) -> W:
    _check_editor(by)
    with transaction.atomic():
        locked: W = type(wanted).objects.select_for_update().get(pk=wanted.pk)
        if locked.archived_at is not None:
            raise Archived
        refuse_stale(seen, fingerprint_of_wanted(locked))
        return _write(locked, text, criteria, by)


def _owner(wanted: Persona | IdealCustomerProfile) -> str:
    return "persona" if isinstance(wanted, Persona) else "profile"


def _archive(wanted: W, at: datetime, by: User) -> W:
    _check_editor(by)
    rows = type(wanted).objects.filter(pk=wanted.pk, archived_at__isnull=True)
    rows.update(archived_at=at)
    wanted.refresh_from_db()
    return wanted


def _restore(wanted: W, by: User) -> W:
    _check_editor(by)
    type(wanted).objects.filter(pk=wanted.pk).update(archived_at=None)
    wanted.refresh_from_db()
    return wanted


def _save(wanted: Persona | IdealCustomerProfile) -> None:
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError as error:
        raise BadInput(_NAME_TAKEN, field="name") from error


def _cleaned(text: PersonaText | ProfileText) -> dict[str, str]:
    values = {name: value.strip() for name, value in asdict(text).items()}
    values["name"] = " ".join(values["name"].split())
    if not 0 < len(values["name"]) <= MAX_NAME:
        raise BadInput(_("Give it a name of at most 80 characters."), field="name")
    for name, value in values.items():
        most = MAX_LENGTHS.get(name, MAX_LENGTH)
        if len(value) > most:
            raise BadInput(_("At most %(most)s characters.") % {"most": most}, field=name)
    return values


def _check_editor(by: User) -> None:
    if not may_edit(by):
        raise NotAllowed


_NAME_TAKEN = _("This name is taken, perhaps by an archived one. Choose another, or restore that.")
