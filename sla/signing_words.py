"""How far the signing of versions has come, and what a reader may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sla.entering import REMIND_DAYS
from sla.heads import head_of, side_headed_by
from sla.models import AgreementAct, AgreementEvent, AgreementVersion, Signature, VersionStatus
from teams.models import Company, Side, User

SOON = timedelta(days=max(REMIND_DAYS))
# What is told beside the text; who signed is told by the signatures themselves.
_TOLD = (AgreementAct.PROPOSED, AgreementAct.DECLINED, AgreementAct.WITHDRAWN)


@dataclass(frozen=True)
class SideSigned:
    """One side of a version: its head, and the signature that stands for it, None while missing."""

    side: str
    label: str
    head: User | None
    signature: Signature | None


@dataclass(frozen=True)
class SigningState:
    """Where a version stands on its way, and what the reader may do.

    ``void``: the signatures that were given before it went back to a draft; ``acts``: what befell
    it, the latest first.
    """

    version: AgreementVersion
    sides: list[SideSigned]
    may_sign: bool = False
    may_withdraw: bool = False
    acts: list[AgreementEvent] = field(default_factory=list)
    void: list[Signature] = field(default_factory=list)

    @property
    def waits_for(self) -> list[SideSigned]:
        """Return the sides that have not signed yet."""
        return [one for one in self.sides if one.signature is None]


def signing_state(version: AgreementVersion, company: Company, reader: User) -> SigningState:
    """Return where ``version`` stands for ``reader``: two queries and the heads."""
    rows = list(Signature.objects.filter(version=version).select_related("by"))
    sides = _sides([one for one in rows if one.voided_at is None], company)
    own = side_headed_by(company, reader)
    is_proposed = version.status == VersionStatus.PROPOSED
    is_settled = version.status == VersionStatus.SIGNED
    acts = AgreementEvent.objects.filter(version=version, act__in=_TOLD).select_related("by")
    return SigningState(
        version=version,
        sides=sides,
        may_sign=is_proposed and any(one.side == own and one.signature is None for one in sides),
        may_withdraw=(is_proposed and reader.is_manager) or (is_settled and own is not None),
        acts=list(acts.order_by("-at", "-id")),
        void=[one for one in rows if one.voided_at is not None],
    )


def give_signatures(versions: Sequence[AgreementVersion]) -> None:
    """Put into each of ``versions`` the signatures that stand under it as ``signed_by``: one query.

    The list is in the order of the sides; None stands where a side's is missing.
    """
    rows = Signature.objects.filter(version__in=versions, voided_at__isnull=True)
    found = {(row.version_id, row.side): row for row in rows.select_related("by")}
    for version in versions:
        signed = [found.get((version.pk, side)) for side in Side.values]
        version.signed_by = signed if any(signed) else []  # type: ignore[attr-defined]


def last_returned(draft: AgreementVersion) -> AgreementEvent | None:
    """Return how a draft came back from being proposed, None for one that never was."""
    returns = (AgreementAct.DECLINED, AgreementAct.WITHDRAWN)
    rows = AgreementEvent.objects.filter(version=draft, act__in=returns)
    return rows.select_related("by").order_by("-at", "-id").first()


def ending_of(versions: Sequence[AgreementVersion], at: datetime) -> dict[str, AgreementVersion]:
    """Return the version that is over with nothing after it, or that soon will be.

    ``versions`` are all that were agreed on; the keys are "expired" and "ending".
    """
    in_force = next((one for one in versions if one.status == VersionStatus.IN_FORCE), None)
    if in_force is None:
        expired = next((one for one in versions if one.status == VersionStatus.EXPIRED), None)
        return {"expired": expired} if expired else {}
    ends_at = in_force.ends_at
    if ends_at is None or at < ends_at - SOON:
        return {}
    followers = (one for one in versions if one.status == VersionStatus.SIGNED)
    if any(one.takes_effect_at is not None and one.takes_effect_at <= ends_at for one in followers):
        return {}
    return {"ending": in_force}


def _sides(signatures: Sequence[Signature], company: Company) -> list[SideSigned]:
    found = {one.side: one for one in signatures}
    return [
        SideSigned(side.value, str(side.label), head_of(company, side), found.get(side.value))
        for side in Side
    ]
