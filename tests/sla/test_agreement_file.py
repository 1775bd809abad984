"""An agreement goes out as a file and comes back as the draft, whole or not at all."""

import copy

import pytest
from jsonschema import Draft202012Validator

from kit.fingerprints import StalePage
from kit.refusals import NotAllowed
from leads.models import Source
from personas.models import Persona
from sla import agreement_file, agreements, drafting, ladder_drafting, targets
from sla.agreement_file import BadFile
from sla.file_text import UnreadableFile, as_json, as_yaml, parse
from sla.filed_parts import FILED
from sla.ladder_drafting import StepText
from sla.models import AgreementVersion, Metric
from sla.parts import PARTS, as_data, fingerprint_of_all
from sla.targets import TargetText
from tests.cast import NOON, a_calendar, a_source, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(manager):
    """Return a draft that names one of everything a file must call by its name."""
    version = drafting.draft(at=NOON, by=manager)
    text = TargetText(
        name="Fairs",
        metric=Metric.CLAIM.value,
        seconds=7200,
        calendar_id=a_calendar().pk,
        warn_percents=(50, 90),
        sources=(a_source("Fair in Dubai").pk,),
        personas=(Persona.objects.create(name="Buyer").pk,),
    )
    targets.add_target(version=version, text=text, by=manager)
    step = StepText(after_seconds=3600, roles=(), people=(manager.pk,), channels=("email",))
    ladder_drafting.add_step(version=version, text=step, by=manager)
    return AgreementVersion.objects.get(pk=version.pk)


def _wrong(said, by):
    with pytest.raises(BadFile) as caught:
        agreement_file.take(said=said, at=NOON, by=by)
    return {problem.path: str(problem.message) for problem in caught.value.problems}


def test_every_part_of_a_version_stands_in_its_file_but_its_period():
    assert set(FILED) == {part.key for part in PARTS if part.is_carried}


def test_the_schema_is_one_and_allows_what_is_written(draft):
    schema = agreement_file.schema()
    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema).iter_errors(agreement_file.as_file(draft)))


@pytest.mark.parametrize("write", [as_yaml, as_json])
def test_what_is_written_is_read_again_without_a_difference(draft, manager, write):
    before = as_data(draft)
    text = write(agreement_file.as_file(draft))
    drafting.discard(version=draft, by=manager)
    taken = agreement_file.take(said=parse(text.encode()), at=after(hours=1), by=manager)
    assert as_data(AgreementVersion.objects.get(pk=taken.pk)) == before


def test_a_file_calls_things_by_their_names(draft, manager):
    said = agreement_file.as_file(draft)
    fair = next(row for row in said["targets"] if row["name"] == "Fairs")
    assert fair["sources"] == ["Fair in Dubai"]
    assert fair["personas"] == ["Buyer"]
    assert said["ladder"][-1]["people"] == [manager.email]


def test_names_are_those_of_this_installation_whatever_their_numbers(draft, manager):
    said = agreement_file.as_file(draft)
    Source.objects.filter(name="Fair in Dubai").update(name="Moved")
    other = a_source("fair in  dubai".replace("  ", " "))
    taken = agreement_file.take(said=said, at=NOON, by=manager)
    assert [row.sources for row in targets.in_order(taken) if row.name == "Fairs"] == [[other.pk]]


def test_everything_that_is_wrong_is_told_at_once_with_its_place(draft, manager):
    said = agreement_file.as_file(draft)
    said["targets"][0] |= {"seconds": "soon", "colour": "red"}
    del said["targets"][1]["name"]
    said["ladder"][0]["roles"] = ["nobody"]
    wrong = _wrong(said, manager)
    assert wrong["targets[0].seconds"] == "Give this as: a whole number."
    assert wrong["targets[0].colour"].startswith("Nothing has this name: name, metric")
    assert wrong["targets[1]"] == "“name” is missing."
    assert wrong["ladder[0].roles[0]"].startswith("Choose one of: owner")


def test_a_name_that_nothing_here_has_is_told_with_those_there_are(draft, manager):
    said = agreement_file.as_file(draft)
    place = next(n for n, row in enumerate(said["targets"]) if row["name"] == "Fairs")
    said["targets"][place] |= {"sources": ["Fair in Oslo"], "calendar": "Moon"}
    said["ladder"][-1]["people"] = ["nobody@sanad.example"]
    wrong = _wrong(said, manager)
    assert "Fair in Dubai" in wrong[f"targets[{place}].sources[0]"]
    assert "“Moon”" in wrong[f"targets[{place}].calendar"]
    assert "nobody@sanad.example" in wrong[f"ladder[{len(said['ladder']) - 1}].people[0]"]


@pytest.mark.parametrize(
    ("part", "value", "path"),
    [
        ("text", {"goal_leads": -1}, "text.goal_leads"),
        ("text", {"goal_value": "a lot"}, "text.goal_value"),
        ("text", {"review_date": "2026-02-30"}, "text.review_date"),
        ("text", {"required_brief_fields": ["shoes"]}, "text.required_brief_fields[0]"),
        ("document", {"marketing_share_percent": 101}, "document.marketing_share_percent"),
        ("document", {"personas": ["Nobody"]}, "document.personas[0]"),
        ("recycling", {"default_days": 30, "longest_days": 10}, "recycling.default_days"),
        ("reasons", [], "reasons"),
        ("definitions", {"mql": {"criteria": []}}, "definitions.mql.criteria"),
        ("ladder", [{"percent": 50, "after_seconds": 600}], "ladder[0].amount"),
        ("targets", [{"name": "A", "metric": "claim", "seconds": 60}], "targets[0].calendar"),
        ("mithaq", 2, "mithaq"),
    ],
)
def test_each_rule_of_the_editor_holds_for_files(draft, manager, part, value, path):
    said = agreement_file.as_file(draft) | {part: value}
    assert path in _wrong(said, manager)


def test_two_steps_of_the_ladder_do_not_come_at_one_point(draft, manager):
    said = agreement_file.as_file(draft)
    said["ladder"].append(copy.deepcopy(said["ladder"][0]))
    assert f"ladder[{len(said['ladder']) - 1}].amount" in _wrong(said, manager)


def test_a_bad_file_changes_nothing(draft, manager):
    before = fingerprint_of_all(draft)
    _wrong(agreement_file.as_file(draft) | {"text": {"attempts_promised": 0}}, manager)
    assert fingerprint_of_all(AgreementVersion.objects.get(pk=draft.pk)) == before


def test_a_part_that_is_left_out_stays_as_the_draft_has_it(draft, manager):
    before = as_data(draft)
    taken = agreement_file.take(said={"mithaq": 1, "text": {"goal_leads": 77}}, at=NOON, by=manager)
    now = as_data(AgreementVersion.objects.get(pk=taken.pk))
    assert now["text"]["goal_leads"] == 77
    assert {k: v for k, v in now.items() if k != "text"} == {
        k: v for k, v in before.items() if k != "text"
    }


def test_a_draft_that_somebody_changed_meanwhile_is_not_replaced(draft, manager):
    said, seen = agreement_file.as_file(draft), fingerprint_of_all(draft)
    targets.remove_target(target=targets.in_order(draft)[0], by=manager)
    with pytest.raises(StalePage):
        agreement_file.take(said=said, at=NOON, by=manager, seen=seen)


def test_checking_says_what_forbids_proposing_and_changes_nothing(draft, manager):
    before = fingerprint_of_all(draft)
    said = agreement_file.as_file(draft) | {"targets": []}
    found = agreement_file.check(said=said, at=NOON, by=manager)
    assert not found.can_be_proposed
    assert fingerprint_of_all(agreements.pending()) == before
    assert agreements.pending().pk == draft.pk


@pytest.mark.parametrize("who", ["marketer", "rep"])
def test_only_managers_take_and_check_files(request, draft, who):
    person = request.getfixturevalue(who)
    for verb in (agreement_file.take, agreement_file.check):
        with pytest.raises(NotAllowed):
            verb(said=agreement_file.as_file(draft), at=NOON, by=person)


@pytest.mark.parametrize("who", ["marketer", "rep"])
def test_a_draft_is_between_managers(request, draft, manager, who):
    found = agreement_file.find(number=draft.number, reader=request.getfixturevalue(who))
    assert found is None
    assert agreement_file.find(number=draft.number, reader=manager) == draft


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a: 1\na: 2\n", "A name stands here twice"),
        (b"a: &x 1\nb: *x\n", "Line 2, column 4"),
        (b"a: [\n", "Line 2"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"- 1\n", "does not hold an agreement"),
        (b"1: 2\n", "does not hold an agreement"),
        (b"a: !!python/name:os.system\n", "cannot be read"),
        (b"[" * 100_000, "neither YAML nor JSON"),
        (b"a: " + b"x" * 1_000_000, "million bytes"),
    ],
)
def test_a_file_that_is_no_file_of_ours_says_so(raw, said):
    with pytest.raises(UnreadableFile) as caught:
        parse(raw)
    assert said in str(caught.value)


def test_days_stay_as_they_are_written():
    assert parse(b"text: {review_date: 2026-12-01}") == {"text": {"review_date": "2026-12-01"}}
