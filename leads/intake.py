"""How a lead comes in, one at a time, and how marketing corrects it while it is theirs."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed
from leads import origins
from leads.addresses import clean_domain, clean_email
from leads.duplicates import (
    Duplicate,
    LikelyDuplicate,
    find_duplicates,
    identity_of,
    refuse_duplicates,
)
from leads.models import Campaign, Handoff, Lead, LeadSearch, Source, StageChange
from leads.phones import phone_key
from leads.refusals import AlreadyHandedOver, StaleLead
from leads.search import search_text
from leads.signals import stage_changed
from leads.stages import Move, Stage
from leads.suggesting import current_personas, fill_in
from personas.fit import fold
from personas.models import Persona
from teams.models import Company, Side, User

__all__ = [
    "Duplicate",
    "LikelyDuplicate",
    "NewLead",
    "amend",
    "capture",
    "find_duplicates",
    "fingerprint",
    "may_amend",
]

_TEXTS = (
    "name",
    "phone",
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "industry",
    "region",
    "lead_type",
    "grade",
    "notes",
)


@dataclass(frozen=True, kw_only=True)
class NewLead:
    """What is known of a lead, as typed; "" or None for what is not.

    ``source`` and ``campaign`` are names. Without ``persona`` and ``grade`` the fit suggests them.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""
    job_title: str = ""
    seniority: str = ""
    company_name: str = ""
    company_domain: str = ""
    company_size: int | None = None
    industry: str = ""
    region: str = ""
    source: str = ""
    campaign: str = ""
    lead_type: str = ""
    persona: Persona | None = None
    grade: str = ""
    expected_value: Decimal | None = None
    notes: str = ""
    is_do_not_contact: bool = False


def capture(*, new: NewLead, at: datetime, by: User, add_anyway: bool = False) -> Lead:
    """Add a lead and return it.

    Raises ``NotAllowed`` for people outside marketing, ``BadInput`` with the field at fault,
    ``LikelyDuplicate`` for a lead that is there already; ``add_anyway`` overrides the last unless
    the external id is the same.
    """
    if not by.is_marketer:
        raise NotAllowed
    moment = whole_second(at)
    lead = Lead(created_at=moment, created_by=by)
    _fill(lead, new)
    with transaction.atomic():
        refuse_duplicates(lead, add_anyway=add_anyway)
        _add_origins(lead, new)
        fill_in(lead, current_personas())
        _insert(lead)
        LeadSearch.objects.create(lead=lead, text=search_text(lead))
        change = StageChange.objects.create(
            lead=lead,
            move=Move.CAPTURE,
            to_stage=Stage.INQUIRY,
            at=moment,
            recorded_at=moment,
            by=by,
        )
        stage_changed.send(sender=StageChange, changes=[change])
    return lead


def amend(*, lead: Lead, new: NewLead, by: User, seen: str = "", add_anyway: bool = False) -> Lead:
    """Replace what is known of ``lead`` and return it.

    ``seen`` is the ``fingerprint`` of the lead as the person read it. Raises ``NotAllowed``,
    ``AlreadyHandedOver`` once sales has it (a manager of marketing may still), ``StaleLead`` when
    it changed since it was read, and what ``capture`` raises.
    """
    if not by.is_marketer:
        raise NotAllowed
    with transaction.atomic():
        locked: Lead = Lead.objects.select_for_update().get(pk=lead.pk)
        if not may_amend(locked, by):
            raise AlreadyHandedOver
        if seen and seen != fingerprint(locked):
            raise StaleLead
        before = identity_of(locked)
        _fill(locked, new)
        if identity_of(locked) != before:
            refuse_duplicates(locked, add_anyway=add_anyway)
        _add_origins(locked, new)
        fill_in(locked, current_personas())
        locked.save()
        LeadSearch.objects.update_or_create(lead=locked, defaults={"text": search_text(locked)})
    return locked


def may_amend(lead: Lead, by: User) -> bool:
    """Return whether ``by`` may correct ``lead``.

    Marketing may while the lead is theirs, managers of marketing at any time.
    """
    if by.manages(Side.MARKETING):
        return True
    return by.is_marketer and not Handoff.objects.open().filter(lead=lead).exists()


def fingerprint(lead: Lead) -> str:
    """Return a short text that changes when anything that can be edited does."""
    names = [*_TEXTS, "email", "company_domain", "company_size", "expected_value"]
    names += ["is_do_not_contact", "source_id", "campaign_id", "persona_id"]
    values = "\x1f".join(str(getattr(lead, name)) for name in names)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def _fill(lead: Lead, new: NewLead) -> None:
    """Set the typed values in their clean spelling; raises ``BadInput``."""
    for name in _TEXTS:
        setattr(lead, name, getattr(new, name).strip())
    try:
        lead.email = clean_email(new.email)
    except ValueError as error:
        raise BadInput(_("This is not an e-mail address."), field="email") from error
    lead.company_domain = clean_domain(new.company_domain)
    lead.company_size = new.company_size
    lead.expected_value = new.expected_value
    lead.is_do_not_contact = new.is_do_not_contact
    lead.persona = new.persona
    lead.grade = lead.grade.upper()
    lead.phone_key = phone_key(lead.phone, Company.get().country)
    lead.company_key = fold(lead.company_name)[:160]
    _check(lead, new)


def _check(lead: Lead, new: NewLead) -> None:
    """Hold the values against the model's own rules; raises ``BadInput`` for the first broken."""
    for name, value in vars(new).items():
        if isinstance(value, str) and "\0" in value:
            raise BadInput(_("This contains characters that cannot be kept."), field=name)
    for name, model in (("source", Source), ("campaign", Campaign)):
        longest = model._meta.get_field("name").max_length or 0
        if len(getattr(new, name).strip()) > longest:
            raise BadInput(_("At most %(n)s characters.") % {"n": longest}, field=name)
    if not any(identity_of(lead)) and not lead.name and not lead.phone:
        raise BadInput(_("Give at least a name, an e-mail, a phone or an external id."))
    try:
        lead.clean_fields(exclude=["source", "campaign", "persona", "created_by", "created_at"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], field=field) from error


def _add_origins(lead: Lead, new: NewLead) -> None:
    lead.source = origins.source_named(new.source.strip())
    lead.campaign = origins.campaign_named(new.campaign.strip())


def _insert(lead: Lead) -> None:
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        found = find_duplicates(external_id=lead.external_id)
        if found:
            raise LikelyDuplicate(found) from error
        raise
