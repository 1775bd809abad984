"""The first administrator: made in the browser, by whoever can read the console."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from teams.models import Company, Role, Team, User
from teams.refusals import SetUpAlready, WrongToken


@dataclass(frozen=True)
class NewCompany:
    """What an installation starts with. ``teams``: (name, side) pairs; both may be left out."""

    name: str
    time_zone: str
    currency: str
    country: str
    language: str
    teams: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class FirstPerson:
    """The first administrator. With ``manages`` they also manage the company's first teams."""

    name: str
    email: str
    password: str
    manages: bool = False


def is_set_up() -> bool:
    """Return whether anybody is here; from then on the token opens nothing."""
    return User.objects.exists()


def setup_token() -> str:
    """Return the token of this installation: it follows from the secret key, nothing is stored."""
    return salted_hmac("teams.setting_up", "setup token", algorithm="sha256").hexdigest()[:40]


def set_up(*, company: NewCompany, person: FirstPerson, token: str) -> User:
    """Make company, teams and first administrator; return the administrator.

    Raises ``WrongToken``, or ``SetUpAlready`` when anybody is here, also when two people press the
    button at once: the company's row is locked.
    """
    if not constant_time_compare(token.strip(), setup_token()):
        raise WrongToken(field="token")
    with transaction.atomic():
        row = Company.objects.select_for_update().get(pk=Company.get().pk)
        if is_set_up():
            raise SetUpAlready
        _describe(row, company)
        user = _administrator(person, company.language)
        for name, side in company.teams:
            team = Team.objects.create(name=name, side=side)
            if person.manages:
                user.memberships.create(team=team, role=Role.MANAGER)
    return user


def _describe(row: Company, company: NewCompany) -> None:
    row.name, row.time_zone = company.name, company.time_zone
    row.currency, row.country, row.language = company.currency, company.country, company.language
    row.save()


def _administrator(person: FirstPerson, language: str) -> User:
    return User.objects.create_user(
        person.email,
        person.password,
        name=person.name,
        language=language,
        is_administrator=True,
        is_staff=True,
        is_superuser=True,
    )
