"""The addresses of leads."""

from django.urls import path

from leads.views import (
    acting,
    bulk,
    correcting,
    costs,
    definitions,
    feedback,
    handing,
    imports,
    leads,
    new_lead,
    nudging,
    qualifying,
    trying,
)

app_name = "leads"

urlpatterns = [
    path("leads/", leads.leads, name="leads"),
    path("leads/new/", new_lead.new_lead, name="new_lead"),
    path("leads/bulk/", bulk.bulk, name="bulk"),
    path("leads/bulk/<uuid:code>/", bulk.bulk_run, name="bulk_run"),
    path("leads/import/", imports.imports, name="imports"),
    path("leads/import/<uuid:code>/columns/", imports.map_columns, name="map_columns"),
    path("leads/import/<uuid:code>/check/", imports.check_import, name="check_import"),
    path("leads/import/<uuid:code>/", imports.import_run, name="import_run"),
    path("leads/import/<uuid:code>/undo/", imports.undo_import, name="undo_import"),
    path("leads/import/<uuid:code>/failed/", imports.failed_rows, name="failed_rows"),
    path("leads/<uuid:code>/edit/", new_lead.edit_lead, name="edit_lead"),
    path("leads/<uuid:code>/qualify/", qualifying.qualify, name="qualify"),
    path("leads/<uuid:code>/hand-off/", handing.hand_off, name="hand_off"),
    path("handoffs/<uuid:code>/withdraw/", handing.withdraw, name="withdraw"),
    path("handoffs/<uuid:code>/touch/", acting.touch, name="touch"),
    path("touches/<uuid:code>/correct/", correcting.correct_touch, name="correct_touch"),
    path("touches/<uuid:code>/strike/", correcting.strike_touch, name="strike_touch"),
    path("handoffs/<uuid:code>/assign/", acting.assign, name="assign"),
    path("handoffs/<uuid:code>/reassign/", acting.reassign, name="reassign"),
    path("handoffs/<uuid:code>/nudge/", nudging.nudge, name="nudge"),
    path("handoffs/<uuid:code>/release/", acting.release, name="release"),
    path("handoffs/<uuid:code>/reject/", acting.reject, name="reject"),
    path("handoffs/<uuid:code>/disqualify/", acting.disqualify, name="disqualify"),
    path("handoffs/<uuid:code>/recycle/", acting.recycle, name="recycle"),
    path("handoffs/<uuid:code>/qualify/", acting.qualify_handoff, name="qualify_handoff"),
    path("handoffs/<uuid:code>/win/", acting.win, name="win"),
    path("handoffs/<uuid:code>/lose/", acting.lose, name="lose"),
    path("handoffs/<uuid:code>/overturn/", feedback.overturn, name="overturn"),
    path("handoffs/<uuid:code>/take-note/", feedback.take_note, name="take_note"),
    path("personas/try/", trying.try_criteria, name="try_criteria"),
    path("costs/", costs.costs, name="costs"),
    path("costs/<uuid:code>/correct/", costs.correct_cost, name="correct_cost"),
    path("costs/<uuid:code>/withdraw/", costs.withdraw_cost, name="withdraw_cost"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<uuid:code>/", definitions.definition, name="definition"),
]
