"""People in Django's admin, to look at."""

from django.contrib import admin

from kit.admin import ReadOnlyAdmin
from teams.models import Company, Team, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People; never their passwords, not even as hashes."""

    list_display = ("name", "email", "is_administrator", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_administrator", "is_staff")
    search_fields = ("name", "email")
    exclude = ("password",)


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    """Teams."""

    list_display = ("name", "side")


@admin.register(Company)
class CompanyAdmin(ReadOnlyAdmin):
    """The company."""

    list_display = ("name", "time_zone", "currency", "language")
