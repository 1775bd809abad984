# Sources, personas and grades depend on each other: a webinar brings other people than a fair. Taken
# for independent, a combination that hardly exists seems frequent, and the list of leads reads the
# whole table for it instead of an index. No index is added; ANALYZE blocks nobody.

from django.db import migrations

_CREATE = """
    CREATE STATISTICS IF NOT EXISTS leads_lead_together (mcv)
        ON source_id, persona_id, grade FROM leads_lead"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_keep_the_value_at_the_hand_off")]

    operations = [
        migrations.RunSQL(
            [
                _CREATE,
                "ALTER STATISTICS leads_lead_together SET STATISTICS 300",
                "ANALYZE leads_lead (source_id, persona_id, grade)",
            ],
            "DROP STATISTICS IF EXISTS leads_lead_together",
        ),
    ]
