"""Rows of leads that are there already, where the import was asked to update those.

What a row does not say stays, and so do stage, origin, external id and "do not contact" once they
are set. The former values are kept, so that the import can be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from leads.facts import plain_facts
from leads.importing.deduping import Keys, SeenKeys
from leads.importing.row import Flaw, LeadRow
from leads.importing.writing import copy
from leads.models import Campaign, Handoff, ImportAmendment, ImportRun, Lead, LeadSearch, Source
from leads.origins import ids_by_name
from leads.querysets import LeadQuerySet
from leads.search import search_text
from leads.suggesting import Suggester
from teams.models import Side

_SAID = (
    "name",
    "email",
    "phone",
    "job_title",
    "seniority",
    "company_name",
    "company_domain",
    "company_size",
    "industry",
    "region",
    "lead_type",
    "expected_value",
    "notes",
    "external_id",
)
# What follows from another value.
_FOLLOWS = {"phone_key": "phone", "company_key": "company_name"}
FIELDS = (
    *_SAID,
    *_FOLLOWS,
    "persona_id",
    "grade",
    "is_do_not_contact",
    "source_id",
    "campaign_id",
)
_EMPTY = ("", None)


class Updater:
    """Updates the leads that the rows of one chunk are."""

    def __init__(
        self, run: ImportRun, rows: Sequence[LeadRow], keys: Keys, suggester: Suggester
    ) -> None:
        """Load the leads; they are locked unless nothing will be written."""
        self._run, self._keys, self._suggester = run, keys, suggester
        self._overwrites = run.options.get("existing") == "overwrite"
        ids = {lead_id for row in rows for lead_id in keys.leads_of(row)}
        found = Lead.objects.filter(pk__in=ids).select_related("source").order_by("pk")
        is_check = run.status == "checking"
        self._leads = {lead.pk: lead for lead in (found if is_check else _locked(found))}
        self._held = self._in_sales_hands(ids)
        self._done = _checked(ids) if is_check else _amended(run, ids)
        self._sources = _ids(Source, (row.source for row in rows), is_check=is_check)
        self._campaigns = _ids(Campaign, (row.campaign for row in rows), is_check=is_check)
        self._amendments: list[ImportAmendment] = []
        self.taken: set[int] = set()

    def instead(self, row: LeadRow, flaw: Flaw) -> Flaw | None:
        """Update the lead that ``row`` is; return why not, ``flaw`` where nothing is to change."""
        ids = self._keys.leads_of(row)
        if not ids:
            return flaw
        if len(ids) > 1:
            return Flaw("several_matches", flaw.column, flaw.value)
        lead = self._leads[ids[0]]
        if lead.pk in self._done:
            return Flaw("same_in_file", flaw.column, flaw.value)
        before = _values(lead)
        self._apply(lead, row)
        after = _values(lead)
        changed = [name for name in FIELDS if before[name] != after[name]]
        if not changed:
            return flaw
        if lead.pk in self._held:
            return Flaw("in_sales_hands", flaw.column, flaw.value)
        self._keys.add_seen(self._keys.of(row))
        self._done.add(lead.pk)
        self.taken.add(row.row)
        self._amendments.append(
            ImportAmendment(
                run=self._run,
                lead=lead,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
        )
        return None

    def write(self) -> None:
        """Write the updates and the former values."""
        save([amendment.lead for amendment in self._amendments])
        ImportAmendment.objects.bulk_create(self._amendments)

    def note_seen(self) -> None:
        """Let the later rows of a check know the leads of these."""
        SeenKeys.add(("lead", str(lead_id)) for lead_id in self._done)

    def _apply(self, lead: Lead, row: LeadRow) -> None:
        before = _values(lead)
        for name in _SAID:
            self._set(lead, name, getattr(row, name), keeps=name == "external_id")
        for name, of in _FOLLOWS.items():
            if getattr(row, of) and getattr(lead, of) == getattr(row, of):
                setattr(lead, name, getattr(row, name))
        self._set(lead, "persona_id", row.persona_id if row.says_persona else None)
        self._set(lead, "grade", row.grade if row.says_grade else "")
        lead.is_do_not_contact = lead.is_do_not_contact or row.is_do_not_contact
        facts = plain_facts(lead)
        facts["source"] = facts["source"] or row.source
        if row.source:
            self._set(lead, "source_id", self._sources.get(row.source), keeps=True)
        if row.campaign:
            self._set(lead, "campaign_id", self._campaigns.get(row.campaign), keeps=True)
        if _values(lead) != before:
            said = self._suggester.suggest(facts, lead.persona_id)
            lead.persona_id = said.persona_id
            lead.grade = lead.grade or said.grade

    def _set(self, lead: Lead, name: str, value: object, *, keeps: bool = False) -> None:
        if value in _EMPTY:
            return
        if getattr(lead, name) in _EMPTY or (self._overwrites and not keeps):
            setattr(lead, name, value)

    def _in_sales_hands(self, ids: set[int]) -> set[int]:
        by = self._run.created_by
        if by is not None and by.manages(Side.MARKETING):
            return set()
        return set(Handoff.objects.open().filter(lead__in=ids).values_list("lead_id", flat=True))


def _locked(leads: LeadQuerySet) -> LeadQuerySet:
    """Lock ``leads``, but wait for nobody long.

    Who corrects a lead holds it and may wait for the intake, which this import has: it gives up
    before the database would have to choose a victim, and the chunk is done again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO '400ms'")
    return leads.select_for_update(of=("self",))


def save(leads: Sequence[Lead]) -> None:
    """Write what ``FIELDS`` names of ``leads``, and their search texts, in a few statements."""
    if not leads:
        return
    names = ", ".join(f'"{name}"' for name in FIELDS)
    new = ", ".join(f'new."{name}"' for name in FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE import_amended AS SELECT id, {names} FROM leads_lead WITH NO DATA"  # noqa: S608 - names of columns
        )
        rows = ([lead.pk, *(getattr(lead, name) for name in FIELDS)] for lead in leads)
        copy("import_amended", ("id", *FIELDS), rows)
        cursor.execute(
            f"UPDATE leads_lead SET ({names}) = ROW ({new}) FROM import_amended new"  # noqa: S608 - names of columns
            " WHERE leads_lead.id = new.id"
        )
        cursor.execute("DROP TABLE import_amended")
    LeadSearch.objects.filter(lead__in=[lead.pk for lead in leads])._raw_delete(using="default")  # noqa: SLF001
    texts = ((lead.pk, search_text(lead)) for lead in leads)
    copy(LeadSearch._meta.db_table, ("lead_id", "text"), texts)


def take_back(lead: Lead, amendment: ImportAmendment) -> bool:
    """Give ``lead`` its former values; do nothing and return False where it changed since."""
    now = _values(lead)
    if any(now[name] != value for name, value in amendment.after.items()):
        return False
    for name, value in amendment.before.items():
        setattr(lead, name, value)
    return True


def _values(lead: Lead) -> dict[str, Any]:
    """Return the lead's values as they can be kept in JSON and compared."""
    values = {name: getattr(lead, name) for name in FIELDS}
    amount = values["expected_value"]
    if amount is not None:
        values["expected_value"] = format(Decimal(amount).normalize(), "f")
    return values


def _checked(ids: set[int]) -> set[int]:
    seen = SeenKeys.among(("lead", str(lead_id)) for lead_id in ids)
    return {int(lead_id) for _lead, lead_id in seen}


def _amended(run: ImportRun, ids: set[int]) -> set[int]:
    rows = ImportAmendment.objects.filter(run=run, lead__in=ids)
    return set(rows.values_list("lead_id", flat=True))


def _ids(
    model: type[Source | Campaign], names: Iterable[str], *, is_check: bool
) -> Mapping[str, int]:
    """Return the ids of names; a check makes none, any number stands for what there would be."""
    return dict.fromkeys(names, 0) if is_check else ids_by_name(model, names)
