"""New breaches are watched statement by statement: a sweep writes five hundred in one.

Asked for each row, the watch took longer than the row itself.
"""

from typing import ClassVar

from django.db import migrations

ONCE = """
DROP TRIGGER dashboards_watch ON sla_breach;

CREATE FUNCTION dashboards_watch_new_breaches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dashboards_mark('due', hour)
       FROM (SELECT DISTINCT date_trunc('hour', added.due_at, 'UTC') AS hour
               FROM added, dashboards_rollupstate
              WHERE added.due_at < watched_until) AS past;
    RETURN NULL;
END $$;
ALTER FUNCTION dashboards_watch_new_breaches() SET search_path FROM CURRENT;

CREATE TRIGGER dashboards_watch_new AFTER INSERT ON sla_breach
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_watch_new_breaches();
CREATE TRIGGER dashboards_watch AFTER UPDATE OR DELETE ON sla_breach
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_breach();
"""
EACH = """
DROP FUNCTION dashboards_watch_new_breaches() CASCADE;
DROP TRIGGER dashboards_watch ON sla_breach;
CREATE TRIGGER dashboards_watch AFTER INSERT OR UPDATE OR DELETE ON sla_breach
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_breach();
"""


class Migration(migrations.Migration):
    """Let one look at the boundary do for all breaches of a statement."""

    dependencies: ClassVar = [("dashboards", "0007_shared_time"), ("sla", "0002_initial")]

    operations: ClassVar = [migrations.RunSQL(ONCE, EACH)]
