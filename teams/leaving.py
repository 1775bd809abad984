"""What else happens when somebody is shut out: other apps say so, and are asked with it.

Nobody below knows of leads; who does registers here, and is called in the same transaction.
"""

from collections.abc import Callable
from datetime import datetime

from teams.models import User

Follower = Callable[[User, datetime, User], object]
_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Let ``follower`` be called with who left, when, and by whom; again replaces it."""
    _followers[name] = follower


def left(*, user: User, at: datetime, by: User) -> None:
    """Tell everybody who registered that ``user`` left at ``at``."""
    for follower in _followers.values():
        follower(user, at, by)
