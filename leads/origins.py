"""Sources and campaigns: found by name whatever its case, made when new; renamed, merged, archived.

Whether the agreement names one is not known here: ``sla.origins`` asks that first.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from leads.models import Campaign, Cost, Handoff, Lead, Source
from personas.models import Criterion, FactName
from teams.models import User

Origin = Source | Campaign


def ids_by_name(model: type[Source | Campaign], names: Iterable[str]) -> dict[str, int]:
    """Return the id of each of ``names``, made where there is none yet; two statements.

    A name that was merged into another means that one. Safe against others doing the same at the
    same moment: the database compares the names, and they are written in one order, so that nobody
    waits in a ring.
    """
    wanted = sorted({name for name in names if name}, key=str.lower)
    if not wanted:
        return {}
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name) SELECT DISTINCT ON (lower(n)) n"  # noqa: S608 - own table
            " FROM unnest(%(names)s::text[]) n"
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE lower(name) = lower(n))"
            " ORDER BY lower(n), n ON CONFLICT DO NOTHING",
            {"names": wanted},
        )
        cursor.execute(
            f"SELECT n, coalesce(t.merged_into_id, t.id)"  # noqa: S608 - own table
            f" FROM unnest(%(names)s::text[]) n JOIN {table} t ON lower(t.name) = lower(n)",
            {"names": wanted},
        )
        return dict(cursor.fetchall())


def source_named(name: str) -> Source | None:
    """Return the source called ``name`` in any case, a new one when there is none, None for ""."""
    found = ids_by_name(Source, [name])
    return Source.objects.get(pk=found[name]) if found else None


def campaign_named(name: str) -> Campaign | None:
    """Return the campaign called ``name`` in any case, a new one if need be, None for ""."""
    found = ids_by_name(Campaign, [name])
    return Campaign.objects.get(pk=found[name]) if found else None


def may_edit(user: User) -> bool:
    """Return whether ``user`` may rename, merge and archive: marketing, and managers."""
    return user.is_marketer or user.is_manager


def rename(*, origin: Origin, name: str, by: User) -> Origin:
    """Give a source or campaign another name; criteria that name a source follow.

    Raises ``NotAllowed``, and ``BadInput`` for a name that is empty, too long or taken.
    """
    _check_editor(by)
    wanted, most = " ".join(name.split()), type(origin)._meta.get_field("name").max_length or 80
    if not 0 < len(wanted) <= most:
        raise BadInput(
            _("Give it a name of at most %(most)s characters.") % {"most": most}, field="name"
        )
    before = origin.name
    try:
        with transaction.atomic():
            type(origin).objects.filter(pk=origin.pk).update(name=wanted)
            if isinstance(origin, Source):
                _rename_in_criteria(before, wanted)
    except IntegrityError as error:
        raise BadInput(_NAME_TAKEN, field="name") from error
    origin.name = wanted
    return origin


def merge(*, origin: Origin, into: Origin, at: datetime, by: User) -> Origin:
    """Make ``origin`` another spelling of ``into``: leads, hand-offs and costs become its own.

    Its name means the other from now on, in files too. Raises ``NotAllowed`` and ``BadInput``.
    """
    _check_editor(by)
    kind: type[Any] = type(origin)
    if not isinstance(into, kind):
        raise BadInput(_("Choose another one that is in use."), field="into")
    field = str(kind._meta.model_name)
    with transaction.atomic():
        locked = {
            row.pk: row
            for row in kind.objects.select_for_update()
            .filter(pk__in=[origin.pk, into.pk])
            .order_by("pk")
        }
        if len(locked) < 2 or any(row.merged_into_id for row in locked.values()):  # noqa: PLR2004 - both
            raise BadInput(_("Choose another one that is in use."), field="into")
        for model in (Lead, Handoff, Cost):
            model.objects.filter(**{field: origin}).update(**{field: into})
        kind.objects.filter(merged_into=origin).update(merged_into=into)
        kind.objects.filter(pk=origin.pk).update(merged_into=into, archived_at=at)
        if isinstance(origin, Source):
            _rename_in_criteria(origin.name, into.name)
    kept: Origin = into
    return kept


def archive(*, origin: Origin, at: datetime, by: User) -> None:
    """Take a source or campaign out of what may be chosen. Raises ``NotAllowed``."""
    _check_editor(by)
    type(origin).objects.filter(pk=origin.pk, archived_at__isnull=True).update(archived_at=at)


def restore(*, origin: Origin, by: User) -> None:
    """Let an archived one be chosen again. Raises ``NotAllowed``, ``BadInput`` for a merged one."""
    _check_editor(by)
    if origin.merged_into_id is not None:
        raise BadInput(_("It is another spelling of one that is in use."))
    type(origin).objects.filter(pk=origin.pk).update(archived_at=None)


def _rename_in_criteria(before: str, after: str) -> None:
    """Let criteria of personas and profiles that name the source ``before`` name ``after``."""
    rows = Criterion.objects.filter(fact=FactName.SOURCE, operands__len__gt=0)
    for row in rows.select_for_update():
        operands = [after if each.lower() == before.lower() else each for each in row.operands]
        if operands != row.operands:
            row.operands = list(dict.fromkeys(operands))
            row.save(update_fields=["operands"])


def _check_editor(by: User) -> None:
    if not may_edit(by):
        raise NotAllowed


_NAME_TAKEN = _("This name is taken. Merge the two instead.")
