"""Loads and renews the demonstration, and never touches anybody else's data."""

from datetime import datetime, timedelta
from random import Random

from django.apps import apps
from django.db import connection, transaction

from alignment.demo import excused, spending
from alignment.demo.house import EMAIL_DOMAIN, NotTheDemonstration, SignIn, build
from alignment.demo.past import DAYS
from alignment.demo.present import Present
from notifications import outbox
from sla import sweep
from teams.models import Company, User

# What every installation has from its migrations on, and what is not the company's.
_KEPT = {"leads_returnreason"}
_APPS = ("teams", "personas", "notifications", "leads", "sla", "dashboards")
_SEED = 2026


def load(*, now: datetime, language: str = "") -> list[SignIn]:
    """Load the demonstration as it would stand at ``now``, replacing an older one.

    The company works in ``language``, "en" or "ar"; left empty, in that of the older one, or in
    English. Nobody is told of the replayed past.

    Raises ``NotTheDemonstration`` when the database holds people of a company of its own.
    """
    if not _may_be_replaced():
        raise NotTheDemonstration
    with transaction.atomic(), outbox.muted():
        language = language or (Company.get().language if is_loaded() else "en")
        _empty()
        house = build(since=now - timedelta(days=DAYS + 1), language=language)
        Present(house, now, Random(_SEED)).replay()  # noqa: S311 - a story, not a secret
        sweep.sweep(at=now)
        excused.ask(house, now)
        spending.enter(house, now)
    return sign_ins()


def is_loaded() -> bool:
    """Return whether the database holds the demonstration."""
    return User.objects.exists() and _may_be_replaced()


def sign_ins() -> list[SignIn]:
    """Return whom a visitor can sign in as."""
    names = dict(User.objects.values_list("email", "name"))
    roles = ("Marketer", "Sales rep", "Manager", "Administrator")
    boxes = (f"{box}@{EMAIL_DOMAIN}" for box in ("marketer", "rep", "manager", "admin"))
    return [SignIn(role, names[email], email) for role, email in zip(roles, boxes, strict=True)]


def _may_be_replaced() -> bool:
    return not User.objects.exclude(email__endswith=f"@{EMAIL_DOMAIN}").exists()


def _empty() -> None:
    """Delete the former demonstration, table by table, in one statement."""
    models = [model for label in _APPS for model in apps.get_app_config(label).get_models()]
    tables = {model._meta.db_table for model in models} - _KEPT
    quoted = ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
    with connection.cursor() as cursor:
        # Foreign keys are checked at the end of a transaction: what hangs must be checked before.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
