from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside the running product

    dependencies = [
        ("sla", "0009_find_pauses_of_a_period"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="breach",
            index=models.Index(
                condition=models.Q(("excused_at__isnull", False), ("withdrawn_at__isnull", True)),
                fields=["clock"],
                name="sla_breach_excused",
            ),
        ),
        AddIndexConcurrently(
            model_name="breach",
            index=models.Index(
                condition=models.Q(("shared_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["-due_at"],
                name="sla_breach_to_share",
            ),
        ),
    ]
