"""Why rows are not taken, in words. What is kept is the key, so that each reads it in their own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import ImportProblem

REASONS: dict[str, str | Promise] = {
    "unreadable_row": _("This line cannot be read: a quotation mark is opened and never closed."),
    "unreadable_text": _("This holds characters that the chosen encoding cannot read."),
    "too_many_cells": _("This row has %(value)s cells, more than the header."),
    "footer": _("This line sums up the others or speaks of the report: it is no row."),
    "header_again": _("This line repeats the header."),
    "no_identity": _("Nothing identifies this lead: no name, e-mail, phone or id."),
    "no_key": _("Neither an id nor an e-mail says whose outcome this is."),
    "too_long": _("“%(value)s…” is too long."),
    "bad_email": _("“%(value)s” is not an e-mail address."),
    "shortened_number": _(
        "“%(value)s”: a spreadsheet has shortened this number. Format its column as text, or as a"
        " number without decimals, and save the file again."
    ),
    "bad_size": _("“%(value)s” is not a number of people."),
    "bad_number": _("“%(value)s” is not an amount."),
    "bad_date": _("“%(value)s” is not a date that can be read."),
    "future_date": _("“%(value)s” lies in the future."),
    "bad_flag": _("“%(value)s” is neither yes nor no."),
    "bad_grade": _("“%(value)s” is not a grade: one or two characters, such as A."),
    "unknown_persona": _("No persona is called “%(value)s”."),
    "bad_outcome": _("“%(value)s” is neither won nor lost."),
    "unknown_lead": _("No lead has this id or e-mail."),
    "several_leads": _("Several leads have this e-mail: give the id."),
    "not_possible": _("This outcome cannot follow what has happened to the lead."),
    "same_external_id": _("A lead with this id is there already."),
    "same_email": _("A lead with this e-mail is there already."),
    "same_phone": _("A lead with this phone is there already."),
    "same_in_file": _("The same lead stands further up in this file."),
    "several_matches": _("Several leads there match “%(value)s”: give the id."),
    "in_sales_hands": _("Sales has this lead: a manager of marketing may update it."),
    "known_outcome": _("This outcome is known already."),
}


def sentence(problem: ImportProblem) -> str:
    """Return the problem's sentence in the active language."""
    return sentence_of(problem.reason, problem.value)


def sentence_of(reason: str, value: str) -> str:
    """Return the sentence for ``reason`` and the ``value`` at fault."""
    text = str(REASONS.get(reason, reason))
    return text % {"value": value} if "%(" in text else text
