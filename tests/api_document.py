"""Holds an answer of the API to the API's own document."""

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

OPEN = {"ErrorDetail"}  # some errors say more than the document promises


@cache
def document() -> dict[str, Any]:
    """Return the document, with every named object closed: an answer holds nothing unnamed."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    for name, schema in found["components"]["schemas"].items():
        if "properties" in schema and name not in OPEN:
            schema["additionalProperties"] = False
    return found


def operation_at(method: str, path: str) -> dict[str, Any] | None:
    """Return the operation that the document has for ``path``, None for none."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\{code\}", "[0-9a-f-]{36}", template)
        if re.fullmatch(pattern, path) and method in operations:
            return operations[method]
    return None


def check_answer(method: str, path: str, answer: Any) -> None:
    """Fail unless ``answer`` is one that the document promises."""
    operation = operation_at(method, path)
    if operation is None:
        return
    promised = operation["responses"].get(str(answer.status_code))
    assert promised is not None, f"{answer.status_code} of {method} {path} is not documented"
    if "content" in promised:
        schema = promised["content"]["application/json"]["schema"]
        _validator(operation["operationId"], answer.status_code, schema).validate(answer.json())


_validators: dict[tuple[str, int], Draft202012Validator] = {}


def _validator(name: str, status: int, schema: dict[str, Any]) -> Draft202012Validator:
    key = (name, status)
    if key not in _validators:
        whole = {"components": document()["components"], "allOf": [schema]}
        _validators[key] = Draft202012Validator(whole)
    return _validators[key]
