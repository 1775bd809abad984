"""The ways to reach a lead, as addresses a device understands."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leads.models import Lead
from leads.phones import western


@dataclass(frozen=True)
class Contact:
    """Phone and e-mail of a lead with their links; "" where there is none.

    ``is_refused``: the person has asked not to be contacted, which is said instead of the links.
    """

    phone: str
    tel_url: str
    whatsapp_url: str
    email: str
    mail_url: str
    is_refused: bool = False

    @property
    def is_possible(self) -> bool:
        """Return whether there is any way to reach the person."""
        return bool(self.tel_url or self.mail_url)

    @property
    def group_label(self) -> str:
        """Return what the links together are called."""
        return _("Contact")

    @property
    def whatsapp_label(self) -> str:
        """Return what the link to WhatsApp is called."""
        return _("WhatsApp")

    @property
    def call_label(self) -> str:
        """Return what the link that calls is called."""
        return _("Call %(phone)s") % {"phone": self.phone}

    @property
    def mail_label(self) -> str:
        """Return what the link that writes is called."""
        return _("Write to %(email)s") % {"email": self.email}


def contact_of(lead: Lead) -> Contact:
    """Return the contact of ``lead``; WhatsApp only for numbers known with their country."""
    number, extension = _number(lead)
    is_international = number.startswith("+")
    has_whatsapp = is_international and not extension
    return Contact(
        phone=lead.phone,
        tel_url=f"tel:{number}{extension}" if number else "",
        whatsapp_url=f"https://wa.me/{number[1:]}" if has_whatsapp else "",
        email=lead.email,
        mail_url=f"mailto:{lead.email}" if lead.email else "",
        is_refused=lead.is_do_not_contact,
    )


def _number(lead: Lead) -> tuple[str, str]:
    """Return what to dial, with a plus where the country is known, and ";ext=…" or "".

    The lead's key holds the country's code without a plus; a number that could not be read with
    one is its digits as typed, and is dialled as typed.
    """
    typed = western(lead.phone).strip()
    digits = re.sub(r"\D", "", typed)
    key, _, extension = lead.phone_key.partition("x")
    is_known = bool(key) and (typed.startswith(("+", "00")) or key != digits)
    return (f"+{key}" if is_known else digits), (f";ext={extension}" if extension else "")
