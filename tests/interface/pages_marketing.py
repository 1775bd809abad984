"""The pages of marketing's desk."""

from tests.interface.visit import HEAD, MANAGER, MARKETER, Visit, mistyped

MARKETING = [
    Visit("leads", "leads:leads", MARKETER),
    Visit("leads-filtered", "leads:leads", MARKETER, asks={"stage": "mql", "q": "mansour"}),
    Visit("leads-nothing-found", "leads:leads", MARKETER, asks={"q": "zzzzz"}),
    Visit("new-lead", "leads:new_lead", MARKETER),
    mistyped("new-lead", "leads:new_lead", MARKETER, email="nobody", phone="12"),
    Visit("edit-lead", "leads:edit_lead", MARKETER, ("inquiry",)),
    Visit("qualify", "leads:qualify", MARKETER, ("inquiry",)),
    Visit("hand-off", "leads:hand_off", MARKETER, ("qualified lead",)),
    mistyped("hand-off", "leads:hand_off", MARKETER, "qualified lead", who=""),
    Visit("withdraw", "leads:withdraw", MARKETER, ("waiting",)),
    Visit("bulk-qualify", "leads:bulk", MARKETER, asks={"act": "qualify", "lead": "inquiry"}),
    Visit(
        "bulk-hand-over", "leads:bulk", MARKETER, asks={"act": "hand_off", "lead": "qualified lead"}
    ),
    Visit("bulk-waiting", "leads:bulk_run", MARKETER, ("waiting bulk",)),
    Visit("bulk-done", "leads:bulk_run", MARKETER, ("done bulk",)),
    Visit("import", "leads:imports", MARKETER),
    mistyped("import", "leads:imports", MARKETER, kind="leads"),
    Visit("import-columns", "leads:map_columns", MARKETER, ("uploaded import",)),
    Visit("import-checking", "leads:check_import", MARKETER, ("checking import",)),
    Visit("import-checked", "leads:check_import", MARKETER, ("checked import",)),
    Visit("import-running", "leads:import_run", MARKETER, ("importing import",)),
    Visit("import-done", "leads:import_run", MARKETER, ("done import",)),
    Visit("undo-import", "leads:undo_import", HEAD, ("done import",)),
    Visit("handoffs", "sla:handoffs", MARKETER),
    Visit("feedback", "sla:feedback", MARKETER),
    Visit("fate", "dashboards:fate", MARKETER),
    Visit("fate-by-source", "/fate/?by=source&period=year", MANAGER),
    Visit("fate-by-persona", "/fate/?by=persona&sort=name", MARKETER),
    Visit("costs", "leads:costs", MARKETER),
    mistyped("costs", "leads:costs", MARKETER, amount="-1"),
    Visit("correct-cost", "leads:correct_cost", HEAD, ("cost",)),
    Visit("origins", "dashboards:origins", MARKETER),
    Visit("source", "dashboards:source", MARKETER, ("source",)),
    Visit("campaign", "dashboards:campaign", MARKETER, ("campaign",)),
    Visit("edit-source", "dashboards:edit_source", MARKETER, ("source",)),
    mistyped("edit-source", "dashboards:edit_source", MARKETER, "source", name=""),
    Visit("edit-campaign", "dashboards:edit_campaign", MARKETER, ("campaign",)),
]
