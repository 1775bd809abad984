from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the running product

    dependencies = [
        ("leads", "0027_update_leads_by_import"),
    ]

    operations = [
        RemoveIndexConcurrently(model_name="importrun", name="leads_importrun_unfinished"),
        AddIndexConcurrently(
            model_name="importrun",
            index=models.Index(
                condition=models.Q(("status__in", ["checking", "importing", "undoing"])),
                fields=["heartbeat_at"],
                name="leads_importrun_unfinished",
            ),
        ),
    ]
