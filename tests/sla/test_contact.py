"""How a lead is reached: what a device dials, and when there is nothing to dial."""

import pytest

from leads.phones import phone_key
from sla.contact import contact_of
from tests.cast import a_lead

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "country", "tel", "whatsapp"),
    [
        ("+966 50 123 4567", "", "tel:+966501234567", "https://wa.me/966501234567"),
        ("00966501234567", "", "tel:+966501234567", "https://wa.me/966501234567"),
        ("٠٥٠١٢٣٤٥٦٧", "SA", "tel:+966501234567", "https://wa.me/966501234567"),
        ("+44 20 7946 0018 x12", "", "tel:+442079460018;ext=12", ""),
        ("050 123 4567", "", "tel:0501234567", ""),
        ("", "", "", ""),
    ],
)
def test_a_number_is_dialled_with_its_country_where_that_is_known(typed, country, tel, whatsapp):
    found = contact_of(a_lead(phone=typed, phone_key=phone_key(typed, country)))
    assert (found.tel_url, found.whatsapp_url) == (tel, whatsapp)
    assert found.phone == typed


def test_an_address_is_written_to():
    assert contact_of(a_lead(email="lina@example.com")).mail_url == "mailto:lina@example.com"


def test_who_asked_not_to_be_contacted_is_marked():
    assert contact_of(a_lead(is_do_not_contact=True)).is_refused
