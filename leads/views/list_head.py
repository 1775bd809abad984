"""What stands above the list of leads: its quick views, and the filters that are set."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.forms.listing import LeadFilterForm
from leads.listing import CAME_BACK, MARKETING, QUEUE, SALES

_VIEWS: dict[str, str | Promise] = {
    "": _("All"),
    MARKETING: _("With marketing"),
    QUEUE: _("Waiting to be claimed"),
    SALES: _("With sales"),
    CAME_BACK: _("Came back"),
}


@dataclass(frozen=True)
class QuickView:
    """One view of the segmented control; ``count`` is None, as none is shown."""

    label: str
    url: str
    is_current: bool
    count: None = None


@dataclass(frozen=True)
class SetFilter:
    """A filter that narrows the list: what it says, and the list's address without it."""

    label: str
    value: str
    url: str


def quick_views(path: str, asked: QueryDict) -> list[QuickView]:
    """Return the views of the list by who has its leads; each keeps the other filters."""
    current = asked.get("hands", "")
    return [
        QuickView(str(label), _address(path, asked, hands=hands), hands == current)
        for hands, label in _VIEWS.items()
    ]


def set_filters(path: str, asked: QueryDict, form: LeadFilterForm) -> list[SetFilter]:
    """Return what the list is narrowed to beyond its views; ``form`` must be valid."""
    return [
        SetFilter(str(form[name].label), _said(form, name), _address(path, asked, **{name: ""}))
        for name in form.fields
        if form.cleaned_data[name] and not (name == "hands" and asked.get(name) in _VIEWS)
    ]


def _said(form: LeadFilterForm, name: str) -> str:
    """Return the chosen value of a field as its list of choices words it."""
    field, value = form.fields[name], form.cleaned_data[name]
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return gettext("“%(value)s”") % {"value": value}


def _address(path: str, asked: QueryDict, **changes: str) -> str:
    """Return the list's address with ``asked`` changed, from its first page."""
    query = asked.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query[name] = value
    kept = QueryDict(mutable=True)
    kept.update({name: str(value) for name, value in query.items() if value})
    return f"{path}?{kept.urlencode()}" if kept else path
