"""The addresses of the promise: queue, leads with their clocks, agreement, calendars."""

from django.urls import path

from sla.views import handoffs, lead, my_leads, queue, status

app_name = "sla"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/pulse/", queue.queue_pulse, name="queue_pulse"),
    path("queue/next/", queue.claim_next, name="claim_next"),
    path("queue/<uuid:code>/", queue.queue_detail, name="queue_detail"),
    path("handoffs/<uuid:code>/claim/", queue.claim, name="claim"),
    path("handoffs/<uuid:code>/undo-claim/", queue.undo_claim, name="undo_claim"),
    path("handoffs/", handoffs.handoffs, name="handoffs"),
    path("leads/<uuid:code>/promise/", handoffs.promise_preview, name="promise_preview"),
    path("my/", my_leads.my_leads, name="my_leads"),
    path("leads/<uuid:code>/", lead.lead, name="lead"),
    path("status/", status.status, name="status"),
]
