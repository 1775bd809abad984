"""How each part of an agreement stands in a file: its shape, and names in the place of keys.

Every part of ``sla.parts.PARTS`` has its entry here, or an export would keep silent about it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput
from leads import reasons
from leads.definitions import FACTS, MAX_STATEMENT
from leads.models import DefinitionKind, ReasonKind, Terms
from leads.models.terms import LONGEST_NURTURE_DAYS
from leads.reasons import KEY_MAX_LENGTH, LABEL_MAX_LENGTH, BadReason, ReasonText
from leads.terms import Recycling
from personas import criteria
from personas.criteria import BadCriterion, CriterionText
from personas.fit import Operator
from personas.models import FactName
from sla import ladder_drafting, pledging, protocol, targets
from sla.document import AMOUNTS, LISTS, MAX_PROSE, PROSE, Document
from sla.drafting import MAX_ATTEMPTS, MAX_ATTEMPTS_DAYS, MAX_GOAL, checked
from sla.file_names import Directory, Names, UnknownName
from sla.file_shape import AMOUNT, DAY, FileProblem, closed, path_of, some_of, texts, whole
from sla.ladder_drafting import StepText
from sla.models import Grain, LadderChannel, LadderRole, Measure, Metric, PauseReason
from sla.part_drafting import checked_document
from sla.pledging import PledgeText
from sla.targets import MAX_SECONDS, TargetText
from sla.version_text import VersionText

# What JSON can hold.
Data = Any


@dataclass
class Reading:
    """A file while it is read: this installation's names, and what is wrong so far."""

    names: Names
    problems: list[FileProblem] = field(default_factory=list)

    def refuse(self, error: BadInput, *steps: str | int) -> None:
        """Note what a rule said of the part at ``steps``; its field is named where it has one."""
        at = (*steps, error.field) if error.field else steps
        self.problems.append(FileProblem(path_of(*at), error.message))

    def key_of(self, directory: Directory, name: str, *steps: str | int) -> Hashable | None:
        """Return the key of ``name``; None, and the problem noted, where nothing has the name."""
        try:
            found: Hashable = directory.key_of(name)
        except UnknownName as error:
            self.problems.append(FileProblem(path_of(*steps), str(error)))
            return None
        return found

    def keys_of(self, directory: Directory, names: Iterable[str], *steps: str | int) -> list[Any]:
        """Return the keys of ``names`` that are known; the others are noted as problems."""
        found = [self.key_of(directory, name, *steps, place) for place, name in enumerate(names)]
        return [key for key in found if key is not None]


@dataclass(frozen=True)
class FiledPart:
    """A part in a file. ``show`` turns its data into what the file says, ``read`` back again."""

    schema: Mapping[str, Any]
    show: Callable[[Data, Names], Data]
    read: Callable[[Data, Reading], Data]


def _as_it_is(data: Data, _names: Names) -> Data:
    return data


def _read_text(said: Data, reading: Reading) -> Data:
    found = VersionText().as_data() | said
    if found["goal_value"] is not None:
        found["goal_value"] = str(found["goal_value"])
    try:
        return checked(VersionText.from_data(found)).as_data()
    except BadInput as error:
        reading.refuse(error, "text")
    except ValueError:
        reading.refuse(BadInput(_("There is no such day."), field="review_date"), "text")
    return said


def _show_document(data: Data, names: Names) -> Data:
    lists = {name: _directory(names, name) for name in LISTS}
    return {
        key: [lists[key].name_of(code) for code in value] if key in lists else value
        for key, value in data.items()
    }


def _read_document(said: Data, reading: Reading) -> Data:
    found = dict(said)
    for name in LISTS:
        directory = _directory(reading.names, name)
        found[name] = reading.keys_of(directory, said.get(name) or (), "document", name)
    try:
        return checked_document(Document.from_data(found)).as_data()
    except BadInput as error:
        reading.refuse(error, "document")
        return said


def _show_targets(data: Data, names: Names) -> Data:
    return [_shown_target(row, names) for row in data]


def _shown_target(row: Data, names: Names) -> Data:
    shown = _without_defaults(TargetText, row)
    calendar = shown.pop("calendar_id", None)
    if calendar is not None:
        shown["calendar"] = names.calendars.name_of(calendar)
    for key in ("sources", "personas"):
        if key in shown:
            directory: Directory = getattr(names, key)
            shown[key] = [directory.name_of(one) for one in shown[key]]
    return shown


def _read_targets(said: Data, reading: Reading) -> Data:
    return [_target_read(row, reading, place) for place, row in enumerate(said)]


def _target_read(row: Data, reading: Reading, place: int) -> Data:
    at = ("targets", place)
    found = dict(row)
    calendar = found.pop("calendar", None)
    known = len(reading.problems)
    if calendar is not None:
        found["calendar_id"] = reading.key_of(reading.names.calendars, calendar, *at, "calendar")
    for key in ("sources", "personas"):
        if key in found:
            directory = getattr(reading.names, key)
            found[key] = reading.keys_of(directory, found[key], *at, key)
    if len(reading.problems) == known:
        try:
            return _listed(asdict(targets.checked(TargetText(**_tupled(found)))))
        except BadInput as error:
            reading.refuse(error, *at)
    return found


def _show_pledges(data: Data, _names: Names) -> Data:
    return [_without_defaults(PledgeText, row) for row in data]


def _read_pledges(said: Data, reading: Reading) -> Data:
    try:
        return [asdict(one) for one in pledging.checked([PledgeText(**row) for row in said])]
    except BadInput as error:
        reading.refuse(BadInput(error.message), "pledges")
        return said


def _show_ladder(data: Data, names: Names) -> Data:
    shown = [_without_defaults(StepText, row) for row in data]
    for row in shown:
        if "people" in row:
            row["people"] = [names.people.name_of(one) for one in row["people"]]
    return shown


def _read_ladder(said: Data, reading: Reading) -> Data:
    rows = [_step_read(row, reading, place) for place, row in enumerate(said)]
    points = [(row.get("percent"), row.get("after_seconds")) for row in rows]
    for place, point in enumerate(points):
        if point in points[:place]:
            reading.refuse(ladder_drafting.point_taken(), "ladder", place)
    return rows


def _step_read(row: Data, reading: Reading, place: int) -> Data:
    at = ("ladder", place)
    found = dict(row)
    known = len(reading.problems)
    found["people"] = reading.keys_of(reading.names.people, found.get("people", ()), *at, "people")
    if len(reading.problems) == known:
        try:
            text = StepText(**_tupled(found))
            ladder_drafting.check(text)
            return _listed(asdict(text))
        except BadInput as error:
            reading.refuse(error, *at)
    return found


def _read_definitions(said: Data, reading: Reading) -> Data:
    return {
        kind: None if one is None else _definition_read(kind, one, reading)
        for kind, one in said.items()
    }


def _definition_read(kind: str, said: Data, reading: Reading) -> Data:
    rows = [
        CriterionText(**_tupled(row | {"operands": row.get("operands", ())}))
        for row in said["criteria"]
    ]
    try:
        cleaned = criteria.checked(rows, FACTS[kind], are_needed=True)
    except BadCriterion as error:
        reading.refuse(error, "definitions", kind, "criteria", error.row)
        return said
    except BadInput as error:
        reading.refuse(error, "definitions", kind, "criteria")
        return said
    return {
        "statement": said.get("statement", "").strip(),
        "criteria": [_listed(asdict(one)) for one in cleaned],
    }


def _read_reasons(said: Data, reading: Reading) -> Data:
    try:
        return [one.as_data() for one in reasons.checked([ReasonText(**row) for row in said])]
    except BadReason as error:
        reading.refuse(error, "reasons", error.row)
    except BadInput as error:
        reading.refuse(error, "reasons")
    return said


def _read_recycling(said: Data, reading: Reading) -> Data:
    try:
        return asdict(protocol.checked_recycling(Recycling(**said)))
    except BadInput as error:
        reading.refuse(
            BadInput(error.message, field=error.field.removeprefix("recycle_")), "recycling"
        )
        return said


def _directory(names: Names, key: str) -> Directory:
    return names.persona_codes if key == "personas" else names.profile_codes


def _without_defaults(shape: Any, row: Data) -> Data:  # noqa: ANN401 - a dataclass
    """Return ``row`` without what ``shape`` says anyway, so that a file holds what was chosen."""
    usual = {each.name: each.default for each in fields(shape) if each.default is not MISSING}
    return {
        name: value
        for name, value in row.items()
        if name not in usual or _tuple(value) != usual[name]
    }


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _tupled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _tuple(value) for key, value in row.items()}


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


_PERCENT = whole(0, 100)
_TEXT = closed(
    {
        "goal_leads": whole(0, MAX_GOAL, or_none=True),
        "goal_value": AMOUNT,
        "goal_attainment_percent": _PERCENT,
        "breach_limit_percent": _PERCENT,
        "required_brief_fields": some_of(list(Terms.BRIEF_FIELDS)),
        "attempts_promised": whole(1, MAX_ATTEMPTS),
        "attempts_days": whole(1, MAX_ATTEMPTS_DAYS),
        "review_date": DAY,
    }
)
_DOCUMENT = closed(
    dict.fromkeys(AMOUNTS, AMOUNT)
    | {"marketing_share_percent": whole(0, 100, or_none=True)}
    | {name: texts(120) for name in LISTS}
    | {name: {"type": "string", "maxLength": MAX_PROSE} for name in PROSE}
)
_PLEDGE = closed(
    {
        "measure": {"enum": list(Measure.values)},
        "grain": {"enum": list(Grain.values)},
        "percent": whole(1, 100, or_none=True),
        "tolerance_percent": _PERCENT,
        "attempt_minutes": whole(1, pledging.MAX_MINUTES, or_none=True),
        "selling_hours": whole(1, pledging.MAX_HOURS, or_none=True),
    },
    needs=("measure",),
)
_TARGET = closed(
    {
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
        "metric": {"enum": list(Metric.values)},
        "seconds": whole(1, MAX_SECONDS),
        "is_business_time": {"type": "boolean"},
        "calendar": {"type": "string", "minLength": 1},
        "warn_percents": {"type": "array", "items": whole(1, 99), "maxItems": 5},
        "needs_conversation": {"type": "boolean"},
        "attempts": whole(2, 100, or_none=True),
        "pause_reasons": some_of(list(PauseReason.values)),
        "pause_limit_seconds": whole(1, MAX_SECONDS, or_none=True),
        "sources": texts(80),
        "lead_types": texts(60),
        "personas": texts(120),
        "grades": texts(2),
        "regions": texts(80),
    },
    needs=("name", "metric", "seconds"),
)
_CRITERION = closed(
    {
        "fact": {"enum": list(FactName.values)},
        "operator": {"enum": [one.value for one in Operator]},
        "operands": texts(200),
        "weight": whole(0, 100),
        "is_required": {"type": "boolean"},
    },
    needs=("fact", "operator"),
)
_DEFINITION = closed(
    {
        "statement": {"type": "string", "maxLength": MAX_STATEMENT},
        "criteria": {"type": "array", "items": _CRITERION},
    },
    needs=("criteria",),
) | {"type": ["object", "null"]}
_REASON = closed(
    {
        "kind": {"enum": list(ReasonKind.values)},
        "key": {"type": "string", "minLength": 1, "maxLength": KEY_MAX_LENGTH},
        "label_en": {"type": "string", "maxLength": LABEL_MAX_LENGTH},
        "label_ar": {"type": "string", "maxLength": LABEL_MAX_LENGTH},
        "needs_text": {"type": "boolean"},
        "needs_criterion": {"type": "boolean"},
        "needs_attempts": {"type": "boolean"},
    },
    needs=("kind", "key", "label_en", "label_ar"),
)
_RECYCLING = closed(
    {
        "default_days": whole(1, LONGEST_NURTURE_DAYS, or_none=True),
        "longest_days": whole(1, LONGEST_NURTURE_DAYS),
        "times": whole(1, protocol.MOST_TIMES, or_none=True),
    }
)
_STEP = closed(
    {
        "percent": whole(1, ladder_drafting.MOST_PERCENT, or_none=True),
        "after_seconds": whole(
            ladder_drafting.LEAST_AFTER, ladder_drafting.MOST_AFTER, or_none=True
        ),
        "roles": some_of(list(LadderRole.values)),
        "people": texts(254),
        "channels": some_of(list(LadderChannel.values)),
        "keeps_hours": {"type": "boolean"},
    }
)

FILED: dict[str, FiledPart] = {
    "text": FiledPart(_TEXT, _as_it_is, _read_text),
    "document": FiledPart(_DOCUMENT, _show_document, _read_document),
    "definitions": FiledPart(
        closed(dict.fromkeys(DefinitionKind.values, _DEFINITION)), _as_it_is, _read_definitions
    ),
    "reasons": FiledPart({"type": "array", "items": _REASON}, _as_it_is, _read_reasons),
    "recycling": FiledPart(_RECYCLING, _as_it_is, _read_recycling),
    "pledges": FiledPart(
        {"type": "array", "items": _PLEDGE, "maxItems": len(Measure)},
        _show_pledges,
        _read_pledges,
    ),
    "targets": FiledPart(
        {"type": "array", "items": _TARGET, "maxItems": targets.MAX_TARGETS},
        _show_targets,
        _read_targets,
    ),
    "ladder": FiledPart(
        {"type": "array", "items": _STEP, "maxItems": ladder_drafting.MOST_STEPS},
        _show_ladder,
        _read_ladder,
    ),
}
