"""The pages around the desks: people, errors, and what a new or empty house shows."""

from tests.interface.visit import (
    ADMIN,
    HEAD,
    MANAGER,
    MARKETER,
    NOBODY,
    OUTSIDER,
    REP,
    Visit,
    mistyped,
    wait,
)

PEOPLE = [
    Visit("me", "teams:me", REP),
    mistyped("me", "teams:me", REP, name="", language="xx"),
    Visit("change-password", "teams:change_password", REP),
    mistyped("change-password", "teams:change_password", REP, old_password="wrong"),
    Visit("people", "teams:people", ADMIN),
    Visit("new-person", "teams:new_person", ADMIN),
    mistyped("new-person", "teams:new_person", ADMIN, name="", email="nobody"),
    Visit("person", "teams:person", ADMIN, ("person",)),
    Visit("person-away", "teams:person", ADMIN, ("away",)),
    Visit("exports", "teams:exports", ADMIN),
    Visit("company", "teams:company", ADMIN),
    Visit("new-team", "teams:new_team", ADMIN),
    Visit("team", "teams:team", ADMIN, ("team",)),
    Visit("no-team", "teams:home", OUTSIDER),
    Visit("sign-in", "teams:sign_in"),
    mistyped("sign-in", "teams:sign_in", NOBODY, username="rep@sanad.example", password="no"),
    Visit("forgotten", "teams:forgotten"),
    Visit(
        "forgotten-sent",
        "teams:forgotten",
        posts={"email": "nobody@sanad.example"},
    ),
    Visit("choose-password", "teams:choose_password", of=("link",)),
    Visit("choose-password-old-link", "teams:choose_password", of=("nothing",), status=404),
]
AROUND = [
    Visit("styleguide", "styleguide", ADMIN),
    Visit("api-docs", "api:docs", REP, then=wait(".swagger-ui .opblock-tag")),
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
EMPTY = [
    Visit(f"{name}-empty", view, by, world="empty")
    for name, view, by in [
        ("queue", "sla:queue", REP),
        ("my-leads", "sla:my_leads", REP),
        ("leads", "leads:leads", MARKETER),
        ("import", "leads:imports", MARKETER),
        ("handoffs", "sla:handoffs", MARKETER),
        ("feedback", "sla:feedback", MARKETER),
        ("fate", "dashboards:fate", MARKETER),
        ("costs", "leads:costs", MARKETER),
        ("dashboard", "dashboards:dashboard", MANAGER),
        ("at-risk", "dashboards:at_risk", MANAGER),
        ("pauses", "dashboards:pauses", MANAGER),
        ("personas", "dashboards:personas", HEAD),
        ("definitions", "leads:definitions", HEAD),
        ("agreement", "sla:agreement", MANAGER),
        ("calendars", "sla:calendars", MANAGER),
        ("excuses", "sla:excuses", HEAD),
        ("exceptions", "sla:exceptions", MANAGER),
        ("status", "sla:status", MANAGER),
        ("notices", "notifications:notices", REP),
    ]
]
NEW = [
    Visit("setup", "teams:setup", world="new"),
    Visit("setup-errors", "teams:setup", world="new", posts={"token": "wrong"}, status=422),
]
