"""The search text of a lead: what the search box looks through, folded once when it is written."""

import re
from typing import Protocol

from leads.phones import western
from personas.fit import fold


class Findable(Protocol):
    """What a search looks through: a lead, or the row of a file that becomes one."""

    name: str
    company_name: str
    job_title: str
    email: str
    external_id: str
    phone: str
    phone_key: str


def search_text(lead: Findable) -> str:
    """Return what ``lead`` is found by: name, company, title, e-mail, id, phone in each spelling.

    The phone stands there as typed, as bare digits and in full, so that any part of it finds it.
    """
    typed_digits = re.sub(r"\D", "", western(lead.phone))
    words = (
        lead.name,
        lead.company_name,
        lead.job_title,
        lead.email,
        lead.external_id,
        lead.phone,
        typed_digits,
        lead.phone_key if lead.phone_key != typed_digits else "",
    )
    return fold(" ".join(word for word in words if word))
