"""Whose hands the time of a promise went through, reckoned by hand and against the clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.attribution import Part, Share, Stood, Tenure, divide
from sla.pauses import Span, used
from sla.worktime import WorkCalendar

HOUR = 3600
RANIA, OMAR, LINA = 1, 2, 3
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkCalendar(tz="UTC", week={day: [("09:00", "17:00")] for day in WEEKDAYS})


def on(day, hour, minute=0):
    """Return an instant of November 2026; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def shared(start, until, tenures=(), pauses=(), calendar=OFFICE):
    return divide(calendar, start, until, tenures=tenures, pauses=pauses)


class TestStories:
    """The office works from nine to five."""

    def test_time_that_nobody_claimed_is_the_sides(self):
        assert shared(on(16, 16), on(17, 10)) == [Share(Part.UNCLAIMED, None, 2 * HOUR)]

    def test_from_the_claim_on_it_is_the_owners(self):
        assert shared(on(16, 9), on(16, 14), [Tenure(on(16, 11), RANIA)]) == [
            Share(Part.UNCLAIMED, None, 2 * HOUR),
            Share(Part.HELD, RANIA, 3 * HOUR),
        ]

    def test_several_owners_each_have_their_own(self):
        tenures = [
            Tenure(on(16, 10), RANIA),
            Tenure(on(16, 12), None),  # released
            Tenure(on(16, 13), OMAR),
            Tenure(on(16, 16), LINA),  # reassigned
        ]
        assert shared(on(16, 9), on(17, 10), tenures) == [
            Share(Part.UNCLAIMED, None, 2 * HOUR),
            Share(Part.HELD, RANIA, 2 * HOUR),
            Share(Part.HELD, OMAR, 3 * HOUR),
            Share(Part.HELD, LINA, 2 * HOUR),
        ]

    def test_who_had_it_twice_has_one_share(self):
        tenures = [Tenure(on(16, 9), RANIA), Tenure(on(16, 10), OMAR), Tenure(on(16, 11), RANIA)]
        assert shared(on(16, 9), on(16, 13), tenures) == [
            Share(Part.HELD, RANIA, 3 * HOUR),
            Share(Part.HELD, OMAR, HOUR),
        ]

    def test_a_pause_is_named_after_who_made_it_and_taken_out_of_the_owners_time(self):
        pauses = [Stood(Span(on(16, 11), on(16, 14)), OMAR)]
        assert shared(on(16, 9), on(16, 15), [Tenure(on(16, 10), RANIA)], pauses) == [
            Share(Part.UNCLAIMED, None, HOUR),
            Share(Part.HELD, RANIA, 2 * HOUR),
            Share(Part.PAUSED, OMAR, 3 * HOUR),
        ]

    def test_what_happened_after_the_answer_has_no_part(self):
        assert shared(on(16, 9), on(16, 10), [Tenure(on(16, 12), RANIA)]) == [
            Share(Part.UNCLAIMED, None, HOUR)
        ]

    def test_calendar_time_counts_the_night(self):
        found = shared(on(16, 20), on(17, 4), [Tenure(on(17, 0), RANIA)], calendar=None)
        assert found == [
            Share(Part.UNCLAIMED, None, 4 * HOUR),
            Share(Part.HELD, RANIA, 4 * HOUR),
        ]


MOMENTS = st.integers(0, 8 * 86_400_000_000).map(
    lambda micros: on(16, 0) + timedelta(microseconds=micros)
)
OWNERS = st.sampled_from([None, RANIA, OMAR, LINA])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(MOMENTS, min_size=2, max_size=2).map(sorted),
    st.lists(st.builds(Tenure, MOMENTS, OWNERS), max_size=5),
    st.lists(MOMENTS, max_size=4).map(sorted),
    st.sampled_from([None, OFFICE]),
)
def test_the_shares_add_up_to_what_has_elapsed(ends, tenures, edges, calendar):
    start, until = ends
    pauses = [Stood(Span(*pair), RANIA) for pair in zip(edges[::2], edges[1::2], strict=False)]
    found = divide(calendar, start, until, tenures=tenures, pauses=pauses)
    counted = sum(share.seconds for share in found if share.part != Part.PAUSED)
    assert counted == used(calendar, start, until, [pause.span for pause in pauses])
    assert all(share.seconds > 0 for share in found)
    assert len({(share.part, share.person) for share in found}) == len(found)
