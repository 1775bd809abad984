"""An invented company of any size, made by SQL in seconds, for benchmarks to measure on.

Everything is written into the database at hand, which must be migrated and may be emptied.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

from sla.models import Agreement, AgreementVersion, Calendar, CalendarVersion, Metric, Target
from teams.models import Membership, Role, Side, Team, User

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
REPS = 64
_TABLES = [
    "dashboards_rollupstate",
    "dashboards_dueday",
    "dashboards_duepart",
    "dashboards_duetarget",
    "dashboards_handedday",
    "dashboards_handedpart",
    "dashboards_shareday",
    "dashboards_amendmentanswer",
    "dashboards_dirtyhour",
    "sla_clockevent",
    "sla_breach",
    "sla_clockexception",
    "sla_clock",
    "leads_stagechange",
    "leads_touch",
    "leads_qualification",
    "leads_brief",
    "leads_handoff",
    "leads_leadsearch",
    "leads_lead",
    "leads_source",
    "notifications_notice",
    "notifications_outboxmessage",
    "sla_target",
    "sla_agreementversion",
    "sla_agreement",
    "sla_recalculation",
    "sla_calendarversion",
    "sla_calendar",
    "teams_membership",
    "teams_team",
    "teams_apitoken",
    "teams_user",
]


def empty() -> None:
    """Delete everything that a company has."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_TABLES)} RESTART IDENTITY CASCADE")


def people() -> list[User]:
    """Return the reps of a new sales team."""
    team = Team.objects.create(name="Sales", side=Side.SALES)
    reps = User.objects.bulk_create(
        User(email=f"rep{n}@example.com", name=f"Rep {n}") for n in range(REPS)
    )
    Membership.objects.bulk_create(Membership(user=rep, team=team, role=Role.REP) for rep in reps)
    return reps


def agreement() -> AgreementVersion:
    """Return a version in force: claim in an hour, first touch in two, round the clock."""
    calendar = Calendar.objects.create(name="Always")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        time_zone="UTC",
        week={day: [["00:00", "24:00"]] for day in days},
        created_at=NOW - timedelta(days=900),
    )
    version = AgreementVersion.objects.create(
        agreement=Agreement.objects.create(name="Bench"),
        number=1,
        status="in_force",
        created_at=NOW - timedelta(days=900),
        in_force_at=NOW - timedelta(days=900),
    )
    for metric, seconds in ((Metric.CLAIM, 3600), (Metric.FIRST_TOUCH, 7200)):
        Target.objects.create(
            version=version,
            metric=metric,
            seconds=seconds,
            calendar=calendar,
            warn_percents=[75],
            name=metric,
        )
    return version


def unclaimed(rows: int, *, due_from: datetime, due_to: datetime) -> None:
    """Make ``rows`` unclaimed hand-offs whose claim clocks run and fall due between two instants.

    Their due instants are spread evenly; nothing has been swept.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leads_source (name) SELECT 'Source ' || g FROM generate_series(1, 8) g"
        )
        for statement in (_LEADS, _HANDOFFS, _BRIEFS, _CHANGES, _CLOCKS):
            cursor.execute(statement, {"rows": rows, "due": due_from, "until": due_to, "now": NOW})
        cursor.execute("ANALYZE")


_LEADS = """
    INSERT INTO leads_lead (code, created_at, stage, name, email, phone, phone_key, external_id,
        job_title, seniority, company_name, company_key, company_domain, industry, region,
        lead_type, grade, notes, is_do_not_contact, source_id)
    SELECT gen_random_uuid(), %(now)s - g * interval '1 second', 'mql', 'Lead ' || g,
        'lead' || g || '@example.com', '', '', 'x' || g, 'Director', '', 'Company ' || mod(g, 5000),
        'company ' || mod(g, 5000), '', '', '', '', 'A', '', FALSE, 1 + mod(g, 8)
      FROM generate_series(1, %(rows)s) g"""
_HANDOFFS = """
    INSERT INTO leads_handoff (code, lead_id, cycle, handed_at, is_bulk, lead_type, grade, region,
        source_id, outcome, reason_text)
    SELECT gen_random_uuid(), id, 1, %(due)s - interval '2 hours', FALSE, '', 'A', '', source_id,
        '', ''
      FROM leads_lead"""
_BRIEFS = """
    INSERT INTO leads_brief (handoff_id, who, did, wants, why_now)
    SELECT id, 'Director', 'Asked for a demo', 'One tool', 'Contract ends soon'
      FROM leads_handoff"""
_CHANGES = """
    INSERT INTO leads_stagechange (lead_id, handoff_id, move, from_stage, to_stage, at, recorded_at)
    SELECT lead_id, id, 'hand_off', 'mql', 'mql', handed_at, handed_at FROM leads_handoff"""
_CLOCKS = """
    INSERT INTO sla_clock (handoff_id, metric, seq, version_id, target_id, calendar_version_id,
        target_seconds, started_at, warn_at, due_at, next_check_at, state, revision)
    SELECT h.id, 'claim', 1, t.version_id, t.id, v.id, 3600, h.handed_at,
        d.due - interval '15 minutes', d.due, d.due - interval '15 minutes', 'on_track', 0
      FROM leads_handoff h, sla_target t, sla_calendarversion v,
           LATERAL (SELECT %(due)s + (%(until)s - %(due)s) * (h.id::float / %(rows)s) AS due) d
     WHERE t.metric = 'claim'"""
