"""The amendments in words: what the figures say, what would be written, what was answered."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.amendments import Amendment
from dashboards.breakdown import Dimension
from dashboards.drill import Figure
from dashboards.links import drill_url, part_of
from dashboards.models import Rule
from dashboards.review import Review
from kit.durations import hours_inside, long_words_inside
from leads.models import DefinitionCriterion, Source
from personas.models import Persona
from sla.events import when
from sla.models import Target


@dataclass(frozen=True)
class Shown:
    """One amendment: about what, the evidence, its rows, what would be written ("": nothing).

    ``answered`` says what became of it, "" while nobody has answered; ``reason``: why it was
    dismissed.
    """

    rule: str
    subject: str
    title: str
    name: str
    evidence: str
    url: str
    change: str
    can_be_taken: bool
    is_taken: bool
    is_dismissed: bool
    answered: str
    reason: str


def shown(found: Review, amendment: Amendment, at: datetime) -> Shown:
    """Return ``amendment`` in words."""
    says = _SAYS[amendment.rule]
    evidence, change, url = says(found, amendment)
    return Shown(
        rule=amendment.rule.value,
        subject=amendment.suggestion.subject,
        title=str(amendment.rule.label),
        name=str(amendment.subject),
        evidence=evidence,
        url=url,
        change=change,
        can_be_taken=amendment.can_be_taken,
        is_taken=amendment.is_taken,
        is_dismissed=amendment.is_dismissed,
        answered=_answered(amendment, at),
        reason=amendment.answer.reason if amendment.is_dismissed and amendment.answer else "",
    )


def _answered(amendment: Amendment, at: datetime) -> str:
    answer = amendment.answer
    if answer is None or not (amendment.is_taken or amendment.is_dismissed):
        return ""
    said = {
        "who": answer.by.name if answer.by else words.UNKNOWN,
        "when": when(answer.at, at),
        "version": answer.version,
    }
    if amendment.is_taken:
        return _("Taken into %(version)s by %(who)s, %(when)s.") % said
    return _("Dismissed by %(who)s, %(when)s.") % said


Said = tuple[str, str, str]


def _of_criterion(found: Review, amendment: Amendment) -> Said:
    criterion, figures = amendment.subject, amendment.figures
    if not isinstance(criterion, DefinitionCriterion):
        raise TypeError(criterion)
    evidence = ngettext(
        "%(n)s of %(of)s rejection that names a criterion names this one.",
        "%(n)s of %(of)s rejections that name a criterion name this one.",
        figures["of"],
    ) % {"n": words.figure(figures["rejections"]), "of": words.figure(figures["of"])}
    change = _("Require it in the definition of %(kind)s.") % {
        "kind": criterion.definition.kind.upper()
    }
    if not amendment.can_be_taken:
        change = _(
            "Talk about why it is found out only after the hand-off: it is required, or the"
            " definition no longer asks it."
        )
    url = drill_url(Figure.REJECTED, found.period, criterion=str(criterion.pk))
    return evidence, change, url


def _of_target(found: Review, amendment: Amendment) -> Said:
    target, figures = amendment.subject, amendment.figures
    if not isinstance(target, Target):
        raise TypeError(target)
    said = {"n": words.figure(figures["kept"]), "of": words.figure(figures["of"])}
    evidence = ngettext(
        "%(n)s of %(of)s promise was kept.", "%(n)s of %(of)s promises were kept.", figures["of"]
    )
    change = _("Talk about it: the answers suggest no other time.")
    if figures["to"]:
        change = _("Promise %(to)s instead of %(from)s: 9 in 10 answers came within it.") % {
            "to": _time(target, figures["to"]),
            "from": _time(target, figures["seconds"]),
        }
    figure = Figure.KEPT if amendment.rule == Rule.ALWAYS_MET else Figure.BROKEN
    url = drill_url(figure, found.period, metric=target.metric, target=str(target.pk))
    return evidence % said, change, url


def _time(target: Target, seconds: int) -> str:
    return (hours_inside if target.is_business_time else long_words_inside)(seconds)


def _of_source(found: Review, amendment: Amendment) -> Said:
    source, figures = amendment.subject, amendment.figures
    if not isinstance(source, Source):
        raise TypeError(source)
    evidence = ngettext(
        "Sales rejected %(n)s of %(of)s lead.",
        "Sales rejected %(n)s of %(of)s leads.",
        figures["of"],
    ) % {"n": words.figure(figures["rejected"]), "of": words.figure(figures["of"])}
    change = _("Exclude it from the definition of MQL.")
    mine = part_of(Dimension.SOURCE, source.pk)
    return evidence, change, drill_url(Figure.REJECTED, found.period, **mine)


def _of_persona(found: Review, amendment: Amendment) -> Said:
    persona, figures = amendment.subject, amendment.figures
    if not isinstance(persona, Persona):
        raise TypeError(persona)
    evidence = ngettext(
        "Within a year %(n)s lead was decided and none was won; at everybody's rate %(expected)s"
        " would have been.",
        "Within a year %(n)s leads were decided and none was won; at everybody's rate %(expected)s"
        " would have been.",
        figures["decided"],
    ) % {"n": words.figure(figures["decided"]), "expected": words.figure(figures["expected"])}
    change = _("Talk about whether it is still who you sell to.")
    mine = part_of(Dimension.PERSONA, persona.pk)
    return evidence, change, drill_url(Figure.DECIDED, found.year, **mine)


def _of_pledge(_found: Review, amendment: Amendment) -> Said:
    number = amendment.figures["of"]
    evidence = ngettext(
        "Within a year it was due %(n)s time, and never kept.",
        "Within a year it was due %(n)s times, and never kept.",
        number,
    ) % {"n": words.figure(number)}
    change = _("Talk about what marketing can promise, or what it needs to keep it.")
    return evidence, change, reverse("sla:commitments")


_SAYS = {
    Rule.CRITERION: _of_criterion,
    Rule.ALWAYS_MET: _of_target,
    Rule.NEVER_MET: _of_target,
    Rule.SOURCE: _of_source,
    Rule.PERSONA: _of_persona,
    Rule.PLEDGE: _of_pledge,
}
