"""The search of the top bar: leads and companies at once, the likeliest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, QuerySet
from django.urls import reverse

from kit.addresses import address
from leads.models import Handoff, Lead, LeadSearch
from leads.querysets import asked_for
from leads.search import Term, is_too_short, terms
from leads.stages import Stage
from personas.fit import fold

# So many leads are weighed against each other; what more there are the list of leads shows.
CANDIDATES = 100
# What many leads answer to stands among the newest of them: these are read before the index is.
NEWEST = 10_000
COMPANIES = 5
LONGEST = 200
_COLUMNS = ("name", "company_name", "company_key", "job_title", "email", "phone", "external_id")
_SHOWN = ("code", "stage", *_COLUMNS)


@dataclass(frozen=True)
class LeadHit:
    """A lead that was found, and the hand-off that is open, with the name of who has it."""

    code: str
    url: str
    title: str
    about: str
    contact: str
    stage: str
    stage_label: str
    handoff_id: int | None
    owner: str


@dataclass(frozen=True)
class CompanyHit:
    """A company that was found; ``url`` is the list of its leads."""

    name: str
    url: str


@dataclass(frozen=True)
class Found:
    """What was found for ``text``; ``has_more`` when there are leads besides those shown."""

    text: str
    leads: list[LeadHit] = field(default_factory=list)
    companies: list[CompanyHit] = field(default_factory=list)
    has_more: bool = False
    is_too_short: bool = False


def find(text: str, *, size: int) -> Found:
    """Return up to ``size`` leads and five companies: four small queries, however many there are.

    Names that begin with what was typed come first, then the newest. Fewer than two letters or
    digits find nothing, and say so.
    """
    typed = " ".join(text.replace("\0", " ")[:LONGEST].split())
    if is_too_short(typed):
        return Found(typed, is_too_short=True)
    rows = sorted(_candidates(typed), key=lambda row: (_rank(row, fold(typed)), -row["lead_id"]))
    shown = rows[:size]
    handoffs = _open_handoffs(row["lead_id"] for row in shown)
    hits = [_hit(row, *handoffs.get(row["lead_id"], (None, ""))) for row in shown]
    return Found(typed, hits, _companies(rows, terms(typed)), has_more=len(rows) > size)


def company_url(name: str) -> str:
    """Return the address of the list of a company's leads."""
    return f"{reverse('leads:leads')}?{urlencode({'company': name})}"


def _candidates(text: str) -> list[dict[str, Any]]:
    """Return the leads to choose from: the newest where many answer, else all that do."""
    rows = LeadSearch.objects.filter(asked_for(text))
    newest = Lead.objects.aggregate(last=Max("pk"))["last"] or 0
    near = list(_read(rows.filter(pk__gt=newest - NEWEST).order_by("-pk")))
    if len(near) == CANDIDATES or newest <= NEWEST:
        return near
    # Without an order: the index finds them, and reading stops when there are enough.
    return near + list(_read(rows.filter(pk__lte=newest - NEWEST))[: CANDIDATES - len(near)])


def _read(rows: QuerySet[LeadSearch, LeadSearch]) -> QuerySet[LeadSearch, dict[str, Any]]:
    read: QuerySet[LeadSearch, dict[str, Any]] = rows.values(
        "lead_id", *(f"lead__{name}" for name in _SHOWN)
    )
    return read[:CANDIDATES]


def _rank(row: dict[str, Any], wanted: str) -> int:
    name = fold(row["lead__name"])
    if name.startswith(wanted):
        return 0
    first = wanted.split(maxsplit=1)[0]
    if any(word.startswith(first) for word in name.split()):
        return 1
    return 2 if first in name else 3


def _open_handoffs(lead_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    rows = Handoff.objects.open().filter(lead_id__in=list(lead_ids))
    found = rows.values_list("lead_id", "pk", "owner__name")
    return {lead_id: (pk, owner or "") for lead_id, pk, owner in found}


def _hit(row: dict[str, Any], handoff_id: int | None, owner: str) -> LeadHit:
    shown = {name: row[f"lead__{name}"] for name in _SHOWN}
    contact = shown["email"] or shown["phone"] or shown["external_id"]
    title = shown["name"] or shown["company_name"] or contact
    about = shown["company_name"] or shown["job_title"]
    return LeadHit(
        code=str(shown["code"]),
        url=address("sla:lead", shown["code"]),
        title=title,
        about="" if about == title else about,
        contact="" if contact == title else contact,
        stage=shown["stage"],
        stage_label=str(Stage(shown["stage"]).label),
        handoff_id=handoff_id,
        owner=owner,
    )


def _companies(rows: Iterable[dict[str, Any]], wanted: list[Term]) -> list[CompanyHit]:
    """Return the companies of the candidates whose name holds all that was asked for."""
    names: dict[str, str] = {}
    for row in rows:
        key = row["lead__company_key"]
        if key and key not in names and _answers(key, wanted):
            names[key] = row["lead__company_name"]
    keys = sorted(names, key=lambda key: (not _begins(key, wanted), key))
    return [CompanyHit(names[key], company_url(names[key])) for key in keys[:COMPANIES]]


def _answers(key: str, wanted: list[Term]) -> bool:
    return all(any(all(n.is_in(key) for n in needles) for needles in term) for term in wanted)


def _begins(key: str, wanted: list[Term]) -> bool:
    return any(key.startswith(needle.text) for needles in wanted[0] for needle in needles)
