"""Undoing an import: its leads go, whole, as long as sales has none of them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from kit.refusals import NotAllowed
from leads import lifecycle
from leads.brief import BriefText
from leads.importing import files, undoing
from leads.importing.columns import suggest
from leads.importing.engine import Worker
from leads.importing.runs import ImportOptions, lost, start_check, start_import
from leads.importing.undoing import CannotUndo, advance_undo, foresee, start_undo
from leads.models import ImportStatus, Lead, LeadSearch, StageChange
from leads.qualifying import qualify_mql
from leads.refusals import IllegalMove
from tests.cast import NOON, a_lead, a_marketer, after

pytestmark = pytest.mark.django_db
FILE = b"Name,Email\nHuda,huda@x.example\nOmar,omar@x.example\nSara,sara@x.example\n"
BRIEF = BriefText(who="Huda", did="Asked", wants="A demo", why_now="Budget ends")


def imported(by, data=FILE, at=NOON):
    run = files.store(name="x.csv", size=len(data), pieces=[data], kind="leads", at=at, by=by)
    mapping = suggest(run.header, "leads")
    start_check(run=run, mapping=mapping, options=ImportOptions(), at=at, by=by)
    worked(run, at)
    start_import(run=run, at=at, by=by)
    return worked(run, at)


def worked(run, at):
    worker = Worker(run.pk)
    while worker.step(at=at):
        pass
    run.refresh_from_db()
    return run


def undone(run, by, at=None):
    start_undo(run=run, at=at or after(minutes=5), by=by)
    while advance_undo(run_id=run.pk, at=at or after(minutes=6)):
        pass
    run.refresh_from_db()
    return run


def handed(lead, by):
    qualify_mql(lead=lead, override_reason="Known", at=after(minutes=1), by=by)
    return lifecycle.hand_off(lead=lead, brief=BRIEF, at=after(minutes=2), by=by)


def test_the_leads_go_with_their_history_and_no_others(marketer):
    other = a_lead("Stays")
    history = StageChange.objects.count()
    run = undone(imported(marketer), marketer)
    assert list(Lead.objects.all()) == [other]
    assert (StageChange.objects.count(), LeadSearch.objects.count()) == (history, 1)
    assert (run.status, run.undone_count, run.undone_by) == ("undone", 3, marketer)
    assert run.undone_at == after(minutes=5)


def test_the_same_file_comes_in_again_after_it(marketer):
    undone(imported(marketer), marketer)
    assert imported(marketer).good_count == 3


def test_it_says_beforehand_what_it_would_do(marketer):
    run = imported(marketer)
    lead = Lead.objects.get(name="Huda")
    qualify_mql(lead=lead, override_reason="Known", at=after(minutes=1), by=marketer)
    found = foresee(run)
    assert (found.number, found.qualified, found.handed) == (3, 1, [])
    assert found.is_possible


def test_once_one_lead_was_handed_over_nothing_goes(marketer, agreement):
    run = imported(marketer)
    lead = Lead.objects.get(name="Huda")
    handed(lead, marketer)
    assert foresee(run).handed == [lead]
    with pytest.raises(CannotUndo):
        start_undo(run=run, at=after(minutes=5), by=marketer)
    assert Lead.objects.count() == 3
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE


def test_a_lead_that_is_handed_over_meanwhile_stays(marketer, agreement):
    run = imported(marketer)
    start_undo(run=run, at=after(minutes=5), by=marketer)
    handed(Lead.objects.get(name="Huda"), marketer)
    while advance_undo(run_id=run.pk, at=after(minutes=6)):
        pass
    run.refresh_from_db()
    assert [lead.name for lead in Lead.objects.all()] == ["Huda"]
    assert (run.status, run.undone_count, run.row_total) == ("undone", 2, 3)


def test_who_imported_it_and_managers_of_marketing_may(marketer, marketing_manager, manager, rep):
    run = imported(marketer)
    for person in (a_marketer("Other"), manager, rep):
        with pytest.raises(NotAllowed):
            start_undo(run=run, at=after(minutes=5), by=person)
    assert undone(run, marketing_manager).status == ImportStatus.UNDONE


def test_what_is_undone_is_not_undone_again(marketer):
    run = undone(imported(marketer), marketer)
    with pytest.raises(IllegalMove):
        start_undo(run=run, at=after(minutes=9), by=marketer)
    assert not advance_undo(run_id=run.pk, at=after(minutes=9))


def test_it_goes_on_where_a_lost_worker_stood(marketer, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK_ROWS", 2)
    run = imported(marketer)
    start_undo(run=run, at=after(minutes=5), by=marketer)
    assert advance_undo(run_id=run.pk, at=after(minutes=5))
    assert Lead.objects.count() == 1
    assert lost(at=after(minutes=5) + timedelta(seconds=91)) == [(run.pk, "undoing")]
    while advance_undo(run_id=run.pk, at=after(minutes=8)):
        pass
    run.refresh_from_db()
    assert (run.status, run.undone_count, Lead.objects.count()) == ("undone", 3, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_lead_out_once(marketer, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK_ROWS", 1)
    run = imported(marketer)
    start_undo(run=run, at=after(minutes=5), by=marketer)

    def work():
        for _turn in range(20):
            advance_undo(run_id=run.pk, at=after(minutes=6))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.refresh_from_db()
    assert (run.undone_count, Lead.objects.count()) == (3, 0)
