"""The reasons a rep may give with a decision: what an agreement says of them, and which hold."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.refusals import BadInput
from leads.models import ReasonKind, ReturnReason

MOST_OF_A_KIND = 20
LABEL_MAX_LENGTH = 80
KEY_MAX_LENGTH = 40
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")


class BadReason(BadInput):
    """One reason of several cannot stand; ``row`` is its place, counted from zero."""

    code = "bad_reason"

    def __init__(self, message: str, *, row: int, field: str) -> None:
        """Take what is wrong, and where."""
        super().__init__(message, field=field)
        self.row = row
        self.extra = {"row": row}


@dataclass(frozen=True)
class ReasonText:
    """A reason as an agreement says it; ``key`` is what it is counted by, whatever its words."""

    kind: str
    key: str
    label_en: str
    label_ar: str
    needs_text: bool = False
    needs_criterion: bool = False
    needs_attempts: bool = False

    @classmethod
    def of(cls, row: ReturnReason) -> Self:
        """Return what ``row`` says."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @property
    def label(self) -> str:
        """Return the label in the active language."""
        is_arabic = (get_language() or "").startswith("ar")
        return self.label_ar if is_arabic and self.label_ar else self.label_en


def first_reasons() -> list[ReasonText]:
    """Return the reasons that every company begins with, without those it archived."""
    return [ReasonText.of(row) for row in first_rows()]


def first_rows() -> list[ReturnReason]:
    """Return the rows of ``first_reasons``."""
    return list(ReturnReason.objects.filter(archived_at__isnull=True, agreed_at__isnull=True))


def checked(texts: Sequence[ReasonText]) -> list[ReasonText]:
    """Return ``texts`` in the order of the kinds, trimmed. Raises ``BadReason`` naming the row.

    Every kind has a reason at least; a key stands once in its kind; both languages have words.
    """
    found: list[ReasonText] = []
    for row, text in enumerate(texts):
        cleaned = replace(text, label_en=text.label_en.strip(), label_ar=text.label_ar.strip())
        _check(cleaned, row, found)
        found.append(cleaned)
    for kind in ReasonKind:
        number = sum(text.kind == kind for text in found)
        if not number:
            raise BadInput(_("“%(kind)s” needs at least one reason.") % {"kind": kind.label})
        if number > MOST_OF_A_KIND:
            said = {"kind": kind.label, "most": MOST_OF_A_KIND}
            raise BadInput(_("“%(kind)s” has more than %(most)s reasons.") % said)
    order = list(ReasonKind.values)
    return sorted(found, key=lambda text: order.index(text.kind))


def write_rows(texts: Iterable[ReasonText], at: datetime) -> list[int]:
    """Return the ids of the rows that say ``texts``, in their order; write those that are new."""
    texts = list(texts)
    known = {ReasonText.of(row): row.pk for row in ReturnReason.objects.order_by("-id")}
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    made = ReturnReason.objects.bulk_create(
        ReturnReason(**asdict(text), position=texts.index(text), agreed_at=at) for text in fresh
    )
    known |= {ReasonText.of(row): row.pk for row in made}
    return [known[text] for text in texts]


def rows_by_id(ids: Sequence[int]) -> list[ReturnReason]:
    """Return the reasons of ``ids`` in that order; without ids those of the beginning."""
    if not ids:
        return first_rows()
    known = ReturnReason.objects.in_bulk(ids)
    return [known[pk] for pk in ids if pk in known]


def _check(text: ReasonText, row: int, before: Sequence[ReasonText]) -> None:
    if text.kind not in ReasonKind.values:
        raise BadReason(_("Choose what the reason is for."), row=row, field="kind")
    for field in ("label_en", "label_ar"):
        words = getattr(text, field)
        if not words:
            raise BadReason(_("Name the reason in both languages."), row=row, field=field)
        if len(words) > LABEL_MAX_LENGTH:
            said = {"n": LABEL_MAX_LENGTH}
            raise BadReason(_("At most %(n)s characters.") % said, row=row, field=field)
    if not _KEY.fullmatch(text.key) or len(text.key) > KEY_MAX_LENGTH:
        message = _("A key has Latin letters, digits, - and _ alone, at most 40 of them.")
        raise BadReason(message, row=row, field="key")
    if any((other.kind, other.key) == (text.kind, text.key) for other in before):
        raise BadReason(_("This key stands twice."), row=row, field="key")
    if text.needs_criterion and text.kind != ReasonKind.REJECT:
        message = _("Only a rejection can name a criterion.")
        raise BadReason(message, row=row, field="needs_criterion")
    if text.needs_attempts and text.kind != ReasonKind.DISQUALIFY:
        message = _("Only a disqualification can wait for the promised attempts.")
        raise BadReason(message, row=row, field="needs_attempts")
