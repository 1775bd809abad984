from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from leads.importing.dates import as_instant, doubtful, order_of_dates
from leads.importing.values import as_flag, as_number, as_size

RIYADH = ZoneInfo("Asia/Riyadh")


@pytest.mark.parametrize(
    ("text", "comma", "amount"),
    [
        ("1.234,56 €", False, "1234.56"),
        ("SAR 1,234.56", True, "1234.56"),
        ("1,234", False, "1234"),
        ("1,234", True, "1.234"),
        ("1.234", True, "1234"),
        ("12,5", False, "12.5"),
        ("1 234,5", False, "1234.5"),
        ("1’234.50", False, "1234.50"),
        ("1,234,567", False, "1234567"),
        ("٬١٬٢٣٤٫٥", False, "1234.5"),
        ("0.0", False, "0.0"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, comma, amount):
    assert as_number(text, comma_is_decimal=comma) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "much", "12 apples and 3", "1.2.3,4,5x", "9" * 61, "--3"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        as_number(text, comma_is_decimal=False)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("200", 200),
        ("1,000+", 1000),
        ("1.000", 1000),
        ("51-200", 51),
        ("201 – 500", 201),
        ("51 to 200", 51),
        ("12.0", 12),
        ("10,001+ employees", 10001),
        ("٢٠٠ موظف", 200),
    ],
)
def test_a_size_is_its_lower_end(text, size):
    assert as_size(text) == size


@pytest.mark.parametrize("text", ["many", "10k", "-5", "", "5 of 7 people here"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        as_size(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2018-02-01", datetime(2018, 2, 1, 9, tzinfo=UTC)),
        ("2018-02-26 19:58:54", datetime(2018, 2, 26, 16, 58, 54, tzinfo=UTC)),
        ("2026-05-06T07:05Z", datetime(2026, 5, 6, 7, 5, tzinfo=UTC)),
        ("2026-05-06T07:05:00+02:00", datetime(2026, 5, 6, 5, 5, tzinfo=UTC)),
        ("03/04/2026", datetime(2026, 4, 3, 9, tzinfo=UTC)),
        ("3.4.2026 10:30", datetime(2026, 4, 3, 7, 30, tzinfo=UTC)),
        ("5/6/2026 3:07 PM", datetime(2026, 6, 5, 12, 7, tzinfo=UTC)),
        ("12/6/2026 12:07 am", datetime(2026, 6, 11, 21, 7, tzinfo=UTC)),
        ("2026/05/06", datetime(2026, 5, 6, 9, tzinfo=UTC)),
        ("٢٠١٨-٠٢-٠١", datetime(2018, 2, 1, 9, tzinfo=UTC)),
        ("3 Feb 2018", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("03-Feb-18", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("3/4/26", datetime(2026, 4, 3, 9, tzinfo=UTC)),
        ("3.4.68", datetime(2068, 4, 3, 9, tzinfo=UTC)),
        ("Feb 3, 2018 3:07 PM", datetime(2018, 2, 3, 12, 7, tzinfo=UTC)),
        ("Friday, February 3rd 2018", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("Sat, 03 Feb 2018 09:05:00 +0000", datetime(2018, 2, 3, 9, 5, tzinfo=UTC)),
        ("2018-02-03T09:05:00+0300", datetime(2018, 2, 3, 6, 5, tzinfo=UTC)),
        ("2018-02-03 09:05:00 UTC", datetime(2018, 2, 3, 9, 5, tzinfo=UTC)),
        ("2018-02-03 09:05:00 GMT+4", datetime(2018, 2, 3, 5, 5, tzinfo=UTC)),
        ("3 février 2018", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("3. Februar 2018 um 09:05 Uhr", datetime(2018, 2, 3, 6, 5, tzinfo=UTC)),
        ("3 de febrero de 2018", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("3 Şubat 2018", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("٣ فبراير ٢٠١٨", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("٠٣/٠٢/٢٠١٨ ٠٩:٠٥ م", datetime(2018, 2, 3, 18, 5, tzinfo=UTC)),
        ("43134", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("43134.5", datetime(2018, 2, 3, 9, tzinfo=UTC)),
        ("1517648700", datetime(2018, 2, 3, 9, 5, tzinfo=UTC)),
        ("1517648700000", datetime(2018, 2, 3, 9, 5, tzinfo=UTC)),
        ("20180203", datetime(2018, 2, 3, 9, tzinfo=UTC)),
    ],
)
def test_a_date_alone_is_noon_in_the_companys_zone(text, moment):
    assert as_instant(text, zone=RIYADH, day_first=True) == moment


def test_month_first_dates_are_read_so_when_chosen():
    found = as_instant("4/13/2026", zone=RIYADH, day_first=False)
    assert found == datetime(2026, 4, 13, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "31/02/2026", "0001-01-01", "4/13/2026", "1:2", "٣/٤/١٤٤٧"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        as_instant(text, zone=RIYADH, day_first=True)


def test_the_order_of_day_and_month_shows_in_the_samples():
    assert order_of_dates(["03/04/2026", "25/04/2026"])
    assert not order_of_dates(["03/04/2026", "04/25/2026"])
    assert order_of_dates(["03/04/2026", "05/05/2026"]) is None
    assert doubtful(["05/05/2026", "03/04/2026"]) == "03/04/2026"
    assert doubtful(["03/04/2026", "25/04/2026"]) == ""
    assert order_of_dates(["2026-04-03", "soon"]) is True


@pytest.mark.parametrize(("text", "flag"), [("TRUE", True), ("نعم", True), ("0", False)])
def test_yes_and_no_in_several_languages(text, flag):
    assert as_flag(text) is flag
    with pytest.raises(ValueError, match="perhaps"):
        as_flag("perhaps")
