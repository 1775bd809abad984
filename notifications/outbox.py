"""The outbox: what is to be told is written with its cause, and sent after it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from notifications.models import OutboxMessage

_muted: ContextVar[bool] = ContextVar("muted", default=False)


def tell(*, key: str, kind: str, refs: Mapping[str, int], at: datetime) -> None:
    """Put a message into the outbox, once for its ``key``, in the caller's transaction.

    ``refs`` holds ids only; the words are made when the message is read.
    """
    if is_muted():
        return
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(key=key, kind=kind, refs=dict(refs), created_at=at)],
        ignore_conflicts=True,
    )


def is_muted() -> bool:
    """Return whether nothing is to be told now, as while a past is replayed."""
    return _muted.get()


@contextmanager
def muted() -> Iterator[None]:
    """Tell nobody of what happens inside the block."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)
