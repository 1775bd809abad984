"""The shape of an agreement's file: a JSON schema, and what it finds wrong in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

# Everything that is wrong is told at once, up to this number.
MOST_TOLD = 50


@dataclass(frozen=True)
class FileProblem:
    """What is wrong in a file, and where: ``path`` is for example ``targets[2].seconds``."""

    path: str
    message: str | Promise

    def __str__(self) -> str:
        """Return both as one line."""
        return f"{self.path}: {self.message}" if self.path else str(self.message)


def shape_problems(said: object, schema: Mapping[str, Any]) -> list[FileProblem]:
    """Return where ``said`` departs from ``schema``, in the order of the file."""
    found = sorted(Draft202012Validator(schema).iter_errors(said), key=_place_of)
    return [each for error in found for each in _told(error)][:MOST_TOLD]


def path_of(*steps: str | int) -> str:
    """Return the place that ``steps`` lead to, from the outermost on."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def closed(properties: Mapping[str, Any], *, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the schema of a mapping that has these names and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(needs),
        "additionalProperties": False,
    }


def texts(longest: int, most: int = 50) -> dict[str, Any]:
    """Return the schema of a list of short texts."""
    item = {"type": "string", "minLength": 1, "maxLength": longest}
    return {"type": "array", "items": item, "maxItems": most}


def some_of(values: list[str]) -> dict[str, Any]:
    """Return the schema of a list of words out of ``values``."""
    return {"type": "array", "items": {"enum": values}, "uniqueItems": True}


def whole(least: int, most: int, *, or_none: bool = False) -> dict[str, Any]:
    """Return the schema of a whole number."""
    return {
        "type": ["integer", "null"] if or_none else "integer",
        "minimum": least,
        "maximum": most,
    }


# Money as text, so that no fraction is lost on the way; a number is taken too.
AMOUNT: dict[str, Any] = {
    "type": ["string", "integer", "number", "null"],
    "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})?$",
    "minimum": 0,
    "exclusiveMaximum": 10**12,
}
DAY: dict[str, Any] = {"type": ["string", "null"], "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _place_of(error: ValidationError) -> list[tuple[int, str]]:
    """Return what sorts errors by their place: numbers as numbers."""
    return [(at, "") if isinstance(at, int) else (-1, str(at)) for at in error.absolute_path]


def _told(error: ValidationError) -> Iterator[FileProblem]:
    steps = list(error.absolute_path)
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield FileProblem(path_of(*steps), _("“%(name)s” is missing.") % {"name": name})
                return
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for name in error.instance:
            if name not in known:
                said = {"known": ", ".join(known)}
                yield FileProblem(
                    path_of(*steps, name), _("Nothing has this name: %(known)s") % said
                )
        return
    yield FileProblem(path_of(*steps), _sentence(error))


def _sentence(error: ValidationError) -> str:
    value = error.validator_value
    if error.validator == "enum":
        value = ", ".join(str(one) for one in value)
    if error.validator == "type":
        names = [value] if isinstance(value, str) else value
        value = ", ".join(str(_TYPES.get(name, name)) for name in names)
    words = _SENTENCES.get(str(error.validator), _("This cannot be used."))
    return str(words) % {"value": value} if "%(" in str(words) else str(words)


_TYPES: dict[str, str | Promise] = {
    "string": _("text"),
    "integer": _("a whole number"),
    "number": _("a number"),
    "boolean": _("true or false"),
    "array": _("a list"),
    "object": _("names with values"),
    "null": _("nothing (null)"),
}
_SENTENCES: dict[str, str | Promise] = {
    "type": _("Give this as: %(value)s."),
    "enum": _("Choose one of: %(value)s."),
    "const": _("This must be %(value)s."),
    "minimum": _("Give at least %(value)s."),
    "maximum": _("Give at most %(value)s."),
    "exclusiveMaximum": _("Give less than %(value)s."),
    "minLength": _("This must not be empty."),
    "maxLength": _("Give at most %(value)s characters."),
    "minItems": _("Give at least %(value)s of them."),
    "maxItems": _("Give at most %(value)s of them."),
    "uniqueItems": _("The same stands here twice."),
    "pattern": _("This is not written as it must be. See the documentation of the file."),
}
