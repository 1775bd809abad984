"""The API's addresses of the promise, below /api/v1/: what shows clocks, and the agreement."""

from django.urls import path

from sla.api import (
    agreement,
    calendars,
    clock,
    clocks,
    comments,
    escalation,
    exceptions,
    excuses,
    leads,
    pausing,
    queue,
)

urlpatterns = [
    path("leads/<uuid:code>/", leads.one_lead, name="lead"),
    path("handoffs/<uuid:code>/clocks/", clocks.clocks, name="clocks"),
    path("handoffs/<uuid:code>/pause/", pausing.pause, name="pause"),
    path("handoffs/<uuid:code>/resume/", pausing.resume, name="resume"),
    path("handoffs/<uuid:code>/clocks/<slug:metric>/<int:seq>/", clock.clock, name="clock"),
    path("handoffs/<uuid:code>/acknowledge/", escalation.acknowledge, name="acknowledge"),
    path("queue/", queue.queue, name="queue"),
    path("queue/claim-next/", queue.claim_next, name="claim_next"),
    path("breaches/<uuid:code>/excuse/", excuses.excuse, name="excuse"),
    path("breaches/<uuid:code>/grant/", excuses.grant, name="grant_excuse"),
    path("breaches/<uuid:code>/refuse/", excuses.refuse, name="refuse_excuse"),
    path("breaches/<uuid:code>/revoke/", excuses.revoke, name="revoke_excuse"),
    path("breaches/<uuid:code>/withdraw/", excuses.withdraw, name="withdraw_excuse"),
    path("excuses/", excuses.excuses, name="excuses"),
    path("excuses/ask/", excuses.ask_many, name="ask_excuses"),
    path("excuses/decide/", excuses.decide_many, name="decide_excuses"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/retry/", exceptions.retry, name="retry_exceptions"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/versions/<uuid:code>/comments/", comments.comments, name="agreement_comments"),
    path(
        "agreement/comments/<uuid:code>/resolve/", comments.resolve_comment, name="resolve_comment"
    ),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/<uuid:code>/", calendars.calendar, name="calendar"),
    path("calendars/<uuid:code>/versions/", calendars.add_version, name="calendar_versions"),
    path("calendars/<uuid:code>/effect/", calendars.effect, name="calendar_effect"),
    path(
        "calendars/<uuid:code>/apply-to-open/",
        calendars.apply_to_open,
        name="calendar_apply_to_open",
    ),
    path("calendars/<uuid:code>/try-again/", calendars.try_again, name="calendar_try_again"),
    path("calendars/<uuid:code>/archive/", calendars.archive, name="calendar_archive"),
    path("calendars/<uuid:code>/restore/", calendars.restore, name="calendar_restore"),
]
