"""What the demonstration's marketing spends: two months of campaigns, and a source with a price."""

from datetime import datetime, timedelta
from decimal import Decimal

from alignment.demo.house import ZONE, House
from leads import costs
from leads.costs import Bill
from leads.models import Campaign, Source

_DAYS = 60
_CAMPAIGNS = {"Autumn launch": 24_000, "Branches without paper": 18_500, "Riyadh expo": 32_000}
_SOURCE, _SOURCE_COST = "Webinar", 6_000


def enter(house: House, now: datetime) -> None:
    """Enter the bills of the days before ``now``, and of some to come."""
    today = now.astimezone(ZONE).date()
    first, last = today - timedelta(days=_DAYS), today + timedelta(days=_DAYS // 4)
    found = {one.name: one for one in Campaign.objects.all()}
    for name, amount in _CAMPAIGNS.items():
        campaign = found.get(house.say(name))
        if campaign is not None:
            bill = Bill(first, last, Decimal(amount), campaign=campaign)
            costs.enter(bill=bill, at=now, by=house.marketers[0])
    source = Source.objects.filter(name=house.say(_SOURCE)).first()
    if source is not None:
        bill = Bill(first, last, Decimal(_SOURCE_COST), source=source)
        costs.enter(bill=bill, at=now, by=house.marketing_manager)
