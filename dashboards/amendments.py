"""The amendments that a review suggests: each with its evidence, taken into the draft or dismissed.

Nothing is suggested without figures, nothing is changed but by a manager; and what was answered is
kept with the figures that it was answered on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dashboards import amending, suggesting
from dashboards.board import Ground
from dashboards.models import AmendmentAnswer, Rule
from dashboards.periods import Period
from dashboards.review import Fate, Review, review
from dashboards.suggesting import Suggestion
from kit.refusals import BadInput, NotAllowed, Refusal
from leads.agreeing import lock_agreeing
from leads.models import DefinitionCriterion, Source
from personas.models import Persona
from sla import drafting
from sla.models import AgreementVersion, Metric, Pledge, Target
from teams.models import User

Subject = Target | DefinitionCriterion | Source | Persona | Pledge
LONGEST_REASON = 500
# The answers to attempts are not counted from one beginning: no percentile can be suggested.
_UNTIMED = frozenset({Metric.ATTEMPT})


class NotSuggested(Refusal):
    """The figures of the period do not suggest this, or do not any more."""

    code = "not_suggested"
    default_message = _("The figures of this period no longer suggest this.")


class NothingToTake(Refusal):
    """The amendment is something to talk about; there is no text to write."""

    code = "nothing_to_take"
    default_message = _("Talk about this one: there is nothing that could be written by itself.")


@dataclass(frozen=True)
class Amendment:
    """One suggestion, what it is about, whether it can be taken, and the latest answer to it."""

    suggestion: Suggestion
    subject: Subject
    can_be_taken: bool
    answer: AmendmentAnswer | None

    @property
    def rule(self) -> Rule:
        """Return the rule that suggests it."""
        return Rule(self.suggestion.rule)

    @property
    def figures(self) -> dict[str, int]:
        """Return the figures that it stands on."""
        return self.suggestion.figures

    @property
    def is_taken(self) -> bool:
        """Return whether it stands in a version; not once its draft was thrown away."""
        answer = self.answer
        is_taken = answer is not None and answer.answer == AmendmentAnswer.Answer.TAKEN
        return is_taken and answer is not None and answer.version_id is not None

    @property
    def is_dismissed(self) -> bool:
        """Return whether it was dismissed last."""
        dismissed = AmendmentAnswer.Answer.DISMISSED
        return self.answer is not None and self.answer.answer == dismissed


def amendments(found: Review) -> list[Amendment]:
    """Return what the figures suggest, in the order of the rules; four queries at most."""
    answers = _answers(found.period)
    return [
        Amendment(each, subject, _can_be_taken(each, subject, found), answers.get(_key(each)))
        for each, subject in _suggested(found)
    ]


def take(*, period: Period, rule: str, subject: str, at: datetime, by: User) -> AgreementVersion:
    """Write an amendment of the period into the draft; return that. Twice is the same as once.

    Raises ``NotAllowed`` for all but managers, ``NotSuggested``, ``NothingToTake``, ``NotInDraft``,
    and ``AnotherPending`` while a version is proposed or signed.
    """
    with transaction.atomic():
        lock_agreeing()
        found = _find(period, rule, subject, at, by)
        if not found.can_be_taken:
            raise NothingToTake
        draft = drafting.draft(at=at, by=by)
        _write(found, draft, at, by)
        latest = found.answer
        if not found.is_taken or latest is None or latest.version_id != draft.pk:
            answer = AmendmentAnswer(answer=AmendmentAnswer.Answer.TAKEN, version=draft)
            _keep(answer, found, period, at, by)
    return draft


def dismiss(
    *, period: Period, rule: str, subject: str, reason: str, at: datetime, by: User
) -> AmendmentAnswer:
    """Dismiss an amendment of the period, and keep why. Twice with the same reason is once.

    Raises ``NotAllowed`` for all but managers, ``NotSuggested``, and ``BadInput`` without a reason.
    """
    text = " ".join(reason.split())
    if by.is_manager and not 0 < len(text) <= LONGEST_REASON:
        raise BadInput(_WHY % {"most": LONGEST_REASON}, field="reason")
    with transaction.atomic():
        lock_agreeing()
        found = _find(period, rule, subject, at, by)
        latest = found.answer
        if found.is_dismissed and latest is not None and latest.reason == text:
            return latest
        answer = AmendmentAnswer(answer=AmendmentAnswer.Answer.DISMISSED, reason=text)
        return _keep(answer, found, period, at, by)


def _find(period: Period, rule: str, subject: str, at: datetime, by: User) -> Amendment:
    if not by.is_manager:
        raise NotAllowed
    for each in amendments(review(Ground.read(at), period)):
        if _key(each.suggestion) == (rule, subject):
            return each
    raise NotSuggested


def _keep(
    answer: AmendmentAnswer, found: Amendment, period: Period, at: datetime, by: User
) -> AmendmentAnswer:
    answer.from_date, answer.to_date = period.from_date, period.to_date
    answer.rule, answer.subject = _key(found.suggestion)
    answer.figures = found.figures
    answer.at, answer.by = at, by
    answer.save()
    return answer


def _write(found: Amendment, draft: AgreementVersion, at: datetime, by: User) -> None:
    subject = found.subject
    if isinstance(subject, Target):
        seconds = found.figures["to"]
        amending.amend_target(draft=draft, former=subject, seconds=seconds, by=by)
    elif isinstance(subject, DefinitionCriterion):
        amending.require(draft=draft, criterion=subject, at=at, by=by)
    elif isinstance(subject, Source):
        amending.refuse_source(draft=draft, source=subject, at=at, by=by)


def _can_be_taken(each: Suggestion, subject: Subject, found: Review) -> bool:
    if isinstance(subject, DefinitionCriterion):
        return amending.is_required(subject, found.ground.at) is False
    if isinstance(subject, Target):
        return each.figures["to"] > 0
    return isinstance(subject, Source)


def _suggested(found: Review) -> Iterator[tuple[Suggestion, Subject]]:
    """Return each suggestion with what it is about."""
    for each in suggesting.of_criteria((str(row.key), row.rejected) for row in found.criteria):
        yield each, found.criterion_of[int(each.subject)]
    targets = {str(one.target.code): one.target for one in found.targets}
    for each in suggesting.of_targets(_kept(found)):
        yield each, targets[each.subject]
    sources = list(suggesting.of_sources(map(_fate, found.sources)))
    of_id = Source.objects.in_bulk([int(each.subject) for each in sources])
    for each in sources:
        yield each, of_id[int(each.subject)]
    personas = list(suggesting.of_personas(map(_fate, found.personas)))
    named = Persona.objects.in_bulk([int(each.subject) for each in personas])
    for each in personas:
        yield each, named[int(each.subject)]
    yield from _never_kept(found)


def _never_kept(found: Review) -> Iterator[tuple[Suggestion, Subject]]:
    """Return the pledges of the version in force that were never kept within the year."""
    kept = (
        (row.measure.value, row.kept, row.verdicts.judged - row.excused)
        for row in found.pledges_of_year
    )
    never = list(suggesting.of_pledges(kept))
    if not never:
        return
    rows = Pledge.objects.filter(version=found.ground.version)
    of_measure = {each.measure: each for each in rows}
    for suggestion in never:
        yield suggestion, of_measure[suggestion.subject]


def _kept(found: Review) -> Iterator[suggesting.Kept]:
    """Return how the targets in force were kept; of former ones there is nothing to amend."""
    for one in found.targets:
        if one.target.version != found.ground.version:
            continue
        verdicts = one.verdicts
        is_timed = one.target.metric not in _UNTIMED
        yield suggesting.Kept(
            code=str(one.target.code),
            seconds=one.target.seconds,
            kept=verdicts.kept,
            judged=verdicts.judged - verdicts.excused,
            answered=one.spread.count,
            p90=one.spread.percentile(0.9) if is_timed else None,
        )


def _fate(part: Fate) -> suggesting.Fate:
    return suggesting.Fate(str(part.key), part.delivered, part.rejected, part.decided, part.won)


def _answers(period: Period) -> dict[tuple[str, str], AmendmentAnswer]:
    """Return the latest answer to each amendment of the period."""
    rows = AmendmentAnswer.objects.filter(from_date=period.from_date, to_date=period.to_date)
    ordered = rows.select_related("by", "version").order_by("pk")
    return {(each.rule, each.subject): each for each in ordered}


def _key(each: Suggestion) -> tuple[str, str]:
    return each.rule, each.subject


_WHY = _("Say why, in at most %(most)s characters.")
