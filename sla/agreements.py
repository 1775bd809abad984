"""The company's agreement: a draft is made, edited, put in force; the former is superseded.

What is in force is never changed: every lead is judged by the version that held when it was handed
over.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed, Refusal
from leads.agreeing import AgreedRules, OvertakenTerms, agree_rules, lock_agreeing
from leads.models import Terms
from leads.terms import AttemptRule
from sla import ladder_drafting
from sla.checking import Problem, problems_of
from sla.models import Agreement, AgreementVersion, Metric, Target, VersionStatus
from sla.opening import first_targets, first_text
from sla.targets import LISTS, NotADraft, TargetText, in_order, locked_draft, text_of
from sla.version_text import VersionText
from teams.models import User

__all__ = ["NotADraft", "NotReady", "VersionText"]

MAX_ATTEMPTS = 100
MAX_ATTEMPTS_DAYS = 365
MAX_GOAL = 10**9


class NotReady(Refusal):
    """The draft has problems that must be solved first; ``problems`` lists them."""

    code = "not_ready"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take what stands in the way; the sentence names the first."""
        super().__init__(problems[0].message)
        self.problems = list(problems)
        self.extra = {"problems": [str(problem.message) for problem in problems]}


def in_force() -> AgreementVersion | None:
    """Return the version in force now, None while there is none."""
    return AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE).first()


def drafted() -> AgreementVersion | None:
    """Return the draft, None while there is none."""
    return AgreementVersion.objects.filter(status=VersionStatus.DRAFT).first()


def draft(*, at: datetime, by: User) -> AgreementVersion:
    """Return the draft; make one from the version in force, or from sound defaults.

    Raises ``NotAllowed`` for all but managers.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        company = lock_agreeing()
        standing = drafted()
        if standing is not None:
            return standing
        former = in_force()
        agreement = _the_agreement(company.name)
        version = _new_version(agreement, former, at, by)
        texts: list[TargetText] = (
            [text_of(target) for target in in_order(former)]
            if former
            else first_targets(company, at=at, by=by)
        )
        Target.objects.bulk_create(
            Target(version=version, position=position, **_columns(text))
            for position, text in enumerate(texts)
        )
        steps = ladder_drafting.texts_of(former) if former else ladder_drafting.first_ladder()
        ladder_drafting.copy(texts=steps, to=version)
    return version


def edit(
    *, version: AgreementVersion, text: VersionText, by: User, seen: str = ""
) -> AgreementVersion:
    """Change goals, brief and attempts of a draft. ``seen``: see ``fingerprint_of_text``.

    Raises ``NotAllowed``, ``NotADraft``, ``StalePage`` and ``BadInput``.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_text(locked))
        _fill(locked, checked(text)).save()
    return locked


def discard(*, version: AgreementVersion, by: User) -> None:
    """Throw a draft away. Raises ``NotAllowed`` and ``NotADraft``."""
    with transaction.atomic():
        locked_draft(version, by).delete()


def put_in_force(
    *, version: AgreementVersion, at: datetime, by: User, seen: str = ""
) -> AgreementVersion:
    """Let a draft replace the version in force, from the whole second of ``at`` on.

    Hand-offs from then on run on it; clocks that run keep the version they began under. ``seen`` is
    the ``fingerprint_of_all`` of the draft that was confirmed. Raises ``NotAllowed``,
    ``NotADraft``, ``StalePage``, ``NotReady`` and ``OvertakenTerms``.
    """
    if not by.is_manager:
        raise NotAllowed
    moment = whole_second(at)
    with transaction.atomic():
        lock_agreeing()
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_all(locked))
        fatal = [problem for problem in problems_of(locked, moment) if problem.is_fatal]
        if fatal:
            raise NotReady(fatal)
        _supersede(moment)
        locked.status = VersionStatus.IN_FORCE
        locked.in_force_at = moment
        locked.put_in_force_by = by
        locked.save()
        agree_rules(rules=_rules_of(locked), at=moment)
    return locked


def fingerprint_of_text(version: AgreementVersion) -> str:
    """Return what tells a form that somebody changed goals, brief or attempts."""
    return fingerprint(asdict(VersionText.of(version)))


def fingerprint_of_all(version: AgreementVersion) -> str:
    """Return what tells a confirmation that somebody changed anything of the draft."""
    targets = [asdict(text_of(target)) for target in in_order(version)]
    steps = [asdict(step) for step in ladder_drafting.texts_of(version)]
    return fingerprint(asdict(VersionText.of(version)), targets, steps)


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


def _new_version(
    agreement: Agreement, former: AgreementVersion | None, at: datetime, by: User
) -> AgreementVersion:
    highest = agreement.versions.aggregate(Max("number"))["number__max"] or 0
    version = AgreementVersion(
        agreement=agreement,
        number=highest + 1,
        created_at=at,
        created_by=by,
        document=former.document if former else {},
    )
    _fill(version, VersionText.of(former) if former else first_text()).save()
    return version


def _supersede(at: datetime) -> None:
    former = in_force()
    if former is None:
        return
    if former.in_force_at is not None and former.in_force_at > at:
        raise OvertakenTerms
    former.status = VersionStatus.SUPERSEDED
    former.superseded_at = at
    former.save()


def _fill(version: AgreementVersion, text: VersionText) -> AgreementVersion:
    for name, value in asdict(text).items():
        setattr(version, name, list(value) if isinstance(value, tuple) else value)
    return version


def _columns(text: TargetText) -> dict[str, object]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(text).items()}


def _rules_of(version: AgreementVersion) -> AgreedRules:
    return AgreedRules(
        agreement_version=version.code,
        required_brief_fields=tuple(version.required_brief_fields),
        attempts_promised=version.attempts_promised,
        attempts_days=version.attempts_days,
        attempt_rules=tuple(
            AttemptRule(target.attempts or 0, **{n: tuple(getattr(target, n)) for n in LISTS})
            for target in in_order(version)
            if target.metric == Metric.ATTEMPT
        ),
    )
