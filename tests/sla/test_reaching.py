"""The links of a row that reach its lead."""

import pytest
from django.template import Context, Template

from leads.models import Lead
from sla.contact import contact_of


def drawn(**lead):
    """Return the links of a row whose lead is so."""
    return Template("{% reach contact %}").render(Context({"contact": contact_of(Lead(**lead))}))


def test_each_way_is_one_link_with_a_name():
    links = drawn(phone="+966 50 123 4567", phone_key="966501234567", email="sara@example.com")
    assert links.count("<a ") == 3
    assert 'href="tel:+966501234567" aria-label="Call +966 50 123 4567"' in links
    assert 'href="https://wa.me/966501234567"' in links
    assert 'href="mailto:sara@example.com" aria-label="Write to sara@example.com"' in links


def test_a_lead_without_any_has_no_empty_group():
    assert drawn() == ""


def test_who_asked_not_to_be_contacted_has_no_link():
    links = drawn(phone="+966501234567", phone_key="966501234567", is_do_not_contact=True)
    assert "Do not contact" in links
    assert "<a " not in links


@pytest.mark.parametrize("field", ["phone", "email"])
def test_what_was_typed_cannot_break_out(field):
    links = drawn(**{field: '"><script>1</script>5'})
    assert "<script>" not in links
    assert '""' not in links
