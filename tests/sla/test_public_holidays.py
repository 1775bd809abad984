"""Public holidays to fill a calendar in with."""

import pytest
from django.utils import translation

from kit.refusals import BadInput
from sla.public_holidays import public_holidays


def test_a_country_has_its_days_of_the_years_asked_for():
    found = public_holidays(country="DE", years=[2026, 2027])
    assert found["2026-12-25"] == "Christmas Day"
    assert {day[:4] for day in found} == {"2026", "2027"}


def test_a_region_has_days_of_its_own():
    assert "2026-01-06" not in public_holidays(country="DE", years=[2026])
    assert "2026-01-06" in public_holidays(country="DE", subdivision="by", years=[2026])


def test_names_come_in_the_persons_language_where_they_are_known():
    with translation.override("ar"):
        assert public_holidays(country="SA", years=[2026])["2026-09-23"] == "اليوم الوطني"
    with translation.override("en"):
        assert "National" in public_holidays(country="SA", years=[2026])["2026-09-23"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"country": "XX", "years": [2026]}, "country"),
        ({"country": "DE", "subdivision": "Mars", "years": [2026]}, "subdivision"),
        ({"country": "DE", "years": []}, "last_year"),
        ({"country": "DE", "years": range(2026, 2040)}, "last_year"),
        ({"country": "DE", "years": [1900]}, "first_year"),
    ],
)
def test_what_cannot_be_answered_is_said(asked, field):
    with pytest.raises(BadInput) as refusal:
        public_holidays(**asked)
    assert refusal.value.field == field
