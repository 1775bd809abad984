"""The nouns of people: absences, company, users, teams, memberships, letters, API tokens."""

from teams.models.absence import Absence
from teams.models.company import Company
from teams.models.letter import Letter, Purpose
from teams.models.membership import Membership, Role, Side, Team
from teams.models.token import ApiToken
from teams.models.user import Theme, User

__all__ = [
    "Absence",
    "ApiToken",
    "Company",
    "Letter",
    "Membership",
    "Purpose",
    "Role",
    "Side",
    "Team",
    "Theme",
    "User",
]
