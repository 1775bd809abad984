"""The nouns of people: absences, company, exports, users, teams, memberships, letters, tokens."""

from teams.models.absence import Absence
from teams.models.company import Company
from teams.models.export import Export
from teams.models.letter import Letter, Purpose
from teams.models.membership import Membership, Role, Side, Team
from teams.models.token import ApiToken
from teams.models.user import Theme, User

__all__ = [
    "Absence",
    "ApiToken",
    "Company",
    "Export",
    "Letter",
    "Membership",
    "Purpose",
    "Role",
    "Side",
    "Team",
    "Theme",
    "User",
]
