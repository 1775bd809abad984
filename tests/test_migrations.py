"""Migrations run while the company works: a large table stays open while an index is built."""

import json

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection
from django.db.migrations import AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader

from leads.models import Lead, Source
from tests.cast import NOON

OURS = {"dashboards", "leads", "notifications", "personas", "sla", "teams"}
# Built while nothing was installed yet, on tables that were small.
BEFORE_THE_RULE = {
    ("leads", "0006_find_a_rep_s_claims"),
    ("leads", "0007_find_what_came_back"),
}


def migrations():
    """Yield every migration of the product that came after its app's first ones."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in OURS and not migration.initial and (app, name) not in BEFORE_THE_RULE:
            yield pytest.param(migration, id=f"{app}.{name}")


def blocking(migration):
    """Return the indexes that it builds while nobody can write into a table that had rows."""
    made = {each.name_lower for each in migration.operations if isinstance(each, CreateModel)}
    return [
        each.index.name
        for each in migration.operations
        if isinstance(each, AddIndex)
        and not isinstance(each, AddIndexConcurrently)
        and each.model_name_lower not in made
    ]


@pytest.mark.django_db
def test_an_index_on_a_table_in_use_is_built_beside_its_readers_and_writers():
    found = {param.id: blocking(param.values[0]) for param in migrations()}
    assert {name: indexes for name, indexes in found.items() if indexes} == {}


@pytest.mark.django_db
def test_the_indexes_of_the_list_of_leads_stand_and_the_old_ones_are_gone():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "leads_lead")
    indexes = [each["columns"] for each in found.values() if each["index"] and each["columns"]]
    assert ["source_id", "created_at", "id"] in indexes
    assert ["persona_id", "created_at", "id"] in indexes
    assert ["source_id"] not in indexes
    assert ["persona_id"] not in indexes


@pytest.mark.django_db
def test_the_planner_knows_which_sources_personas_and_grades_hardly_go_together():
    """Two thirds are of the first source and a third of grade D; a single one is both."""
    first, second = (Source.objects.create(name=name) for name in ("Webinar", "Expo"))
    kinds = [(second, "D"), (first, "A"), (first, "A")] * 1000 + [(first, "D")]
    Lead.objects.bulk_create(
        Lead(name=f"N{number}", created_at=NOON, source=source, grade=grade)
        for number, (source, grade) in enumerate(kinds)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead")
    plan = json.loads(Lead.objects.filter(source=first, grade="D").explain(format="json"))
    assert plan[0]["Plan"]["Plan Rows"] < 100
