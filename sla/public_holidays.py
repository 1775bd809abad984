"""Public holidays of a country, to fill a calendar in with. The calendar owns them from then on.

Nothing that counts time asks here: an upgrade of the list would move deadlines.
"""

from collections.abc import Iterable

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from holidays.utils import list_supported_countries

from kit.refusals import BadInput

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_YEARS = 5
NAME_LENGTH = 80


def countries() -> dict[str, list[str]]:
    """Return the known countries as two letters, each with its subdivisions."""
    return list_supported_countries(include_aliases=False)


def public_holidays(*, country: str, subdivision: str = "", years: Iterable[int]) -> dict[str, str]:
    """Return the holidays of ``years`` as ISO date -> name, in the active language where known.

    Raises ``BadInput`` naming the field: an unknown country or subdivision, no year, too many.
    """
    wanted = sorted(set(years))
    if not wanted or len(wanted) > MOST_YEARS:
        raise BadInput(_("Choose from one to five years."), field="last_year")
    if wanted[0] < FIRST_YEAR or wanted[-1] > LAST_YEAR:
        raise BadInput(_("Choose years from 2000 to 2100."), field="first_year")
    known = countries()
    if country not in known:
        raise BadInput(_("No public holidays are known for this country."), field="country")
    part = next((each for each in known[country] if each.lower() == subdivision.lower()), None)
    if subdivision and part is None:
        message = _("This country has no such region. Known are: %(regions)s.")
        regions = ", ".join(known[country]) or "–"
        raise BadInput(message % {"regions": regions}, field="subdivision")
    found = holidays.country_holidays(
        country, subdiv=part, years=wanted, language=_language(), expand=False
    )
    return {
        on.isoformat(): _shortened(name)
        for on, name in sorted(found.items())
        if on.year in wanted  # some begin on the last evening of a year before
    }


def _language() -> str:
    return "ar" if (get_language() or "").startswith("ar") else "en_US"


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
