"""The API's addresses of leads and hand-offs, below /api/v1/."""

from django.urls import path

from leads.api import acts, correcting, costs, definitions, handoffs, leads, search

urlpatterns = [
    path("search/", search.search, name="search"),
    path("leads/", leads.leads, name="leads"),
    path("leads/<uuid:code>/timeline/", leads.timeline, name="timeline"),
    path("leads/<uuid:code>/qualify/", leads.qualify, name="qualify_lead"),
    path("leads/<uuid:code>/hand-off/", leads.hand_off, name="hand_off"),
    path("handoffs/", handoffs.handoffs, name="handoffs"),
    path("handoffs/<uuid:code>/", handoffs.one_handoff, name="handoff"),
    path("handoffs/<uuid:code>/touches/", handoffs.touches, name="touches"),
    path("handoffs/<uuid:code>/qualify/", handoffs.qualify, name="qualify"),
    path("handoffs/<uuid:code>/claim/", acts.claim, name="claim"),
    path("handoffs/<uuid:code>/assign/", acts.assign, name="assign"),
    path("handoffs/<uuid:code>/reassign/", acts.reassign, name="reassign"),
    path("handoffs/<uuid:code>/nudge/", acts.nudge, name="nudge"),
    path("handoffs/<uuid:code>/undo-claim/", acts.undo_claim, name="undo_claim"),
    path("handoffs/<uuid:code>/release/", acts.release, name="release"),
    path("handoffs/<uuid:code>/withdraw/", acts.withdraw, name="withdraw"),
    path("handoffs/<uuid:code>/reject/", acts.reject, name="reject"),
    path("handoffs/<uuid:code>/overturn/", acts.overturn, name="overturn"),
    path("handoffs/<uuid:code>/disqualify/", acts.disqualify, name="disqualify"),
    path("handoffs/<uuid:code>/recycle/", acts.recycle, name="recycle"),
    path("handoffs/<uuid:code>/win/", acts.win, name="win"),
    path("handoffs/<uuid:code>/lose/", acts.lose, name="lose"),
    path("touches/<uuid:code>/", correcting.touch, name="touch"),
    path("touches/<uuid:code>/strike/", correcting.strike_touch, name="strike_touch"),
    path("costs/", costs.costs, name="costs"),
    path("costs/<uuid:code>/correct/", costs.correct, name="correct_cost"),
    path("costs/<uuid:code>/withdraw/", costs.withdraw, name="withdraw_cost"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("reasons/", definitions.reasons, name="reasons"),
]
