"""The rollups know how the time of breaches is shared out.

Nothing was when they were made, so none of them has to be made anew: what is shared out later marks
its hour.
"""

from typing import ClassVar

from django.db import migrations, models

WATCH = """
CREATE FUNCTION dashboards_watch_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bound timestamptz;
BEGIN
    SELECT watched_until INTO bound FROM dashboards_rollupstate;
    IF TG_OP <> 'INSERT' AND OLD.due_at < bound THEN
        PERFORM dashboards_mark('due', OLD.due_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.due_at < bound THEN
        PERFORM dashboards_mark('due', NEW.due_at);
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION dashboards_watch_share() SET search_path FROM CURRENT;
CREATE TRIGGER dashboards_watch AFTER INSERT OR UPDATE OR DELETE ON sla_breachshare
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_share()
"""
UNWATCH = """
DROP TRIGGER dashboards_watch ON sla_breachshare;
DROP FUNCTION dashboards_watch_share()
"""


METRICS = [
    ("claim", "Hand-off to claim"),
    ("first_touch", "Hand-off to first touch"),
    ("attempt", "Attempts to reach the lead"),
    ("owner_touch", "Reassignment to the new owner's first touch"),
    ("decision", "Claim to decision"),
    ("answer", "Rejection to marketing's answer"),
]
PARTS = [
    ("unclaimed", "Waiting unclaimed"),
    ("held", "Claimed, not yet contacted"),
    ("paused", "Paused"),
]


class Migration(migrations.Migration):
    """Add the sums of a day, and watch the shares of past ones."""

    dependencies: ClassVar = [
        ("dashboards", "0006_excused_promises"),
        ("sla", "0008_share_anew_when_an_end_moves"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ShareDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("metric", models.CharField(choices=METRICS, max_length=12)),
                ("part", models.CharField(choices=PARTS, max_length=9)),
                ("key", models.BigIntegerField()),
                ("breaches", models.PositiveIntegerField()),
                ("seconds", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("generation", "day", "metric", "part", "key"),
                        name="dashboards_shareday_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
