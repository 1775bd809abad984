"""Open clocks under a new version: where it takes them too, they are matched anew."""

from datetime import datetime

from sla import rematching
from sla.models import AgreementVersion

# Whether the choice is offered: only what is acted on can be signed.
IS_OFFERED = True


def take_open_ones(*, version: AgreementVersion, at: datetime) -> None:
    """Match the clocks open at ``at`` against the targets of ``version``, in the background.

    Called in the transaction in which the version enters, at its instant. Beat takes the run up.
    """
    rematching.start(version=version, at=at)
