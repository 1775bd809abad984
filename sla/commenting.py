"""The two sides talk about a draft, clause by clause: they comment, answer and resolve."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed, Refusal
from notifications.outbox import tell
from sla.models import AgreementVersion, ClauseComment, VersionStatus
from sla.numbering import number_of
from teams.models import Side, User

TEXT_MAX_LENGTH = 1000
MOST_COMMENTS = 500
CLAUSE_MAX_LENGTH = 40
OPEN_TO_COMMENTS = (VersionStatus.DRAFT, VersionStatus.PROPOSED)


class ClosedToComments(Refusal):
    """Only what is not agreed on yet is talked about."""

    code = "closed_to_comments"
    default_message = _("This version is agreed on. Comment on the next draft instead.")


def is_open(version: AgreementVersion) -> bool:
    """Return whether ``version`` may still be commented on."""
    return version.status in OPEN_TO_COMMENTS


def comment(
    *, version: AgreementVersion, clause: str, text: str, at: datetime, by: User
) -> ClauseComment:
    """Say ``text`` about the clause with the key ``clause``, for the author's side.

    The other side's managers are told. Raises ``NotAllowed`` for all but managers,
    ``ClosedToComments``, and ``BadInput`` naming the field.
    """
    if not by.is_manager:
        raise NotAllowed
    said = text.strip()
    if not number_of(clause) or len(clause) > CLAUSE_MAX_LENGTH:
        raise BadInput(_("The agreement has no such clause."), field="clause")
    if not said:
        raise BadInput(_("Say something about the clause."), field="text")
    if len(said) > TEXT_MAX_LENGTH:
        message = _("Use at most %(most)s letters.") % {"most": TEXT_MAX_LENGTH}
        raise BadInput(message, field="text")
    with transaction.atomic():
        locked = _locked(version)
        if locked.comments.count() >= MOST_COMMENTS:
            raise BadInput(_("There are too many comments on this draft."), field="text")
        made = ClauseComment.objects.create(
            version=locked,
            clause=clause,
            side=side_of(by),
            by=by,
            at=whole_second(at),
            text=said,
        )
        refs = {"comment_id": made.pk}
        tell(key=f"clause-comment:{made.pk}", kind="clause_commented", refs=refs, at=at)
    return made


def resolve(*, comment: ClauseComment, at: datetime, by: User) -> ClauseComment:
    """Settle a comment, by whoever made it or a manager of the other side.

    Twice is once. Raises ``NotAllowed`` and ``ClosedToComments``.
    """
    if not may_resolve(comment, by):
        raise NotAllowed
    with transaction.atomic():
        _locked(comment.version)
        rows = ClauseComment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
        rows.update(resolved_at=whole_second(at), resolved_by=by)
        comment.refresh_from_db()
    return comment


def may_resolve(comment: ClauseComment, by: User) -> bool:
    """Return whether ``by`` may settle ``comment``: its author, or the other side's managers."""
    other = Side.SALES if comment.side == Side.MARKETING else Side.MARKETING
    return by.is_manager and (comment.by_id == by.pk or by.manages(other))


def side_of(by: User) -> str:
    """Return the side that a manager speaks for; who manages both speaks for marketing."""
    return next(side for side in Side.values if by.manages(side))


def _locked(version: AgreementVersion) -> AgreementVersion:
    """Return the version's row, held until the transaction ends; it must be open to comments."""
    locked = AgreementVersion.objects.select_for_update().filter(pk=version.pk).first()
    if locked is None or not is_open(locked):
        raise ClosedToComments
    return locked
