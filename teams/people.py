"""People and what they may do: invite, amend, deactivate; and what each says of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from kit.refusals import NotAllowed
from teams import leaving
from teams.models import ApiToken, Company, Membership, Role, Side, Team, User
from teams.refusals import EmailTaken, LastAdministrator, NotYourself, RoleDoesNotFit

# Which roles a team of each side has.
ROLES_OF: dict[str, tuple[Role, ...]] = {
    Side.MARKETING: (Role.MARKETER, Role.MANAGER),
    Side.SALES: (Role.REP, Role.MANAGER),
}


@dataclass(frozen=True)
class PersonText:
    """What an administrator says of a person. ``roles``: the role in each team by its id."""

    name: str
    email: str
    language: str = "en"
    is_administrator: bool = False
    roles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnText:
    """What a person says of themselves."""

    name: str
    language: str
    time_zone: str
    theme: str
    has_single_keys: bool
    has_emails: bool = True


def invite(*, text: PersonText, by: User) -> User:
    """Add a person without a password: a link lets them choose one.

    Raises ``NotAllowed``, ``EmailTaken`` or ``RoleDoesNotFit``; then nobody is added.
    """
    _check_administrator(by)
    with transaction.atomic():
        user = User(language=text.language)
        user.set_unusable_password()
        _write(user, text)
        _give_roles(user, text.roles)
    return user


def amend(*, user: User, text: PersonText, by: User) -> User:
    """Change name, e-mail, language, rights and roles of ``user``.

    Raises as ``invite`` does, and ``NotYourself`` or ``LastAdministrator`` for taking away the
    right to manage people.
    """
    _check_administrator(by)
    with transaction.atomic():
        if user.is_administrator and not text.is_administrator:
            _check_may_lose(user, by)
        user.language = text.language
        _write(user, text)
        _give_roles(user, text.roles)
        _leave_heads(user)
    return user


def deactivate(*, user: User, at: datetime, by: User) -> User:
    """Shut a person out at once: sessions, links and API token stop working. History stays.

    What waits for them is taken from them in the same transaction.

    Raises ``NotAllowed``, ``NotYourself`` or ``LastAdministrator``.
    """
    _check_administrator(by)
    with transaction.atomic():
        _check_may_lose(user, by)
        user.is_active = False
        user.save(update_fields=["is_active"])
        ApiToken.objects.filter(user=user).delete()
        _forget_roles(user)
        _leave_heads(user)
        leaving.left(user=user, at=at, by=by)
    return user


def reactivate(*, user: User, by: User) -> User:
    """Let a person in again, with the roles and the password they had; raises ``NotAllowed``."""
    _check_administrator(by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _forget_roles(user)
    return user


def describe_self(*, user: User, text: OwnText) -> User:
    """Keep what a person says of themselves."""
    user.name, user.language, user.time_zone = text.name, text.language, text.time_zone
    user.theme, user.has_single_keys = text.theme, text.has_single_keys
    user.has_emails = text.has_emails
    names = ["name", "language", "time_zone", "theme", "has_single_keys", "has_emails"]
    user.save(update_fields=names)
    return user


def choose_password(*, user: User, password: str) -> User:
    """Give ``user`` a new password: all their other sessions and links end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _check_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowed


def _check_may_lose(user: User, by: User) -> None:
    """Refuse to shut out oneself or the last administrator; locks the administrators' rows."""
    if user.pk == by.pk:
        raise NotYourself
    rows = User.objects.filter(is_administrator=True, is_active=True).order_by("pk")
    left = [each for each in rows.select_for_update() if each.pk != user.pk]
    if not left:
        raise LastAdministrator


def _write(user: User, text: PersonText) -> None:
    user.name, user.is_administrator = text.name, text.is_administrator
    user.email = text.email.strip().lower()
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        raise EmailTaken(field="email")
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise EmailTaken(field="email") from error


def _give_roles(user: User, roles: Mapping[int, str]) -> None:
    """Make the memberships of ``user`` exactly ``roles``."""
    teams = Team.objects.in_bulk([team_id for team_id, role in roles.items() if role])
    for team in teams.values():
        if roles[team.pk] not in ROLES_OF[team.side]:
            raise RoleDoesNotFit(field=f"team_{team.code}")
    Membership.objects.filter(user=user).exclude(team__in=teams).delete()
    for team in teams.values():
        Membership.objects.update_or_create(user=user, team=team, defaults={"role": roles[team.pk]})
    _forget_roles(user)


def _leave_heads(user: User) -> None:
    """Take the headship of a side from somebody who no longer manages it."""
    for side, name in ((Side.MARKETING, "marketing_head"), (Side.SALES, "sales_head")):
        if not user.manages(side):
            Company.objects.filter(Q(**{name: user})).update(**{name: None})


def _forget_roles(user: User) -> None:
    """Let ``user.roles`` be read again."""
    user.__dict__.pop("roles", None)
