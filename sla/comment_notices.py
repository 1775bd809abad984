"""What is told of comments on clauses: the other side's managers hear of each."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from django.utils.translation import gettext as _

from kit.addresses import address
from notifications.kinds import Kind, Refs, Sentence, register, worded
from sla.models import ClauseComment
from sla.numbering import number_of, title_of
from teams.models import Membership, Role


def hear_of_comments(refs: Sequence[Refs]) -> list[Collection[int]]:
    """Return for each comment the other side's managers; nobody once it is settled."""
    comments = _comments(refs)
    members = Membership.objects.filter(user__is_active=True, role=Role.MANAGER)
    managers = list(members.values_list("user_id", "team__side"))
    found: list[Collection[int]] = []
    for each in refs:
        comment = comments.get(each["comment_id"])
        if comment is None or comment.resolved_at is not None:
            found.append(())
            continue
        others = {user for user, side in managers if side != comment.side}
        found.append(others - {comment.by_id})
    return found


def tell_comments(refs: Sequence[Refs]) -> list[Sentence | None]:
    """Return the words for each comment, None where it is gone with its draft."""
    comments = _comments(refs)
    return [_told(comments.get(each["comment_id"])) for each in refs]


def register_kinds() -> None:
    """Make the kinds of comments known."""
    register(Kind("clause_commented", audience=hear_of_comments, tell=tell_comments))


def _comments(refs: Sequence[Refs]) -> Mapping[int, ClauseComment]:
    rows = ClauseComment.objects.select_related("by", "version")
    return cast("Mapping[int, ClauseComment]", rows.in_bulk([each["comment_id"] for each in refs]))


def _told(comment: ClauseComment | None) -> Sentence | None:
    if comment is None:
        return None
    text = worded(
        _("%(name)s comments on clause %(number)s, %(title)s"),
        name=comment.by or "–",
        number=number_of(comment.clause),
        title=title_of(comment.clause),
    )
    url = f"{address('sla:agreement_version', comment.version.code)}#clause-{comment.clause}"
    return Sentence(text=text, url=url, note=comment.text, icon="message-square")
