"""A draft of the agreement is made, edited, thrown away."""

from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput, NotAllowed, Refusal
from leads.agreeing import lock_agreeing
from leads.models import Definition, Terms
from sla.agreements import in_force, pending
from sla.models import Agreement, AgreementVersion, VersionStatus
from sla.opening import first_text
from sla.parts import Beginning, begin
from sla.protocol import drop_definitions, take_definition
from sla.targets import locked_draft
from sla.version_text import VersionText
from teams.models import User

MAX_ATTEMPTS = 100
MAX_ATTEMPTS_DAYS = 365
MAX_GOAL = 10**9


class AnotherPending(Refusal):
    """One version at a time is agreed on, besides the one in force."""

    code = "another_pending"
    default_message = _(
        "A proposed version waits already. Decide on it, or withdraw it, before you draft another."
    )


def draft(*, at: datetime, by: User) -> AgreementVersion:
    """Return the draft; make one from the version in force, or from sound defaults.

    Raises ``NotAllowed`` for all but managers, ``AnotherPending`` while a proposal waits.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        company = lock_agreeing()
        standing = pending()
        if standing is not None and standing.status != VersionStatus.DRAFT:
            raise AnotherPending
        if standing is not None:
            return standing
        former = in_force() or _latest()
        version = _new_version(_the_agreement(company.name), at, by)
        begin(version, former, Beginning(company, at, by))
    return version


def draft_definition(*, kind: str, at: datetime, by: User) -> Definition:
    """Begin to change a definition in the draft, or go on; begin the draft if there is none.

    Raises what ``draft`` raises, and ``BadInput`` for an unknown kind.
    """
    with transaction.atomic():
        version = draft(at=at, by=by)
        return take_definition(version=version, kind=kind, at=at, by=by)


def edit(
    *, version: AgreementVersion, text: VersionText, by: User, seen: str = ""
) -> AgreementVersion:
    """Change goals, brief and attempts of a draft. ``seen``: see ``fingerprint_of_text``.

    Raises ``NotAllowed``, ``NotADraft``, ``StalePage`` and ``BadInput``.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_text(locked))
        checked(text).put_into(locked).save()
    return locked


def discard(*, version: AgreementVersion, by: User) -> None:
    """Throw a draft away, with the definitions it was to change.

    Raises ``NotAllowed`` and ``NotADraft``.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        locked.delete()
        drop_definitions(locked)


def fingerprint_of_text(version: AgreementVersion) -> str:
    """Return what tells a form that somebody changed goals, brief or attempts."""
    return fingerprint(asdict(VersionText.of(version)))


def checked(text: VersionText) -> VersionText:
    """Return ``text`` with the brief's parts in order. Raises ``BadInput`` naming the field."""
    _check_range("goal_leads", text.goal_leads, 0, MAX_GOAL)
    _check_range("goal_attainment_percent", text.goal_attainment_percent, 0, 100)
    _check_range("breach_limit_percent", text.breach_limit_percent, 0, 100)
    _check_range("attempts_promised", text.attempts_promised, 1, MAX_ATTEMPTS)
    _check_range("attempts_days", text.attempts_days, 1, MAX_ATTEMPTS_DAYS)
    if text.goal_value is not None and not 0 <= text.goal_value < Decimal(10) ** 12:
        raise BadInput(_("Give a value of zero or more."), field="goal_value")
    if not set(text.required_brief_fields) <= set(Terms.BRIEF_FIELDS):
        raise BadInput(_("Choose among the parts of the brief."), field="required_brief_fields")
    parts = tuple(part for part in Terms.BRIEF_FIELDS if part in text.required_brief_fields)
    return replace(text, required_brief_fields=parts)


def _check_range(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        message = _("Give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise BadInput(message, field=field)


def _the_agreement(company_name: str) -> Agreement:
    standing = Agreement.objects.order_by("pk").first()
    return standing or Agreement.objects.create(name=company_name[:120])


def _latest() -> AgreementVersion | None:
    """Return what was agreed last, where nothing is in force any more."""
    return AgreementVersion.objects.order_by("-number").first()


def _new_version(agreement: Agreement, at: datetime, by: User) -> AgreementVersion:
    highest = agreement.versions.aggregate(Max("number"))["number__max"] or 0
    version = AgreementVersion(
        agreement=agreement, number=highest + 1, created_at=at, created_by=by
    )
    first_text().put_into(version).save()
    return version
