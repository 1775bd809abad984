"""The shares of a breach are dropped when its clock's end is judged anew, whoever does so."""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE FUNCTION sla_share_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sla_breachshare s USING sla_breach b
     WHERE b.id = s.breach_id AND b.clock_id = OLD.id;
    UPDATE sla_breach SET shared_at = NULL WHERE clock_id = OLD.id AND shared_at IS NOT NULL;
    RETURN NULL;
END $$;
ALTER FUNCTION sla_share_anew() SET search_path FROM CURRENT;
CREATE TRIGGER sla_share_anew AFTER UPDATE ON sla_clock FOR EACH ROW
WHEN (OLD.breached_at IS NOT NULL
      AND (OLD.stopped_at IS NOT NULL OR OLD.voided_at IS NOT NULL)
      AND (OLD.stopped_at, OLD.voided_at, OLD.breached_at)
          IS DISTINCT FROM (NEW.stopped_at, NEW.voided_at, NEW.breached_at))
EXECUTE FUNCTION sla_share_anew()
"""
DROP = "DROP TRIGGER sla_share_anew ON sla_clock; DROP FUNCTION sla_share_anew()"


class Migration(migrations.Migration):
    """Watch the clocks of breaches."""

    dependencies: ClassVar = [("sla", "0007_shares_of_breaches")]

    operations: ClassVar = [migrations.RunSQL(MAKE, DROP)]
