import pytest
import time_machine

from teams import absences
from teams.models import Absence
from tests.cast import a_rep, after
from tests.doors import FOUND, MISSING, MOVED, REFUSED, queries_of, statuses

pytestmark = pytest.mark.django_db
URL = "/absences/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(after(minutes=30), tick=False):
        yield


def days(first="2026-11-18", last="2026-11-20", **more):
    return {"first_date": first, "last_date": last} | more


def test_people_of_sales_come_in(
    as_, rep, manager, marketer, marketing_manager, outsider, administrator
):
    people = {
        "rep": rep,
        "manager": manager,
        "marketer": marketer,
        "marketing manager": marketing_manager,
        "outsider": outsider,
        "administrator": administrator,
        "nobody": None,
    }
    assert statuses(as_, people, URL, "get") == {
        "rep": FOUND,
        "manager": FOUND,
        "marketer": REFUSED,
        "marketing manager": REFUSED,
        "outsider": MISSING,
        "administrator": MISSING,
        "nobody": MOVED,
    }


def test_whole_days_of_the_person_s_time_zone(as_, rep):
    rep.time_zone = "Asia/Riyadh"  # three hours ahead of UTC
    rep.save()
    assert as_(rep).post(URL, days()).status_code == MOVED
    row = Absence.objects.get()
    assert row.starts_at.isoformat() == "2026-11-17T21:00:00+00:00"
    assert row.ends_at.isoformat() == "2026-11-20T21:00:00+00:00"


def test_a_manager_says_it_for_a_rep_and_a_rep_only_for_themselves(as_, rep, other_rep, manager):
    as_(manager).post(URL, days(who=str(rep.code)))
    assert Absence.objects.get().user == rep
    as_(other_rep).post(URL, days(who=str(rep.code)))
    assert Absence.objects.latest("id").user == other_rep


@pytest.mark.parametrize(
    "sent",
    [
        days("2026-11-20", "2026-11-18"),
        days("2026-11-01", "2026-11-02"),
        days("", ""),
        days("2026-11-18", "2028-11-18"),
        days("tomorrow"),
    ],
)
def test_days_that_are_none_are_refused_by_their_field(as_, rep, sent):
    answer = as_(rep).post(URL, sent)
    assert answer.status_code == 422
    assert not Absence.objects.exists()


def test_an_absence_is_taken_back_by_whom_it_concerns(as_, rep, other_rep):
    as_(rep).post(URL, days())
    row = Absence.objects.get()
    assert as_(other_rep).post(f"/absences/{row.code}/cancel/").status_code == REFUSED
    assert as_(rep).post(f"/absences/{row.code}/cancel/").status_code == MOVED
    assert not absences.standing(after(minutes=30)).exists()


def test_the_list_takes_as_many_queries_for_three_as_for_one(as_, manager):
    counts = []
    for number in (1, 2):
        for _each in range(number):
            user = a_rep(f"Rep {number}")
            absences.note(
                user=user, starts_at=after(days=1), ends_at=after(days=2), at=after(), by=manager
            )
        counts.append(queries_of(as_(manager), URL, "teams_absence", "teams_user"))
    assert counts[0] == counts[1]
