"""The user: a person who signs in by e-mail."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models.membership import Role, Side


class Theme(models.TextChoices):
    """How the pages look; the system's own choice when nothing is chosen."""

    SYSTEM = "", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them by e-mail, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they can sign in only after a reset."""
        user = self.model(email=self.normalize_email(email).strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator who may also use Django's admin."""
        fields |= {"is_staff": True, "is_superuser": True, "is_administrator": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this e-mail in any case; ``User.DoesNotExist`` otherwise."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person: signs in by e-mail, has a language, a time zone and a theme of their own."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    theme = models.CharField(
        _("theme"), max_length=5, choices=Theme.choices, default="", blank=True
    )
    has_single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    has_emails = models.BooleanField(_("alerts by e-mail"), default=True, db_default=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="teams_user_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(theme__in=Theme.values), name="teams_user_theme_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the person's name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0]

    @cached_property
    def roles(self) -> frozenset[tuple[str, str]]:
        """Return the (side, role) pairs of this person's memberships; one query, then kept."""
        rows = self.memberships.values_list("team__side", "role")
        return frozenset(rows) if self.is_active else frozenset()

    @property
    def is_member(self) -> bool:
        """Return whether the person has a role in any team."""
        return bool(self.roles)

    @property
    def is_marketer(self) -> bool:
        """Return whether the person works in marketing, its managers included."""
        return any(side == Side.MARKETING for side, _role in self.roles)

    @property
    def is_seller(self) -> bool:
        """Return whether the person works in sales, its managers included."""
        return any(side == Side.SALES for side, _role in self.roles)

    @property
    def is_manager(self) -> bool:
        """Return whether the person manages a team of either side."""
        return any(role == Role.MANAGER for _side, role in self.roles)

    def manages(self, side: str) -> bool:
        """Return whether the person manages a team of ``side``."""
        return (side, Role.MANAGER) in self.roles
