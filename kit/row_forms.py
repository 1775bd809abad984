"""Forms of several rows: a few empty ones at the end, and a button for more, without script."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

EMPTY_ROWS = 2
MORE_ROWS = 3
# Rows beyond the greatest number that are still read, so that the refusal can name them.
SLACK = 20
# People separate values by either comma, a semicolon, or a new line.
_BETWEEN_VALUES = re.compile(r"[,،;؛\n]")


class BaseRows(forms.BaseFormSet[forms.Form]):
    """Rows of one form; an untouched row is left out, a row marked for removal too."""

    def filled(self) -> list[dict[str, Any]]:
        """Return the cleaned rows that count; the rows must be valid."""
        return [form.cleaned_data for form in self.filled_forms()]

    def filled_forms(self) -> list[forms.Form]:
        """Return the forms of the rows that count, in the order of the page."""
        standing = set(self.initial_forms)
        return [
            form
            for form in self.forms
            if (form in standing or form.has_changed()) and not self._is_removed(form)
        ]

    def add_fields(self, form: Any, index: int | None) -> None:  # noqa: ANN401 - any form
        """Add the box that removes a row, with the product's word for it."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def _is_removed(self, form: forms.Form) -> bool:
        return bool(self.can_delete and form.cleaned_data.get("DELETE"))


def rows_of(row: type[forms.Form], *, most: int, empty: int = EMPTY_ROWS) -> type[BaseRows]:
    """Return rows of ``row``: at most ``most``, each removable, with ``empty`` blank ones."""
    made: type[BaseRows] = forms.formset_factory(  # type: ignore[assignment]  # of that base
        row,
        formset=BaseRows,
        extra=empty,
        max_num=most,
        absolute_max=most + SLACK,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,  # an empty row is left out anyway
    )
    return made


def with_more(data: QueryDict, prefix: str) -> QueryDict:
    """Return what was typed, with room for more rows of the form ``prefix``."""
    more = data.copy()
    total = str(data.get(f"{prefix}-TOTAL_FORMS", "0"))
    number = int(total) if total.isdecimal() and len(total) < 5 else 0  # noqa: PLR2004
    more[f"{prefix}-TOTAL_FORMS"] = str(number + MORE_ROWS)
    return more


def split_values(typed: str) -> tuple[str, ...]:
    """Return the values of "Retail, Hotels": separated by commas of either script, or by lines."""
    return tuple(part.strip() for part in _BETWEEN_VALUES.split(typed) if part.strip())


def join_values(values: Iterable[object]) -> str:
    """Return values as people write them in the active language."""
    comma = "، " if (get_language() or "").startswith("ar") else ", "
    return comma.join(str(value) for value in values)
