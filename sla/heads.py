"""The two people who sign for their sides."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kit.refusals import NotAllowed
from sla.checking import Problem
from teams.models import Company, Side, User


class NotHead(NotAllowed):
    """Only the heads of both sides sign."""

    code = "not_head"
    default_message = _("Only the head of marketing and the head of sales sign the agreement.")


def head_of(company: Company, side: str) -> User | None:
    """Return who signs for ``side``, None while nobody who works here is named."""
    head = company.marketing_head if side == Side.MARKETING else company.sales_head
    return head if head is not None and head.is_active else None


def side_headed_by(company: Company, user: User) -> str | None:
    """Return the side that ``user`` signs for, None for everybody but the heads."""
    return next((side for side in Side.values if head_of(company, side) == user), None)


def own_side(company: Company, user: User) -> str:
    """Return the side that ``user`` signs for. Raises ``NotHead``."""
    side = side_headed_by(company, user)
    if side is None:
        raise NotHead
    return side


def problems_of_heads(company: Company) -> Iterator[Problem]:
    """Yield what keeps a proposal from being signed: a side that nobody signs for."""
    messages = {Side.MARKETING: _NO_MARKETING_HEAD, Side.SALES: _NO_SALES_HEAD}
    for side, message in messages.items():
        if head_of(company, side) is None:
            yield Problem(message, True)


_NO_MARKETING_HEAD = _(
    "Nobody is named head of marketing, so nobody can sign for marketing. An administrator names"
    " the heads in the settings of the company."
)
_NO_SALES_HEAD = _(
    "Nobody is named head of sales, so nobody can sign for sales. An administrator names the heads"
    " in the settings of the company."
)
