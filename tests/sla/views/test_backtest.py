"""The page on which a draft is tried on the last weeks before anybody signs."""

import pytest

from sla import backtesting, drafting
from sla.models import Backtest, Target
from tests.cast import NOON, a_handoff
from tests.doors import queries_of, statuses

pytestmark = pytest.mark.django_db
URL, CANCEL = "/agreement/backtest/", "/agreement/backtest/cancel/"
DOORS = {
    "marketer": 403,
    "rep": 403,
    "manager": 200,
    "marketing_manager": 200,
    "administrator": 404,
    "outsider": 404,
    "nobody": 302,
}
ASKED = {"weeks": "4", "calendars": "now", "minutes": "10", "reps": "2", "hours": "14"}


@pytest.fixture
def draft(agreement, manager):
    return drafting.draft(at=NOON, by=manager)


def finish(version, manager, *, at=NOON):
    """Let a worker replay what there is."""
    run = backtesting.start(version=version, options=backtesting.Options(), at=at, by=manager)
    while backtesting.Worker(run.pk).step(at=at):
        pass
    return run


@pytest.mark.parametrize("what", [(URL, "get"), (URL, "post"), (CANCEL, "post")])
def test_only_managers_try_a_draft(request, as_, draft, what):
    people = {name: None if name == "nobody" else request.getfixturevalue(name) for name in DOORS}
    # An empty form is refused to those who may send one; a cancelled run leads back to the page.
    allowed = {(URL, "get"): 200, (URL, "post"): 422, (CANCEL, "post"): 302}[what]
    expected = {name: allowed if status == 200 else status for name, status in DOORS.items()}
    assert statuses(as_, people, *what) == expected


def test_without_a_draft_there_is_nothing_to_try(as_, agreement, manager):
    page = as_(manager).get(URL)
    assert "There is no draft to try" in page.content.decode()
    assert as_(manager).post(URL, ASKED).status_code == 409
    assert as_(manager).post(CANCEL).status_code == 302


def test_a_sent_form_starts_a_run_that_the_page_follows(as_, draft, manager):
    a_handoff()
    assert as_(manager).post(URL, ASKED).status_code == 302
    run = Backtest.objects.get()
    assert (run.version, run.options["reps"], run.status) == (draft, 2, "queued")
    page = as_(manager).get(URL).content.decode()
    assert "It goes on when you leave this page." in page
    assert 'hx-get="/agreement/backtest/"' in page
    part = as_(manager).get(URL, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="backtest-run"')
    as_(manager).post(CANCEL)
    page = as_(manager).get(URL).content.decode()
    assert "The last backtest was cancelled." in page
    assert "hx-get" not in page.split("</header>")[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("weeks", "0"), ("weeks", "53"), ("reps", "none"), ("hours", "169"), ("calendars", "soon")],
)
def test_a_number_out_of_range_is_shown_beside_its_field(as_, draft, manager, name, value):
    page = as_(manager).post(URL, ASKED | {name: value})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {name}
    assert not Backtest.objects.exists()


def test_the_result_stands_beside_the_version_in_force(as_, draft, manager):
    a_handoff()
    finish(draft, manager)
    page = as_(manager).get(URL).content.decode()
    assert f"Version {draft.number}, tried" in page
    assert f"Version {draft.number - 1}, in force" in page
    assert "This is of an earlier text" not in page
    Target.objects.filter(version=draft).update(seconds=60)
    assert "This is of an earlier text" in as_(manager).get(URL).content.decode()


def test_an_error_is_said(as_, draft, manager):
    run = backtesting.start(version=draft, options=backtesting.Options(), at=NOON, by=manager)
    backtesting.fail(run_id=run.pk, at=NOON)
    assert "An error stopped the backtest" in as_(manager).get(URL).content.decode()


def test_more_rows_cost_no_more_queries(as_, draft, manager):
    tables = ("leads_source", "teams_user", "sla_target")
    a_handoff()
    finish(draft, manager)
    one = queries_of(as_(manager), URL, *tables)
    for _ in range(2):
        a_handoff()
    finish(draft, manager)
    assert queries_of(as_(manager), URL, *tables) == one


def test_the_page_before_signing_leads_to_it(as_, draft, manager):
    assert f'href="{URL}"' in as_(manager).get("/agreement/propose/").content.decode()
