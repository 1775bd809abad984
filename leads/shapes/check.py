"""Definitions, and leads held against them, as they are told."""

from typing import Any

from rest_framework import serializers

from kit.api_pages import Row
from leads.models import Definition, DefinitionKind
from leads.qualifying import Check
from personas.shapes import CriterionShape, ReasonShape, tell_criterion, tell_fit


class DefinitionNamed(serializers.Serializer[Any]):
    """Which version of which definition."""

    code = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DefinitionKind.choices)
    version = serializers.IntegerField()


class DefinitionShape(DefinitionNamed):
    """One version of a definition, with its criteria."""

    statement = serializers.CharField()
    in_force_at = serializers.DateTimeField()
    is_in_force = serializers.BooleanField(help_text="Whether it is the one that holds now.")
    criteria = CriterionShape(many=True)


class CheckShape(serializers.Serializer[Any]):
    """A lead held against the definition in force."""

    definition = DefinitionNamed(
        allow_null=True, help_text="null while none is in force; nothing can be missing then."
    )
    is_met = serializers.BooleanField()
    criteria = ReasonShape(many=True)


def tell_definition(definition: Definition, *, is_in_force: bool) -> Row:
    """Return ``definition`` as ``DefinitionShape``; its criteria should be loaded."""
    return _named(definition) | {
        "statement": definition.statement,
        "in_force_at": definition.in_force_at,
        "is_in_force": is_in_force,
        "criteria": [tell_criterion(one) for one in definition.criteria.all()],
    }


def tell_check(found: Check) -> Row:
    """Return ``found`` as ``CheckShape``."""
    criteria = found.definition.criteria.all() if found.definition else ()
    return {
        "definition": _named(found.definition) if found.definition else None,
        "is_met": found.is_met,
        "criteria": tell_fit(found.fit, criteria)["reasons"],
    }


def _named(definition: Definition) -> Row:
    return {"code": definition.code, "kind": definition.kind, "version": definition.version}
