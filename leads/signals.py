"""The only signal of the codebase: how a change of a lead reaches what lies above ``leads``."""

from django.dispatch import Signal

# Sent in the transaction of the move, with ``changes``: a list of ``StageChange``.
stage_changed = Signal()
