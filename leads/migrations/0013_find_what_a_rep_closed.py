from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the running product

    dependencies = [
        ("leads", "0012_tell_the_planner_what_goes_together"),
        ("personas", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("owner__isnull", False)),
                fields=["owner", "-closed_at"],
                name="leads_handoff_closed_by_owner",
            ),
        ),
    ]
