"""The ladder in words: when each step comes, whom it tells, and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kit.durations import long_words_inside
from sla.ladder_drafting import StepText, steps_in_order, texts_of
from sla.models import AgreementVersion, LadderChannel, LadderRole, LadderStep
from teams.models import User

BREACH = 100


@dataclass(frozen=True)
class StepSaid:
    """A step in words. ``names``: people it tells by name; ``is_new``: the former had it not."""

    step: LadderStep
    when: str
    whom: str
    names: list[str]
    how: str
    is_new: bool = False


def ladder_said(version: AgreementVersion, former: AgreementVersion | None) -> list[StepSaid]:
    """Return the ladder of ``version`` in words, what ``former`` had not marked; three queries."""
    steps = steps_in_order(version)
    past = {StepText.of(step) for step in steps_in_order(former)} if former else None
    names = _names(steps)
    return [
        StepSaid(
            step=step,
            when=when_words(step.percent, step.after_seconds),
            whom=_as_one([LadderRole(role).label for role in step.roles]),
            names=[names[user] for user in step.people if user in names],
            how=_as_one([LadderChannel(channel).label for channel in step.channels]),
            is_new=past is not None and StepText.of(step) not in past,
        )
        for step in steps
    ]


def ladder_differs(former: AgreementVersion, version: AgreementVersion) -> bool:
    """Return whether the two versions have different ladders; two queries."""
    return texts_of(former) != texts_of(version)


def in_one_line(said: StepSaid) -> str:
    """Return a step in one line, for the list of what a draft changes."""
    whom = _joined([said.whom, *said.names] if said.whom else said.names)
    return _("%(when)s: %(whom)s (%(how)s)") % {"when": said.when, "whom": whom, "how": said.how}


def when_words(percent: int | None, after_seconds: int | None) -> str:
    """Return when a step comes, in words."""
    if percent is None:
        return _("%(time)s after the breach") % {"time": long_words_inside(after_seconds)}
    if percent == BREACH:
        return _("At the breach")
    return _("When %(percent)s%% of the time is used up") % {"percent": percent}


def _joined(parts: Iterable[object]) -> str:
    return _(", ").join(str(part) for part in parts)


def _as_one(labels: Sequence[object]) -> str:
    """Return labels as one phrase: only the first begins with a capital."""
    words = [str(label) for label in labels]
    return _joined([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def _names(steps: Sequence[LadderStep]) -> dict[int, str]:
    ids = {user for step in steps for user in step.people}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
