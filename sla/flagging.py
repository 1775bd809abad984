"""Flags clocks whose warning, due instant or next step has passed: behind sweep and verbs alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from notifications import outbox

CHUNK = 500


def flag(*, clock_ids: Sequence[int], at: datetime) -> None:
    """Flag those of ``clock_ids`` that are overdue at ``at``, before something is done to them."""
    while flag_chunk(at, list(clock_ids))[0]:
        pass


@dataclass(frozen=True)
class Spared:
    """Clocks to be left alone: those on these texts of calendars, those not under this version."""

    text_ids: Sequence[int] = ()
    but_version_id: int | None = None


def flag_chunk(
    at: datetime, clock_ids: list[int] | None = None, *, spared: Spared | None = None
) -> tuple[int, int, int]:
    """Flag one chunk; return how many clocks were looked at, newly warned, newly breached."""
    only = "" if clock_ids is None else "AND c.id = ANY(%(ids)s)"
    if spared is not None and spared.text_ids:
        only += " AND COALESCE(c.calendar_version_id <> ALL(%(texts)s), TRUE)"
    if spared is not None and spared.but_version_id:
        only += " AND c.version_id = %(version)s"
    with connection.cursor() as cursor:
        cursor.execute(
            _FLAG.format(only=only),
            {
                "at": at,
                "ids": clock_ids,
                "chunk": CHUNK,
                "tells": not outbox.is_muted(),
                "texts": list(spared.text_ids) if spared else [],
                "version": spared.but_version_id if spared else None,
            },
        )
        looked_at, warned, breached = cursor.fetchone()
    return looked_at, warned, breached


# At risk is a clock from its warning on, breached only after its due instant.
# A stored due instant is a hint: ``answered`` looks at the hand-off and its touches again, within
# the statement, before the clock is believed. A clock whose answer has not been followed yet is
# taken out of the sweep's sight; whoever follows the answer reckons it anew.
# One thing befalls a clock at a time (``act``): its warning, its breach, a step of its ladder; what
# comes next is reckoned as ``sla.climbing.next_check`` does.
# A warning that is noticed only after the breach is still an event, but tells nobody any more; of
# several that are noticed together, the last one tells.
# Where there is a ladder, it says who is told, and nobody is told besides.
# A breach is charged by the history, to who had the lead when it fell due: not to who has it, or no
# longer has it, when somebody looks.
_FLAG = """
WITH due AS (
    SELECT c.id, c.handoff_id, c.metric, c.seq, c.started_at, c.due_at, t.needs_conversation,
           CASE WHEN c.breached_at IS NULL AND c.next_check_at >= c.due_at THEN 'breached'
                WHEN c.breached_at IS NULL AND c.warned_at IS NULL
                     AND c.next_check_at >= c.warn_at THEN 'warned'
                WHEN c.breached_at IS NULL
                     AND c.next_check_at >= c.rewarn_ats[c.rewarns_done + 1] THEN 'again'
                WHEN c.acknowledged_at IS NULL
                     AND c.next_check_at >= c.step_ats[c.steps_done + 1] THEN 'escalated'
           END AS act,
           c.step_ats[c.steps_done + 1] AS step_at
      FROM sla_clock c JOIN sla_target t ON t.id = c.target_id
     WHERE c.next_check_at <= %(at)s {only}
       AND (c.next_check_at < %(at)s OR c.next_check_at < c.due_at)
     ORDER BY c.next_check_at
     LIMIT %(chunk)s
       FOR UPDATE OF c SKIP LOCKED
), dated AS (
    SELECT due.*,
           CASE WHEN act = 'escalated' THEN GREATEST(due_at, step_at) ELSE due_at END AS by_at
      FROM due
), judged AS (
    SELECT due.*,
           CASE due.metric
                WHEN 'claim' THEN COALESCE(h.claimed_at <= due.by_at, FALSE)
                WHEN 'decision' THEN COALESCE(
                    LEAST(h.qualified_at, h.closed_at) <= due.by_at, FALSE)
                WHEN 'answer' THEN COALESCE(h.answered_at <= due.by_at, FALSE)
                WHEN 'attempt' THEN COALESCE(
                    LEAST(h.qualified_at, h.closed_at) <= due.by_at, FALSE) OR due.seq <= (
                    SELECT count(*) + 1000 * count(*) FILTER (WHERE w.outcome = 'reached')
                      FROM leads_touch w
                     WHERE w.handoff_id = due.handoff_id AND w.occurred_at <= due.by_at
                       AND w.struck_at IS NULL)
                ELSE EXISTS (
                    SELECT 1 FROM leads_touch w
                     WHERE w.handoff_id = due.handoff_id AND w.occurred_at <= due.by_at
                       AND w.struck_at IS NULL
                       AND (due.metric = 'first_touch'
                            OR w.occurred_at >= due.started_at AND w.by_id = (
                                SELECT s.given_to_id FROM leads_stagechange s
                                 WHERE s.handoff_id = due.handoff_id AND s.move = 'reassign'
                                 ORDER BY s.id OFFSET due.seq - 1 LIMIT 1))
                       AND (w.outcome = 'reached' OR NOT due.needs_conversation))
           END AS answered
      FROM dated due JOIN leads_handoff h ON h.id = due.handoff_id
), flagged AS (
    UPDATE sla_clock c
       SET state = CASE WHEN j.answered THEN c.state
                        WHEN j.act = 'breached' THEN 'breached'
                        WHEN j.act = 'warned' THEN 'at_risk' ELSE c.state END,
           warned_at = CASE WHEN j.act = 'warned' AND NOT j.answered THEN c.warn_at
                            ELSE c.warned_at END,
           breached_at = CASE WHEN j.act = 'breached' AND NOT j.answered THEN c.due_at
                              ELSE c.breached_at END,
           steps_done = c.steps_done + (j.act = 'escalated' AND NOT j.answered)::int,
           rewarns_done = c.rewarns_done + (j.act = 'again' AND NOT j.answered)::int,
           next_check_at = CASE WHEN NOT j.answered THEN LEAST(
               CASE WHEN j.act = 'breached' OR c.breached_at IS NOT NULL THEN NULL
                    ELSE c.due_at END,
               CASE WHEN j.act IN ('breached', 'warned') OR c.breached_at IS NOT NULL
                         OR c.warned_at IS NOT NULL THEN NULL ELSE c.warn_at END,
               CASE WHEN j.act = 'breached' OR c.breached_at IS NOT NULL THEN NULL
                    ELSE c.rewarn_ats[c.rewarns_done + 1 + (j.act = 'again')::int] END,
               CASE WHEN c.acknowledged_at IS NULL
                    THEN c.step_ats[c.steps_done + 1 + (j.act = 'escalated')::int] END) END
      FROM judged j
     WHERE c.id = j.id
    RETURNING c.id, c.handoff_id, c.metric, c.target_id, c.revision, c.warn_at, c.due_at,
              c.step_ats, c.steps_done, c.rewarn_ats, c.rewarns_done, j.act, j.step_at, j.answered
), news AS (
    SELECT *,
           CASE act WHEN 'escalated' THEN steps_done WHEN 'again' THEN rewarns_done ELSE 0 END
           AS step,
           CASE WHEN act = 'again' THEN 'warned' ELSE act END AS kind
      FROM flagged WHERE NOT answered AND act IS NOT NULL
), events AS (
    INSERT INTO sla_clockevent (clock_id, kind, step, revision, at, recorded_at, cause)
    SELECT id, kind, step, revision,
           CASE act WHEN 'breached' THEN due_at WHEN 'warned' THEN warn_at
                    WHEN 'again' THEN rewarn_ats[step] ELSE step_at END,
           %(at)s, 'sweep'
      FROM news
    ON CONFLICT DO NOTHING
), breaches AS (
    INSERT INTO sla_breach
           (code, clock_id, revision, side, target_id, charged_to_id, due_at, recorded_at)
    SELECT gen_random_uuid(), id, revision,
           CASE metric WHEN 'answer' THEN 'marketing' ELSE 'sales' END, target_id,
           CASE WHEN metric NOT IN ('claim', 'answer') THEN (
               SELECT CASE WHEN s.move = 'claim' THEN s.by_id
                           WHEN s.move IN ('assign', 'reassign') THEN s.given_to_id END
                 FROM leads_stagechange s
                WHERE s.handoff_id = news.handoff_id AND s.at <= news.due_at
                  AND s.move IN ('claim', 'assign', 'reassign', 'release', 'undo_claim')
                ORDER BY s.at DESC, s.id DESC LIMIT 1
           ) END,
           due_at, %(at)s
      FROM news WHERE act = 'breached'
    ON CONFLICT DO NOTHING
), told AS (
    INSERT INTO notifications_outboxmessage
           (key, channel, kind, refs, created_at, attempts)
    SELECT 'clock:' || id || CASE kind WHEN 'breached' THEN ':breached:'
                                       WHEN 'warned' THEN ':at_risk:'
                                       ELSE ':step:' || step || ':' END || revision
               || CASE act WHEN 'again' THEN ':' || step ELSE '' END,
           'app',
           CASE kind WHEN 'breached' THEN 'clock_breached'
                     WHEN 'warned' THEN 'clock_at_risk' ELSE 'clock_escalated' END,
           jsonb_build_object('clock_id', id)
               || CASE WHEN act IN ('escalated', 'again') THEN jsonb_build_object('step', step)
                       ELSE '{{}}' END,
           %(at)s, 0
      FROM news
     WHERE %(tells)s
       AND (act = 'escalated'
            OR cardinality(step_ats) = 0
               AND (act = 'breached'
                    OR due_at >= %(at)s
                       AND COALESCE(rewarn_ats[rewarns_done + 1] > %(at)s, TRUE)))
    ON CONFLICT DO NOTHING
)
SELECT count(*),
       count(*) FILTER (WHERE NOT answered AND act IN ('warned', 'again')),
       count(*) FILTER (WHERE NOT answered AND act = 'breached')
  FROM flagged
"""
