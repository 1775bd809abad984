"""Definitions, reasons and the rules of recycling become parts of a version of the agreement."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = ("mql", "sal", "sql")


def definition():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="leads.definition",
    )


class Migration(migrations.Migration):
    """Reasons stay empty: those that every company begins with, which held until now."""

    dependencies = [
        ("leads", "0018_reasons_and_recycling_of_the_agreement"),
        ("sla", "0015_commitments_of_marketing"),
    ]

    operations = [
        *(
            migrations.AddField("agreementversion", f"{kind}_definition", definition())
            for kind in KINDS
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="reasons",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="recycle_default_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="days in nurture, as offered"
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="recycle_longest_days",
            field=models.PositiveSmallIntegerField(
                db_default=1098, default=1098, verbose_name="days in nurture, at most"
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="recycle_times",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as often as it takes.",
                null=True,
                verbose_name="returns of a lead, at most",
            ),
        ),
    ]
