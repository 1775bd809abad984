"""Pages that follow each other, when many rows share the instant they are ordered by."""

import pytest
from django.core import signing
from django.db import connection
from django.db.models import Value

from kit.keyset import BadCursor, Behind, keyset_page
from leads.models import Lead
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported():
    """Seven leads of one import, one older and one younger than all of them."""
    leads = [cast.a_lead(f"Lead {number}", created_at=cast.NOON) for number in range(7)]
    older = cast.a_lead("Older", created_at=cast.after(hours=-1))
    younger = cast.a_lead("Younger", created_at=cast.after(hours=1))
    return [younger, *reversed(leads), older]


def walk(rows, by, size):
    """Return the ids of all pages, one after the other."""
    found, cursor = [], ""
    while True:
        page = keyset_page(rows, by=by, cursor=cursor, size=size)
        found += [row["id"] for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 9, 50])
def test_every_row_comes_once_and_in_order(imported, size):
    rows = Lead.objects.values("id", "created_at")
    newest_first = [lead.pk for lead in imported]
    assert walk(rows, "-created_at", size) == newest_first
    assert walk(rows, "created_at", size) == [
        newest_first[-1],
        *reversed(newest_first[1:-1]),
        newest_first[0],
    ]


def test_text_orders_pages_too(imported):
    rows = Lead.objects.values("id", "name")
    names = dict(Lead.objects.values_list("pk", "name"))
    assert [names[pk] for pk in walk(rows, "name", 2)] == sorted(names.values())


def test_a_page_is_entered_at_its_row_and_not_at_the_first_of_its_instant(imported):
    rows = Lead.objects.values("id", "created_at")
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    page = rows.order_by("-created_at", "-id")
    last = keyset_page(page, by="-created_at", size=3).rows[-1]
    at = Value(last["created_at"], output_field=Lead._meta.get_field("created_at"))
    behind = page.filter(Behind("created_at", "id", at, Value(last["id"]), descends=True))
    plan = behind.explain()
    assert "Index Cond: (ROW(created_at, id) < ROW(" in plan


@pytest.mark.parametrize("cursor", ["forged", "a:b:c", "\0"])
def test_a_cursor_that_was_not_made_here_is_refused(imported, cursor):
    with pytest.raises(BadCursor):
        keyset_page(Lead.objects.values("id", "created_at"), by="-created_at", cursor=cursor)


@pytest.mark.parametrize(
    "content",
    [
        None,
        7,
        "created_at",
        [],
        ["created_at", "2026-03-02T09:00:00Z"],
        ["created_at", "2026-03-02T09:00:00Z", 1, 2],
        ["created_at", "2026-03-02T09:00:00Z", "1"],
        ["created_at", "2026-03-02T09:00:00Z", None],
        ["created_at", "2026-03-02T09:00:00Z", True],
        ["created_at", "2026-03-02T09:00:00Z", 2**63],
        ["created_at", "2026-03-02T09:00:00Z", [1]],
        ["created_at", "2026-03-02T09:00:00", 1],
        ["created_at", "2026-13-02T09:00:00Z", 1],
        ["created_at", "2026-03-02", 1],
        ["created_at", "the other day", 1],
        ["created_at", None, 1],
        ["created_at", 20260302, 1],
        ["created_at", {"a": 1}, 1],
        [["created_at"], "2026-03-02T09:00:00Z", 1],
        {"created_at": 1, "b": 2, "id": 3},
    ],
)
def test_a_signed_cursor_that_this_page_cannot_have_made_is_refused(imported, content):
    cursor = signing.dumps(content, salt="kit.keyset")
    with pytest.raises(BadCursor):
        keyset_page(Lead.objects.values("id", "created_at"), by="-created_at", cursor=cursor)


@pytest.mark.parametrize("value", [None, 5, ["a"], "a\0b", "\ud800", True])
def test_a_signed_cursor_of_an_order_by_text_holds_a_text(imported, value):
    cursor = signing.dumps(["name", value, 1], salt="kit.keyset")
    with pytest.raises(BadCursor):
        keyset_page(Lead.objects.values("id", "name"), by="name", cursor=cursor)


def test_a_cursor_of_another_order_is_refused(imported):
    rows = Lead.objects.values("id", "created_at", "name")
    cursor = keyset_page(rows, by="name", size=2).next_cursor
    with pytest.raises(BadCursor):
        keyset_page(rows, by="-created_at", cursor=cursor)
