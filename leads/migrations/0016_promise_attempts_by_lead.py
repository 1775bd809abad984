"""How many attempts are promised may differ by lead, as targets for attempts do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the rules in the terms; rows of before have none, so their one number stands."""

    dependencies = [("leads", "0015_touches_by_truth")]

    operations = [
        migrations.AddField(
            model_name="terms",
            name="attempt_rules",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
