"""The ways to reach a lead, as addresses a device understands."""

from dataclasses import dataclass

from leads.models import Lead


@dataclass(frozen=True)
class Contact:
    """Phone and e-mail of a lead with their links; "" where there is none."""

    phone: str
    tel_url: str
    whatsapp_url: str
    email: str
    mail_url: str


def contact_of(lead: Lead) -> Contact:
    """Return the contact of ``lead``; WhatsApp only for numbers in full international form."""
    key = lead.phone_key
    is_international = key.startswith("+")
    number = key or "".join(c for c in lead.phone if c.isdigit() or c == "+")
    return Contact(
        phone=lead.phone,
        tel_url=f"tel:{number}" if number else "",
        whatsapp_url=f"https://wa.me/{key.lstrip('+')}" if is_international else "",
        email=lead.email,
        mail_url=f"mailto:{lead.email}" if lead.email else "",
    )
