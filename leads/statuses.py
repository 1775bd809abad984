"""Where a hand-off stands, in one word for each: every hand-off has exactly one of them."""

from django.db.models import Q

from leads.models import Outcome

WAITING, WITH_SALES, QUALIFIED = "waiting", "with_sales", "qualified"
WON, RETURNED, ENDED = "won", "returned", "ended"
_CONDITIONS: dict[str, Q] = {
    WAITING: Q(closed_at__isnull=True, claimed_at__isnull=True),
    WITH_SALES: Q(closed_at__isnull=True, claimed_at__isnull=False, qualified_at__isnull=True),
    QUALIFIED: Q(closed_at__isnull=True, claimed_at__isnull=False, qualified_at__isnull=False),
    WON: Q(closed_at__isnull=False, outcome=Outcome.WON),
    RETURNED: Q(
        closed_at__isnull=False,
        outcome__in=[Outcome.REJECTED, Outcome.DISQUALIFIED, Outcome.RECYCLED],
    ),
    ENDED: Q(closed_at__isnull=False, outcome__in=[Outcome.LOST, Outcome.WITHDRAWN]),
}
STATUSES = tuple(_CONDITIONS)


def stands(status: str) -> Q:
    """Return the condition for hand-offs of ``status``; "" lets every one through."""
    return _CONDITIONS.get(status, Q())
