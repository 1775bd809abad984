"""A company with a ladder: half the time tells the owner, the breach managers, then the head.

The head hears two hours after the breach, by letter and chat too, unless it is night.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.test import override_settings

from drills import company
from drills.endpoint import Endpoint
from drills.mailbox import Mailbox
from notifications.letters import fingerprint, message_id
from notifications.models import Channel, OutboxMessage
from sla.models import AgreementVersion, CalendarVersion, LadderStep
from teams.models import Company

CLOCKS, PAUSES = 60, 10


def fill(now: datetime, *, clocks: int = CLOCKS, is_night: bool = False) -> None:
    """Begin anew with clocks that climb; ``is_night``: nobody is at work at ``now``."""
    company.fill(now, clocks=clocks, pauses=min(PAUSES, clocks // 6))
    head = company.a_manager("Head")
    house = Company.get()
    house.sales_head = head
    house.save()
    version = AgreementVersion.objects.get()
    for fields in (
        {"percent": 50, "roles": ["owner"], "channels": ["app"]},
        {"percent": 100, "roles": ["managers"], "channels": ["app", "email"]},
        {
            "after_seconds": 7200,
            "roles": ["sales_head"],
            "channels": ["app", "email", "webhook"],
            "keeps_hours": True,
        },
        {"after_seconds": 7 * 86_400, "roles": ["sales_head"], "channels": ["app"]},
    ):
        LadderStep.objects.create(version=version, **({"keeps_hours": False} | fields))
    if is_night:
        _let_it_be_night(now)
    with connection.cursor() as cursor:
        cursor.execute(_PUT_UP)
    company.forget()


def _let_it_be_night(now: datetime) -> None:
    """Move the calendar to a zone where it is between 22 and 23 o'clock, and let people sleep."""
    week = {day: [["06:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    CalendarVersion.objects.update(time_zone=company.zone_where_it_is(22, now), week=week)


class Servers:
    """A mail server and a chat channel, and what they took."""

    def __init__(self) -> None:
        """Take ports; both work."""
        self.mailbox, self.chat = Mailbox(), Endpoint()
        self.mailbox.behave("work")
        self.chat.behave("work")

    @property
    def env(self) -> dict[str, str]:
        """Return what makes them known to a worker."""
        return {
            "EMAIL_URL": self.mailbox.url,
            "EMAIL_TIMEOUT": "4",
            "ALERT_WEBHOOK_URL": self.chat.url,
        }

    @property
    def taken(self) -> company.Rows:
        """Return what they took, by the marks of the messages."""
        return {
            "letters": sorted((mark,) for mark in self.mailbox.letters.elements()),
            "chat": sorted((mark,) for mark in self.chat.posted.elements()),
        }

    def forget(self) -> None:
        """Begin to count anew."""
        self.mailbox.letters.clear()
        self.mailbox.received.clear()
        self.chat.posted.clear()
        self.chat.calls.clear()

    def close(self) -> None:
        """Take no more calls."""
        self.mailbox.close()
        self.chat.close()


@contextmanager
def serving() -> Iterator[Servers]:
    """Let this process too speak to servers of its own while the block lasts."""
    servers = Servers()
    mail = {
        "EMAIL_BACKEND": "notifications.mailing.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": servers.mailbox.port,
    }
    try:
        with override_settings(ALERT_WEBHOOK_URL=servers.chat.url, **mail):
            yield servers
    finally:
        servers.close()


def marks() -> company.Rows:
    """Return the marks of all letters and chat messages that are noted as sent."""
    sent = OutboxMessage.objects.filter(sent_at__isnull=False)
    return {
        "letters": sorted((message_id(row),) for row in sent.filter(channel=Channel.EMAIL)),
        "chat": sorted((fingerprint(row),) for row in sent.filter(channel=Channel.WEBHOOK)),
    }


def heard() -> company.Rows:
    """Return who heard of which clock, in the app and by letter; and of which the chat did."""
    rows = OutboxMessage.objects.filter(kind="clock_escalated")
    told = company.rows()["notices"]
    return {
        "heard in the app": sorted({(_clock(str(key)), user) for key, user in told}, key=str),
        "heard by letter": sorted(
            {
                (_clock(key), user)
                for key, user in rows.filter(channel=Channel.EMAIL).values_list("key", "recipient")
            }
        ),
        "heard by chat": sorted(
            {
                (_clock(key),)
                for key in rows.filter(channel=Channel.WEBHOOK).values_list("key", flat=True)
            }
        ),
    }


def _clock(key: str) -> int:
    return int(key.split(":")[1])


# Half the time, the breach, two hours and a week after it: where a paused clock runs again, the
# engine puts its ladder up itself.
_PUT_UP = """
UPDATE sla_clock SET
    started_at = due_at - interval '1 hour',
    step_ats = ARRAY[due_at - interval '30 minutes', due_at, due_at + interval '2 hours',
                     due_at + interval '7 days'],
    next_check_at = due_at - interval '30 minutes'
 WHERE due_at IS NOT NULL"""
