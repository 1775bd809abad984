"""A draft is written part by part: what one page shows is changed, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput
from personas.models import IdealCustomerProfile, Persona
from sla.document import AMOUNTS, MAX_NAMED, MAX_PROSE, PROSE, Document
from sla.drafting import checked
from sla.models import AgreementVersion
from sla.numbering import SECTIONS, Section
from sla.targets import locked_draft
from sla.version_text import VersionText
from teams.models import User

MAX_AMOUNT = Decimal(10) ** 12
# The fields of each section, in their order; the others consist of lists alone.
FIELDS: dict[str, tuple[str, ...]] = {
    "parties": ("parties",),
    "goals": ("goal_revenue", "marketing_share_percent", "sales_quota"),
    "profiles": ("profiles", "personas"),
    "marketing": ("goal_leads", "goal_value", "required_brief_fields"),
    "sales": ("attempts_promised", "attempts_days", "goal_attainment_percent"),
    "protocol": ("routing", "attempts", "rejection", "recycling"),
    "measures": ("measures", "breach_limit_percent"),
    "shortfall": ("marketing_short", "sales_short"),
    "review": ("review_date", "review"),
}
_OF_DOCUMENT = frozenset(each.name for each in fields(Document))


def names_of(section: str) -> tuple[str, ...]:
    """Return the names of the fields of ``section``."""
    return FIELDS.get(section, ())


def following(section: str) -> Section | None:
    """Return the section after ``section``, None after the last."""
    keys = [one.key for one in SECTIONS]
    place = keys.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None


def values_of(version: AgreementVersion) -> dict[str, Any]:
    """Return all that pages of a draft can change beside targets and ladder, by name."""
    return asdict(VersionText.of(version)) | asdict(Document.from_data(version.document))


def fingerprint_of_part(version: AgreementVersion, names: Iterable[str]) -> str:
    """Return what tells a page that somebody else changed one of ``names``."""
    values = values_of(version)
    return fingerprint({name: values[name] for name in names})


def edit_part(
    *, version: AgreementVersion, changes: Mapping[str, Any], by: User, seen: str = ""
) -> AgreementVersion:
    """Let a draft say ``changes``, by name; what they do not name stays.

    ``seen`` is the ``fingerprint_of_part`` of those names that the page was made with. Raises
    ``NotAllowed``, ``NotADraft``, ``StalePage`` and ``BadInput`` naming the field.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_part(locked, changes))
        ours = {name: value for name, value in changes.items() if name in _OF_DOCUMENT}
        others = {name: value for name, value in changes.items() if name not in _OF_DOCUMENT}
        document = replace(Document.from_data(locked.document), **ours)
        locked.document = checked_document(document).as_data()
        checked(replace(VersionText.of(locked), **others)).put_into(locked).save()
    return locked


def checked_document(document: Document) -> Document:
    """Return ``document`` with its prose trimmed. Raises ``BadInput`` naming the field."""
    for name in AMOUNTS:
        value = getattr(document, name)
        if value is not None and not 0 <= value < MAX_AMOUNT:
            raise BadInput(_("Give a value of zero or more."), field=name)
    share = document.marketing_share_percent
    if share is not None and not 0 <= share <= 100:  # noqa: PLR2004 - percent
        message = _("Give a number from %(least)s to %(most)s.") % {"least": 0, "most": 100}
        raise BadInput(message, field="marketing_share_percent")
    prose = {name: getattr(document, name).strip().replace("\r\n", "\n") for name in PROSE}
    for name, text in prose.items():
        if len(text) > MAX_PROSE:
            message = _("Use at most %(most)s letters.") % {"most": MAX_PROSE}
            raise BadInput(message, field=name)
    _check_named("profiles", document.profiles, IdealCustomerProfile)
    _check_named("personas", document.personas, Persona)
    return replace(document, **prose)


def _check_named(
    field: str, codes: tuple[str, ...], model: type[IdealCustomerProfile] | type[Persona]
) -> None:
    """Refuse names of what never was; what was archived since is warned of instead."""
    if not codes:
        return
    if len(codes) > MAX_NAMED or len(set(codes)) < len(codes):
        raise BadInput(_("Choose each once, and at most 50."), field=field)
    if model.objects.filter(code__in=codes).count() < len(codes):
        raise BadInput(_("One of these does not exist any more."), field=field)
