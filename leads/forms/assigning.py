"""The form of an assignment: who is to have the lead."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.models import Handoff
from teams import absences
from teams.models import Side, User


class _SellerField(forms.ModelChoiceField[User]):
    """The people of sales, each with how many leads are with them, and until when they are away."""

    open_ones: dict[int, int]
    away: dict[int, datetime]

    def label_from_instance(self, seller: User) -> str:
        """Return the name, how much they have open, and until when they are away."""
        number = self.open_ones.get(seller.pk, 0)
        having = ngettext("%(n)s open lead", "%(n)s open leads", number) % {"n": number}
        away = _away_until(self.away.get(seller.pk))
        return " · ".join(part for part in (seller.name, having, away) if part)


def _away_until(ends_at: datetime | None) -> str:
    if ends_at is None:
        return ""
    until = date_format(timezone.localtime(ends_at), "DATETIME_FORMAT")
    return str(_("away until %(until)s") % {"until": until})


class AssignForm(forms.Form):
    """Somebody who works in sales and is active; who has least stands first."""

    to = _SellerField(
        queryset=User.objects.none(), label=_("Rep"), to_field_name="code", empty_label=_("Choose")
    )

    def __init__(self, *args: Any, at: datetime, but: int | None = None, **kwargs: Any) -> None:
        """Take what a form takes, and the id of who is not offered since the lead is theirs.

        ``at``: the instant at which somebody is away or here. Who is away is marked, not hidden:
        a manager may know better. Reads the people of sales, what they have, and who is away:
        three queries.
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
        field.away = absences.away_until(at)
