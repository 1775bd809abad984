"""What each part of a draft may begin with, and why; docs/agreement.md names the sources."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sla.document import Document
from teams.models import Company


@dataclass(frozen=True)
class Suggestion:
    """Why a field begins as it does, after whom; ``text`` is the prose to begin with, "" for none.

    ``source``: whom the reason comes from, as docs/agreement.md lists them; "" for experience.
    """

    why: Promise
    source: str = ""
    text: Promise | str = ""


_HBR = "Oldroyd, McElheran, Elkington: Harvard Business Review, 2011"
_MIT = "Oldroyd: Lead Response Management Study, 2007"
_VELOCIFY = "Velocify: The Ultimate Contact Strategy, 2012"
_RACKHAM = "Kotler, Rackham, Krishnaswamy: Harvard Business Review, 2006"

SUGGESTIONS: dict[str, Suggestion] = {
    "parties": Suggestion(
        _("Whom it binds should be said once, so that nobody asks later."),
        text=_(
            "Marketing and sales of this company, each bound through its head. What they promise"
            " here, everybody in their teams keeps."
        ),
    ),
    "goal_revenue": Suggestion(
        _("Sides that answer for one revenue quarrel less over whose leads were at fault."),
        _RACKHAM,
    ),
    "marketing_share_percent": Suggestion(
        _("Take the share that marketing’s leads won over the last year; the calculator shows it.")
    ),
    "sales_quota": Suggestion(_("At least the revenue above: sales closes what marketing brings.")),
    "goal_leads": Suggestion(
        _("Revenue × marketing’s share ÷ average deal ÷ close rate: the calculator reckons it.")
    ),
    "goal_value": Suggestion(
        _("A number of leads alone can be reached with poor ones; their value cannot.")
    ),
    "required_brief_fields": Suggestion(
        _("A rep who knows why the lead asked begins the call with it.")
    ),
    "attempts_promised": Suggestion(
        _("Most reps stop after one or two calls; six reach over nine in ten of those who answer."),
        _VELOCIFY,
    ),
    "attempts_days": Suggestion(_("Two working weeks leave room for a holiday on either side.")),
    "goal_attainment_percent": Suggestion(
        _("Nine in ten can be kept through an ordinary bad day; a hundred invites excuses.")
    ),
    "breach_limit_percent": Suggestion(_("The other side of nine in ten.")),
    "routing": Suggestion(
        _("Rules for handing leads round are among the reasons why answers come late."),
        _HBR,
        _(
            "Every lead goes to one queue, in which the promise that falls due first stands first."
            " Whoever is free claims the top one; nobody picks."
        ),
    ),
    "attempts": Suggestion(
        _("A second way of reaching somebody adds more than a third call at the same hour."),
        "",
        _(
            "Attempts use at least two ways, such as a call and an e-mail, at different times of"
            " day, and are spread over the days allowed."
        ),
    ),
    "rejection": Suggestion(
        _("A rejection without a reason teaches marketing nothing."),
        _RACKHAM,
        _(
            "Sales rejects a lead before the first contact only, with a reason from the list and"
            " the criterion it fails. Marketing answers: it corrects the lead, or accepts the"
            " rejection."
        ),
    ),
    "recycling": Suggestion(
        _("“Not now” is the most common answer, and the cheapest lead of next year."),
        "",
        _(
            "A lead that fits but cannot buy yet goes back to marketing with a date. Marketing"
            " keeps in touch and hands it over again when the date has come, as a new cycle."
        ),
    ),
    "measures": Suggestion(
        _("Both sides trust a figure that both can reckon."),
        _RACKHAM,
        _(
            "A promise is kept if it was kept by its due second, in the working hours named above."
            " Attainment is the share of promises kept among those that fell due in the month."
            " Excused breaches are shown beside it, never hidden."
        ),
    ),
    "marketing_short": Suggestion(
        _("What follows is agreed on most easily before anybody has fallen short."),
        "",
        _(
            "Marketing says within five working days why, and by when it makes up for what is"
            " missing. Falling short two months in a row brings the goal before the review."
        ),
    ),
    "sales_short": Suggestion(
        _("What follows is agreed on most easily before anybody has fallen short."),
        "",
        _(
            "Sales says within five working days why, and what it changes: hours, people or"
            " routing. Falling short two months in a row brings the promise before the review."
        ),
    ),
    "review_date": Suggestion(_("After a quarter there are figures enough to judge by.")),
    "review": Suggestion(
        _("A short meeting each month keeps surprises out of the long one."),
        _RACKHAM,
        _(
            "Both heads meet once a month for half an hour over the figures of both sides, and"
            " amend this agreement where its promises are never or always kept."
        ),
    ),
}

# Why the promises in time begin as they do, by the clause of their metric.
SPEEDS: dict[str, Suggestion] = {
    "claim": Suggestion(
        _("After half an hour the chance to reach a lead at all is a fraction of what it was."),
        _MIT,
    ),
    "first_touch": Suggestion(
        _("Within the hour, firms were nearly seven times as likely to qualify a lead."), _HBR
    ),
    "attempt": Suggestion(_("Attempts spread over days find people whom one day’s calls miss.")),
    "owner_touch": Suggestion(_("The buyer has waited for the first owner already.")),
    "decision": Suggestion(_("A lead nobody decides on is lost without a lesson.")),
    "answer": Suggestion(_("Two working days: the lead is still warm enough to be handed back.")),
}


def first_document(company: Company) -> dict[str, object]:
    """Return the document that a first draft begins with, in the company's language."""
    with translation.override(company.language):
        prose = {key: str(one.text) for key, one in SUGGESTIONS.items() if one.text}
    return Document.from_data(prose).as_data()
