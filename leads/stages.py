"""The life of a lead. Read this first.

A lead is captured by marketing (inquiry), meets the agreed definition (MQL), is handed over, is
accepted by the rep who claims it (SAL), is qualified by sales (SQL) and becomes a customer.
``MOVES`` is the whole truth about what may follow what; ``leads.lifecycle`` carries it out.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where a lead stands."""

    INQUIRY = "inquiry", _("Inquiry")
    MQL = "mql", _("Marketing qualified (MQL)")
    SAL = "sal", _("Accepted by sales (SAL)")
    SQL = "sql", _("Sales qualified (SQL)")
    CUSTOMER = "customer", _("Customer")
    NURTURE = "nurture", _("In nurture")
    DISQUALIFIED = "disqualified", pgettext_lazy("stage", "Disqualified")
    LOST = "lost", _("Lost")


class Actor(StrEnum):
    """Who may make a move; managers of a side may make every move of their side."""

    MARKETING = "marketing"
    SALES = "sales"
    OWNER = "owner"  # the rep who claimed; while nobody has, anyone in sales
    SALES_MANAGER = "sales_manager"
    MARKETING_MANAGER = "marketing_manager"
    AUTHOR = "author"  # who logged the touch, and managers of sales
    SYSTEM = "system"


@dataclass(frozen=True)
class Rule:
    """A move: from which stages, to which (None: it stays), by whom, whether the hand-off ends."""

    sources: frozenset[str]
    to: Stage | None
    actor: Actor
    ends: bool = False


class Move(TextChoices):
    """What can happen to a lead; every one that happened is a ``StageChange``."""

    CAPTURE = "capture", _("Captured")
    QUALIFY_MQL = "qualify_mql", _("Qualified by marketing")
    HAND_OFF = "hand_off", _("Handed over to sales")
    WITHDRAW = "withdraw", _("Taken back by marketing")
    CLAIM = "claim", _("Claimed")
    ASSIGN = "assign", pgettext_lazy("move", "Assigned")
    REASSIGN = "reassign", pgettext_lazy("move", "Reassigned")
    UNDO_CLAIM = "undo_claim", _("Claim undone")
    RELEASE = "release", _("Released to the queue")
    TOUCH = "touch", _("Contacted")
    CORRECT = "correct", _("Touch corrected")
    STRIKE = "strike", _("Touch struck out")
    REJECT = "reject", _("Rejected")
    DISQUALIFY = "disqualify", _("Disqualified")
    RECYCLE = "recycle", _("Returned to marketing")
    QUALIFY = "qualify", _("Qualified by sales")
    WIN = "win", _("Won")
    LOSE = "lose", _("Lost")
    ANSWER = "answer", _("Answered by marketing")
    OVERTURN = "overturn", _("Rejection overturned")
    IMPORT_OUTCOME = "outcome", _("Outcome imported")


def _rule(sources: str, to: Stage | None, actor: Actor, *, ends: bool = False) -> Rule:
    return Rule(frozenset(sources.split()), to, actor, ends)


MOVES: dict[str, Rule] = {
    Move.CAPTURE: _rule("", Stage.INQUIRY, Actor.MARKETING),
    Move.QUALIFY_MQL: _rule("inquiry nurture disqualified lost", Stage.MQL, Actor.MARKETING),
    Move.HAND_OFF: _rule("mql", None, Actor.MARKETING),
    Move.WITHDRAW: _rule("mql", None, Actor.MARKETING, ends=True),
    Move.CLAIM: _rule("mql", Stage.SAL, Actor.SALES),
    Move.ASSIGN: _rule("mql", Stage.SAL, Actor.SALES_MANAGER),
    Move.REASSIGN: _rule("sal sql", None, Actor.SALES_MANAGER),
    Move.UNDO_CLAIM: _rule("sal", Stage.MQL, Actor.OWNER),
    Move.RELEASE: _rule("sal", Stage.MQL, Actor.OWNER),
    Move.TOUCH: _rule("sal sql", None, Actor.OWNER),
    # What was logged may be put right whatever became of the lead.
    Move.CORRECT: _rule(" ".join(Stage.values), None, Actor.AUTHOR),
    Move.STRIKE: _rule(" ".join(Stage.values), None, Actor.AUTHOR),
    Move.REJECT: _rule("mql sal", Stage.INQUIRY, Actor.OWNER, ends=True),
    Move.DISQUALIFY: _rule("sal sql", Stage.DISQUALIFIED, Actor.OWNER, ends=True),
    Move.RECYCLE: _rule("sal sql", Stage.NURTURE, Actor.OWNER, ends=True),
    Move.QUALIFY: _rule("sal", Stage.SQL, Actor.OWNER),
    Move.WIN: _rule("sql", Stage.CUSTOMER, Actor.OWNER, ends=True),
    Move.LOSE: _rule("sql", Stage.LOST, Actor.OWNER, ends=True),
    Move.ANSWER: _rule(" ".join(Stage.values), None, Actor.MARKETING),
    # Back to where it was when it was rejected.
    Move.OVERTURN: _rule("inquiry", None, Actor.MARKETING_MANAGER),
    Move.IMPORT_OUTCOME: _rule(" ".join(Stage.values), None, Actor.SYSTEM, ends=True),
}
