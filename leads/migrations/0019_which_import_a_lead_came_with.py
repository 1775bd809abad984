import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0018_reasons_and_recycling_of_the_agreement"),
    ]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="import_run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="leads.importrun",
                verbose_name="import",
            ),
        ),
    ]
