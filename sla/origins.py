"""Whether the agreement names a source, and where: what it names keeps its name and its place."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from leads import origins
from leads.models import Campaign, Definition, DefinitionKind, Source
from personas.fit import fold
from personas.models import FactName
from sla.in_use import NamedInAgreement
from sla.models import PENDING, AgreementVersion, Target, VersionStatus
from sla.numbering import number_of, title_of
from teams.models import User

Origin = Source | Campaign
_COUNTS = [VersionStatus.IN_FORCE, *PENDING]


def rename(*, origin: Origin, name: str, by: User) -> Origin:
    """Rename a source or campaign. Targets know a source by its id and go on to mean it.

    Definitions know it by its name: one that the version in force, or one being agreed on, names
    keeps it. Raises as ``leads.origins.rename``, and ``NamedInAgreement``.
    """
    if isinstance(origin, Source) and fold(name) != fold(origin.name):
        _refuse_named_in_definitions(origin)
    return origins.rename(origin=origin, name=name, by=by)


def merge(*, origin: Origin, into: Origin, at: datetime, by: User) -> Origin:
    """Merge a source or campaign into another, unless the agreement names it.

    Raises as ``leads.origins.merge``, and ``NamedInAgreement``.
    """
    refuse_named(origin)
    return origins.merge(origin=origin, into=into, at=at, by=by)


def archive(*, origin: Origin, at: datetime, by: User) -> None:
    """Take a source or campaign out of use, unless the agreement names it.

    Raises ``NotAllowed`` and ``NamedInAgreement``.
    """
    refuse_named(origin)
    origins.archive(origin=origin, at=at, by=by)


def refuse_named(origin: Origin) -> None:
    """Raise ``NamedInAgreement`` if a version that counts names it; nothing names campaigns."""
    if not isinstance(origin, Source):
        return
    rows = Target.objects.filter(sources__contains=[origin.pk], version__status__in=_COUNTS)
    target = rows.select_related("version").order_by("version__number", "position").first()
    if target is not None:
        raise _named(origin, target.metric, target.version)
    _refuse_named_in_definitions(origin)


def _refuse_named_in_definitions(source: Source) -> None:
    for kind in DefinitionKind:
        column = f"{kind.value}_definition"
        versions = AgreementVersion.objects.filter(status__in=_COUNTS).exclude(
            Q(**{f"{column}__isnull": True})
        )
        for version in versions.select_related(column).order_by("number"):
            if _names(getattr(version, column), source):
                raise _named(source, kind.value, version)


def _names(definition: Definition, source: Source) -> bool:
    wanted = fold(source.name)
    asked = definition.criteria.filter(fact=FactName.SOURCE)
    return any(wanted in map(fold, criterion.operands) for criterion in asked)


def _named(source: Source, clause: str, version: AgreementVersion) -> NamedInAgreement:
    said = {
        "name": source.name,
        "clause": f"{number_of(clause)} {title_of(clause)}",
        "version": version,
    }
    return NamedInAgreement(
        _("“%(name)s” stands in clause %(clause)s (%(version)s). Change the agreement first.")
        % said
    )
