"""The nouns of leads: the lead, its hand-offs, what happened to them, what was agreed of them."""

from leads.models.cost import Cost
from leads.models.definition import Definition, DefinitionCriterion, DefinitionKind
from leads.models.handoff import Brief, Handoff, Outcome
from leads.models.history import (
    AbsenceCause,
    Nudge,
    Qualification,
    StageChange,
    Touch,
    TouchChannel,
    TouchCorrection,
    TouchOutcome,
)
from leads.models.imports import (
    ImportAmendment,
    ImportChunk,
    ImportKind,
    ImportProblem,
    ImportRun,
    ImportShape,
    ImportStatus,
    ProblemKind,
)
from leads.models.lead import Campaign, Lead, LeadSearch, Source
from leads.models.overturning import Overturning
from leads.models.run import BulkRun, RunStatus
from leads.models.terms import ReasonKind, ReturnReason, Terms

__all__ = [
    "AbsenceCause",
    "Brief",
    "BulkRun",
    "Campaign",
    "Cost",
    "Definition",
    "DefinitionCriterion",
    "DefinitionKind",
    "Handoff",
    "ImportAmendment",
    "ImportChunk",
    "ImportKind",
    "ImportProblem",
    "ImportRun",
    "ImportShape",
    "ImportStatus",
    "Lead",
    "LeadSearch",
    "Nudge",
    "Outcome",
    "Overturning",
    "ProblemKind",
    "Qualification",
    "ReasonKind",
    "ReturnReason",
    "RunStatus",
    "Source",
    "StageChange",
    "Terms",
    "Touch",
    "TouchChannel",
    "TouchCorrection",
    "TouchOutcome",
]
