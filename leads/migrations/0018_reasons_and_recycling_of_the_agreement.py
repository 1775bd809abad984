"""Reasons of decisions and the rules of recycling become part of what is agreed."""

import django.contrib.postgres.fields
from django.db import migrations, models

WORDS = ["kind", "key", "label_en", "label_ar", "needs_text", "needs_criterion", "needs_attempts"]


class Migration(migrations.Migration):
    """Rows of before name no reasons: those in use go on, and nothing limits recycling anew."""

    dependencies = [("leads", "0017_find_evidence_of_a_period")]

    operations = [
        migrations.AddField(
            model_name="returnreason",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="returnreason",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at__isnull", True)),
                fields=("kind", "key"),
                name="leads_returnreason_first_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnreason",
            constraint=models.UniqueConstraint(fields=WORDS, name="leads_returnreason_words_once"),
        ),
        migrations.RemoveConstraint(
            model_name="returnreason",
            name="leads_returnreason_key_once",
        ),
        migrations.AddField(
            model_name="terms",
            name="reason_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="terms",
            name="recycle_default_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="terms",
            name="recycle_longest_days",
            field=models.PositiveSmallIntegerField(db_default=1098, default=1098),
        ),
        migrations.AddField(
            model_name="terms",
            name="recycle_times",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
