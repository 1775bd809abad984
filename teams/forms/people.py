"""What administrators say of people, teams and the company."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.company import CompanyText
from teams.forms.fields import (
    EmailField,
    country_field,
    currency_field,
    language_field,
    name_field,
    time_zone_field,
)
from teams.models import Company, Role, Side, Team, User
from teams.people import ROLES_OF, PersonText

NO_ROLE = [("", _("No role"))]


class PersonForm(forms.Form):
    """A person and their role in each team."""

    name = name_field(_("Name"))
    email = EmailField(autocomplete="off")
    language = language_field()
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Manages people, teams and the company, not promises."),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        """Take the teams: each becomes a choice among the roles of its side."""
        super().__init__(*args, **kwargs)
        self.teams = {f"team_{team.code}": team for team in teams}
        for name, team in self.teams.items():
            roles = [(role.value, role.label) for role in ROLES_OF[team.side]]
            self.fields[name] = forms.ChoiceField(
                label=team.name,
                required=False,
                choices=[*NO_ROLE, *roles],
                help_text="" if team.name == team.get_side_display() else team.get_side_display(),
            )

    @classmethod
    def of(cls, user: User, teams: Sequence[Team], data: Any = None) -> "PersonForm":  # noqa: ANN401
        """Return the form as ``user`` is now, or as it was posted."""
        names = ("name", "email", "language", "is_administrator")
        initial = {name: getattr(user, name) for name in names}
        for membership in user.memberships.select_related("team"):
            initial[f"team_{membership.team.code}"] = membership.role
        return cls(data, teams=teams, initial=initial)

    def text(self) -> PersonText:
        """Return what was said."""
        data = self.cleaned_data
        return PersonText(
            name=data["name"],
            email=data["email"],
            language=data["language"],
            is_administrator=data["is_administrator"],
            roles={team.pk: data[name] for name, team in self.teams.items() if data[name]},
        )


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices)


class TeamNameForm(forms.Form):
    """Another name for a team."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )


class CompanyForm(forms.Form):
    """The company, and the head of each side."""

    name = name_field(_("Name"))
    language = language_field()
    time_zone = time_zone_field()
    currency = currency_field()
    country = country_field()
    marketing_head = forms.ModelChoiceField(
        label=_("Head of marketing"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Decides and signs for the side."),
    )
    sales_head = forms.ModelChoiceField(
        label=_("Head of sales"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, data: Any, *, company: Company) -> None:  # noqa: ANN401 - what forms take
        """Show ``company`` as it is; the heads are chosen among each side's active managers."""
        names = ("name", "language", "time_zone", "currency", "country")
        initial: dict[str, Any] = {name: getattr(company, name) for name in names}
        heads = {Side.MARKETING: "marketing_head", Side.SALES: "sales_head"}
        initial |= {field: getattr(company, f"{field}_id") for field in heads.values()}
        super().__init__(data, initial=initial)
        for side, field in heads.items():
            choice = self.fields[field]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - declared above
            choice.queryset = (
                User.objects.filter(
                    is_active=True, memberships__team__side=side, memberships__role=Role.MANAGER
                )
                .distinct()
                .order_by("name", "id")
            )

    def text(self) -> CompanyText:
        """Return what was said."""
        return CompanyText(**self.cleaned_data)
