"""Give past hand-offs the campaign of their lead, as it is known now."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """One statement; hand-offs of leads without a campaign are left alone."""

    dependencies: ClassVar = [("leads", "0022_costs_and_campaigns_of_handoffs")]

    operations: ClassVar = [
        migrations.RunSQL(
            """
            UPDATE leads_handoff h SET campaign_id = l.campaign_id
              FROM leads_lead l
             WHERE l.id = h.lead_id AND l.campaign_id IS NOT NULL
            """,
            migrations.RunSQL.noop,
        ),
    ]
