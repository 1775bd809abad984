"""What a version tells those who work with leads: definitions, reasons, brief, attempts, recycling.

While a version is a draft, its definitions may be drafts too: they are changed with it alone, and
come into force with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kit.fingerprints import fingerprint, refuse_stale
from kit.refusals import BadInput
from leads import definitions, reasons, terms
from leads.agreeing import AgreedRules, agree_rules, forget_rules
from leads.models import Definition, DefinitionKind, Terms
from leads.models.terms import LONGEST_NURTURE_DAYS
from leads.reasons import ReasonText
from leads.terms import AttemptRule, Recycling
from personas.criteria import CriterionText, text_of
from sla.models import AgreementVersion, Metric
from sla.targets import LISTS, in_order, locked_draft
from teams.models import User

MOST_TIMES = 99
FIRST_RECYCLING = Recycling(default_days=90, longest_days=365, times=3)


def definition_of(version: AgreementVersion, kind: str) -> Definition | None:
    """Return the definition of ``kind`` that ``version`` names, draft or not; None for none."""
    found: Definition | None = getattr(version, f"{kind}_definition")
    return found


def definitions_of(version: AgreementVersion) -> dict[str, Definition | None]:
    """Return the definitions that ``version`` names, by kind; with criteria: two queries."""
    ids = [getattr(version, f"{kind}_definition_id") for kind in DefinitionKind.values]
    rows = Definition.objects.prefetch_related("criteria").in_bulk(filter(None, ids))
    for kind, pk in zip(DefinitionKind.values, ids, strict=True):
        setattr(version, f"{kind}_definition", rows.get(pk))
    return {kind: definition_of(version, kind) for kind in DefinitionKind.values}


def reasons_of(version: AgreementVersion) -> list[ReasonText]:
    """Return the reasons that ``version`` allows, in their order."""
    return [ReasonText(**row) for row in version.reasons] or reasons.first_reasons()


def recycling_of(version: AgreementVersion) -> Recycling:
    """Return the rules of recycling of ``version``."""
    return Recycling(
        version.recycle_default_days, version.recycle_longest_days, version.recycle_times
    )


def problems_of_protocol(version: AgreementVersion) -> Iterator[tuple[str, bool, str]]:
    """Yield what is wrong: the sentence, whether it is fatal, and the key of the clause."""
    for kind, row in definitions_of(version).items():
        if row is None:
            said = _("Without a definition every lead meets “%(kind)s”.")
            yield said % {"kind": DefinitionKind(kind).label}, False, kind
        elif problem := definitions.problem_of(row):
            yield f"{DefinitionKind(kind).label}: {problem}", True, kind
    try:
        reasons.checked(reasons_of(version))
    except BadInput as refusal:
        yield str(refusal), True, "rejection"
    try:
        checked_recycling(recycling_of(version))
    except BadInput as refusal:
        yield str(refusal), True, "recycling"


def take_definition(*, version: AgreementVersion, kind: str, at: datetime, by: User) -> Definition:
    """Begin to change a definition in the draft ``version``, or go on; returns its draft.

    Raises ``NotAllowed``, ``NotADraft`` and ``BadInput`` for an unknown kind.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        made = definitions.draft(kind=kind, at=at, by=by)
        _name(locked, kind, made)
    return made


def edit_definition(
    *,
    version: AgreementVersion,
    kind: str,
    statement: str,
    criteria: Sequence[CriterionText],
    by: User,
    seen: str = "",
) -> Definition:
    """Change a definition that the draft ``version`` takes along.

    Raises what ``leads.definitions.edit`` raises, and ``NotADraft``.
    """
    with transaction.atomic():
        drafted = _drafted(locked_draft(version, by), kind)
        return definitions.edit(
            definition=drafted, statement=statement, criteria=criteria, by=by, seen=seen
        )


def leave_definition(*, version: AgreementVersion, kind: str, at: datetime, by: User) -> None:
    """Let the draft ``version`` keep the definition in force, and throw the changed one away.

    Raises ``NotAllowed``, ``NotADraft`` and ``DefinitionInForce`` where nothing was changed.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        drafted = _drafted(locked, kind)
        _name(locked, kind, terms.in_force(at).definition(kind))
        definitions.discard(definition=drafted, by=by)


def edit_reasons(
    *, version: AgreementVersion, kind: str, texts: Sequence[ReasonText], by: User, seen: str = ""
) -> AgreementVersion:
    """Let the draft ``version`` allow these reasons of ``kind``; the others stay.

    ``seen``: ``fingerprint_of_reasons``. Raises ``NotAllowed``, ``NotADraft``, ``StalePage``,
    ``BadInput`` and ``BadReason``, whose row is the place in ``texts``.
    """
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_reasons(locked))
        others = [text for text in reasons_of(locked) if text.kind != kind]
        checked = reasons.checked([*texts, *others])
        locked.reasons = [text.as_data() for text in checked]
        locked.save()
    return locked


def edit_recycling(
    *, version: AgreementVersion, rules: Recycling, by: User, seen: str = ""
) -> AgreementVersion:
    """Let the draft ``version`` recycle by ``rules``. ``seen``: ``fingerprint_of_recycling``.

    Raises ``NotAllowed``, ``NotADraft``, ``StalePage`` and ``BadInput`` naming the field.
    """
    checked = checked_recycling(rules)
    with transaction.atomic():
        locked = locked_draft(version, by)
        refuse_stale(seen, fingerprint_of_recycling(locked))
        _put_recycling(locked, checked).save()
    return locked


def checked_recycling(rules: Recycling) -> Recycling:
    """Return ``rules``. Raises ``BadInput`` naming the field that contradicts itself."""
    _check_range("recycle_longest_days", rules.longest_days, 1, LONGEST_NURTURE_DAYS)
    _check_range("recycle_times", rules.times, 1, MOST_TIMES)
    _check_range("recycle_default_days", rules.default_days, 1, LONGEST_NURTURE_DAYS)
    if rules.default_days is not None and rules.default_days > rules.longest_days:
        message = _("Offer no more days than are allowed at most.")
        raise BadInput(message, field="recycle_default_days")
    return rules


def fingerprint_of_reasons(version: AgreementVersion) -> str:
    """Return what tells a form that somebody else changed the reasons."""
    return fingerprint([text.as_data() for text in reasons_of(version)])


def fingerprint_of_recycling(version: AgreementVersion) -> str:
    """Return what tells a form that somebody else changed the rules of recycling."""
    return fingerprint(asdict(recycling_of(version)))


def drop_definitions(version: AgreementVersion) -> None:
    """Throw away the changed definitions of a draft that is deleted. Behind its lock."""
    for drafted in definitions_of(version).values():
        if drafted is not None and drafted.in_force_at is None:
            drafted.delete()


def agree_terms(version: AgreementVersion, at: datetime) -> Terms:
    """Write the terms of ``version`` to hold from ``at`` on; once. Behind ``lock_agreeing``.

    Raises ``OvertakenTerms``.
    """
    return agree_rules(rules=rules_of(version), at=at)


def take_back_terms(version: AgreementVersion, at: datetime) -> None:
    """Take back terms that wait for an instant after ``at``. Behind ``lock_agreeing``."""
    forget_rules(agreement_version=version.code, at=at)


def rules_of(version: AgreementVersion) -> AgreedRules:
    """Return what ``version`` says to ``leads``."""
    named = definitions_of(version)
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
        definition_ids={kind: row.pk for kind, row in named.items() if row is not None},
        reasons=tuple(reasons_of(version)),
        recycling=recycling_of(version),
    )


def read_definitions(version: AgreementVersion) -> dict[str, Any]:
    """Return the definitions of ``version`` as plain data, by kind; None for one there is not."""
    return {kind: _as_data(row) for kind, row in definitions_of(version).items()}


def write_definitions(version: AgreementVersion, data: Mapping[str, Any]) -> None:
    """Let a draft name the definitions that say ``data``; what nobody said before is drafted."""
    for kind in DefinitionKind.values:
        said = data.get(kind)
        found = None
        if said is not None:
            found = definitions.that_says(
                kind=kind,
                statement=said["statement"],
                criteria=[CriterionText(**one | _tupled(one)) for one in said["criteria"]],
                at=version.created_at,
                by=version.created_by,
            )
        setattr(version, f"{kind}_definition", found)
    version.save()


def first_definitions(at: datetime) -> dict[str, Any]:
    """Return the definitions that held before any agreement named them, as plain data."""
    agreed = terms.in_force(at)
    return {kind: _as_data(agreed.definition(kind)) for kind in DefinitionKind.values}


def read_reasons(version: AgreementVersion) -> list[dict[str, Any]]:
    """Return the reasons of ``version`` as plain data."""
    return [text.as_data() for text in reasons_of(version)]


def write_reasons(version: AgreementVersion, data: Sequence[Mapping[str, Any]]) -> None:
    """Let a draft allow the reasons ``data``. Raises ``BadInput``."""
    checked = reasons.checked([ReasonText(**row) for row in data])
    version.reasons = [text.as_data() for text in checked]
    version.save()


def read_recycling(version: AgreementVersion) -> dict[str, Any]:
    """Return the rules of recycling as plain data."""
    return asdict(recycling_of(version))


def write_recycling(version: AgreementVersion, data: Mapping[str, Any]) -> None:
    """Let a draft recycle by ``data``. Raises ``BadInput``."""
    _put_recycling(version, checked_recycling(Recycling(**data))).save()


def _put_recycling(version: AgreementVersion, rules: Recycling) -> AgreementVersion:
    version.recycle_default_days = rules.default_days
    version.recycle_longest_days = rules.longest_days
    version.recycle_times = rules.times
    return version


def _check_range(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        message = _("Give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise BadInput(message, field=field)


def _name(version: AgreementVersion, kind: str, definition: Definition | None) -> None:
    setattr(version, f"{kind}_definition", definition)
    version.save()


def _drafted(version: AgreementVersion, kind: str) -> Definition:
    found = definition_of(version, kind) if kind in DefinitionKind.values else None
    if found is None or found.in_force_at is not None:
        raise definitions.DefinitionInForce
    return found


def _as_data(definition: Definition | None) -> dict[str, Any] | None:
    if definition is None:
        return None
    told = [text_of(row) for row in definition.criteria.all()]
    criteria = [asdict(one) | {"operands": list(one.operands)} for one in told]
    return {"statement": definition.statement, "criteria": criteria}


def _tupled(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"operands": tuple(one.get("operands", ()))}
