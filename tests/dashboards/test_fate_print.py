"""What became of the leads, on paper: one broad sheet on which every column stands."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from leads import costs
from leads.costs import Bill
from leads.models import Campaign
from tests import cast
from tests.journeys.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_column_stands_on_one_broad_sheet(page, marketer, language):
    cast.an_agreement()
    now = timezone.now().replace(microsecond=0)
    for number in range(5):
        campaign = Campaign.objects.create(name=f"A campaign with a long name {number}")
        cast.a_handoff(by=marketer, lead=cast.a_lead(campaign=campaign), at=now)
        bill = Bill(now.date(), now.date(), Decimal(1_234_567), campaign=campaign)
        costs.enter(bill=bill, at=now, by=marketer)
    marketer.language = language
    marketer.save()
    sign_in(page, marketer)
    page.goto("/fate/")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    (width, height), *_ = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert (round(float(width)), round(float(height))) == (842, 595)
    page.set_viewport_size({"width": 1000, "height": 700})
    page.emulate_media(media="print")
    assert page.locator(".side, .top, .tabs, .btn").locator("visible=true").count() == 0
    box = page.locator(".fate .table-box")
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth")
