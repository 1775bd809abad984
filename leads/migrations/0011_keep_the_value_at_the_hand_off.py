"""Each hand-off keeps the value its lead was expected to have; earlier ones take it from the lead."""

from typing import ClassVar

from django.db import migrations, models

_FILL = """
UPDATE leads_handoff SET expected_value = leads_lead.expected_value
  FROM leads_lead
 WHERE leads_lead.id = leads_handoff.lead_id AND leads_lead.expected_value IS NOT NULL
"""


class Migration(migrations.Migration):
    """Add the column, and fill it."""

    dependencies: ClassVar = [("leads", "0010_fold_letters_that_do_not_come_apart")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="handoff",
            name="expected_value",
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
