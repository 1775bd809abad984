"""Where the lead meets the clock: the signal of ``leads`` calls the verb of ``sla``."""

from typing import Any

from django.dispatch import receiver

from leads.models import StageChange
from leads.signals import stage_changed
from sla import clocks


@receiver(stage_changed, dispatch_uid="sla.follow")
def follow(changes: list[StageChange], **_kwargs: Any) -> None:
    """Let the clocks follow, in the transaction of the move."""
    clocks.follow(changes=changes)
