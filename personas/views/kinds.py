"""What the pages of personas and those of profiles differ in."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404

from kit.addresses import address
from personas import catalogue
from personas.criteria import CriterionText
from personas.forms import PersonaForm, ProfileForm
from personas.models import IdealCustomerProfile, Persona
from teams.models import User

Wanted = Persona | IdealCustomerProfile
WantedForm = PersonaForm | ProfileForm


@dataclass(frozen=True)
class Kind:
    """Personas, or profiles: their form, their page, their verbs."""

    name: str
    page: str
    model: type[Persona] | type[IdealCustomerProfile]
    form: type[PersonaForm] | type[ProfileForm]
    create: Callable[..., Wanted]
    edit: Callable[..., Wanted]

    def find(self, code: UUID) -> Wanted:
        """Return the one with this code and its criteria; 404 otherwise."""
        rows = self.model.objects.with_criteria()
        return cast("Wanted", get_object_or_404(rows, code=code))

    def url(self, wanted: Wanted) -> str:
        """Return the address of its page."""
        return address(self.page, wanted.code)

    def write(
        self,
        wanted: Wanted | None,
        form: WantedForm,
        criteria: list[CriterionText],
        by: User,
        seen: str,
    ) -> Wanted:
        """Make one, or change ``wanted``; raises what the verb raises."""
        typed: dict[str, Any] = {"text": form.text(), "criteria": criteria, "by": by}
        if wanted is None:
            return self.create(**typed)
        return self.edit(**{self.name: wanted}, seen=seen, **typed)


def first_values(wanted: Wanted | None) -> dict[str, Any]:
    """Return the form's first values."""
    return asdict(catalogue.text_of(wanted)) if wanted else {}


PERSONA = Kind(
    "persona",
    "dashboards:persona",
    Persona,
    PersonaForm,
    catalogue.create_persona,
    catalogue.edit_persona,
)
PROFILE = Kind(
    "profile",
    "personas:profile",
    IdealCustomerProfile,
    ProfileForm,
    catalogue.create_profile,
    catalogue.edit_profile,
)
