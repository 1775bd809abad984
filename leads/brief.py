"""The brief: what marketing tells sales with a hand-off. Pure text work."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

PARTS = ("who", "did", "wants", "why_now")
PART_MAX_LENGTH = 1000
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class BriefText:
    """The four parts: who it is, what they did, what they want, why now."""

    who: str = ""
    did: str = ""
    wants: str = ""
    why_now: str = ""

    def missing(self, required: Sequence[str]) -> list[str]:
        """Return the names of the required parts that are empty, in their order."""
        parts = asdict(self)
        return [part for part in PARTS if part in required and not parts[part].strip()]

    def cleaned(self) -> "BriefText":
        """Return it without white space at the ends and within the greatest length."""
        return BriefText(**{k: v.strip()[:PART_MAX_LENGTH] for k, v in asdict(self).items()})


def merge_fields_of(template: BriefText) -> set[str]:
    """Return the names of all merge fields, ``{name}`` and the like, that stand in ``template``."""
    return set(_FIELD.findall(" ".join(asdict(template).values())))


def fill(template: BriefText, facts: Mapping[str, str]) -> BriefText:
    """Return ``template`` with its merge fields replaced by ``facts``.

    A field that is known but empty becomes "—"; one that is not known stays as it was typed.
    """

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        return (facts[name] or "—") if name in facts else found.group(0)

    return replace(template, **{k: _FIELD.sub(value, v) for k, v in asdict(template).items()})
