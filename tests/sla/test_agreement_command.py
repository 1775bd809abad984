"""``manage.py agreement``: out, in, and what is wrong."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sla import agreements, drafting
from sla.agreement_file import as_file, schema
from sla.file_text import as_yaml, parse
from tests.cast import NOON, agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(manager):
    """Return the version in force."""
    return agree(drafting.draft(at=NOON, by=manager), at=NOON)


def _run(*args):
    out = StringIO()
    call_command("agreement", *args, stdout=out)
    return out.getvalue()


def test_the_version_in_force_is_written_out(agreed):
    assert parse(_run("export").encode()) == as_file(agreed)
    assert json.loads(_run("export", "--format", "json", "--version", "1")) == as_file(agreed)


def test_the_schema_is_written_out_as_the_documentation_holds_it(settings):
    kept = settings.BASE_DIR / "docs" / "agreement.schema.json"
    assert json.loads(_run("schema")) == json.loads(kept.read_text()) == schema()


def test_a_file_is_checked_and_taken(tmp_path, manager, agreed):
    file = tmp_path / "agreement.yaml"
    file.write_text(as_yaml(as_file(agreed) | {"text": {"goal_leads": 44}}))
    assert "can be taken" in _run("check", str(file), "--as", manager.email)
    assert agreements.drafted() is None
    assert "Version 2 is a draft" in _run("import", str(file), "--as", manager.email)
    assert agreements.drafted().goal_leads == 44


def test_everything_wrong_is_told_and_the_command_fails(tmp_path, manager, agreed):
    file = tmp_path / "agreement.yaml"
    file.write_text(as_yaml(as_file(agreed) | {"text": {"goal_leads": -1}, "colour": 3}))
    with pytest.raises(CommandError) as caught:
        _run("import", str(file), "--as", manager.email)
    assert "text.goal_leads: " in str(caught.value)
    assert "colour: " in str(caught.value)
    assert agreements.drafted() is None


def test_who_and_what_must_exist(tmp_path, rep, agreed):
    file = tmp_path / "agreement.yaml"
    file.write_text("mithaq: 1")
    for args, said in (
        (("export", "--version", "9"), "no such version"),
        (("check", str(file), "--as", "nobody@sanad.example"), "Nobody active"),
        (("check", str(tmp_path / "none"), "--as", rep.email), "cannot be read"),
        (("import", str(file), "--as", rep.email), "may not do this"),
    ):
        with pytest.raises(CommandError, match=said):
            _run(*args)


def test_without_an_agreement_there_is_nothing_to_write():
    with pytest.raises(CommandError, match="No agreement is in force"):
        _run("export")
