"""The oracle: a second opinion on the clocks of a life that shares no code with the first.

It knows what was done when, and the words of the agreement; it walks the days one by one and looks
at no clock, no event and no sweep.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tests.sla.lives import ATTEMPTS, ATTEMPTS_IN, ENDS, PROMISED, WARNED_AT

FAR = timedelta(days=10_000)
LEAVES = {"reassign", "release", "undo_claim"}


@dataclass
class Owed:
    """One promise: since when, how long, when it was answered, when it fell away."""

    start: datetime
    seconds: int
    answer: datetime | None = None
    end: datetime | None = None


def verdicts(kind, done, now):
    """Return what the clocks of one hand-off must show at ``now``.

    {(metric, seq): (state, due instant, start)}; the due instant is None while it is paused.
    """
    word = kind.split()[0]
    is_foreign = any(act.name == "outcome" for act in done)
    found = {}
    for key, owed, pauses in promised_at(kind, done, now):
        due = used_up(owed.start, owed.seconds, word, pauses)
        warn = used_up(owed.start, owed.seconds * WARNED_AT, word, pauses)
        state = "void" if is_foreign else _state(due, warn, owed, now)
        found[key] = (state, due, owed.start)
    return found


def warnings(kind, done, now, percents):
    """Return when each clock with a due instant warns: {(metric, seq): [instants]}."""
    word = kind.split()[0]
    return {
        key: [used_up(owed.start, owed.seconds * each / 100, word, pauses) for each in percents]
        for key, owed, pauses in promised_at(kind, done, now)
        if used_up(owed.start, owed.seconds, word, pauses) is not None
    }


def promised_at(kind, done, now):
    """Yield each promise of one hand-off with the pauses that are known at ``now`` and count."""
    word = kind.split()[0]
    ended = next((act for act in done if act.name in ENDS), None)
    for key, owed in _promises(done, word, ended).items():
        known = owed.answer or owed.end or now
        pauses = [(a, b if b <= known else None) for a, b in _pauses(done, ended) if a <= known]
        if owed.answer or owed.end:
            pauses = [(a, b or known) for a, b in pauses if a < known]
        yield key, owed, pauses


def charged(done, due):
    """Return who had the lead at ``due``: the number of the rep, None while nobody had."""
    owner = None
    for act in done:
        if act.at > due:
            break
        if _takes(act, owner):
            owner = "manager" if act.name == "manager_touch" else act.rep
        elif act.name == "reassign":
            owner = act.rep
        elif act.name in {"release", "undo_claim"}:
            owner = None
    return owner


def used_up(start, seconds, word, pauses=()):
    """Return when ``seconds`` from ``start`` are over: on weekdays from nine to five, or always.

    Time in ``pauses`` does not count; None where one that lasts comes before.
    """
    left = timedelta(seconds=-(-seconds // 1))
    for begin, until in _stretches(start, pauses):
        if until is None:
            return _walk(begin, left, word, None)[0]
        reached, left = _walk(begin, left, word, until)
        if reached is not None:
            return reached
    return None


def _stretches(start, pauses):
    """Return the stretches outside ``pauses``, the last without an end unless a pause lasts."""
    cursor = start
    for begin, until in sorted(pauses):
        if begin > cursor:
            yield cursor, begin
        elif begin == cursor and until is None:
            return
        if until is None:
            return
        cursor = max(cursor, until)
    yield cursor, None


def _walk(begin, left, word, until):
    """Walk from ``begin`` to ``until``; return when nothing was left, or None and what is."""
    if word == "wall":
        if until is None or left <= until - begin:
            return begin + left, None
        return None, left - (until - begin)
    day = begin.date()
    while until is None or datetime.combine(day, time(), begin.tzinfo) < until:
        opens, closes = (datetime.combine(day, time(hour), begin.tzinfo) for hour in (9, 17))
        first, last = max(begin, opens), min(until or begin + FAR, closes)
        if day.weekday() < 5 and first < last:
            if left <= last - first:
                return first + left, None
            left -= last - first
        day += timedelta(days=1)
    return None, left


def _pauses(done, ended):
    """Return the pauses of a hand-off as (start, end); none outlasts its limit or its hand-off."""
    found = []
    for act in done:
        if act.name == "pause":
            found.append([act.at, act.until])
        elif act.name == "resume":
            found[-1][1] = min(found[-1][1], act.at)
    if ended is not None:
        found = [[begin, min(until, ended.at)] for begin, until in found]
    return [(begin, until) for begin, until in found if until > begin]


def _promises(done, word, ended):
    """Return every promise of a hand-off, by metric and number."""
    owed = {("claim", n + 1): each for n, each in enumerate(_stints(done))}
    touch = Owed(done[0].at, PROMISED["first_touch"])
    touch.answer = next((each.at for each in _touches(done) if _counts(each, word)), None)
    owed["first_touch", 1] = touch
    owed |= {("decision", n + 1): each for n, each in enumerate(_decisions(done))}
    owed |= {("owner_touch", n + 1): each for n, each in enumerate(_new_owners(done, word, ended))}
    owed |= _attempts(done, ended)
    if ended is not None and ended.name == "reject":
        notes = (act.at for act in done if act.name == "note")
        owed["answer", 1] = Owed(ended.at, PROMISED["answer"], next(notes, None))
    for (metric, _seq), each in owed.items():
        if metric != "answer" and ended is not None and each.answer is None:
            each.end = min(filter(None, (each.end, ended.at)))
    return owed


def _state(due, warn, owed, now):
    if owed.answer is not None:
        return "met" if owed.answer <= due else "breached"
    if owed.end is not None:
        return "breached" if due is not None and owed.end > due else "void"
    if due is None:
        return "paused"
    if now > due:
        return "breached"
    return "at_risk" if now >= warn else "on_track"


def _takes(act, owner):
    return owner is None and act.name in {"claim", "touch", "manager_touch"}


def _stints(done):
    """Return each wait in the queue."""
    stints, is_taken = [], False
    for act in done:
        if act.name in {"hand_off", "release"}:
            stints.append(Owed(act.at, PROMISED["claim"]))
            is_taken = False
        elif act.name == "undo_claim":
            stints[-1].answer, is_taken = None, False
        elif _takes(act, "somebody" if is_taken else None):
            stints[-1].answer, is_taken = act.at, True
    return stints


def _decisions(done):
    """Return a promise to decide for each time that somebody took the lead."""
    found, is_taken = [], False
    for act in done:
        if act.name in {"release", "undo_claim"}:
            is_taken = False
            if found[-1].answer is None:
                found[-1].end = act.at
        elif _takes(act, "somebody" if is_taken else None):
            found.append(Owed(act.at, PROMISED["decision"]))
            is_taken = True
        elif act.name in {"qualify", "reject", "disqualify"} and is_taken:
            found[-1].answer = found[-1].answer or act.at
    return found


def _new_owners(done, word, ended):
    """Return a promise of each new owner to get in touch, until the lead is with another."""
    found = []
    for place, act in enumerate(done):
        if act.name != "reassign":
            continue
        leaves = (each.at for each in done[place + 1 :] if each.name in LEAVES)
        left = next(leaves, ended and ended.at)
        theirs = (
            each.at
            for each in _touches(done)
            if each.who == act.rep
            and act.at <= each.at <= (left or each.at)
            and _counts(each, word)
        )
        owed = Owed(act.at, PROMISED["owner_touch"], next(theirs, None))
        if owed.answer is None:
            owed.end = left
        found.append(owed)
    return found


def _attempts(done, ended):
    """Return the attempts that are owed after a first touch that did not reach the lead.

    They are, from the claim of that touch on, until the lead is reached or decided on.
    """
    decisions = (act.at for act in done if act.name == "qualify")
    decided = next(decisions, ended and ended.at)
    tries = [each for each in _touches(done) if decided is None or each.at <= decided]
    if not tries or tries[0].result == "reached":
        return {}
    start = _taken(done, tries[0].at)
    reached = next((n for n, each in enumerate(tries) if each.result == "reached"), len(tries))
    found = {}
    for seq in range(2, ATTEMPTS + 1):
        each = Owed(start, -(-ATTEMPTS_IN * seq // ATTEMPTS))
        if seq <= min(len(tries), reached + 1):
            each.answer = tries[seq - 1].at
        elif reached < len(tries):
            each.end = tries[reached].at
        else:
            each.end = decided
        found["attempt", seq] = each
    return found


def _taken(done, at):
    """Return when the lead was taken by who had it at ``at``; the first time if nobody had yet."""
    taken, is_taken = [], False
    for act in done:
        if act.name in {"release", "undo_claim"}:
            is_taken = False
            if act.name == "undo_claim":
                taken.pop()  # it was none
        elif _takes(act, "somebody" if is_taken else None):
            taken.append(act.at)
            is_taken = True
    return max((each for each in taken if each <= at), default=taken[0])


@dataclass
class Said:
    """A touch as it is known now: when it was logged, when it happened, what came of it, whose."""

    logged: datetime
    at: datetime
    result: str
    who: int | str
    stands: bool = True


def _touches(done):
    """Return the touches that stand, as they were last put right, in the order they happened."""
    said = []
    for act in done:
        if act.name in {"touch", "manager_touch"}:
            who = act.rep if act.name == "touch" else "manager"
            said.append(Said(act.at, _happened(done, act.at, act), act.result, who))
        elif act.name == "correct":
            wrong = act.chosen(said)
            wrong.at, wrong.result = _happened(done, wrong.logged, act), act.result
        elif act.name == "strike":
            act.chosen(said).stands = False
    return sorted((each for each in said if each.stands), key=lambda each: each.at)


def _counts(said, word):
    return said.result == "reached" or word != "talk"


def _happened(done, logged, act):
    return max(logged - timedelta(seconds=act.back), done[0].at)
