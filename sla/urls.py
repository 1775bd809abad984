"""The addresses of the promise: queue, leads with their clocks, agreement, calendars."""

from django.urls import path

from sla.views import (
    agreement,
    calendars,
    drafting,
    exceptions,
    handoffs,
    lead,
    my_leads,
    pausing,
    queue,
    search,
    status,
)

app_name = "sla"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/pulse/", queue.queue_pulse, name="queue_pulse"),
    path("queue/next/", queue.claim_next, name="claim_next"),
    path("queue/<uuid:code>/", queue.queue_detail, name="queue_detail"),
    path("handoffs/<uuid:code>/claim/", queue.claim, name="claim"),
    path("handoffs/<uuid:code>/undo-claim/", queue.undo_claim, name="undo_claim"),
    path("handoffs/<uuid:code>/pause/", pausing.pause, name="pause"),
    path("handoffs/<uuid:code>/resume/", pausing.resume, name="resume"),
    path("handoffs/", handoffs.handoffs, name="handoffs"),
    path("leads/<uuid:code>/promise/", handoffs.promise_preview, name="promise_preview"),
    path("search/", search.search, name="search"),
    path("my/", my_leads.my_leads, name="my_leads"),
    path("my/pulse/", my_leads.my_leads_pulse, name="my_leads_pulse"),
    path("leads/<uuid:code>/", lead.lead, name="lead"),
    path("leads/<uuid:code>/pulse/", lead.lead_pulse, name="lead_pulse"),
    path("status/", status.status, name="status"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/versions/<uuid:code>/", agreement.agreement_version, name="agreement_version"),
    path("agreement/draft/", drafting.draft_agreement, name="draft_agreement"),
    path("agreement/edit/", drafting.edit_agreement, name="edit_agreement"),
    path("agreement/discard/", drafting.discard_agreement, name="discard_agreement"),
    path("agreement/put-in-force/", drafting.put_in_force, name="put_in_force"),
    path("agreement/targets/new/", drafting.new_target, name="new_target"),
    path("agreement/targets/<uuid:code>/", drafting.edit_target, name="edit_target"),
    path("agreement/targets/<uuid:code>/move/", drafting.move_target, name="move_target"),
    path("agreement/targets/<uuid:code>/remove/", drafting.remove_target, name="remove_target"),
    path("agreement/calendars/", calendars.calendars, name="calendars"),
    path("agreement/calendars/new/", calendars.new_calendar, name="new_calendar"),
    path("agreement/calendars/<uuid:code>/", calendars.calendar, name="calendar"),
    path("agreement/calendars/<uuid:code>/edit/", calendars.edit_calendar, name="edit_calendar"),
    path(
        "agreement/calendars/<uuid:code>/archive/",
        calendars.archive_calendar,
        name="archive_calendar",
    ),
    path(
        "agreement/calendars/<uuid:code>/restore/",
        calendars.restore_calendar,
        name="restore_calendar",
    ),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/start/", exceptions.retry_exceptions, name="retry_exceptions"),
    path("personas/<uuid:code>/archive/", exceptions.archive_persona, name="archive_persona"),
]
