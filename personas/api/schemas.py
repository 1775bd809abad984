"""The shapes in which personas and profiles are told."""

from typing import Any

from rest_framework import serializers

from personas.shapes import CriterionShape


class Profile(serializers.Serializer[Any]):
    """A kind of company that both sides want (ideal customer profile)."""

    code = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    criteria = CriterionShape(many=True)


class Persona(Profile):
    """A kind of person who buys."""

    role = serializers.CharField(help_text="Who it is, in one line.")
    pains = serializers.CharField()
    goals = serializers.CharField()
    objections = serializers.CharField()
    answers = serializers.CharField(help_text="What to say to the objections.")
    messages = serializers.CharField(help_text="What convinces them.")
    channels = serializers.CharField(help_text="Where they are found.")
    opener = serializers.CharField(help_text="One sentence a rep can begin with.")
