# The indexes are built beside the running product, which reads and writes meanwhile, and the old
# ones go once the new ones stand. A build that was broken off leaves an index that is not valid:
# drop it (docs/operations.md says how) and migrate again.

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def _drop(name: str) -> migrations.RunSQL:
    """Drop the index that Django made for a foreign key of the lead, which is named so."""
    column = name.rpartition("_")[0]
    return migrations.RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS leads_lead_{name}",
        f"CREATE INDEX CONCURRENTLY leads_lead_{name} ON leads_lead ({column})",
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("leads", "0008_add_assigning_and_nudges"),
        ("personas", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                fields=["source", "-created_at", "-id"], name="leads_lead_by_source"
            ),
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                fields=["persona", "-created_at", "-id"], name="leads_lead_by_persona"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="lead",
                    name="persona",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="personas.persona",
                        verbose_name="persona",
                    ),
                ),
                migrations.AlterField(
                    model_name="lead",
                    name="source",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="leads.source",
                        verbose_name="source",
                    ),
                ),
            ],
            # By itself Django would also drop and check anew the constraints of both columns.
            database_operations=[_drop("persona_id_3ee2f783"), _drop("source_id_a5f74de9")],
        ),
    ]
