"""The letters of the day while workers die over them: one for each reader and day."""

from datetime import datetime

from drills import company, gate, ladder_company
from drills.measure import come_to_rest, let_leases_end, wanted_rows
from drills.stage import Stage
from notifications.models import OutboxMessage
from sla import daily
from sla.tasks import write_daily_letters
from teams.models import User

CLOCKS, READERS = 40, 12
_DAILY = "kind = 'daily_list'"
WRITING = gate.Point(
    "as the letters are written",
    "AFTER INSERT ON notifications_outboxmessage",
    gate.kept(1, "notifications_outboxmessage", _DAILY),
)
SENDING = gate.Point(
    "with a letter sent and not noted",
    "BEFORE UPDATE OF sent_at ON notifications_outboxmessage",
    gate.kept(1, "notifications_outboxmessage", f"{_DAILY} AND attempts > 0"),
)


def fill(now: datetime) -> None:
    """Begin anew with late leads and a dozen readers for whom it is between 10 and 11."""
    company.fill(now, clocks=CLOCKS, pauses=0)
    User.objects.update(time_zone=company.zone_where_it_is(10, now))
    readers = User.objects.order_by("-pk")[:READERS]  # the manager is the last of them
    User.objects.exclude(pk__in=[user.pk for user in readers]).update(has_emails=False)


def undisturbed(now: datetime) -> company.Rows:
    """Return the rows when the letters are written once."""
    daily.write(at=now)
    return company.undisturbed(now)


def worker_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill a worker as it writes the letters and one that has sent one; ask for them ten times."""
    with ladder_company.serving() as servers:
        wanted = wanted_rows(now, fill, undisturbed) | servers.taken
        servers.forget()
        with gate.shut(WRITING):
            (worker,) = stage.hire("worker", **servers.env)
            write_daily_letters.delay()
            gate.wait_for_somebody()
            worker.kill()
        stage.say(f"worker killed {WRITING.name}: {_so_far()}")
        with gate.shut(SENDING):
            worker, _beat = stage.hire("worker", "beat", **servers.env)
            write_daily_letters.delay()
            gate.wait_for_somebody()
            stage.wait(lambda: servers.mailbox.letters)
            worker.kill()
            gate.send_off()
        stage.say(f"worker killed {SENDING.name}: {_so_far()}")
        let_leases_end()
        for _time in range(10):
            write_daily_letters.delay()
        stage.hire("worker", "worker", **servers.env)
        stage.wait(lambda: OutboxMessage.objects.filter(kind=daily.KIND).exists())
        come_to_rest(stage, now)
        letters = servers.taken["letters"]
        once = {"letters": sorted(set(letters)), "chat": servers.taken["chat"]}
        twice = len(letters) - len(once["letters"])
        stage.say(f"{len(letters)} letters for {READERS} readers, {twice} twice by the same mark")
        found = company.differences(wanted, company.rows() | once)
        return found if twice == 1 else [*found, f"{twice} came twice"]


def _so_far() -> str:
    rows = OutboxMessage.objects.filter(kind=daily.KIND)
    return f"{rows.count()} letters written, {rows.filter(sent_at=None).count()} wait"


DRILLS = {"daily letters: worker killed as it writes and sends them": worker_killed}
