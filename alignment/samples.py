"""Invented data for the style guide: one of everything a component can show."""

from typing import Any

from kit.durations import clock_text
from sla.faces import Face

STATES = [
    "on_track",
    "at_risk",
    "breached",
    "met",
    "void",
    "paused",
    "outside_hours",
    "no_clock",
]

COLOURS = [
    "canvas",
    "surface",
    "raised",
    "sunken",
    "hover",
    "sel",
    "line",
    "line-strong",
    "field",
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-soft",
    "ok",
    "ok-soft",
    "risk",
    "risk-soft",
    "breach",
    "breach-soft",
]

# State: seconds left and seconds promised. What is not listed does not run.
_RUNNING = {
    "on_track": (522, 900),
    "at_risk": (74, 300),
    "breached": (-725, 900),
    "outside_hours": (7200, 14400),
}

_PEOPLE = [
    ("on_track", "Noor Al-Saleh", "Manara Schools", "Budget approved, choosing a vendor", "A2"),
    ("at_risk", "لينا منصور", "مجموعة عيادات الدوحة", "العقد الحالي ينتهي في يناير", "A1"),
    ("breached", "Sara Haddad", "Nakheel Logistics", "Asked for a demo today, 60 drivers", "A1"),
    ("outside_hours", "Tomás Rivera", "Alto Cargo", "Wrote on Saturday evening", "B2"),
    ("no_clock", "+966 50 123 4567", "", "Called and left no name", ""),
]

EVENTS: list[dict[str, Any]] = [
    {
        "icon": "phone",
        "title": "Call: reached",
        "by": "Khalid Amin",
        "when": "10:58",
        "at": "2026-11-23T10:58:00+03:00",
        "body": "Wants a second demo for the finance team.\nSend the security page first.",
        "state": "",
    },
    {
        "icon": "triangle-alert",
        "title": "First touch promised for 10:54 was breached",
        "when": "10:54",
        "at": "2026-11-23T10:54:00+03:00",
        "state": "breached",
    },
    {
        "icon": "handshake",
        "title": "Handed over to sales",
        "by": "رامي عزيز",
        "when": "10:44",
        "at": "2026-11-23T10:44:00+03:00",
        "state": "",
    },
]

REASONS: list[dict[str, Any]] = [
    {"text": "Industry is healthcare", "is_met": True},
    {"text": "200 people or more", "is_met": True, "note": "350 people"},
    {"text": "Decides on tools", "is_met": None, "note": "the job title is not known"},
    {"text": "Region is Gulf", "is_met": False, "note": "is Levant"},
]

FACTS: list[dict[str, Any]] = [
    {"label": "Persona", "value": "IT buyer"},
    {"label": "Source", "value": "طلب عرض توضيحي"},
    {"label": "Phone", "value": "+966 50 123 4567", "is_ltr": True},
    {"label": "Company size", "value": "200–500", "is_ltr": True},
    {"label": "Campaign", "value": ""},
]

STATS = [
    {"label": "Your median claim", "value": "3:20 min"},
    {"label": "In SLA this week", "value": "92%"},
    {"label": "Claimed today", "value": "6"},
]

VIEWS: list[dict[str, Any]] = [
    {"label": "All", "url": "#segmented", "count": "10", "is_current": True},
    {"label": "My segment", "url": "#segmented", "count": "6"},
    {"label": "Demo requests", "url": "#segmented", "count": "2"},
]

STEPS: list[dict[str, Any]] = [
    {"name": "Upload", "is_done": True, "url": "#stepper"},
    {"name": "Match columns", "is_current": True},
    {"name": "Check", "is_done": False},
    {"name": "Result", "is_done": False},
]


# The same words in both directions, beside each other.
SIDES: list[dict[str, Any]] = [
    {
        "code": "en",
        "dir": "ltr",
        "back": "Back",
        "call": "Claim and call",
        "source": "Demo request",
        "initials": "LM",
        "steps": STEPS,
    },
    {
        "code": "ar",
        "dir": "rtl",
        "back": "رجوع",
        "call": "استلام واتصال",
        "source": "طلب عرض توضيحي",
        "initials": "ل",
        "steps": [
            {"name": "رفع الملف", "is_done": True, "url": "#stepper"},
            {"name": "مطابقة الأعمدة", "is_current": True},
            {"name": "المراجعة", "is_done": False},
            {"name": "النتيجة", "is_done": False},
        ],
    },
]

# The guide's sections in their order: id, name, what it is about.
_SECTIONS = [
    ("tokens", "Colours and type", "What everything else is made from: static/css/tokens.css."),
    ("states", "States of a promise", "The one place for colour, never without icon and word."),
    ("buttons", "Buttons and small labels", "One primary button a view."),
    ("queue", "Queue rows and the pane", "A row of each state, one just claimed, one taken."),
    ("lead", "The lead", "What its page is put together from."),
    ("forms", "Forms", "Plain Django forms, drawn by templates/django/forms/."),
    ("lists", "Lists", "Tabs, filters, tables that become cards on a phone."),
    ("figures", "Figures", "Numbers with what they are measured against."),
    ("messages", "Messages", "Banners, toasts, and what stands where nothing is."),
    ("directions", "Both directions", "The same components in English and in Arabic."),
]
SECTIONS = [
    {"id": key, "name": name, "text": text, "template": f"styleguide/_{key}.html"}
    for key, name, text in _SECTIONS
]


def clock(state: str, now: int) -> Face:
    """Return a clock in ``state`` at the epoch second ``now``, in the shape ``<c-clock>`` takes."""
    if state not in _RUNNING:
        return Face(state=state, text="", label="", percent="0")
    left, total = _RUNNING[state]
    is_closed = state == "outside_hours"
    return Face(
        state=state,
        text=clock_text(left),
        label="to claim",
        percent=str(max(0, 100 * left // total) or 100),
        due=now + left,
        warn=now if state == "at_risk" else now + left - 60,
        total=total,
        left=left,
        at=now,
        closes=None,
        opens=now + 36_000 if is_closed else None,
        resumes="09:00" if is_closed else "",
    )


def rows(now: int) -> list[dict[str, Any]]:
    """Return a row of each state, then one just claimed and one that somebody else took."""
    shown = [_row(number, now) for number in range(len(_PEOPLE))]
    mine = _row(0, now) | {"id": "sample-mine", "variant": "mine"}
    mine |= {"undo_url": "#rows", "undo_seconds": 9}
    taken = _row(0, now) | {"id": "sample-taken", "variant": "taken"}
    return [*shown, mine, taken | {"note": "Omar claimed this 4 s ago."}]


def detail(now: int) -> dict[str, Any]:
    """Return the pane of the selected row."""
    row = _row(1, now)
    return {
        "row": row,
        "name": row["name"],
        "initials": "ل",
        "job_title": "IT Director",
        "company": row["company"],
        "code": "",
        "contact": {
            "phone": "+974 5512 3456",
            "group_label": "Contact",
            "call_label": "Call +974 5512 3456",
            "whatsapp_label": "WhatsApp",
            "mail_label": "Write to lina@example.com",
            "tel_url": "tel:+97455123456",
            "whatsapp_url": "https://wa.me/97455123456",
            "email": "lina@example.com",
            "mail_url": "mailto:lina@example.com",
            "is_refused": False,
            "is_possible": True,
        },
        "acts": frozenset[str](),
        "opener": "You asked to see the hand-over across your 14 clinics. Shall I show you now?",
        "facts": FACTS[:4],
        "brief": {
            "who": "IT director, decides with the CFO",
            "did": "Requested a live demo, opened the integration guide",
            "wants": "A live demo this week; runs 14 clinics",
            "why_now": "العقد الحالي ينتهي في يناير",
            "by": "Rami Aziz",
            "is_bulk": False,
        },
        "fit": {"persona": "IT buyer", "score": "2/4", "reasons": REASONS},
        "activity": EVENTS,
    }


def _row(number: int, now: int) -> dict[str, Any]:
    state, name, company, reason, grade = _PEOPLE[number]
    return {
        "id": f"sample-{number}",
        "url": "#rows",
        "claim_url": "#rows",
        "claim_label": f"Claim: {name}",
        "claim_word": "Claim",
        "grade_word": "Grade",
        "name": name,
        "company": company,
        "reason": reason,
        "source": "Demo request",
        "persona": "IT buyer",
        "grade": grade,
        "clock": clock(state, now),
        "variant": "open",
        "is_selected": number == 1,
    }
