"""Who works here, who is away, and who stands in for them: whom alerts are told to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla.models import Clock
from teams import absences
from teams.models import Company, Membership, Role, Side


@dataclass(frozen=True)
class House:
    """Who works here: active people by side, role and team, the heads, and who is away when."""

    members: Sequence[tuple[str, int, int, str]]
    heads: Mapping[str, int | None]
    absences: Sequence[tuple[int, datetime, datetime]] = ()

    @classmethod
    def now(cls, clocks: Iterable[Clock]) -> "House":
        """Read the house, and who has been away since the first step of ``clocks``: 3 queries."""
        return cls.since(min((each.step_ats[0] for each in clocks if each.step_ats), default=None))

    @classmethod
    def since(cls, first: datetime | None) -> "House":
        """Read the house, and who has been away since ``first``, None for nobody: 3 queries."""
        rows = Membership.objects.filter(user__is_active=True)
        company = Company.get()
        heads = {Side.SALES: company.sales_head_id, Side.MARKETING: company.marketing_head_id}
        members = rows.values_list("team__side", "team_id", "user_id", "role")
        away = absences.since(first) if first else []
        return cls(list(members), {side.value: head for side, head in heads.items()}, away)

    @property
    def people(self) -> frozenset[int]:
        """Return everybody who works here."""
        return frozenset(user for _side, _team, user, _role in self.members)

    def away(self, at: datetime | None) -> frozenset[int]:
        """Return who is away at ``at``."""
        if at is None:
            return frozenset()
        return frozenset(user for user, start, end in self.absences if start <= at < end)

    def managers(self, side: str, of: int | None = None) -> frozenset[int]:
        """Return the managers of the teams that ``of`` works in, or of the whole ``side``."""
        teams = {team for _side, team, user, _role in self.members if user == of}
        found = [each for each in self.members if each[0] == side and each[3] == Role.MANAGER]
        theirs = frozenset(user for _side, team, user, _role in found if team in teams)
        return (theirs - {of}) or frozenset(user for _side, _team, user, _role in found)

    def head(self, side: str) -> frozenset[int]:
        """Return the head of ``side``; its managers while there is none."""
        head = self.heads.get(side)
        return frozenset({head}) if head in self.people and head else self.managers(side)

    def here(self, wanted: frozenset[int], side: str, at: datetime | None) -> frozenset[int]:
        """Return ``wanted`` with whoever is away at ``at`` stood in for by managers who are here.

        Where nobody on ``side`` could, those who are away are told all the same: never nobody.
        """
        away = self.away(at)
        found = wanted - away
        for person in wanted & away:
            found |= self.managers(side, person) - away or self.managers(side) - away
        return found or wanted

    def side_of(self, person: int) -> str:
        """Return the side on which ``person`` works."""
        return next((side for side, _team, user, _role in self.members if user == person), "")
