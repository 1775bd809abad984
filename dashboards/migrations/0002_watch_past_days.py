"""Lets the database note which past hours' rows change, whoever changes them and in whatever way.

A row of today or later costs one look at the boundary; nothing is written for it. A row of a past
day leaves its hour, once in a transaction that changes many of one hour. Nobody waits for anybody.
"""

from django.db import migrations

MARK = """
CREATE FUNCTION dashboards_mark(subject text, moment timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    hour timestamptz := date_trunc('hour', moment, 'UTC');
    mark text := subject || extract(epoch FROM hour)::bigint / 3600 || ',';
    marks text := coalesce(current_setting('mithaq.marked', true), '');
BEGIN
    -- The setting lasts as long as the rows: it goes with the transaction, or with its savepoint.
    -- It remembers the latest hundred and more: one that is forgotten is only marked twice.
    IF strpos(marks, mark) = 0 THEN
        INSERT INTO dashboards_dirtyhour (subject, hour) VALUES (subject, hour);
        PERFORM set_config('mithaq.marked', right(marks || mark, 2000), true);
    END IF;
END $$;
"""
CLOCK = """
CREATE FUNCTION dashboards_watch_clock() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER dashboards_watch AFTER INSERT OR DELETE ON sla_clock
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_clock();
CREATE TRIGGER dashboards_watch_changes AFTER UPDATE ON sla_clock
    FOR EACH ROW WHEN (
        (OLD.handoff_id, OLD.metric, OLD.due_at, OLD.breached_at, OLD.stopped_at, OLD.voided_at,
         OLD.raw_seconds, OLD.business_seconds)
        IS DISTINCT FROM
        (NEW.handoff_id, NEW.metric, NEW.due_at, NEW.breached_at, NEW.stopped_at, NEW.voided_at,
         NEW.raw_seconds, NEW.business_seconds))
    EXECUTE FUNCTION dashboards_watch_clock();
"""
HANDOFF = """
CREATE FUNCTION dashboards_watch_handoff() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bound timestamptz;
BEGIN
    SELECT watched_until INTO bound FROM dashboards_rollupstate;
    IF TG_OP <> 'INSERT' AND OLD.handed_at < bound THEN
        PERFORM dashboards_mark('handed', OLD.handed_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.handed_at < bound THEN
        PERFORM dashboards_mark('handed', NEW.handed_at);
    END IF;
    -- Its promises are charged by who holds it, and divided by its source and persona.
    IF TG_OP = 'UPDATE' AND
        (OLD.owner_id, OLD.claimed_at, OLD.source_id, OLD.persona_id) IS DISTINCT FROM
        (NEW.owner_id, NEW.claimed_at, NEW.source_id, NEW.persona_id) AND
        LEAST(OLD.handed_at, NEW.handed_at) < bound THEN
        PERFORM dashboards_mark('due', due_at) FROM sla_clock
          WHERE handoff_id = NEW.id AND due_at < bound;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER dashboards_watch AFTER INSERT OR DELETE ON leads_handoff
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_handoff();
CREATE TRIGGER dashboards_watch_changes AFTER UPDATE ON leads_handoff
    FOR EACH ROW WHEN (
        (OLD.handed_at, OLD.owner_id, OLD.claimed_at, OLD.source_id, OLD.persona_id,
         OLD.qualified_at, OLD.outcome, OLD.outcome_at)
        IS DISTINCT FROM
        (NEW.handed_at, NEW.owner_id, NEW.claimed_at, NEW.source_id, NEW.persona_id,
         NEW.qualified_at, NEW.outcome, NEW.outcome_at))
    EXECUTE FUNCTION dashboards_watch_handoff();
"""
BREACH = """
CREATE FUNCTION dashboards_watch_breach() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bound timestamptz;
BEGIN
    SELECT watched_until INTO bound FROM dashboards_rollupstate;
    IF TG_OP = 'INSERT' AND NEW.due_at < bound THEN
        PERFORM dashboards_mark('due', NEW.due_at);
    END IF;
    -- A clock may have been moved since its breach was recorded.
    PERFORM dashboards_mark('due', due_at) FROM sla_clock
      WHERE TG_OP <> 'INSERT' AND id IN (OLD.clock_id, NEW.clock_id) AND due_at < bound;
    RETURN NULL;
END $$;

CREATE TRIGGER dashboards_watch AFTER INSERT OR UPDATE OR DELETE ON sla_breach
    FOR EACH ROW EXECUTE FUNCTION dashboards_watch_breach();
"""
EMPTIED = """
CREATE FUNCTION dashboards_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM dashboards_rollupstate;
    RETURN NULL;
END $$;

CREATE TRIGGER dashboards_forget AFTER TRUNCATE ON sla_clock
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_forget();
CREATE TRIGGER dashboards_forget AFTER TRUNCATE ON leads_handoff
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_forget();
CREATE TRIGGER dashboards_forget AFTER TRUNCATE ON sla_breach
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_forget();
"""
UNDONE = """
DROP FUNCTION dashboards_watch_clock() CASCADE;
DROP FUNCTION dashboards_watch_handoff() CASCADE;
DROP FUNCTION dashboards_watch_breach() CASCADE;
DROP FUNCTION dashboards_forget() CASCADE;
DROP FUNCTION dashboards_mark(text, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_daily_rollups"),
        ("leads", "0007_find_what_came_back"),
        ("sla", "0002_initial"),
    ]

    operations = [
        migrations.RunSQL(MARK + CLOCK + HANDOFF + BREACH + EMPTIED, UNDONE),
    ]
