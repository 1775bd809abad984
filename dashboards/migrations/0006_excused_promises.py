"""The rollups know what was excused.

Nothing was when they were made, so none of them has to be made anew; and what is excused later
changes its breach, which marks its hour.
"""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Count the excused beside the broken."""

    dependencies: ClassVar = [
        ("dashboards", "0005_clocks_of_every_promise"),
        ("sla", "0004_excuses_of_breaches"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="dueday",
            name="excused",
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="duepart",
            name="excused",
            field=models.PositiveIntegerField(db_default=0),
        ),
    ]
