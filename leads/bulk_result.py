"""What became of many leads at once."""

from dataclasses import dataclass, field


@dataclass
class BulkResult:
    """The ids that were done, and (id, code of the refusal) of those that were not."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
