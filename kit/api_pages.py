"""Pages of the API's lists: ``{"results": [...], "next": cursor}``."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from kit.api_input import StrictSerializer
from kit.keyset import PAGE_SIZE, Page, keyset_page

LARGEST_PAGE = 200

Row = dict[str, Any]
Rows = Sequence[Row]


class PageQuery(StrictSerializer):
    """Which page of a list, and how long."""

    cursor = serializers.CharField(
        default="", allow_blank=True, max_length=500, help_text=_("The `next` of the page before.")
    )
    limit = serializers.IntegerField(default=PAGE_SIZE, min_value=1, max_value=LARGEST_PAGE)


def answer_page(
    rows: QuerySet[Any, Row],
    *,
    by: str,
    query: Row,
    shown: Callable[[Rows], list[Row]],
) -> Response:
    """Return one page of ``rows`` (``values()`` with ``id`` and ``by``), each as ``shown`` says.

    ``shown`` is handed the whole page, so that what belongs to its rows is read in one go.
    """
    page: Page[Row] = keyset_page(rows, by=by, cursor=query["cursor"], size=query["limit"])
    return Response({"results": shown(page.rows), "next": page.next_cursor or None})


def answer_all(results: Rows) -> Response:
    """Return a list that is short by nature in the shape of a page, its last one."""
    return Response({"results": results, "next": None})
