"""The form of an assignment: who is to have the lead."""

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.models import Handoff
from teams.models import Side, User


class _SellerField(forms.ModelChoiceField[User]):
    """The people of sales, each with how many leads are with them."""

    open_ones: dict[int, int]

    def label_from_instance(self, seller: User) -> str:
        """Return the name and how much they have open."""
        number = self.open_ones.get(seller.pk, 0)
        having = ngettext("%(n)s open lead", "%(n)s open leads", number) % {"n": number}
        return f"{seller.name} · {having}"


class AssignForm(forms.Form):
    """Somebody who works in sales and is active; who has least stands first."""

    to = _SellerField(
        queryset=User.objects.none(), label=_("Rep"), to_field_name="code", empty_label=_("Choose")
    )

    def __init__(self, *args: Any, but: int | None = None, **kwargs: Any) -> None:
        """Take what a form takes, and the id of who is not offered since the lead is theirs.

        Reads the people of sales and what they have: two queries.
        """
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = (
            User.objects.filter(memberships__team__side=Side.SALES, is_active=True)
            .exclude(pk=but or 0)
            .distinct()
            .order_by("name", "pk")
        )
        counts = Handoff.objects.open().filter(owner__isnull=False).values("owner")
        field.open_ones = dict(counts.annotate(number=Count("pk")).values_list("owner", "number"))
