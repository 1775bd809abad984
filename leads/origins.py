"""Sources and campaigns by name: found whatever their case, made when they are new."""

from collections.abc import Iterable

from django.db import connection

from leads.models import Campaign, Source


def ids_by_name(model: type[Source | Campaign], names: Iterable[str]) -> dict[str, int]:
    """Return the id of each of ``names``, made where there is none yet; two statements.

    Safe against others doing the same at the same moment: the database compares the names, and
    they are written in one order, so that nobody waits in a ring.
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
            f"SELECT n, t.id FROM unnest(%(names)s::text[]) n"  # noqa: S608 - own table
            f" JOIN {table} t ON lower(t.name) = lower(n)",
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
