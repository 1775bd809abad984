"""Which rows are leads that are there already, or stand further up in the same file."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from leads.importing.row import Flaw, LeadRow

_COLUMNS = {"external_id": "external_id", "email": "email", "phone": "phone_key"}


class Keys:
    """The keys of leads that are there, as far as a chunk's rows ask for them."""

    def __init__(
        self,
        rows: Sequence[LeadRow],
        *,
        by_phone: bool,
        run_id: int | None = None,
        adds_again: bool = False,
    ) -> None:
        """Look the rows' keys up: one query a kind of key.

        Leads of the run itself stand further up in the file. ``adds_again``: the same e-mail or
        phone as a lead that was there before makes no duplicate, the same id does.
        """
        self._by_phone = by_phone
        # The leads that have a key; none for a key that only this file has.
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}
        for kind in _COLUMNS if by_phone else ("external_id", "email"):
            wanted = {value for row in rows if (value := _value(row, kind))}
            for value, lead_id, of_run in _existing(kind, wanted):
                if of_run == run_id and run_id is not None:
                    self._known[kind, value] = ()
                elif kind == "external_id" or not adds_again:
                    former = self._known.get((kind, value))
                    self._known[kind, value] = () if former == () else (*(former or ()), lead_id)

    def add_seen(self, keys: Iterable[tuple[str, str]]) -> None:
        """Count keys of this file as known: rows of former chunks that were not written."""
        for key in keys:
            self._known.setdefault(key, ())

    def of(self, row: LeadRow) -> Iterator[tuple[str, str]]:
        """Yield the row's keys."""
        for kind in _COLUMNS:
            value = _value(row, kind)
            if value and (self._by_phone or kind != "phone"):
                yield kind, value

    def take(self, row: LeadRow) -> Flaw | None:
        """Return why ``row`` is a duplicate; None for a new one, whose keys are known from now."""
        keys = list(self.of(row))
        for kind, value in keys:
            found = self._known.get((kind, value))
            if found is not None:
                return Flaw(f"same_{kind}" if found else "same_in_file", None, value[:100])
        self._known.update(dict.fromkeys(keys, ()))
        return None

    def leads_of(self, row: LeadRow) -> tuple[int, ...]:
        """Return the leads that ``row`` is, by the first of its keys that is known."""
        for key in self.of(row):
            found = self._known.get(key)
            if found is not None:
                return found
        return ()


class SeenKeys:
    """The keys of a file's rows, kept in the session's own table while the file is checked.

    Nothing is written to the leads meanwhile, and the memory stays flat.
    """

    @staticmethod
    def begin() -> None:
        """Start with none."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS import_seen (key text PRIMARY KEY)")
            cursor.execute("TRUNCATE import_seen")

    @staticmethod
    def among(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return those of ``keys`` that were added before."""
        texts = [f"{kind}:{value}" for kind, value in keys]
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM import_seen WHERE key = ANY(%s)", [texts])
            found = (key.partition(":") for (key,) in cursor.fetchall())
            return [(kind, value) for kind, _colon, value in found]

    @staticmethod
    def add(keys: Iterable[tuple[str, str]]) -> None:
        """Add ``keys``."""
        texts = [f"{kind}:{value}" for kind, value in keys]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO import_seen SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [texts]
            )


def _existing(kind: str, values: set[str]) -> list[tuple[str, int, int | None]]:
    if not values:
        return []
    column = _COLUMNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, id, import_run_id FROM leads_lead"  # noqa: S608 - the column is one of three above
            f" WHERE {column} <> '' AND {column} = ANY(%s)",
            [list(values)],
        )
        found: list[tuple[str, int, int | None]] = cursor.fetchall()
        return found


def _value(row: LeadRow, kind: str) -> str:
    return str(getattr(row, _COLUMNS[kind]))
