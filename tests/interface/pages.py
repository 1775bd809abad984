"""The one list of the product's pages. A page that is added stands here too, or a test fails.

A page is opened in a world (``world.py``: full, empty or new) by a person of it. ``Visit`` names
the view and, for addresses with a code, the things of the world they belong to. Browser tests and
``bin/shots`` go through the same list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from playwright.sync_api import Page

from tests.interface.world import World

NOBODY = ""
MARKETER, REP, MANAGER = "marketer", "rep", "manager"
HEAD, ADMIN, OUTSIDER = "marketing manager", "administrator", "outsider"


@dataclass(frozen=True)
class Visit:
    """A page as one person meets it.

    ``of`` are names of ``World.codes`` that go into the address; ``posts`` is sent instead of a
    GET; ``then`` does something on the page before it is looked at.
    """

    name: str
    view: str
    by: str = NOBODY
    of: tuple[str, ...] = ()
    asks: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    posts: Mapping[str, Any] | None = None
    then: Callable[[Page], None] | None = None
    world: str = "full"

    def path(self, world: World) -> str:
        """Return the address in ``world``."""
        args = [world.codes.get(name, name) for name in self.of]
        found = self.view if self.view.startswith("/") else reverse(self.view, args=args)
        named = {name: world.codes.get(value, value) for name, value in self.asks.items()}
        return f"{found}?{urlencode(named, doseq=True)}" if named else found


def _click(selector: str, wait_for: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.locator(f"{selector}:visible").first.click()
        page.wait_for_selector(wait_for)

    return click


def _press(key: str, wait_for: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator("body").press(key)
        page.wait_for_selector(wait_for)

    return press


def _wait(selector: str) -> Callable[[Page], None]:
    def wait(page: Page) -> None:
        page.wait_for_selector(selector)

    return wait


def _mistyped(name: str, view: str, by: str, /, *of: str, **posts: Any) -> Visit:
    """Return the page of a form that was sent with mistakes."""
    return Visit(f"{name}-errors", view, by, of, posts=posts, status=422)


# A row of criteria that asks for a fact and not for what of it.
ONE_ROW = {
    "criteria-TOTAL_FORMS": "1",
    "criteria-INITIAL_FORMS": "0",
    "criteria-0-fact": "industry",
    "criteria-0-weight": "0",
}

# The editor of calendars without a date, asked for its preview.
NO_DATES = {
    "preview": "1",
    **{f"{part}-TOTAL_FORMS": "0" for part in ("holidays", "overrides")},
    **{f"{part}-INITIAL_FORMS": "0" for part in ("holidays", "overrides")},
}

_SALES = [
    Visit("queue", "sla:queue", REP),
    Visit("queue-as-manager", "sla:queue", MANAGER),
    Visit("queue-shortcuts", "sla:queue", REP, then=_press("?", "dialog[open]")),
    Visit("my-leads", "sla:my_leads", REP),
    Visit("search", "sla:search", REP, asks={"q": "mansour"}),
    Visit("search-nothing", "sla:search", REP, asks={"q": "zzzzz"}),
    Visit("clock-running", "sla:clock", REP, ("claimed", "first_touch", "1")),
    Visit("clock-answered", "sla:clock", MARKETER, ("contacted", "first_touch", "1")),
    Visit("lead-unclaimed", "sla:lead", REP, ("waiting lead",)),
    Visit("lead-claimed", "sla:lead", REP, ("claimed lead",)),
    Visit("lead-contacted", "sla:lead", REP, ("contacted lead",)),
    Visit("lead-qualified", "sla:lead", REP, ("sql lead",)),
    Visit("lead-won", "sla:lead", REP, ("won lead",)),
    Visit("lead-returned", "sla:lead", MARKETER, ("returned lead",)),
    Visit("lead-inquiry", "sla:lead", MARKETER, ("inquiry",)),
    Visit(
        "lead-dialog",
        "sla:lead",
        REP,
        ("claimed lead",),
        then=_click("[hx-target='#act']", "dialog[open] form"),
    ),
    Visit("touch", "leads:touch", REP, ("claimed",)),
    Visit("correct-touch", "leads:correct_touch", REP, ("a touch",)),
    Visit("strike-touch", "leads:strike_touch", REP, ("a touch",)),
    Visit("absences", "teams:absences", MANAGER),
    _mistyped("absences", "teams:absences", REP, first_date="tomorrow", last_date=""),
    _mistyped("strike-touch", "leads:strike_touch", REP, "a touch", reason=""),
    Visit("release", "leads:release", REP, ("claimed",)),
    Visit("reject", "leads:reject", REP, ("claimed",)),
    Visit("overturn", "leads:overturn", "marketing manager", ("returned",)),
    Visit("disqualify", "leads:disqualify", REP, ("contacted",)),
    Visit("recycle", "leads:recycle", REP, ("contacted",)),
    Visit("qualify-handoff", "leads:qualify_handoff", REP, ("contacted",)),
    Visit("lead-paused", "sla:lead", REP, ("paused lead",)),
    Visit("assign", "leads:assign", MANAGER, ("waiting",)),
    Visit("reassign", "leads:reassign", MANAGER, ("claimed",)),
    Visit("pause", "sla:pause", REP, ("claimed",)),
    _mistyped("pause", "sla:pause", REP, "claimed", reason="", until_at="yesterday"),
    Visit("resume", "sla:resume", REP, ("paused",)),
    Visit("win", "leads:win", REP, ("sql",)),
    Visit("lose", "leads:lose", REP, ("sql",)),
    _mistyped("touch", "leads:touch", REP, "claimed", channel="pigeon"),
    _mistyped("reject", "leads:reject", REP, "claimed", reason=""),
    _mistyped("recycle", "leads:recycle", REP, "contacted", until_date="yesterday"),
    _mistyped("win", "leads:win", REP, "sql", value="much"),
]
_MARKETING = [
    Visit("leads", "leads:leads", MARKETER),
    Visit("leads-filtered", "leads:leads", MARKETER, asks={"stage": "mql", "q": "mansour"}),
    Visit("leads-nothing-found", "leads:leads", MARKETER, asks={"q": "zzzzz"}),
    Visit("new-lead", "leads:new_lead", MARKETER),
    _mistyped("new-lead", "leads:new_lead", MARKETER, email="nobody", phone="12"),
    Visit("edit-lead", "leads:edit_lead", MARKETER, ("inquiry",)),
    Visit("qualify", "leads:qualify", MARKETER, ("inquiry",)),
    Visit("hand-off", "leads:hand_off", MARKETER, ("qualified lead",)),
    _mistyped("hand-off", "leads:hand_off", MARKETER, "qualified lead", who=""),
    Visit("withdraw", "leads:withdraw", MARKETER, ("waiting",)),
    Visit("bulk-qualify", "leads:bulk", MARKETER, asks={"act": "qualify", "lead": "inquiry"}),
    Visit(
        "bulk-hand-over", "leads:bulk", MARKETER, asks={"act": "hand_off", "lead": "qualified lead"}
    ),
    Visit("bulk-waiting", "leads:bulk_run", MARKETER, ("waiting bulk",)),
    Visit("bulk-done", "leads:bulk_run", MARKETER, ("done bulk",)),
    Visit("import", "leads:imports", MARKETER),
    _mistyped("import", "leads:imports", MARKETER, kind="leads"),
    Visit("import-columns", "leads:map_columns", MARKETER, ("uploaded import",)),
    Visit("import-checking", "leads:check_import", MARKETER, ("checking import",)),
    Visit("import-checked", "leads:check_import", MARKETER, ("checked import",)),
    Visit("import-running", "leads:import_run", MARKETER, ("importing import",)),
    Visit("import-done", "leads:import_run", MARKETER, ("done import",)),
    Visit("handoffs", "sla:handoffs", MARKETER),
    Visit("feedback", "sla:feedback", MARKETER),
]
GOAL = {
    "revenue": 700_000,
    "share_percent": 20,
    "average_deal": 20_000,
    "close_percent": 5,
    "attempts": 5,
    "minutes": 10,
    "reps": 3,
    "hours": 60,
}
_BOTH = [
    Visit("dashboard", "dashboards:dashboard", MANAGER),
    Visit("dashboard-days", "dashboards:dashboard", MANAGER, asks={"period": "days"}),
    Visit("drill", "dashboards:drill", MANAGER, asks={"figure": "delivered"}),
    Visit("evidence", "dashboards:evidence", MANAGER),
    Visit(
        "evidence-leads",
        "dashboards:evidence_leads",
        MANAGER,
        asks={"kind": "untouched", "person": "a rep"},
    ),
    Visit("at-risk", "dashboards:at_risk", MANAGER),
    Visit("pauses", "dashboards:pauses", MANAGER),
    Visit("review", "dashboards:review", HEAD, of=("this month",)),
    Visit("review-last", "dashboards:reviews", MANAGER),
    Visit("calculator", "dashboards:calculator", HEAD),
    Visit("calculator-plan", "dashboards:calculator", MANAGER, asks=GOAL),
    Visit(
        "calculator-too-much", "dashboards:calculator", HEAD, asks=GOAL | {"hours": 12, "reps": 1}
    ),
    Visit("calculator-errors", "dashboards:calculator", HEAD, asks={"revenue": "x"}, status=422),
    Visit("drill-wrong", "dashboards:drill", MANAGER, status=422),
    Visit("personas", "personas:personas", MARKETER),
    Visit("persona", "personas:persona", HEAD, ("persona",)),
    Visit("persona-archived", "personas:persona", HEAD, ("archived persona",)),
    Visit("new-persona", "personas:new_persona", HEAD),
    _mistyped("new-persona", "personas:new_persona", HEAD, name="", **ONE_ROW),
    Visit("edit-persona", "personas:edit_persona", HEAD, ("persona",)),
    Visit("profile", "personas:profile", HEAD, ("profile",)),
    Visit("new-profile", "personas:new_profile", HEAD),
    Visit("edit-profile", "personas:edit_profile", HEAD, ("profile",)),
    Visit("definitions", "leads:definitions", HEAD),
    Visit("definition", "leads:definition", HEAD, ("definition",)),
    Visit("edit-definition", "sla:edit_definition", HEAD, ("mql",)),
    Visit("edit-reasons", "sla:edit_reasons", MANAGER, ("reject",)),
    Visit("edit-recycling", "sla:edit_recycling", MANAGER),
    Visit("agreement", "sla:agreement", MANAGER),
    Visit("agreement-as-rep", "sla:agreement", REP),
    Visit("agreement-version", "sla:agreement_version", MANAGER, ("version",)),
    Visit("edit-agreement", "sla:edit_agreement", MANAGER),
    Visit("commitments", "sla:commitments", MARKETER),
    Visit("edit-pledges", "sla:edit_pledges", MANAGER),
    *(Visit(f"edit-{one}", "sla:edit_part", MANAGER, (one,)) for one in ("goals", "protocol")),
    _mistyped("edit-marketing", "sla:edit_part", MANAGER, "marketing", goal_leads="many"),
    Visit("draft", "sla:agreement_version", MANAGER, ("draft",)),
    Visit("comment", "sla:comment", MANAGER, ("draft", "claim")),
    _mistyped("comment", "sla:comment", MANAGER, "draft", "claim", text=""),
    Visit("compare", "sla:compare", MANAGER, ("version", "draft")),
    Visit("compare-versions", "sla:compare_versions", REP),
    Visit("print-agreement", "sla:print_agreement", MANAGER, ("draft",)),
    Visit("take-agreement", "sla:take_agreement", MANAGER),
    Visit("propose", "sla:propose", MANAGER),
    Visit("backtest", "sla:backtest", MANAGER),
    _mistyped("backtest", "sla:backtest", MANAGER, weeks="0"),
    _mistyped("propose", "sla:propose", MANAGER, when="at_an_instant"),
    Visit("sign", "sla:sign", HEAD, world="proposed"),
    Visit("agreement-proposed", "sla:agreement", HEAD, world="proposed"),
    Visit("decline-agreement", "sla:decline_agreement", HEAD, world="proposed"),
    Visit("withdraw-agreement", "sla:withdraw_agreement", MANAGER, world="proposed"),
    Visit("new-target", "sla:new_target", MANAGER),
    _mistyped("new-target", "sla:new_target", MANAGER, name=""),
    Visit("edit-target", "sla:edit_target", MANAGER, ("target",)),
    Visit("new-step", "sla:new_step", MANAGER),
    _mistyped("new-step", "sla:new_step", MANAGER, amount="0", unit="percent"),
    Visit("edit-step", "sla:edit_step", MANAGER, ("step",)),
    Visit("calendars", "sla:calendars", MANAGER),
    Visit("calendar", "sla:calendar", MANAGER, ("calendar",)),
    Visit("new-calendar", "sla:new_calendar", MANAGER),
    Visit("edit-calendar", "sla:edit_calendar", MANAGER, ("calendar",)),
    Visit(
        "edit-calendar-preview",
        "sla:edit_calendar",
        MANAGER,
        ("calendar",),
        posts={"name": "Riyadh", "time_zone": "Asia/Riyadh", "sun": "09:00-10:00", **NO_DATES},
    ),
    Visit("apply-to-open", "sla:apply_to_open", MANAGER, ("calendar",)),
    Visit("archive-calendar", "sla:archive_calendar", MANAGER, ("calendar",)),
    Visit("excuses", "sla:excuses", HEAD),
    Visit("excuses-asked", "sla:excuses", MANAGER, asks={"tab": "asked"}),
    Visit("excuses-decided", "sla:excuses", MANAGER, asks={"tab": "decided"}),
    Visit("breach", "sla:breach", MANAGER, ("broken",)),
    Visit("breach-to-decide", "sla:breach", HEAD, ("disputed",)),
    Visit("breach-excused", "sla:breach", HEAD, ("excused",)),
    Visit("ask-excuses", "sla:ask_excuses", MANAGER),
    _mistyped("ask-excuse", "sla:ask_excuse", MANAGER, "broken", kind="excuse", reason=""),
    _mistyped("ask-excuses", "sla:ask_excuses", MANAGER, side="sales", reason=""),
    Visit("exceptions", "sla:exceptions", MANAGER),
    Visit("status", "sla:status", MANAGER),
    Visit("notices", "notifications:notices", MARKETER),
    Visit("more", "sla:queue", REP, then=_click("details.menu > summary", "details.menu[open]")),
]
_PEOPLE = [
    Visit("me", "teams:me", REP),
    _mistyped("me", "teams:me", REP, name="", language="xx"),
    Visit("change-password", "teams:change_password", REP),
    _mistyped("change-password", "teams:change_password", REP, old_password="wrong"),
    Visit("people", "teams:people", ADMIN),
    Visit("new-person", "teams:new_person", ADMIN),
    _mistyped("new-person", "teams:new_person", ADMIN, name="", email="nobody"),
    Visit("person", "teams:person", ADMIN, ("person",)),
    Visit("person-away", "teams:person", ADMIN, ("away",)),
    Visit("company", "teams:company", ADMIN),
    Visit("new-team", "teams:new_team", ADMIN),
    Visit("team", "teams:team", ADMIN, ("team",)),
    Visit("no-team", "teams:home", OUTSIDER),
    Visit("sign-in", "teams:sign_in"),
    _mistyped("sign-in", "teams:sign_in", NOBODY, username="rep@sanad.example", password="no"),
    Visit("forgotten", "teams:forgotten"),
    Visit(
        "forgotten-sent",
        "teams:forgotten",
        posts={"email": "nobody@sanad.example"},
    ),
    Visit("choose-password", "teams:choose_password", of=("link",)),
    Visit("choose-password-old-link", "teams:choose_password", of=("nothing",), status=404),
]
_AROUND = [
    Visit("styleguide", "styleguide", ADMIN),
    Visit("api-docs", "api:docs", REP, then=_wait(".swagger-ui .opblock-tag")),
    Visit("error-400", "/wrong/400/", REP, status=400),
    Visit("error-403", "teams:people", REP, status=403),
    Visit("error-404", "/nothing/", REP, status=404),
    Visit("error-404-signed-out", "/nothing/", status=404),
    Visit("error-403-form", "teams:sign_in", posts={"csrfmiddlewaretoken": "old"}, status=403),
    Visit("error-409", "/wrong/409/", MARKETER, status=409),
    Visit("error-422", "/wrong/422/", MARKETER, status=422),
    Visit("too-late", "leads:withdraw", MARKETER, ("claimed",), status=409),
    Visit("error-413", "/wrong/413/", MARKETER, status=413),
    Visit("error-429", "/wrong/429/", status=429),
    Visit("error-500", "/wrong/500/", REP, status=500),
]
_EMPTY = [
    Visit(f"{name}-empty", view, by, world="empty")
    for name, view, by in [
        ("queue", "sla:queue", REP),
        ("my-leads", "sla:my_leads", REP),
        ("leads", "leads:leads", MARKETER),
        ("import", "leads:imports", MARKETER),
        ("handoffs", "sla:handoffs", MARKETER),
        ("feedback", "sla:feedback", MARKETER),
        ("dashboard", "dashboards:dashboard", MANAGER),
        ("at-risk", "dashboards:at_risk", MANAGER),
        ("pauses", "dashboards:pauses", MANAGER),
        ("personas", "personas:personas", HEAD),
        ("definitions", "leads:definitions", HEAD),
        ("agreement", "sla:agreement", MANAGER),
        ("calendars", "sla:calendars", MANAGER),
        ("excuses", "sla:excuses", HEAD),
        ("exceptions", "sla:exceptions", MANAGER),
        ("status", "sla:status", MANAGER),
        ("notices", "notifications:notices", REP),
    ]
]
_NEW = [
    Visit("setup", "teams:setup", world="new"),
    Visit("setup-errors", "teams:setup", world="new", posts={"token": "wrong"}, status=422),
]

VISITS = [*_SALES, *_MARKETING, *_BOTH, *_PEOPLE, *_AROUND, *_EMPTY, *_NEW]

# Addresses that show no page of their own, and why.
_ACT = "takes a POST and leads back"
_PART = "a part of a page, for htmx"
NO_PAGE = {
    "sla:download_agreement": "a file",
    "dashboards:evidence_figures": "a file",
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
