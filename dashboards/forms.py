"""What a visitor of the dashboard may ask for, read from the address."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards import periods
from dashboards.breakdown import Dimension
from dashboards.drill import Asked, Figure
from dashboards.evidence import Kind as Evidence
from dashboards.fate import By, Column
from dashboards.links import NO_PART
from dashboards.live import Now
from dashboards.periods import Kind, Period
from dashboards.response import DEFAULT_PROMISE_SECONDS, SHARES
from dashboards.waiting import UNCLAIMED
from dashboards.waiting import Asked as Waiting
from leads.models import Source
from sla.models import Metric
from teams.models import Side, User

LONGEST_DAYS = 366
LONGEST_PROMISE = 2**31 - 1  # seconds, as a target holds them
LARGEST_ID = 2**63 - 1
FATE = "fate"  # the page that a list of leads leads back to, other than the dashboard
_PART = r"^(none|[1-9][0-9]{0,17})$"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class PeriodForm(forms.Form):
    """A period: this month unless said otherwise. ``until`` is the last day, included."""

    period = forms.ChoiceField(
        choices=[
            (Kind.MONTH.value, _("Month")),
            (Kind.QUARTER.value, _("Quarter")),
            (Kind.WEEK.value, _("Week")),
            (Kind.DAYS.value, _("Last 30 days")),
            (Kind.YEAR.value, _("Last 365 days")),
            (Kind.CUSTOM.value, _("Other dates")),
        ],
        required=False,
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput({"type": "date"})
    )
    by = forms.ChoiceField(choices=Dimension.choices, required=False)

    def clean_since(self) -> date | None:
        """Return the first day; refuses one that no lead can have."""
        return _within_reach(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        """Return the last day; refuses one that no lead can have."""
        return _within_reach(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        """Return the values; of other dates both are needed, in order, a year at most."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or values.get("period") != Kind.CUSTOM:
            return values
        since, until = values.get("since"), values.get("until")
        if since is None or until is None:
            self.add_error("since" if since is None else "until", _("Choose both dates."))
        elif until < since:
            self.add_error("until", _("The last day lies before the first."))
        elif (until - since).days >= LONGEST_DAYS:
            self.add_error("until", _("Choose a year at most."))
        return values

    def chosen(self, at: datetime, zone: ZoneInfo, first_weekday: int) -> Period:
        """Return the period that a valid form asks for, seen from ``at``."""
        values = self.cleaned_data
        day = values["since"] or periods.today(at, zone)
        if values["period"] == Kind.CUSTOM:
            return periods.custom(values["since"], values["until"], zone)
        if values["period"] == Kind.QUARTER:
            return periods.quarter_of(day, zone)
        if values["period"] == Kind.WEEK:
            return periods.week_of(day, zone, first_weekday)
        if values["period"] == Kind.YEAR:
            return periods.year_to(periods.today(at, zone), zone)
        if values["period"] == Kind.DAYS:
            return periods.last_days(periods.today(at, zone), zone)
        return periods.month_of(day, zone)

    def dimension(self) -> Dimension:
        """Return what the breach rate is divided by; by rep unless said otherwise."""
        return Dimension(self.cleaned_data["by"] or Dimension.REP)


class AtRiskForm(forms.Form):
    """Which of those who wait: by state, whose, before which step, from which source."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Late or soon late")),
            (Now.BREACHED.value, Now.BREACHED.label),
            (Now.AT_RISK.value, Now.AT_RISK.label),
            (Now.OPEN.value, _("Everyone who waits")),
        ],
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    step = forms.ChoiceField(
        label=_("Next step"),
        required=False,
        choices=[
            ("", _("Any step")),
            (Metric.CLAIM.value, _("Claim")),
            (Metric.FIRST_TOUCH.value, _("First contact")),
        ],
    )
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.filter(archived_at__isnull=True).order_by("name"),
        required=False,
        empty_label=_("Any source"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what a form takes; reads the people of sales: one query."""
        super().__init__(*args, **kwargs)
        sellers = User.objects.filter(memberships__team__side=Side.SALES, is_active=True)
        people = sellers.order_by("name").values_list("code", "name").distinct()
        owner: Any = self.fields["owner"]
        owner.choices = [
            ("", _("Anybody")),
            (UNCLAIMED, _("Unclaimed")),
            *((str(code), name) for code, name in people),
        ]

    def asked(self) -> Waiting:
        """Return what a valid form asks for."""
        values = self.cleaned_data
        source = values["source"]
        return Waiting(
            state=Now(values["state"]) if values["state"] else None,
            owner=values["owner"],
            step=values["step"],
            source_id=source.pk if source else None,
        )


class DrillForm(PeriodForm):
    """A figure of a period, narrowed to a metric, to one part, or to one bar."""

    figure = forms.ChoiceField(
        choices=Figure.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose a figure of the dashboard to see its leads.")
        ),
    )
    metric = forms.ChoiceField(choices=Metric.choices, required=False)
    part = forms.RegexField(_PART, required=False)
    campaign = forms.RegexField(_PART, required=False)
    back = forms.ChoiceField(choices=[(FATE, FATE)], required=False)
    target = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    criterion = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    reason = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    bar = forms.IntegerField(min_value=0, max_value=len(SHARES), required=False)
    promise = forms.IntegerField(min_value=1, max_value=LONGEST_PROMISE, required=False)

    def asked(self, at: datetime, zone: ZoneInfo, first_weekday: int) -> Asked:
        """Return the figure that a valid form asks for, seen from ``at``."""
        values = self.cleaned_data
        part, campaign = values["part"], values["campaign"]
        return Asked(
            figure=Figure(values["figure"]),
            period=self.chosen(at, zone, first_weekday),
            metric=Metric(values["metric"] or Metric.FIRST_TOUCH),
            by=self.dimension(),
            is_divided=bool(part),
            part=int(part) if part and part != NO_PART else None,
            target=values["target"] or 0,
            criterion=values["criterion"] or 0,
            reason=values["reason"] or 0,
            campaign=(0 if campaign == NO_PART else int(campaign)) if campaign else None,
            bar=values["bar"] or 0,
            promise_seconds=values["promise"] or DEFAULT_PROMISE_SECONDS,
        )


class FateForm(PeriodForm):
    """A period, what its leads are grouped by, and the column that the rows are sorted by."""

    by = forms.ChoiceField(choices=By.choices, required=False)
    sort = forms.RegexField(rf"^-?(name|{'|'.join(Column.values)})$", required=False)

    def grouped(self) -> By:
        """Return what the leads are grouped by; by campaign unless said otherwise."""
        return By(self.cleaned_data["by"] or By.CAMPAIGN)

    def order(self) -> tuple[Column | None, bool]:
        """Return the column to sort by, None for the names, and whether the largest comes first."""
        asked = self.cleaned_data["sort"] or f"-{Column.DELIVERED.value}"
        name = asked.lstrip("-")
        return (None if name == "name" else Column(name)), asked.startswith("-")


class DismissForm(forms.Form):
    """Why an amendment is dismissed."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea({"rows": 3, "autofocus": True})
    )


class PausesForm(PeriodForm):
    """A period, and whose pauses: everybody's unless a person's code is given."""

    person = forms.UUIDField(required=False)


class EvidenceForm(PeriodForm):
    """One figure of the evidence: what is counted, and of whom."""

    _MISSING = dict.fromkeys(
        ("required", "invalid", "invalid_choice"),
        _("Choose a figure of the page to see its leads."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what a form takes."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            choices=Evidence.choices, error_messages=self._MISSING
        )
        self.fields["person"] = forms.UUIDField(error_messages=self._MISSING)

    def kind(self) -> Evidence:
        """Return what a valid form asks for."""
        return Evidence(self.cleaned_data["kind"])

    def person(self) -> User | None:
        """Return of whom a valid form asks, None for nobody there is."""
        return User.objects.filter(code=self.cleaned_data["person"]).first()


def _within_reach(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise forms.ValidationError(_("Choose a day between 2000 and 2099."))
    return day
