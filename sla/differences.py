"""What putting a draft in force changes, in words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from kit.row_forms import join_values
from leads.models import Brief
from personas.models import IdealCustomerProfile, Persona
from sla.commitment_words import pledges_said
from sla.document import LISTS, Document
from sla.ladder_words import in_one_line, ladder_said
from sla.models import AgreementVersion, Metric, Target
from sla.numbering import clause_of, number_of, title_of
from sla.pledging import as_data
from sla.protocol_words import protocol_changes
from sla.targets import TargetText, text_of
from sla.version_text import VersionText
from sla.wording import Names, amount_words, counted_words, said, whom_words


@dataclass(frozen=True)
class Change:
    """One change: what, and what it was and becomes; an empty side says added or removed.

    ``clause`` is the key of the clause it stands in.
    """

    what: str
    before: str
    after: str
    clause: str = ""


def changes(
    former: AgreementVersion | None,
    draft: AgreementVersion,
    targets: tuple[Sequence[Target], Sequence[Target]],
) -> list[Change]:
    """Return what ``draft`` changes; ``targets`` are those of the former and of the draft."""
    before, after = targets
    names = Names.of([*before, *after])
    old_text = VersionText.of(former) if former else None
    return [
        *_of_text(old_text, VersionText.of(draft)),
        *_of_document(former, draft),
        *_of_targets(before, after, names),
        *_of_order(before, after),
        *_of_ladder(former, draft),
        *(Change(*one) for one in protocol_changes(former, draft)),
        *_of_pledges(former, draft),
    ]


def _of_pledges(former: AgreementVersion | None, draft: AgreementVersion) -> list[Change]:
    """Return what marketing promises for a period, where that differs."""
    was, now = as_data(former) if former else [], as_data(draft)
    if was == now:
        return []
    before = " ".join(pledges_said(former)) if former else ""
    what = f"{number_of('pledges')} · {title_of('pledges')}"
    return [Change(what, before, " ".join(pledges_said(draft)), "pledges")]


def _of_document(former: AgreementVersion | None, draft: AgreementVersion) -> list[Change]:
    """Return the shared goals, the profiles, personas and prose that came, went or changed."""
    old = asdict(Document.from_data(former.document if former else {}))
    new = asdict(Document.from_data(draft.document))
    differ = [name for name, value in new.items() if value != old[name]]
    differ.sort(key=lambda name: [int(part) for part in number_of(clause_of(name)).split(".")])
    names = _wanted(old, new) if {"profiles", "personas"} & set(differ) else {}
    return [
        Change(
            f"{number_of(clause_of(name))} · {title_of(clause_of(name))}",
            _told(old[name], names),
            _told(new[name], names),
            clause_of(name),
        )
        for name in differ
    ]


def _wanted(*sides: dict[str, Any]) -> dict[str, str]:
    """Return the names of the profiles and personas that ``sides`` hold, by code."""
    codes = {code for side in sides for name in LISTS for code in side[name]}
    rows = [
        *IdealCustomerProfile.objects.filter(code__in=codes).values_list("code", "name"),
        *Persona.objects.filter(code__in=codes).values_list("code", "name"),
    ]
    return {str(code): name for code, name in rows}


def _told(value: Any, names: dict[str, str]) -> str:  # noqa: ANN401 - an entry of the document
    """Return an entry of the document in words, "" for what is not agreed on."""
    if value in (None, "", ()):
        return ""
    if isinstance(value, tuple):
        return join_values(names.get(code, _("(gone)")) for code in value)
    if isinstance(value, str):
        return value
    return amount_words(value) if isinstance(value, Decimal) else str(value)


def _of_ladder(former: AgreementVersion | None, draft: AgreementVersion) -> list[Change]:
    """Return the steps of the ladder that came or went."""
    new, what = ladder_said(draft, former), _("Escalation")
    if former is None:
        return [Change(what, "", in_one_line(said), "ladder") for said in new]
    gone = [said for said in ladder_said(former, draft) if said.is_new]
    return [
        *(Change(what, in_one_line(said), "", "ladder") for said in gone),
        *(Change(what, "", in_one_line(said), "ladder") for said in new if said.is_new),
    ]


def fields_changed(former: AgreementVersion | None, version: AgreementVersion) -> list[str]:
    """Return the columns in which ``version`` differs from ``former``; [] without a former."""
    if former is None:
        return []
    before, after = _said(former), _said(version)
    return [name for name, value in after.items() if value != before[name]]


def _said(version: AgreementVersion) -> dict[str, Any]:
    """Return what ``version`` says beside targets and ladder, by column and entry."""
    text = asdict(VersionText.of(version))
    return text | asdict(Document.from_data(version.document))


def brief_words(parts: Sequence[str]) -> str:
    """Return the questions of the brief that are required, "–" for none."""
    return " ".join(brief_questions(parts)) or "–"


def brief_questions(parts: Sequence[str]) -> list[str]:
    """Return the questions of the brief that are required."""
    return [label_of(Brief, part) for part in parts]


def label_of(model: type[Model], name: str) -> str:
    """Return what the column ``name`` is called, in the active language."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _of_text(old: VersionText | None, new: VersionText) -> list[Change]:
    before = asdict(old) if old else {}
    found = []
    for name, value in asdict(new).items():
        was = _value(name, before.get(name)) if old else ""
        now = _value(name, value)
        if was != now:
            found.append(Change(_label(name), was, now, clause_of(name)))
    return found


def _label(name: str) -> str:
    label = label_of(AgreementVersion, name)
    return label[:1].upper() + label[1:]


def _value(name: str, value: Any) -> str:  # noqa: ANN401 - a column's value
    if value is None:
        return "–"
    if name == "required_brief_fields":
        return brief_words(value)
    if name == "review_date":
        return date_format(value)
    return number_format(value, use_l10n=True, force_grouping=True)


def _of_targets(before: Sequence[Target], after: Sequence[Target], names: Names) -> list[Change]:
    """Return targets added, changed and removed; a target is the same by its metric and name."""
    old = {(row.metric, row.name): text_of(row) for row in before}
    new = {(row.metric, row.name): text_of(row) for row in after}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was != now:
            found.append(
                Change(
                    f"{Metric(key[0]).label}: {key[1]}",
                    _words(was, names) if was else "",
                    _words(now, names) if now else "",
                    key[0],
                )
            )
    return found


def _words(text: TargetText, names: Names) -> str:
    words = said(Target(), text, names)
    whom = join_values(whom_words(text, names)) or _("everybody")
    parts = (
        words.attempts,
        words.within,
        counted_words(text, names),
        whom,
        words.warning,
        words.pauses,
    )
    return " · ".join(part for part in parts if part)


def _of_order(before: Sequence[Target], after: Sequence[Target]) -> list[Change]:
    """Return changes of the order among targets that stay."""
    found = []
    for metric in Metric:
        old = [row.name for row in before if row.metric == metric]
        new = [row.name for row in after if row.metric == metric]
        was = [name for name in old if name in new]
        now = [name for name in new if name in old]
        if was != now:
            what = _("%(metric)s: order") % {"metric": metric.label}
            found.append(Change(what, join_values(was), join_values(now), metric.value))
    return found
