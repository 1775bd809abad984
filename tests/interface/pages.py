"""The one list of the product's pages. A page that is added stands here too, or a test fails.

A page is opened in a world (``world.py``: full, empty or new) by a person of it. ``Visit`` names
the view and, for addresses with a code, the things of the world they belong to. Browser tests and
``bin/shots`` go through the same list; the files beside this one hold its parts.
"""

from tests.interface.pages_around import AROUND, EMPTY, NEW, PEOPLE
from tests.interface.pages_both import BOTH
from tests.interface.pages_marketing import MARKETING
from tests.interface.pages_sales import SALES

VISITS = [*SALES, *MARKETING, *BOTH, *PEOPLE, *AROUND, *EMPTY, *NEW]

# Addresses that show no page of their own, and why.
_ACT = "takes a POST and leads back"
_PART = "a part of a page, for htmx"
NO_PAGE = {
    "sla:download_agreement": "a file",
    "dashboards:evidence_figures": "a file",
    "dashboards:fate_figures": "a file",
    "dashboards:archive_source": _ACT,
    "dashboards:archive_campaign": _ACT,
    "dashboards:restore_source": _ACT,
    "dashboards:restore_campaign": _ACT,
    "leads:withdraw_cost": _ACT,
    "leads:try_criteria": "a sentence below a form, for htmx",
    "dashboards:take_goals": _ACT,
    "sla:cancel_backtest": _ACT,
    "dashboards:review_evidence": _PART,
    "dashboards:take_amendment": _ACT,
    "dashboards:dismiss_amendment": "asks why: the few leads suggest none",
    "teams:cancel_absence": _ACT,
    "sla:grant_excuse": _ACT,
    "sla:refuse_excuse": _ACT,
    "sla:revoke_excuse": _ACT,
    "sla:withdraw_excuse": _ACT,
    "sla:decide_excuses": _ACT,
    "sla:queue_detail": "the queue's pane, for htmx; otherwise it leads to the lead's page",
    "sla:queue_pulse": _PART,
    "sla:my_leads_pulse": _PART,
    "sla:lead_pulse": _PART,
    "dashboards:at_risk_pulse": _PART,
    "dashboards:dashboard_pulse": _PART,
    "sla:promise_preview": _PART,
    "sla:claim": _ACT,
    "sla:claim_next": _ACT,
    "sla:undo_claim": _ACT,
    "sla:draft_agreement": _ACT,
    "sla:resolve_comment": _ACT,
    "sla:discard_agreement": _ACT,
    "sla:move_target": _ACT,
    "sla:remove_target": _ACT,
    "sla:remove_step": _ACT,
    "sla:acknowledge": _ACT,
    "sla:try_again": _ACT,
    "sla:restore_calendar": _ACT,
    "sla:calendar_runs": _PART,
    "sla:open_clocks": _PART,
    "sla:calendar_holidays": "a file",
    "sla:retry_exceptions": _ACT,
    "sla:draft_definition": _ACT,
    "sla:discard_definition": _ACT,
    "leads:take_note": _ACT,
    "leads:nudge": _ACT,
    "sla:archive_persona": _ACT,
    "sla:archive_profile": _ACT,
    "personas:restore_profile": _ACT,
    "personas:restore_persona": _ACT,
    "notifications:read_all": _ACT,
    "notifications:notice": "leads on to what it tells of",
    "teams:sign_out": _ACT,
    "teams:set_language": _ACT,
    "teams:set_theme": _ACT,
    "teams:new_token": _ACT,
    "teams:revoke_token": _ACT,
    "teams:send_person_link": _ACT,
    "teams:deactivate": _ACT,
    "teams:reactivate": _ACT,
    "leads:failed_rows": "a file",
    "dashboards:figures": "a file",
}
