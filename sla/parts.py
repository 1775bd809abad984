"""The parts of a version, in one list: what it says, part by part, as plain data.

Whatever must not forget a part walks ``PARTS``: a new draft takes them over, the fingerprint that
is signed covers them, a file holds them. A part of the agreement that is not in the list is not
agreed.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kit.fingerprints import whole_fingerprint
from leads import reasons
from sla import ladder_drafting, plans, pledging, protocol
from sla.ladder_drafting import StepText
from sla.models import AgreementVersion, LadderStep, Target
from sla.opening import first_targets, first_text
from sla.suggestions import first_document
from sla.targets import TargetText, in_order, text_of
from sla.version_text import VersionText
from teams.models import Company, User

# What JSON can hold.
Data = Any


@dataclass(frozen=True)
class Beginning:
    """What the first draft of all is made with: the company, the instant, and by whom."""

    company: Company
    at: datetime
    by: User


@dataclass(frozen=True)
class Part:
    """One part. ``read`` returns its data, equal for equal content whatever its ids of rows.

    ``write`` puts data into a saved draft, in the place of what stands there, and saves it.
    ``first`` returns what the first draft begins with. ``is_carried``: a new draft takes it over
    from the version in force.
    """

    key: str
    read: Callable[[AgreementVersion], Data]
    write: Callable[[AgreementVersion, Data], None]
    first: Callable[[Beginning], Data]
    is_carried: bool = True


def begin(version: AgreementVersion, former: AgreementVersion | None, new: Beginning) -> None:
    """Fill the saved draft ``version`` from ``former``, or with sound defaults when there is none.

    A part that ``former`` did not have yet, or that is not carried, begins with its default.
    """
    for part in PARTS:
        is_carried = former is not None and part.is_carried
        part.write(version, part.read(former) if former and is_carried else part.first(new))


def as_data(version: AgreementVersion) -> dict[str, Data]:
    """Return everything that ``version`` says, by the key of its part."""
    return {part.key: part.read(version) for part in PARTS}


def fingerprint_of_all(version: AgreementVersion) -> str:
    """Return what differs as soon as anything of ``version`` does: what is signed."""
    return whole_fingerprint(as_data(version))


def _read_text(version: AgreementVersion) -> Data:
    return VersionText.of(version).as_data()


def _write_text(version: AgreementVersion, data: Data) -> None:
    VersionText.from_data(data).put_into(version).save()


def _read_document(version: AgreementVersion) -> Data:
    return version.document


def _write_document(version: AgreementVersion, data: Data) -> None:
    version.document = data
    version.save()


def _read_targets(version: AgreementVersion) -> Data:
    return [_listed(asdict(text_of(target))) for target in in_order(version)]


def _write_targets(version: AgreementVersion, data: Data) -> None:
    version.targets.all().delete()
    Target.objects.bulk_create(
        Target(version=version, position=position, **row) for position, row in enumerate(data)
    )


def _first_targets(new: Beginning) -> Data:
    texts: list[TargetText] = first_targets(new.company, at=new.at, by=new.by)
    return [_listed(asdict(text)) for text in texts]


def _read_ladder(version: AgreementVersion) -> Data:
    return [_listed(asdict(step)) for step in ladder_drafting.texts_of(version)]


def _write_ladder(version: AgreementVersion, data: Data) -> None:
    LadderStep.objects.filter(version=version).delete()
    steps = [StepText(**{k: _tupled(v) for k, v in row.items()}) for row in data]
    ladder_drafting.copy(texts=steps, to=version)


def _write_period(version: AgreementVersion, data: Data) -> None:
    plans.put(version, plans.from_data(data), zone=Company.get().time_zone).save()


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _tupled(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    return tuple(value) if isinstance(value, list) else value


PARTS: tuple[Part, ...] = (
    Part("text", _read_text, _write_text, lambda _new: first_text().as_data()),
    Part(
        "document",
        _read_document,
        _write_document,
        lambda new: first_document(new.company),
    ),
    Part(
        "definitions",
        protocol.read_definitions,
        protocol.write_definitions,
        lambda new: protocol.first_definitions(new.at),
    ),
    Part(
        "reasons",
        protocol.read_reasons,
        protocol.write_reasons,
        lambda _new: [text.as_data() for text in reasons.first_reasons()],
    ),
    Part(
        "recycling",
        protocol.read_recycling,
        protocol.write_recycling,
        lambda _new: asdict(protocol.FIRST_RECYCLING),
    ),
    Part("pledges", pledging.as_data, pledging.put, lambda _new: []),
    Part("targets", _read_targets, _write_targets, _first_targets),
    Part(
        "ladder",
        _read_ladder,
        _write_ladder,
        lambda _new: [_listed(asdict(step)) for step in ladder_drafting.first_ladder()],
    ),
    Part(
        "period",
        plans.as_data,
        _write_period,
        lambda _new: {"takes_effect_at": None, "ends_on": None, "takes_open_ones": False},
        is_carried=False,
    ),
)
