"""The outbox in Django's admin: what was given up can be sent after all."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.admin import ReadOnlyAdmin
from notifications import outbox
from notifications.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Messages, newest first."""

    list_display = ("key", "kind", "created_at", "attempts", "sent_at", "failed_at")
    list_filter = (("failed_at", admin.EmptyFieldListFilter), "kind")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("send_again",)

    @admin.action(description=_("Send what was given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Put the chosen messages that were given up back into the queue."""
        count = outbox.try_again(ids=list(rows.values_list("pk", flat=True)))
        text = ngettext("%(n)s message waits again.", "%(n)s messages wait again.", count)
        messages.success(request, text % {"n": count})
