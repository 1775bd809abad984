"""The triggers that watch past days, in sessions that are not the application's."""

from uuid import uuid4

import pytest
from django.db import connection

from dashboards import rollups
from dashboards.models import DirtyHour
from sla.models import Breach, Clock
from tests import cast
from tests.dashboards.builders import NOW, a_past

pytestmark = pytest.mark.django_db


def test_watch_in_a_session_that_looks_into_no_schema():
    a_past(5, cast.an_agreement())
    assert rollups.roll_up(at=NOW).is_complete
    DirtyHour.objects.all().delete()
    clock = Clock.objects.filter(stopped_at__isnull=False).earliest("due_at")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")  # as a restore of the data alone has it
        cursor.execute(
            "UPDATE public.sla_clock SET raw_seconds = raw_seconds + 1 WHERE id = %s", [clock.pk]
        )
        cursor.execute("SET LOCAL search_path = public")
    assert DirtyHour.objects.filter(subject=DirtyHour.Subject.DUE).count() == 1


def test_new_breaches_of_past_days_mark_each_of_their_hours_once():
    a_past(20, cast.an_agreement())
    assert rollups.roll_up(at=NOW).is_complete
    broken = list(Breach.objects.exclude(clock=None).order_by("due_at"))
    hours = {row.due_at.replace(minute=0, second=0, microsecond=0) for row in broken}
    assert len(broken) > len(hours) > 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sla_breach")
        DirtyHour.objects.all().delete()
        cursor.execute("SELECT set_config('mithaq.marked', '', true)")
    Breach.objects.bulk_create(broken)
    marked = DirtyHour.objects.filter(subject=DirtyHour.Subject.DUE).values_list("hour", flat=True)
    assert sorted(marked) == sorted(hours)


def test_new_breaches_of_today_mark_nothing():
    a_past(5, cast.an_agreement())
    assert rollups.roll_up(at=NOW).is_complete
    DirtyHour.objects.all().delete()
    breach = Breach.objects.earliest("due_at")
    breach.pk, breach.code, breach.clock, breach.due_at = None, uuid4(), None, NOW
    breach.save(force_insert=True)
    assert not DirtyHour.objects.exists()
