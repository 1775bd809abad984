"""Turns the records of a file of outcomes into rows that can be matched with leads."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from leads.addresses import clean_email
from leads.importing.cells import Cells
from leads.importing.columns import HAPPENED, OUTCOME, VALUE
from leads.importing.contacts import bare_id, first_email
from leads.importing.dates import as_instant
from leads.importing.reading import Record
from leads.importing.row import Flaw, OutcomeRow, RowFlaws
from leads.importing.values import as_number, is_ahead
from leads.models import Outcome
from personas.fit import fold

_EXTERNAL_ID_MAX_LENGTH = 120
_VALUE_MAX = Decimal(10) ** 12
_WON = {
    *("won", "closed won", "closedwon", "closed - won", "win", "customer", "deal won", "true", "1"),
    *(
        "gagne",
        "gewonnen",
        "ganado",
        "ganada",
        "ganho",
        "vinto",
        "kazanildi",
        "رابحه",
        "تم الفوز",
        "فوز",
    ),
}
_LOST = {
    *("lost", "closed lost", "closedlost", "closed - lost", "loss", "deal lost", "false", "0"),
    *("perdu", "verloren", "perdido", "perdida", "perso", "kaybedildi", "خاسره", "خساره", "مفقوده"),
}


class OutcomeReader:
    """Reads one record after the other."""

    def __init__(
        self,
        mapping: list[tuple[int, str]],
        width: int,
        *,
        now: datetime,
        zone: ZoneInfo,
        day_first: bool,
        comma_is_decimal: bool,
    ) -> None:
        """Take (index, field) pairs, the number of columns and what values are read by."""
        self._mapping, self._width = mapping, width
        self._now, self._zone = now, zone
        self._number = partial(as_number, comma_is_decimal=comma_is_decimal)
        self._instant = partial(as_instant, zone=zone, day_first=day_first)

    def read(self, record: Record, number: int) -> OutcomeRow:
        """Return the record as a row, the ``number``-th of the file; raises ``RowFlaws``."""
        cells = Cells(record, self._mapping, self._width)
        row = OutcomeRow(number, record.line)
        row.external_id = bare_id(cells.text("external_id", _EXTERNAL_ID_MAX_LENGTH))
        row.email = cells.read("email", _email, "bad_email") or ""
        row.outcome = cells.read(OUTCOME, _outcome, "bad_outcome") or Outcome.WON
        row.value = cells.read(VALUE, self._number, "bad_number")
        if row.value is not None and not 0 <= row.value < _VALUE_MAX:
            cells.flaw("bad_number", VALUE)
        row.happened_at = cells.read(HAPPENED, self._instant, "bad_date")
        if row.happened_at is not None and is_ahead(row.happened_at, self._now, self._zone):
            cells.flaw("future_date", HAPPENED)
        if not cells.flaws and not (row.external_id or row.email):
            raise RowFlaws(Flaw("no_key"))
        cells.check()
        return row


def _email(text: str) -> str:
    return clean_email(first_email(text))


def _outcome(text: str) -> str:
    word = fold(text)
    if word in _WON:
        return Outcome.WON
    if word in _LOST:
        return Outcome.LOST
    raise ValueError(text)
