"""The API's addresses of the promise, below /api/v1/: what shows clocks, and the agreement."""

from django.urls import path

from sla.api import agreement, clocks, leads, queue

urlpatterns = [
    path("leads/<uuid:code>/", leads.one_lead, name="lead"),
    path("handoffs/<uuid:code>/clocks/", clocks.clocks, name="clocks"),
    path("queue/", queue.queue, name="queue"),
    path("queue/claim-next/", queue.claim_next, name="claim_next"),
    path("agreement/", agreement.agreement, name="agreement"),
]
