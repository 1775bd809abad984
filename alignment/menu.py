"""The menu: which pages a person finds in the frame, by what they do."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import User

Rule = Callable[[User], bool]
Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """One page of the menu. ``counts`` names the figure beside it, "" for none.

    ``alerts`` names the figure that, unless it is zero, makes the other one red.
    """

    name: Words
    page: str
    icon: str
    is_for: Rule
    counts: str = ""
    alerts: str = ""


def _member(user: User) -> bool:
    return user.is_member


def _seller(user: User) -> bool:
    return user.is_seller


def _manager(user: User) -> bool:
    return user.is_manager


def _marketer(user: User) -> bool:
    return user.is_marketer


def _seller_or_manager(user: User) -> bool:
    return user.is_seller or user.is_manager


def _marketer_or_manager(user: User) -> bool:
    return user.is_marketer or user.is_manager


def _administrator(user: User) -> bool:
    return user.is_administrator


QUEUE = Entry(
    _("Queue"), "sla:queue", "inbox", _seller_or_manager, counts="unclaimed", alerts="late"
)
ABSENCES = Entry(_("Absences"), "teams:absences", "calendar-off", _seller)
MY_LEADS = Entry(_("My leads"), "sla:my_leads", "user-check", _seller, counts="mine")
LEADS = Entry(_("Leads"), "leads:leads", "users", _member)
IMPORT = Entry(_("Import"), "leads:imports", "file-up", _marketer)
HANDOFFS = Entry(_("Hand-offs"), "sla:handoffs", "handshake", _marketer_or_manager)
FEEDBACK = Entry(_("Feedback"), "sla:feedback", "recycle", _marketer_or_manager, counts="returned")
FATE = Entry(_("Fate of leads"), "dashboards:fate", "route", _marketer_or_manager)
DASHBOARD = Entry(_("Dashboard"), "dashboards:dashboard", "gauge", _member)
AT_RISK = Entry(_("At risk"), "dashboards:at_risk", "hourglass", _manager)
EVIDENCE = Entry(_("Evidence"), "dashboards:evidence", "clipboard-list", _manager)
REVIEW = Entry(_("Review"), "dashboards:reviews", "presentation", _manager)
AGREEMENT = Entry(_("Agreement"), "sla:agreement", "shield-check", _member)
DEFINITIONS = Entry(_("Definitions"), "leads:definitions", "list-checks", _member)
PERSONAS = Entry(_("Personas"), "dashboards:personas", "contact", _member)
EXCEPTIONS = Entry(_("Exceptions"), "sla:exceptions", "circle-alert", _manager)
EXCUSES = Entry(_("Excuses"), "sla:excuses", "scale", _manager, counts="excuses")
STATUS = Entry(_("Status"), "sla:status", "activity", _manager)
ALERTS = Entry(_("Alerts"), "notifications:notices", "bell", _member, counts="unread")
PEOPLE = Entry(_("People"), "teams:people", "user-cog", _administrator)
COMPANY = Entry(_("Company"), "teams:company", "building-2", _administrator)
EXPORTS = Entry(_("Exports"), "teams:exports", "download", _administrator)
ME = Entry(_("Me"), "teams:me", "user", lambda _user: True)

SECTIONS: tuple[tuple[Words, tuple[Entry, ...]], ...] = (
    (_("Sales"), (QUEUE, MY_LEADS, ABSENCES)),
    (_("Marketing"), (LEADS, IMPORT, HANDOFFS, FATE, FEEDBACK)),
    (
        pgettext_lazy("section of the menu", "Agreement"),
        (
            DASHBOARD,
            AT_RISK,
            EVIDENCE,
            REVIEW,
            AGREEMENT,
            DEFINITIONS,
            PERSONAS,
            EXCUSES,
            EXCEPTIONS,
            STATUS,
        ),
    ),
    (_("Settings"), (PEOPLE, COMPANY, EXPORTS)),
)


def tabs(user: User) -> tuple[Entry, ...]:
    """Return the four pages of the bar at the bottom of a phone; "More" is the frame's own."""
    if user.is_manager:
        return (DASHBOARD, QUEUE, HANDOFFS, ALERTS)
    if user.is_marketer:
        return (LEADS, IMPORT, HANDOFFS, ALERTS)
    if user.is_seller:
        return (QUEUE, MY_LEADS, DASHBOARD, ALERTS)
    if user.is_member:
        return (LEADS, DASHBOARD, AGREEMENT, ALERTS)
    return (PEOPLE, COMPANY, ME)


# What a key leads to: two letters are typed one after the other.
KEYS: tuple[tuple[str, Words, str, Rule], ...] = (
    ("gq", _("Queue"), "sla:queue", _seller_or_manager),
    ("gm", _("My leads"), "sla:my_leads", _seller),
    ("gl", _("Leads"), "leads:leads", _member),
    ("gd", _("Dashboard"), "dashboards:dashboard", _member),
    ("gr", _("At risk"), "dashboards:at_risk", _manager),
    ("n", _("New lead"), "leads:new_lead", _marketer),
    ("i", _("Import"), "leads:imports", _marketer),
)
