"""A draft is proposed, signed by both heads or declined, and may be withdrawn.

Two different people sign the same text: what was proposed cannot be edited any more, and each
signature keeps the fingerprint of what it stands under.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import refuse_stale
from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed, Refusal
from leads.agreeing import first_free_instant, lock_agreeing
from sla.checking import Problem, problems_of
from sla.entering import enter, note
from sla.heads import own_side, problems_of_heads
from sla.models import AgreementAct, AgreementVersion, Signature, VersionStatus
from sla.parts import fingerprint_of_all
from sla.plans import Plan, checked, put
from sla.protocol import agree_terms, take_back_terms
from sla.targets import locked_draft
from teams.models import Company, User

MAX_WORDS = 2000


class NotReady(Refusal):
    """The draft has problems that must be solved first; ``problems`` lists them."""

    code = "not_ready"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take what stands in the way; the sentence names the first."""
        super().__init__(problems[0].message)
        self.problems = list(problems)
        self.extra = {"problems": [str(problem.message) for problem in problems]}


class NotProposed(Refusal):
    """The version does not wait for signatures: it was withdrawn, declined, or signed by both."""

    code = "not_proposed"
    default_message = _("This version does not wait for signatures any more. See how it stands.")


class AlreadySigned(Refusal):
    """Each side signs once, and two different people sign."""

    code = "already_signed"
    default_message = _("Your side has signed this already.")


class ChangedSince(Refusal):
    """The text is not what the other side put its signature under."""

    code = "changed_since"
    default_message = _(
        "The text is no longer what the other side signed. Withdraw it and propose it again."
    )


class PlanHasPassed(Refusal):
    """The instant of effect came before both had signed."""

    code = "plan_has_passed"
    default_message = _(
        "The instant at which it was to take effect has passed. Withdraw it, and propose it again"
        " with another."
    )


def propose(
    *, version: AgreementVersion, plan: Plan, at: datetime, by: User, seen: str = ""
) -> AgreementVersion:
    """Lay a draft before both heads; from now on it cannot be edited. For managers.

    ``seen`` is the ``fingerprint_of_all`` of the draft that was read. Raises ``NotAllowed``,
    ``NotADraft``, ``StalePage``, ``BadInput`` (of the plan) and ``NotReady``.
    """
    if not by.is_manager:
        raise NotAllowed
    moment = whole_second(at)
    with transaction.atomic():
        company = lock_agreeing()
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_all(locked))
        plan = checked(plan, at=moment, zone=company.time_zone)
        _refuse(readiness(locked, plan.takes_effect_at or moment, company))
        put(locked, plan, zone=company.time_zone)
        locked.status = VersionStatus.PROPOSED
        locked.proposed_at, locked.proposed_by = moment, by
        locked.save()
        note(locked, AgreementAct.PROPOSED, at=moment, by=by)
    return locked


def sign(*, version: AgreementVersion, at: datetime, by: User, seen: str = "") -> Signature:
    """Sign a proposal for one's side; the second signature settles it.

    Without a planned instant it comes into force with the second signature. ``seen`` is the
    ``fingerprint_of_all`` of what was read. Raises ``NotHead``, ``NotProposed``, ``StalePage``,
    ``AlreadySigned``, ``ChangedSince``, ``PlanHasPassed`` and ``NotReady``.
    """
    moment = whole_second(at)
    with transaction.atomic():
        company = lock_agreeing()
        side = own_side(company, by)
        locked = _locked(version, VersionStatus.PROPOSED)
        now = fingerprint_of_all(locked)
        refuse_stale(seen, now)
        others = standing_signatures(locked)
        _refuse_second(others, side, by)
        if any(one.fingerprint != now for one in others):
            raise ChangedSince
        _refuse_passed(locked, moment)
        _refuse(problems_of(locked, locked.takes_effect_at or moment))
        signature = Signature.objects.create(
            version=locked, side=side, by=by, at=moment, fingerprint=now
        )
        note(locked, AgreementAct.SIGNED, at=moment, by=by, side=side)
        if others:
            _settle(locked, moment)
    return signature


def withdraw(*, version: AgreementVersion, at: datetime, by: User, text: str) -> AgreementVersion:
    """Take a proposal back to a draft, in words; its signatures become void, and are kept.

    Any manager may while a signature is missing. What both have signed may be taken back by a head,
    until its instant has come. Raises ``NotAllowed``, ``NotHead``, ``NotProposed``, ``BadInput``.
    """
    if not by.is_manager:
        raise NotAllowed
    moment, words = whole_second(at), _checked_words(text)
    with transaction.atomic():
        company = lock_agreeing()
        locked = _locked(version, VersionStatus.PROPOSED, VersionStatus.SIGNED)
        side = ""
        if locked.status == VersionStatus.SIGNED:
            side = own_side(company, by)
            if locked.takes_effect_at is not None and locked.takes_effect_at <= moment:
                raise NotProposed
        take_back_terms(locked, moment)
        _back_to_draft(locked, moment)
        note(locked, AgreementAct.WITHDRAWN, at=moment, by=by, side=side, text=words)
    return locked


def decline(*, version: AgreementVersion, at: datetime, by: User, text: str) -> AgreementVersion:
    """Refuse to sign, in words; the proposal is a draft again. For heads.

    Raises ``NotHead``, ``NotProposed`` and ``BadInput``.
    """
    moment, words = whole_second(at), _checked_words(text)
    with transaction.atomic():
        side = own_side(lock_agreeing(), by)
        locked = _locked(version, VersionStatus.PROPOSED)
        _back_to_draft(locked, moment)
        note(locked, AgreementAct.DECLINED, at=moment, by=by, side=side, text=words)
    return locked


def standing_signatures(version: AgreementVersion) -> list[Signature]:
    """Return the signatures under ``version`` that are not void, the first one first."""
    rows = Signature.objects.filter(version=version, voided_at__isnull=True)
    return list(rows.select_related("by"))


def readiness(version: AgreementVersion, at: datetime, company: Company) -> list[Problem]:
    """Return what stands in the way of proposing ``version`` for ``at``, or is worth a warning."""
    found = [*problems_of_heads(company), *problems_of(version, at)]
    return sorted(found, key=lambda problem: not problem.is_fatal)


def _locked(version: AgreementVersion, *states: VersionStatus) -> AgreementVersion:
    rows = AgreementVersion.objects.select_for_update().filter(status__in=states)
    locked = rows.filter(pk=version.pk).first()
    if locked is None:
        raise NotProposed
    return locked


def _refuse(problems: Sequence[Problem]) -> None:
    fatal = [problem for problem in problems if problem.is_fatal]
    if fatal:
        raise NotReady(fatal)


def _refuse_second(others: Sequence[Signature], side: str, by: User) -> None:
    if any(one.side == side for one in others):
        raise AlreadySigned
    if any(one.by_id == by.pk for one in others):
        raise AlreadySigned(
            _("You have signed for the other side already. Two different people sign.")
        )


def _refuse_passed(version: AgreementVersion, at: datetime) -> None:
    if version.takes_effect_at is not None and version.takes_effect_at <= at:
        raise PlanHasPassed
    if version.ends_at is not None and version.ends_at <= at:
        raise PlanHasPassed(
            _("Its last day has passed. Withdraw it, and propose it again with another.")
        )


def _settle(version: AgreementVersion, at: datetime) -> None:
    """Both have signed: it waits for its instant, or comes into force now.

    Now is after every hand-off that was made without it. Its terms wait with it, so that whoever
    works with leads goes by them from that very second, whether beat has run yet or not.
    """
    version.status = VersionStatus.SIGNED
    version.signed_at = at
    version.save()
    if version.takes_effect_at is None:
        enter(version, at=first_free_instant(at))
    else:
        agree_terms(version, version.takes_effect_at)


def _back_to_draft(version: AgreementVersion, at: datetime) -> None:
    Signature.objects.filter(version=version, voided_at__isnull=True).update(voided_at=at)
    version.status = VersionStatus.DRAFT
    version.proposed_at = version.proposed_by = version.signed_at = None
    version.save()


def _checked_words(text: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput(_("Say why, so that the other side knows."), field="text")
    if len(words) > MAX_WORDS:
        raise BadInput(_("At most %(most)s characters.") % {"most": MAX_WORDS}, field="text")
    return words
