"""The triggers that watch past days, in sessions that are not the application's."""

import pytest
from django.db import connection

from dashboards import rollups
from dashboards.models import DirtyHour
from sla.models import Clock
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
