"""How a suggested amendment is written into the draft: a target, or a definition it takes along.

Always through the verbs that people's own edits go through. Written twice, it changes nothing more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kit.refusals import Refusal
from leads import terms
from leads.models import Definition, DefinitionCriterion, DefinitionKind, Source
from personas.criteria import CriterionText, text_of
from personas.fit import Operator
from personas.models import FactName
from sla import protocol, targets
from sla.models import AgreementVersion, Target
from teams.models import User


class NotInDraft(Refusal):
    """What the amendment would change does not stand in the draft."""

    code = "not_in_draft"
    default_message = _("The draft no longer has what this would change. Edit the draft by hand.")


def amend_target(*, draft: AgreementVersion, former: Target, seconds: int, by: User) -> None:
    """Let the draft's copy of ``former`` promise ``seconds``.

    Raises ``NotInDraft``, and what ``targets.edit_target`` does.
    """
    wanted = _unpromised(former)
    alike = (each for each in targets.in_order(draft) if _unpromised(each) == wanted)
    target = next(alike, None)
    if target is None:
        raise NotInDraft
    if target.seconds != seconds:
        text = replace(targets.text_of(target), seconds=seconds)
        targets.edit_target(target=target, text=text, by=by)


def require(
    *, draft: AgreementVersion, criterion: DefinitionCriterion, at: datetime, by: User
) -> None:
    """Let the definition that ``draft`` takes along require it. Raises ``NotInDraft``."""
    kind = criterion.definition.kind
    definition = protocol.take_definition(version=draft, kind=kind, at=at, by=by)
    texts = [text_of(row) for row in definition.criteria.all()]
    if not any(_asks(text) == _asks(text_of(criterion)) for text in texts):
        raise NotInDraft
    _rewrite(
        draft,
        definition,
        texts,
        [
            replace(text, is_required=True) if _asks(text) == _asks(text_of(criterion)) else text
            for text in texts
        ],
        by,
    )


def refuse_source(*, draft: AgreementVersion, source: Source, at: datetime, by: User) -> None:
    """Let what ``draft`` says marketing may hand over exclude leads of ``source``."""
    kind = DefinitionKind.MQL
    definition = protocol.take_definition(version=draft, kind=kind, at=at, by=by)
    texts = [text_of(row) for row in definition.criteria.all()]
    _rewrite(draft, definition, texts, _without(texts, source.name), by)


def is_required(criterion: DefinitionCriterion, at: datetime) -> bool | None:
    """Return whether the definition in force at ``at`` requires it; None: it does not ask it."""
    standing = terms.in_force(at).definition(criterion.definition.kind)
    if standing is None:
        return None
    rows = [text_of(row) for row in standing.criteria.all()]
    mine = [row for row in rows if _asks(row) == _asks(text_of(criterion))]
    return any(row.is_required for row in mine) if mine else None


def _rewrite(
    draft: AgreementVersion,
    definition: Definition,
    before: Sequence[CriterionText],
    after: Sequence[CriterionText],
    by: User,
) -> None:
    if list(before) != list(after):
        protocol.edit_definition(
            version=draft,
            kind=definition.kind,
            statement=definition.statement,
            criteria=after,
            by=by,
        )


def _without(texts: Sequence[CriterionText], name: str) -> list[CriterionText]:
    """Return ``texts`` with the source ``name`` among those that are excluded."""
    places = [
        place
        for place, text in enumerate(texts)
        if (text.fact, text.operator) == (FactName.SOURCE, Operator.IS_NONE_OF) and text.is_required
    ]
    if not places:
        return [*texts, CriterionText(FactName.SOURCE, Operator.IS_NONE_OF, (name,), 1, True)]
    found = texts[places[0]]
    if name in found.operands:
        return list(texts)
    changed = list(texts)
    changed[places[0]] = replace(found, operands=(*found.operands, name))
    return changed


def _unpromised(target: Target) -> targets.TargetText:
    """Return what ``target`` says but for how long it gives: what tells it from the others."""
    return replace(targets.text_of(target), seconds=1, warn_percents=(), pause_limit_seconds=None)


def _asks(text: CriterionText) -> tuple[str, str, tuple[str, ...]]:
    return text.fact, text.operator, text.operands
