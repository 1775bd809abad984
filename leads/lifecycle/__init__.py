"""The verbs of a lead's life: everything that ``leads.stages.MOVES`` allows.

Each verb takes its instant (``at``) and its person (``by``), checks the table of moves, writes in
one transaction and sends the one signal. Doors call these and nothing else.
"""

from leads.lifecycle.answering import NewTouch, log_touch, qualify
from leads.lifecycle.assigning import assign, reassign
from leads.lifecycle.claiming import claim, claim_next, release, undo_claim
from leads.lifecycle.closing import Decision, disqualify, lose, recycle, reject, win
from leads.lifecycle.correcting import correct_touch, refusal_to_correct, strike_touch
from leads.lifecycle.handing import hand_off, hand_off_many, withdraw
from leads.lifecycle.outcomes import import_outcome
from leads.lifecycle.overturning import overturn

__all__ = [
    "Decision",
    "NewTouch",
    "assign",
    "claim",
    "claim_next",
    "correct_touch",
    "disqualify",
    "hand_off",
    "hand_off_many",
    "import_outcome",
    "log_touch",
    "lose",
    "overturn",
    "qualify",
    "reassign",
    "recycle",
    "refusal_to_correct",
    "reject",
    "release",
    "strike_touch",
    "undo_claim",
    "win",
    "withdraw",
]
