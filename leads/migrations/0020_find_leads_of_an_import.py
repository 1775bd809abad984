from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the running product

    dependencies = [
        ("leads", "0019_which_import_a_lead_came_with"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("import_run__isnull", False)),
                fields=["import_run", "-created_at", "-id"],
                name="leads_lead_by_import",
            ),
        ),
    ]
