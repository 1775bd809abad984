"""The ladder of a draft: its steps are added, changed, taken out; they order themselves."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput
from sla.models import AgreementVersion, LadderChannel, LadderRole, LadderStep
from sla.targets import locked_draft
from teams.models import Membership, User

MOST_STEPS = 12
MOST_PERCENT = 1000
LEAST_AFTER, MOST_AFTER = 60, 90 * 24 * 3600


@dataclass(frozen=True)
class StepText:
    """What a step says: when (a share of the time, or seconds after the breach), whom, how."""

    percent: int | None = None
    after_seconds: int | None = None
    roles: tuple[str, ...] = (LadderRole.OWNER.value,)
    people: tuple[int, ...] = ()
    channels: tuple[str, ...] = (LadderChannel.APP.value,)
    keeps_hours: bool = True

    @classmethod
    def of(cls, step: LadderStep) -> "StepText":
        """Return what ``step`` says."""
        return cls(
            percent=step.percent,
            after_seconds=step.after_seconds,
            roles=tuple(step.roles),
            people=tuple(step.people),
            channels=tuple(step.channels),
            keeps_hours=step.keeps_hours,
        )


def first_ladder() -> list[StepText]:
    """Return what the first draft begins with: owner, managers, head of sales."""
    ways = (LadderChannel.APP.value, LadderChannel.EMAIL.value)
    managers = (LadderRole.OWNER.value, LadderRole.MANAGERS.value)
    return [
        StepText(percent=75, channels=(LadderChannel.APP.value,)),
        StepText(percent=100, roles=managers, channels=ways),
        StepText(percent=200, roles=(LadderRole.SALES_HEAD.value,), channels=ways),
    ]


def texts_of(version: AgreementVersion) -> list[StepText]:
    """Return what the steps of ``version`` say: shares of the time first, then by time after."""
    return [StepText.of(step) for step in steps_in_order(version)]


def steps_in_order(version: AgreementVersion) -> list[LadderStep]:
    """Return the steps of ``version`` in the order in which the contract lists them."""
    rows = LadderStep.objects.filter(version=version)
    return sorted(rows, key=lambda step: (step.percent is None, step.percent or step.after_seconds))


def copy(*, texts: Sequence[StepText], to: AgreementVersion) -> None:
    """Give a new draft its ladder."""
    LadderStep.objects.bulk_create(LadderStep(version=to, **_columns(text)) for text in texts)


def find_step(version: AgreementVersion, code: UUID) -> LadderStep | None:
    """Return the version's step with this code, None when there is none."""
    return LadderStep.objects.select_related("version").filter(version=version, code=code).first()


def fingerprint_of(step: LadderStep) -> str:
    """Return what tells a form that somebody changed the step."""
    return fingerprint(asdict(StepText.of(step)))


def add_step(*, version: AgreementVersion, text: StepText, by: User) -> LadderStep:
    """Add a step to a draft. Raises ``NotAllowed``, ``NotADraft`` and ``BadInput``."""
    with transaction.atomic():
        locked = locked_draft(version, by)
        if LadderStep.objects.filter(version=locked).count() >= MOST_STEPS:
            raise BadInput(_("A ladder has twelve steps at most."))
        check(text)
        _check_free(locked, text)
        return LadderStep.objects.create(version=locked, **_columns(text))


def edit_step(*, step: LadderStep, text: StepText, by: User, seen: str = "") -> LadderStep:
    """Change a step of a draft. Raises as ``add_step`` does, and ``StalePage``."""
    with transaction.atomic():
        locked = locked_draft(step.version, by)
        fresh = LadderStep.objects.select_for_update().get(pk=step.pk)
        refuse_stale(seen, fingerprint_of(fresh))
        check(text)
        _check_free(locked, text, but=step.pk)
        for name, value in _columns(text).items():
            setattr(fresh, name, value)
        fresh.save()
    return fresh


def remove_step(*, step: LadderStep, by: User) -> None:
    """Take a step out of a draft. Raises ``NotAllowed`` and ``NotADraft``."""
    with transaction.atomic():
        locked_draft(step.version, by)
        LadderStep.objects.filter(pk=step.pk).delete()


def check(text: StepText) -> None:
    """Refuse a step that says too little or too much. Raises ``BadInput`` naming the field."""
    if (text.percent is None) == (text.after_seconds is None):
        raise BadInput(_("Say when the step comes."), field="amount")
    if text.percent is not None and not 1 <= text.percent <= MOST_PERCENT:
        message = _("Give a share from 1 to %(most)s percent.") % {"most": MOST_PERCENT}
        raise BadInput(message, field="amount")
    if text.after_seconds is not None and not LEAST_AFTER <= text.after_seconds <= MOST_AFTER:
        raise BadInput(_("Give a time from one minute to 90 days."), field="amount")
    if not set(text.roles) <= set(LadderRole.values) or not (text.roles or text.people):
        raise BadInput(_("Choose whom the step tells."), field="roles")
    if not set(text.channels) <= set(LadderChannel.values) or not text.channels:
        raise BadInput(_("Choose how the step tells them."), field="channels")
    members = Membership.objects.filter(user__in=text.people, user__is_active=True)
    if members.values("user").distinct().count() != len(set(text.people)):
        raise BadInput(_("Choose people who work here."), field="people")


def point_taken() -> BadInput:
    """Return the refusal of a second step at the same point."""
    return BadInput(_("Another step comes at this point already."), field="amount")


def _check_free(version: AgreementVersion, text: StepText, but: int = 0) -> None:
    same = LadderStep.objects.filter(
        version=version, percent=text.percent, after_seconds=text.after_seconds
    )
    if same.exclude(pk=but).exists():
        raise point_taken()


def _columns(text: StepText) -> dict[str, object]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(text).items()}
