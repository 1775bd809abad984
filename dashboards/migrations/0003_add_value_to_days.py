"""The rollups of hand-offs know their value; what was rolled up without it is rolled up anew."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the rollups begin anew, with a column more."""

    dependencies: ClassVar = [
        ("dashboards", "0002_watch_past_days"),
        ("leads", "0011_keep_the_value_at_the_hand_off"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(
            "DELETE FROM dashboards_rollupstate; DELETE FROM dashboards_handedday",
            "DELETE FROM dashboards_rollupstate; DELETE FROM dashboards_handedday",
        ),
        migrations.AddField(
            model_name="handedday",
            name="value",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18),
            preserve_default=False,
        ),
    ]
