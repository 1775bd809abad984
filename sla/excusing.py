"""Excuses and disputes: one side asks for its breach to be set aside, the other one decides.

Whoever has a role on the side that broke the promise asks and never decides, though they manage the
other side too. A breach has one standing request at most; each step of it is kept.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed
from notifications import outbox
from sla.models import STANDING, Breach, Excuse, ExcuseEvent, ExcuseKind, ExcuseState
from sla.refusals import AlreadyAsked, BreachWithdrawn, DecidesNoExcuse, NothingAsked
from teams.models import Side, User

TEXT_MAX_LENGTH = 500
AT_ONCE = 500
_ANSWERS = (ExcuseState.GRANTED, ExcuseState.REFUSED)


@dataclass(frozen=True)
class Many:
    """What became of many: so many done, so many left as they were."""

    done: int
    left: int


@dataclass(frozen=True)
class Foreseen:
    """What asking about many would do: so many asked about, and those left out, by why."""

    wanted: int
    asked: int
    granted: int
    withdrawn: int

    @property
    def left(self) -> int:
        """Return how many are left out."""
        return self.asked + self.granted + self.withdrawn


def other_side(side: str) -> Side:
    """Return the side that decides about breaches of ``side``."""
    return Side.MARKETING if side == Side.SALES else Side.SALES


def may_ask(breach: Breach, by: User) -> bool:
    """Return whether ``by`` may ask: its side's managers, and whoever there it is charged to.

    What is charged to nobody is everybody's on that side.
    """
    works_there = any(side == breach.side for side, _role in by.roles)
    is_theirs = breach.charged_to_id == by.pk or breach.charged_to_id is None
    return by.manages(breach.side) or (works_there and is_theirs)


def may_decide(side: str, by: User) -> bool:
    """Return whether ``by`` may decide about breaches of ``side``.

    That is for managers of the other side who have no role on this one.
    """
    return by.manages(other_side(side)) and all(mine != side for mine, _role in by.roles)


def sides_to_decide(by: User) -> list[str]:
    """Return the sides whose breaches ``by`` may decide about: one at most."""
    return [side for side in Side.values if may_decide(side, by)]


def ask(*, breach: Breach, kind: str, reason: str, at: datetime, by: User) -> Excuse:
    """Ask the other side to set ``breach`` aside, as an excuse or a dispute of its record.

    Raises ``NotAllowed``; ``BadInput`` for an unknown kind or a missing or too long reason;
    ``AlreadyAsked`` while a request stands; ``BreachWithdrawn`` when there is nothing to set aside.
    """
    if not may_ask(breach, by):
        raise NotAllowed(_("Only the side that broke the promise may ask, for what is its own."))
    _check_kind(kind)
    text = _checked(reason, "reason")
    with transaction.atomic():
        held = _locked([breach.pk])[0]
        if held.withdrawn_at is not None:
            raise BreachWithdrawn
        if held.excuses.filter(state__in=STANDING).exists():
            raise AlreadyAsked
        events = _make([held], kind, text, whole_second(at), by)
        _tell("excuse_asked", events, at)
    return events[0].excuse


def ask_many(
    *, side: str, since: datetime, until: datetime, kind: str, reason: str, at: datetime, by: User
) -> Many:
    """Ask for every breach of ``side`` that fell due in ``[since, until)``, as after an outage.

    Those with a standing request are left as they are. Raises ``NotAllowed`` for all but managers
    of that side, ``BadInput`` as ``ask`` does, and for a span that is empty, lies in the future or
    holds more than ``AT_ONCE`` breaches.
    """
    if not by.manages(side):
        raise NotAllowed
    _check_kind(kind)
    text = _checked(reason, "reason")
    rows = _of_span(side, since, until, at).filter(withdrawn_at__isnull=True)
    with transaction.atomic():
        ids = _few(rows)
        standing = Excuse.objects.filter(breach__in=ids, state__in=STANDING)
        held = [each for each in _locked(ids) if each.withdrawn_at is None]
        asked = set(standing.values_list("breach_id", flat=True))
        wanted = [each for each in held if each.pk not in asked]
        _tell("excuse_asked", _make(wanted, kind, text, whole_second(at), by), at)
    return Many(len(wanted), len(ids) - len(wanted))


def foresee(*, side: str, since: datetime, until: datetime, at: datetime, by: User) -> Foreseen:
    """Return what ``ask_many`` would do; raises what it raises of the span. Two queries."""
    if not by.manages(side):
        raise NotAllowed
    rows = _of_span(side, since, until, at)
    ids = _few(rows.filter(withdrawn_at__isnull=True))
    standing = Excuse.objects.filter(breach__in=ids, state__in=STANDING)
    states = Counter(standing.values_list("state", flat=True))
    return Foreseen(
        wanted=len(ids) - states.total(),
        asked=states[ExcuseState.ASKED],
        granted=states[ExcuseState.GRANTED],
        withdrawn=rows.filter(withdrawn_at__isnull=False).count(),
    )


def _of_span(side: str, since: datetime, until: datetime, at: datetime) -> QuerySet[Breach, Breach]:
    if since >= until or since >= at:
        raise BadInput(_("The end must come after the beginning."), field="until")
    return Breach.objects.filter(side=side, due_at__gte=since, due_at__lt=until)


def _few(rows: QuerySet[Breach, Breach]) -> list[int]:
    """Return the ids of ``rows``, in order. Raises ``BadInput`` for more than are done at once."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    if len(ids) > AT_ONCE:
        raise BadInput(_("These are too many breaches. Choose a shorter time."), field="until")
    return ids


def grant(*, breach: Breach, word: str = "", at: datetime, by: User) -> Excuse:
    """Set ``breach`` aside as was asked. ``word`` may say why.

    Raises ``NotAllowed`` or ``DecidesNoExcuse``, ``NothingAsked``, ``BadInput``.
    """
    return _decide(breach, ExcuseState.GRANTED, word, at, by)


def refuse(*, breach: Breach, word: str, at: datetime, by: User) -> Excuse:
    """Let ``breach`` stand against what was asked; ``word`` says why. Raises as ``grant`` does."""
    return _decide(breach, ExcuseState.REFUSED, word, at, by)


def decide_many(
    *, excuses: Sequence[UUID], answer: str, word: str = "", at: datetime, by: User
) -> Many:
    """Grant or refuse the requests of these codes with one word; what is decided stays as it is.

    Raises ``NotAllowed`` for who decides nothing, ``BadInput`` for an unknown answer, too many
    codes, none, or a refusal without a word. Codes of the person's own side are left.
    """
    sides = sides_to_decide(by)
    if not sides:
        raise _may_not_decide(by)
    if answer not in _ANSWERS or not excuses or len(excuses) > AT_ONCE:
        raise BadInput(_("Choose what is to be decided."), field="excuses")
    text = _checked(word, "word", is_needed=answer == ExcuseState.REFUSED)
    moment = whole_second(at)
    with transaction.atomic():
        rows = Excuse.objects.filter(code__in=excuses, side__in=sides)
        _locked(sorted(rows.values_list("breach_id", flat=True)))
        asked = rows.filter(state=ExcuseState.ASKED).order_by("pk").select_related("breach")
        found = [each for each in asked.select_for_update(of=("self",)) if each.asked_by != by]
        events = _write(found, ExcuseState(answer), text, moment, by)
        for asker in {each.asked_by_id for each in found}:
            theirs = [event for event in events if event.excuse.asked_by_id == asker]
            _tell("excuse_decided", theirs, at)
    return Many(len(found), len(set(excuses)) - len(found))


def withdraw(*, breach: Breach, at: datetime, by: User) -> Excuse:
    """Take back what was asked about ``breach``, by who asked or their side's managers.

    Raises ``NotAllowed``, ``NothingAsked`` once it is decided.
    """
    with transaction.atomic():
        _locked([breach.pk])
        is_theirs = breach.excuses.filter(asked_by=by).exists()
        if not is_theirs and not by.manages(breach.side):
            raise NotAllowed
        found = _standing(breach, ExcuseState.ASKED)
        if found.asked_by_id != by.pk and not by.manages(breach.side):
            raise NotAllowed
        _write([found], ExcuseState.WITHDRAWN, "", whole_second(at), by)
    return found


def revoke(*, breach: Breach, word: str, at: datetime, by: User) -> Excuse:
    """Take a granted excuse back, by the side that granted it; ``word`` says why.

    Raises as ``grant`` does.
    """
    return _decide(breach, ExcuseState.REVOKED, word, at, by)


def lapse(*, clock_id: int, at: datetime) -> None:
    """End what was asked about breaches of a clock that were withdrawn: nothing is to be excused.

    Called in the transaction that withdraws them.
    """
    rows = Excuse.objects.filter(
        breach__clock=clock_id, breach__withdrawn_at__isnull=False, state__in=STANDING
    )
    _write(list(rows.select_for_update(of=("self",))), ExcuseState.LAPSED, "", at, None)


def _decide(breach: Breach, state: ExcuseState, word: str, at: datetime, by: User) -> Excuse:
    if not may_decide(breach.side, by):
        raise _may_not_decide(by)
    text = _checked(word, "word", is_needed=state != ExcuseState.GRANTED)
    with transaction.atomic():
        _locked([breach.pk])
        before = ExcuseState.GRANTED if state == ExcuseState.REVOKED else ExcuseState.ASKED
        found = _standing(breach, before)
        if found.asked_by_id == by.pk:
            raise DecidesNoExcuse(_("You asked for this yourself. Another manager decides it."))
        events = _write([found], state, text, whole_second(at), by)
        _tell("excuse_decided", events, at)
    return found


def _may_not_decide(by: User) -> NotAllowed:
    """Return why ``by`` decides nothing here."""
    if by.is_manager and by.is_marketer and by.is_seller:
        return DecidesNoExcuse()
    return NotAllowed(_("Only a manager of the other side decides this."))


def _locked(ids: Sequence[int]) -> list[Breach]:
    """Return these breaches, locked in the order of ids: whoever withdraws one locks it first."""
    return list(Breach.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def _standing(breach: Breach, state: ExcuseState) -> Excuse:
    found = breach.excuses.order_by("-pk").select_related("breach").first()
    if found is None or found.state != state:
        raise NothingAsked.now(found)
    return found


def _make(
    breaches: Sequence[Breach], kind: str, reason: str, at: datetime, by: User
) -> list[ExcuseEvent]:
    made = Excuse.objects.bulk_create(
        [
            Excuse(
                breach=breach,
                side=breach.side,
                kind=kind,
                state=ExcuseState.ASKED,
                reason=reason,
                asked_at=at,
                asked_by=by,
            )
            for breach in breaches
        ]
    )
    return _events(made, ExcuseState.ASKED, reason, at, by)


def _write(
    excuses: Sequence[Excuse], state: ExcuseState, text: str, at: datetime, by: User | None
) -> list[ExcuseEvent]:
    """Bring ``excuses`` into ``state`` and note it; a breach is set aside, or stands again."""
    for excuse in excuses:
        excuse.state = state
        if state in (*_ANSWERS, ExcuseState.REVOKED):
            excuse.decided_at, excuse.decided_by, excuse.word = at, by, text
    Excuse.objects.bulk_update(excuses, ["state", "decided_at", "decided_by", "word"])
    breaches = Breach.objects.filter(pk__in=[excuse.breach_id for excuse in excuses])
    if state == ExcuseState.GRANTED:
        breaches.update(excused_at=at)
    if state in (ExcuseState.REVOKED, ExcuseState.LAPSED):
        breaches.update(excused_at=None)
    return _events(excuses, state, text, at, by)


def _events(
    excuses: Sequence[Excuse], state: ExcuseState, text: str, at: datetime, by: User | None
) -> list[ExcuseEvent]:
    return ExcuseEvent.objects.bulk_create(
        [ExcuseEvent(excuse=excuse, state=state, at=at, by=by, text=text) for excuse in excuses]
    )


def _tell(kind: str, events: Sequence[ExcuseEvent], at: datetime) -> None:
    """Tell of all of ``events`` in one message: an outage is one piece of news."""
    if events:
        refs = {"event_id": events[0].pk, "number": len(events)}
        outbox.tell(key=f"excuse:{events[0].pk}", kind=kind, refs=refs, at=at)
    _tell_charged(kind, events, at)


def _tell_charged(kind: str, events: Sequence[ExcuseEvent], at: datetime) -> None:
    """Tell whom the breaches of ``events`` are charged to, each in one message of their own."""
    of_person: dict[int, list[ExcuseEvent]] = {}
    for event in events:
        charged = event.excuse.breach.charged_to_id
        if charged is not None and charged not in {event.by_id, event.excuse.asked_by_id}:
            of_person.setdefault(charged, []).append(event)
    for theirs in of_person.values():
        refs = {"event_id": theirs[0].pk, "number": len(theirs)}
        outbox.tell(key=f"excuse:{theirs[0].pk}:own", kind=f"own_{kind}", refs=refs, at=at)


def _check_kind(kind: str) -> None:
    if kind not in ExcuseKind.values:
        raise BadInput(_("Say whether this is an excuse or a dispute."), field="kind")


def _checked(text: str, field: str, *, is_needed: bool = True) -> str:
    """Return ``text`` without spaces round it; ``BadInput`` when it is too long or missing."""
    words = text.strip()
    if is_needed and not words:
        raise BadInput(_("Say why: the other side reads it."), field=field)
    if len(words) > TEXT_MAX_LENGTH:
        raise BadInput(_("At most 500 characters."), field=field)
    return words
