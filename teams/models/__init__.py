"""The nouns of people: company, users, teams, memberships, API tokens."""

from teams.models.company import Company
from teams.models.membership import Membership, Role, Side, Team
from teams.models.token import ApiToken
from teams.models.user import Theme, User

__all__ = ["ApiToken", "Company", "Membership", "Role", "Side", "Team", "Theme", "User"]
