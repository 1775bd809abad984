"""The company and its teams."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput, NotAllowed
from teams.models import Company, Side, Team, User
from teams.refusals import BadHead


@dataclass(frozen=True)
class CompanyText:
    """What an administrator says of the company."""

    name: str
    time_zone: str
    currency: str
    country: str
    language: str
    marketing_head: User | None = None
    sales_head: User | None = None


class TeamNameTaken(BadInput):
    """Two teams of one name could not be told apart."""

    code = "team_name_taken"
    default_message = _("A team of this name is here already.")


def describe(*, text: CompanyText, by: User) -> Company:
    """Keep what ``text`` says; returns the company.

    Raises ``NotAllowed``, or ``BadHead`` for somebody who does not manage that side, or heads both.
    """
    _check_administrator(by)
    _check_head(text.marketing_head, Side.MARKETING, "marketing_head")
    _check_head(text.sales_head, Side.SALES, "sales_head")
    if text.marketing_head is not None and text.marketing_head == text.sales_head:
        raise BadHead(field="sales_head")
    company = Company.get()
    for name in text.__dataclass_fields__:
        setattr(company, name, getattr(text, name))
    company.save()
    return company


def found_team(*, name: str, side: str, by: User) -> Team:
    """Make a team of ``side``; raises ``NotAllowed`` or ``TeamNameTaken``."""
    _check_administrator(by)
    return _saved(Team(name=name, side=side))


def rename_team(*, team: Team, name: str, by: User) -> Team:
    """Give the team another name; its side stays, since its people's roles belong to it."""
    _check_administrator(by)
    team.name = name
    return _saved(team)


def _saved(team: Team) -> Team:
    rows = Team.objects.filter(name__iexact=team.name).exclude(pk=team.pk)
    if rows.exists():
        raise TeamNameTaken(field="name")
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise TeamNameTaken(field="name") from error
    return team


def _check_head(user: User | None, side: str, field: str) -> None:
    if user is not None and not user.manages(side):
        raise BadHead(field=field)


def _check_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowed
