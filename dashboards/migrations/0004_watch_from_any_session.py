"""The triggers find their tables in a session with another ``search_path``.

A restore of the data alone sets an empty one: without this it fails at the first clock.
"""

from typing import ClassVar

from django.db import migrations

TRIGGERS = (
    "dashboards_watch_clock",
    "dashboards_watch_handoff",
    "dashboards_watch_breach",
    "dashboards_forget",
)


class Migration(migrations.Migration):
    """Let each trigger look where the tables were made."""

    dependencies: ClassVar = [("dashboards", "0003_add_value_to_days")]

    operations: ClassVar = [
        migrations.RunSQL(
            f"ALTER FUNCTION {name}() SET search_path FROM CURRENT",
            f"ALTER FUNCTION {name}() RESET search_path",
        )
        for name in TRIGGERS
    ]
