"""E-mail addresses and web sites in the one spelling they are kept and compared in."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

EMAIL_MAX_LENGTH = 254
# Most addresses; what it does not match is judged by Django's own, slower rule.
_PLAIN = re.compile(
    r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
)
_LABEL_MAX_LENGTH = 63


def clean_email(text: str) -> str:
    """Return the address in ``text`` in lower case, "" for none; ``ValueError`` for a bad one."""
    email = text.strip().lower().removeprefix("mailto:")
    if not email:
        return ""
    if len(email) > EMAIL_MAX_LENGTH:
        raise ValueError(email)
    if _PLAIN.fullmatch(email) and max(map(len, re.split("[@.]", email))) <= _LABEL_MAX_LENGTH:
        return email
    # A letter younger than this Python's tables could have a lower case that only the database
    # knows, and would then break the rule that addresses are kept in lower case.
    if any(unicodedata.category(c) == "Cn" for c in email):
        raise ValueError(email)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(email) from error
    return email


def clean_domain(text: str) -> str:
    """Return the host of the web site in ``text``: "https://www.Example.com/x" is example.com."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower())
    host = re.split(r"[/?#\s]", host, maxsplit=1)[0].rpartition("@")[2]
    return host.removeprefix("www.").rstrip(".")
