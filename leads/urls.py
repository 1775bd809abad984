"""The addresses of leads."""

from django.urls import path

from leads.views import bulk, imports, leads, new_lead

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
    path("leads/import/<uuid:code>/failed/", imports.failed_rows, name="failed_rows"),
    path("leads/<uuid:code>/edit/", new_lead.edit_lead, name="edit_lead"),
]
