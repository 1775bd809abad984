"""What became of a campaign's leads: more is counted, by one more division, and campaigns watched.

The rollups begin anew.
"""

from typing import ClassVar

from django.db import migrations, models

_HANDOFF = (
    "handed_at",
    "owner_id",
    "claimed_at",
    "source_id",
    "persona_id",
    "qualified_at",
    "outcome",
    "outcome_at",
    "first_touch_at",
    "reason_id",
    "failed_criterion_id",
    "won_value",
)


def _watching(columns: tuple[str, ...]) -> str:
    """Return the statements that watch changes of ``columns`` of a hand-off."""
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"""
        DROP TRIGGER dashboards_watch_changes ON leads_handoff;
        CREATE TRIGGER dashboards_watch_changes AFTER UPDATE ON leads_handoff
            FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
            EXECUTE FUNCTION dashboards_watch_handoff();
    """


_EMPTIED = "DELETE FROM dashboards_handedpart; DELETE FROM dashboards_rollupstate"


class Migration(migrations.Migration):
    """Add what was lost and returned, and the time to the first touch."""

    dependencies: ClassVar = [
        ("dashboards", "0010_what_a_review_adds_up"),
        ("leads", "0023_campaign_at_the_hand_off"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(_EMPTIED, _EMPTIED),
        migrations.AddField(
            model_name="handedpart",
            name="returned",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="handedpart",
            name="lost",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="handedpart",
            name="to_touch",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="handedpart",
            name="by",
            field=models.CharField(
                choices=[
                    ("source", "Source"),
                    ("persona", "Persona"),
                    ("campaign", "Campaign"),
                    ("wait", "Time to the first contact"),
                    ("criterion", "Criterion not met"),
                    ("reason", "Reason"),
                ],
                max_length=9,
            ),
        ),
        migrations.RunSQL(_watching((*_HANDOFF, "campaign_id")), _watching(_HANDOFF)),
    ]
