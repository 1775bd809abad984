"""A version's definitions, reasons and rules of recycling in words, and what changed in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.row_forms import join_values
from leads.models import Definition, ReasonKind
from leads.reasons import ReasonText
from sla.models import AgreementVersion
from sla.numbering import number_of, title_of
from sla.protocol import definition_of, read_definitions, reasons_of, recycling_of

_RECYCLE = ReasonKind.RECYCLE.value


@dataclass(frozen=True)
class ReasonGroup:
    """The reasons of one kind of decision."""

    kind: str
    label: str
    reasons: list[ReasonText]


def reasons_said(version: AgreementVersion) -> list[ReasonGroup]:
    """Return the reasons that ``version`` allows, by kind of decision."""
    rows = reasons_of(version)
    return [
        ReasonGroup(kind.value, str(kind.label), [row for row in rows if row.kind == kind])
        for kind in ReasonKind
    ]


def recycling_said(version: AgreementVersion) -> list[str]:
    """Return the rules of recycling of ``version``, a sentence each."""
    rules = recycling_of(version)
    longest = ngettext(
        "A lead stays in nurture for at most %(n)s day.",
        "A lead stays in nurture for at most %(n)s days.",
        rules.longest_days,
    )
    said = [longest % {"n": f"{rules.longest_days:,}"}]
    if rules.default_days is not None:
        offered = ngettext(
            "Unless the rep chooses another day, it comes up again after %(n)s day.",
            "Unless the rep chooses another day, it comes up again after %(n)s days.",
            rules.default_days,
        )
        said.append(offered % {"n": f"{rules.default_days:,}"})
    if rules.times is None:
        return [*said, _("It may come back to marketing as often as it takes.")]
    times = ngettext(
        "It may come back to marketing once.",
        "It may come back to marketing %(n)s times.",
        rules.times,
    )
    return [*said, times % {"n": rules.times}]


def protocol_changes(
    former: AgreementVersion | None, version: AgreementVersion
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what differs: what, how it was, how it is, and the key of its clause."""
    old = read_definitions(former) if former else {}
    for kind, said in read_definitions(version).items():
        if said != old.get(kind):
            was = _definition_words(definition_of(former, kind)) if former else ""
            yield _what(kind), was, _definition_words(definition_of(version, kind)), kind
    before = {one.kind: one for one in reasons_said(former)} if former else {}
    for group in reasons_said(version):
        past = before.get(group.kind)
        if past is None or past.reasons != group.reasons:
            what = f"{_what(_clause_of(group.kind))}: {group.label}"
            yield what, _reason_words(past), _reason_words(group), _clause_of(group.kind)
    if former is None or recycling_of(former) != recycling_of(version):
        was = " ".join(recycling_said(former)) if former else ""
        yield _what("recycling"), was, " ".join(recycling_said(version)), "recycling"


def _clause_of(kind: str) -> str:
    return "recycling" if kind == _RECYCLE else "rejection"


def _what(clause: str) -> str:
    return f"{number_of(clause)} · {title_of(clause)}"


def _definition_words(definition: Definition | None) -> str:
    if definition is None:
        return "–"
    criteria = join_values(definition.criteria.all())
    return " ".join(part for part in (definition.statement, criteria) if part)


def _reason_words(group: ReasonGroup | None) -> str:
    return join_values(f"{row.label}{_needs(row)}" for row in group.reasons) if group else ""


def _needs(row: ReasonText) -> str:
    asks = (
        (row.needs_text, _("asks for words")),
        (row.needs_criterion, _("names the criterion")),
        (row.needs_attempts, _("after all attempts")),
    )
    said = join_values(words for is_asked, words in asks if is_asked)
    return f" ({said})" if said else ""
