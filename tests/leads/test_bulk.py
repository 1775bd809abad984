from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kit.refusals import BadInput, NotAllowed
from leads import bulk
from leads.brief import BriefText
from leads.bulk import BulkOptions
from leads.bulk_report import failure_of, refused_groups
from leads.intake import NewLead, capture
from leads.models import Brief, Handoff, Lead
from leads.refusals import BriefIncomplete

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
BRIEF = BriefText(who="{name} of {company}", did="Wrote", wants="A demo", why_now="Now")


@pytest.fixture
def leads(marketer):
    return [
        capture(new=NewLead(name=f"Lead {n}", company_name="Nakhla"), at=AT, by=marketer)
        for n in range(7)
    ]


def begin(act, leads, by, code=None, **options):
    ids = [lead.pk for lead in leads]
    return bulk.start(
        act=act, lead_ids=ids, options=BulkOptions(**options), code=code or uuid4(), at=AT, by=by
    )


def work(run):
    while bulk.advance(run_id=run.pk, at=AT):
        pass
    run.refresh_from_db()
    return run


def test_many_leads_are_qualified_in_chunks(leads, marketer, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 3)
    run = work(begin("qualify", leads, marketer))
    assert (run.status, run.position, run.done_count, run.refused) == ("done", 7, 7, [])
    assert set(Lead.objects.values_list("stage", flat=True)) == {"mql"}


def test_many_leads_are_handed_over_each_with_its_own_brief(leads, marketer):
    work(begin("qualify", leads, marketer))
    run = work(begin("hand_off", leads, marketer, brief=BRIEF))
    assert run.done_count == Handoff.objects.filter(is_bulk=True).count() == 7
    assert Brief.objects.filter(who="Lead 3 of Nakhla").exists()


def test_what_is_left_out_is_reported_with_its_reason(leads, marketer):
    work(begin("qualify", leads[:2], marketer))
    run = work(begin("hand_off", leads, marketer, brief=BRIEF))
    assert run.done_count == 2
    (group,) = refused_groups(run)
    assert (group.number, len(group.leads)) == (5, 5)
    assert group.reason.startswith("Qualify the lead first")


def test_a_killed_workers_run_is_taken_up_where_it_stood(leads, marketer, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 3)
    run = begin("qualify", leads, marketer)
    assert bulk.advance(run_id=run.pk, at=AT)
    assert Lead.objects.filter(stage="mql").count() == 3
    assert bulk.lost(at=AT + timedelta(seconds=30)) == []
    assert bulk.lost(at=AT + timedelta(minutes=3)) == [run.pk]
    run = work(run)
    assert (run.done_count, run.refused) == (7, [])


def test_a_chunk_that_fails_leaves_nothing_of_it(leads, marketer, monkeypatch):
    run = begin("qualify", leads, marketer)

    def broken(**rest):
        Lead.objects.update(stage="lost")
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "qualify_many", broken)
        with pytest.raises(RuntimeError):
            bulk.advance(run_id=run.pk, at=AT)
    assert not Lead.objects.filter(stage="lost").exists()
    assert work(run).done_count == 7


def test_a_finished_run_does_nothing_more(leads, marketer):
    run = work(begin("qualify", leads, marketer))
    assert not bulk.advance(run_id=run.pk, at=AT)


def test_a_run_whose_person_lost_their_role_fails_and_says_so(leads, marketer):
    run = begin("qualify", leads, marketer)
    marketer.memberships.all().delete()
    run = work(run)
    assert (run.status, run.done_count) == ("failed", 0)
    assert failure_of(run) == "You may not do this. Ask a manager of your team."


def test_the_same_form_sent_twice_starts_one_run(leads, marketer):
    code = uuid4()
    first = begin("qualify", leads, marketer, code)
    assert begin("qualify", leads, marketer, code) == first


def test_only_marketing_starts_a_run(leads, rep, manager, outsider):
    for person in (rep, manager, outsider):
        with pytest.raises(NotAllowed):
            begin("qualify", leads, person)


def test_a_brief_must_be_whole_and_know_its_fields(leads, marketer):
    with pytest.raises(BriefIncomplete) as missing:
        begin("hand_off", leads, marketer, brief=BriefText(who="A", did="B", wants="C"))
    assert missing.value.field == "why_now"
    strange = BriefText(who="{nickname}", did="B", wants="C", why_now="D")
    with pytest.raises(BadInput, match="nickname") as unknown:
        begin("hand_off", leads, marketer, brief=strange)
    assert unknown.value.field == "who"


def test_none_and_too_many_leads_are_refused(leads, marketer, monkeypatch):
    with pytest.raises(BadInput):
        begin("qualify", [], marketer)
    monkeypatch.setattr(bulk, "MAX_LEADS", 3)
    with pytest.raises(BadInput, match="At most 3"):
        begin("qualify", leads, marketer)
