"""Random excuses over random lives: they move the adjusted figures, and nothing else ever.

The count is kept twice: by the figures, and by hand, in a book of what was asked and answered.
"""

import random
from collections import Counter, deque
from datetime import timedelta

import pytest

from dashboards.attainment import Verdicts
from kit.refusals import Refusal
from leads import lifecycle
from leads.models import Touch
from sla import excusing
from sla.models import Breach, Clock, Metric
from sla.sweep import sweep
from sla.verdicts import is_broken, is_excused, is_kept, is_running, is_void
from teams.models import Side
from tests.cast import a_manager
from tests.sla import test_oracle
from tests.sla.lives import Cast, a_life
from tests.sla.test_oracle import END, KINDS, live, rows

pytestmark = pytest.mark.django_db
agreed = test_oracle.agreed
LIVES = 30
ACTS = ("ask", "ask", "grant", "grant", "refuse", "revoke", "withdraw")
# What each act makes of what stood before: nothing, asked, granted.
BECOMES = {
    ("", "ask"): "asked",
    ("asked", "grant"): "granted",
    ("asked", "refuse"): "",
    ("asked", "withdraw"): "",
    ("granted", "revoke"): "",
}


@pytest.fixture
def broken(agreed, marketer, rep, other_rep, manager):
    """Everybody lives until the end; the promises that were broken by then."""
    rng, people = random.Random(5), Cast(marketer, [rep, other_rep], manager)
    lives = [a_life(rng, f"{KINDS[n % 3]} {n}") for n in range(LIVES)]
    deque(live(lives, people), maxlen=0)
    sweep(at=END)
    found = list(Breach.objects.filter(withdrawn_at=None).order_by("pk"))
    assert len(found) > LIVES // 2
    return found


@pytest.fixture
def sides(manager):
    """The managers of each side, by it."""
    return {Side.SALES: manager, Side.MARKETING: a_manager(Side.MARKETING, "Nadia Saleh")}


def figures(at):
    """Return the verdicts of each metric, counted by the conditions that every figure has."""
    found = {}
    for metric in Metric.values:
        clocks = Clock.objects.filter(metric=metric)
        found[metric] = Verdicts(
            clocks.filter(is_kept()).count(),
            clocks.filter(is_broken(at)).count(),
            clocks.filter(is_running(at)).count(),
            clocks.filter(is_void()).count(),
            clocks.filter(is_broken(at)).filter(is_excused()).count(),
        )
    return found


def raw(found):
    return {
        metric: (each.kept, each.broken, each.running, each.void, each.attainment)
        for metric, each in found.items()
    }


def tries(breach, name, at, sides):
    """Ask about ``breach`` or decide about it; return whether it was accepted."""
    theirs = sides[Side(breach.side)]
    other = sides[excusing.other_side(breach.side)]
    given = {
        "ask": {"kind": "excuse", "reason": "The line was down", "by": theirs},
        "grant": {"word": "", "by": other},
        "refuse": {"word": "It was not", "by": other},
        "revoke": {"word": "It was another day", "by": other},
        "withdraw": {"by": theirs},
    }
    try:
        getattr(excusing, name)(breach=breach, at=at, **given[name])
    except Refusal:
        return False
    return True


def live_on(broken, sides, rng, acts=300):
    """Let both sides ask and answer at random; return what stands of each breach, by the book."""
    book = dict.fromkeys((each.pk for each in broken), "")
    for number in range(acts):
        breach, name = rng.choice(broken), rng.choice(ACTS)
        becomes = BECOMES.get((book[breach.pk], name))
        at = END + timedelta(minutes=number)
        assert tries(breach, name, at, sides) == (becomes is not None), (book[breach.pk], name)
        book[breach.pk] = book[breach.pk] if becomes is None else becomes
    return book


def excused_by(book, broken):
    metrics = dict(Breach.objects.values_list("pk", "clock__metric"))
    return Counter(metrics[each.pk] for each in broken if book[each.pk] == "granted")


def test_excuses_move_the_adjusted_figures_and_nothing_else(broken, sides):
    before, was = figures(END), rows()
    book = live_on(broken, sides, random.Random(0))
    after, excused = figures(END), excused_by(book, broken)
    assert raw(after) == raw(before)
    assert rows() == was
    assert sum(excused.values()) > 1
    for metric, found in after.items():
        assert found.excused == excused[metric]
        left = found.kept + found.broken - excused[metric]
        assert found.adjusted == (100 * found.kept / left if left else None)


def test_what_a_later_word_on_a_touch_withdraws_is_no_longer_excused(broken, sides):
    book = live_on(broken, sides, random.Random(0))
    shown = 0
    for breach in broken:
        clock = breach.clock
        late = Touch.objects.filter(
            handoff=clock.handoff_id, occurred_at__gt=breach.due_at, outcome="reached"
        ).first()
        if clock.metric != Metric.FIRST_TOUCH or late is None:
            continue
        text = lifecycle.NewTouch("call", "reached", max(clock.started_at, clock.handoff.handed_at))
        at = END + timedelta(days=1)
        manager = sides[Side.SALES]
        lifecycle.correct_touch(touch=late, text=text, at=at, by=manager)
        breach.refresh_from_db()
        assert (breach.withdrawn_at, breach.excused_at) == (at, None)
        assert not Clock.objects.filter(is_excused(), pk=clock.pk).exists()
        book[breach.pk] = ""
        shown += 1
    assert shown
    standing = list(Breach.objects.filter(withdrawn_at=None))
    excused = excused_by({each.pk: book.get(each.pk, "") for each in standing}, standing)
    assert {metric: each.excused for metric, each in figures(END).items()} == {
        metric: excused[metric] for metric in Metric.values
    }
