"""Years of an invented company: leads to search among, hand-offs to list, notices to read.

Unlike ``company.unclaimed`` the rows differ as real ones do: names and companies in two scripts,
sources, stages and grades of unequal weight, and imports that gave all their rows one instant.
"""

from datetime import timedelta
from typing import Any

from django.db import connection

from bench import company
from personas.models import Persona
from teams.models import Company, Membership, Role, Side, Team, User

SPAN = timedelta(days=730)
# So many rows a page shows; each of the people who are measured has as many of everything.
PAGE = 50
HELD = 30  # open leads of each rep; "my leads" shows twenty closed ones with them


def make(rows: int) -> dict[str, User]:
    """Make ``rows`` hand-offs of a tenth more leads; return a rep, a marketer and a manager."""
    company.empty()
    reps = company.people()
    company.agreement()
    Company.get()
    cast = {"rep": reps[0], "marketer": _marketer(), "manager": _manager()}
    for number in range(3):
        Persona.objects.get_or_create(name=f"Persona {number}")
    values: dict[str, Any] = {
        "rows": rows,
        "now": company.NOW,
        "span": SPAN,
        "page": PAGE,
        "held": HELD,
    }
    with connection.cursor() as cursor:
        for statement in (_NAMES, _LEADS, _UNINDEXED, _TEXTS, _INDEXED, *_LIVES):
            cursor.execute(statement, values)
        cursor.execute(_NOTICES, values | {"people": [user.pk for user in cast.values()]})
        cursor.execute("VACUUM ANALYZE")
    return cast


def _marketer() -> User:
    team = Team.objects.create(name="Marketing", side=Side.MARKETING)
    user = User.objects.create(email="marketer@example.com", name="Marketer")
    Membership.objects.create(user=user, team=team, role=Role.MARKETER)
    return user


def _manager() -> User:
    user = User.objects.create(email="manager@example.com", name="Manager")
    team = Team.objects.get(side=Side.SALES)
    Membership.objects.create(user=user, team=team, role=Role.MANAGER)
    return user


_NAMES = """
    INSERT INTO leads_source (name) SELECT 'Source ' || g FROM generate_series(1, 8) g"""
# Every third lead came with an import of 30,000 that shares one instant.
_LEADS = """
    INSERT INTO leads_lead (code, created_at, stage, name, email, phone, phone_key, external_id,
        job_title, seniority, company_name, company_key, company_domain, industry, region,
        lead_type, grade, notes, is_do_not_contact, source_id, persona_id)
    SELECT gen_random_uuid(),
        CASE WHEN mod(g, 3) = 0
             THEN date_trunc('second', %(now)s - %(span)s * (1 - (g / 90000 * 90000)::float
                  / (%(rows)s * 1.1)))
             ELSE %(now)s - %(span)s * (1 - g::float / (%(rows)s * 1.1)) END,
        (ARRAY['inquiry', 'mql', 'sal', 'sql', 'nurture', 'lost', 'customer', 'disqualified'])
            [1 + mod(g * 7, 64) / 8],
        n.name, n.email, n.phone, n.digits, 'crm-' || g,
        (ARRAY['Director', 'Manager', 'مدير المشتريات', 'CTO'])[1 + mod(g, 4)], '',
        n.company, lower(n.company), '', '', '', '',
        (ARRAY['A', 'B', 'B', 'C', 'C', 'C', 'D', ''])[1 + mod(g * 5, 8)], '', FALSE,
        s.first + least(7, mod(g * 11, 36) / 4), p.first + mod(g, 3)
      FROM generate_series(1, (%(rows)s * 1.1)::int) g,
           (SELECT min(id) AS first FROM leads_source) s,
           (SELECT min(id) AS first FROM personas_persona) p,
           LATERAL (SELECT
             CASE WHEN mod(g, 2) = 0
                  THEN (ARRAY['Lina', 'Omar', 'Sara', 'James', 'Priya', 'Khalid', 'Hana', 'Tomas'])
                           [1 + mod(g / 2, 8)] || ' ' ||
                       (ARRAY['Mansour', 'Haddad', 'Carter', 'Nair', 'Rivera', 'Yousef', 'Osei'])
                           [1 + mod(g / 16, 7)] || ' ' || g
                  ELSE (ARRAY['محمد', 'مي', 'عبدالله', 'ساره', 'نور', 'علي', 'هدي', 'خالد'])
                           [1 + mod(g / 2, 8)] || ' ' ||
                       (ARRAY['الحربي', 'منصور', 'الغامدي', 'حداد', 'رو', 'العتيبي', 'يوسف'])
                           [1 + mod(g / 16, 7)] END AS name,
             'lead' || g || '@example.com' AS email,
             '9665' || lpad(mod(g::bigint * 7919, 100000000)::text, 8, '0') AS digits,
             '+966 5' || lpad(mod(g::bigint * 7919, 100000000)::text, 8, '0') AS phone,
             (ARRAY['Doha', 'Gulf', 'Nakheel', 'شركه الخليج', 'Alto'])[1 + mod(g, 5)] || ' ' ||
             (ARRAY['Clinics', 'Retail', 'Foods', 'للتجاره'])[1 + mod(g / 5, 4)] || ' ' ||
             mod(g * 13, 4999) AS company) n"""
# Built at once; row by row the trigram index of a million leads takes ten minutes.
_UNINDEXED = "DROP INDEX leads_search_trigrams"
_INDEXED = """
    CREATE INDEX leads_search_trigrams ON leads_leadsearch USING gin (text gin_trgm_ops)"""
_TEXTS = """
    INSERT INTO leads_leadsearch (lead_id, text)
    SELECT id, lower(name || ' ' || company_name || ' ' || job_title || ' ' || email || ' '
                     || external_id || ' ' || phone || ' ' || phone_key)
      FROM leads_lead"""
# Of the newest, a thousandth waits and each rep holds some; what is older has ended. With those a
# rep has closed lately, "my leads" is a page of fifty.
_HANDOFFS = """
    INSERT INTO leads_handoff (code, lead_id, cycle, handed_at, is_bulk, lead_type, grade, region,
        source_id, persona_id, owner_id, claimed_at, first_touch_at, outcome, closed_at,
        outcome_at, reason_text, handed_by_id)
    SELECT gen_random_uuid(), d.id, 1, d.at, FALSE, '', 'A', '', source_id, persona_id,
        CASE WHEN d.n > d.waiting THEN u.first + mod(d.n, 64) END,
        CASE WHEN d.n > d.waiting THEN d.at + interval '20 minutes' END,
        CASE WHEN d.n > d.waiting AND mod(d.n, 7) > 0 THEN d.at + interval '50 minutes' END,
        CASE WHEN d.n > d.active THEN o.outcome ELSE '' END,
        CASE WHEN d.n > d.active THEN d.at + interval '2 days' END,
        CASE WHEN d.n > d.active THEN d.at + interval '2 days' END, '', m.id
      FROM (SELECT id, source_id, persona_id, n,
                   %(now)s - interval '5 minutes' - %(span)s * (n::float / %(rows)s) AS at,
                   least(%(rows)s / 10, greatest(%(page)s, %(rows)s / 1000)) AS waiting,
                   least(%(rows)s / 2, greatest(%(page)s, %(rows)s / 1000) + 64 * %(held)s)
                       AS active
              FROM (SELECT id, source_id, persona_id, row_number() OVER (ORDER BY id DESC) AS n
                      FROM leads_lead WHERE mod(id, 11) <> 0) numbered) d,
           (SELECT min(id) AS first FROM teams_user) u,
           (SELECT id FROM teams_user WHERE email = 'marketer@example.com') m,
           LATERAL (SELECT (ARRAY['won', 'lost', 'rejected', 'recycled', 'disqualified'])
                               [1 + mod(d.n, 5)] AS outcome) o"""
_BRIEFS = """
    INSERT INTO leads_brief (handoff_id, who, did, wants, why_now)
    SELECT id, 'Director', 'Asked for a demo', 'One tool', 'Contract ends soon'
      FROM leads_handoff WHERE closed_at IS NULL"""
_CHANGES = """
    INSERT INTO leads_stagechange (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at)
    SELECT lead_id, id, 'hand_off', 'mql', 'mql', handed_at, handed_at
      FROM leads_handoff WHERE closed_at IS NULL"""
_CLOCKS = """
    INSERT INTO sla_clock (handoff_id, metric, seq, version_id, target_id, calendar_version_id,
        target_seconds, started_at, warn_at, due_at, next_check_at, state, revision, stopped_at,
        voided_at, raw_seconds, business_seconds)
    SELECT h.id, t.metric, 1, t.version_id, t.id, v.id, t.seconds, h.handed_at,
        h.handed_at + interval '1 second' * t.seconds * 0.75, d.due,
        NULL, CASE WHEN s.stopped IS NOT NULL OR h.closed_at IS NOT NULL THEN 'on_track'
                   WHEN d.due < %(now)s THEN 'breached' ELSE 'on_track' END, 0, s.stopped,
        CASE WHEN s.stopped IS NULL THEN h.closed_at END,
        EXTRACT(epoch FROM s.stopped - h.handed_at), EXTRACT(epoch FROM s.stopped - h.handed_at)
      FROM leads_handoff h, sla_target t, sla_calendarversion v,
           LATERAL (SELECT h.handed_at + interval '1 second' * t.seconds AS due) d,
           LATERAL (SELECT CASE t.metric WHEN 'claim' THEN h.claimed_at
                                         ELSE h.first_touch_at END AS stopped) s"""
_LIVES = (_HANDOFFS, _BRIEFS, _CHANGES, _CLOCKS)
_NOTICES = """
    WITH told AS (
        INSERT INTO notifications_outboxmessage (key, channel, kind, refs, created_at, attempts,
            sent_at)
        SELECT 'handed-' || h.id, 'app', 'lead_returned',
               jsonb_build_object('handoff_id', h.id), h.handed_at, 1, h.handed_at
          FROM (SELECT * FROM leads_handoff ORDER BY id DESC LIMIT %(page)s) h
          JOIN leads_lead l ON l.id = h.lead_id
        RETURNING id, kind, refs, created_at)
    INSERT INTO notifications_notice (code, message_id, recipient_id, kind, refs, at)
    SELECT gen_random_uuid(), told.id, person, told.kind, told.refs, told.created_at
      FROM told, unnest(%(people)s) person"""
