"""Breaches that are to be set aside: asking, deciding, and the list of what was asked."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import InstantField, NoFields, StrictSerializer, read, read_query
from kit.api_pages import PageQuery, Row, answer_page
from kit.api_schema import Named, named, page_of, reads, writes
from kit.refusals import NotAllowed
from sla import excusing
from sla.breach_page import breach_or_404
from sla.models import Breach, Excuse, ExcuseKind, ExcuseState, Metric
from teams.access import person
from teams.models import Side

_TAGS = ["Breaches"]
_LONGEST = excusing.TEXT_MAX_LENGTH
_FIELDS = (
    "id",
    "code",
    "kind",
    "state",
    "side",
    "reason",
    "word",
    "asked_at",
    "decided_at",
    "asked_by__code",
    "asked_by__name",
    "decided_by__code",
    "decided_by__name",
    "breach__code",
    "breach__due_at",
    "breach__withdrawn_at",
    "breach__clock__metric",
    "breach__clock__handoff__code",
    "breach__charged_to__code",
    "breach__charged_to__name",
)


class AskInput(StrictSerializer):
    """What is asked about a breach."""

    kind = serializers.ChoiceField(choices=ExcuseKind.choices, default=ExcuseKind.EXCUSE.value)
    reason = serializers.CharField(max_length=_LONGEST)


class SpanInput(StrictSerializer):
    """The breaches of a side that fell due in `[since, until)`."""

    side = serializers.ChoiceField(choices=Side.choices, help_text=_("Whose breaches."))
    since = InstantField()
    until = InstantField()


class AskManyInput(AskInput, SpanInput):
    """The same about every breach that fell due in `[since, until)`."""


class ForeseenShape(serializers.Serializer[Any]):
    """How many breaches would be asked about, and how many would be left out, by why."""

    wanted = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="Asked about already.")
    granted = serializers.IntegerField(help_text="Excused already.")
    withdrawn = serializers.IntegerField(help_text="Withdrawn, since the promise was kept.")


class WordInput(StrictSerializer):
    """What is said with an answer; a refusal and a revocation need it."""

    word = serializers.CharField(max_length=_LONGEST, default="", allow_blank=True)


class DecideManyInput(WordInput):
    """One answer to many requests."""

    excuses = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=excusing.AT_ONCE
    )
    answer = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in (ExcuseState.GRANTED, ExcuseState.REFUSED)]
    )


class ExcusesQuery(PageQuery):
    """Which requests: of all by default, the newest first."""

    state = serializers.ChoiceField(choices=ExcuseState.choices, required=False)
    kind = serializers.ChoiceField(choices=ExcuseKind.choices, required=False)
    side = serializers.ChoiceField(
        choices=Side.choices, required=False, help_text=_("The side that broke the promise.")
    )
    promise = serializers.ChoiceField(choices=Metric.choices, required=False)
    to_decide = serializers.BooleanField(
        default=False, help_text=_("Only those that wait for your answer.")
    )


class BreachNamed(serializers.Serializer[Any]):
    """The breach that it is about."""

    code = serializers.UUIDField()
    handoff = serializers.UUIDField(allow_null=True)
    metric = serializers.ChoiceField(choices=Metric.choices, allow_null=True)
    due_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    charged_to = Named(allow_null=True, help_text="null: the side let the lead wait.")


class ExcuseShape(serializers.Serializer[Any]):
    """A request to set a breach aside, as it stands."""

    code = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ExcuseKind.choices)
    state = serializers.ChoiceField(choices=ExcuseState.choices)
    side = serializers.ChoiceField(
        choices=Side.choices, help_text="Who broke it; the other decides."
    )
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    asked_by = Named(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = Named(allow_null=True)
    word = serializers.CharField(help_text="What was said with the latest answer; may be empty.")
    breach = BreachNamed()


class ManyShape(serializers.Serializer[Any]):
    """What became of many."""

    done = serializers.IntegerField()
    left = serializers.IntegerField(help_text="They had been asked about, or answered, before.")


def _act(
    name: str, summary: str, body: type[StrictSerializer] | None = None, status: int = 200
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    return extend_schema(
        operation_id=f"breaches_{name}",
        tags=_TAGS,
        request=body,
        responses=writes(ExcuseShape, status),
        summary=summary,
    )


@_act("excuse", "Ask for a breach to be set aside", AskInput, 201)
@api_view(["POST"])
def excuse(request: Request, code: UUID) -> Response:
    """Ask the other side to set a breach aside, by the side that broke the promise."""
    return _done(excusing.ask, AskInput, request, code, 201)


@_act("grant", "Grant an excuse", WordInput)
@api_view(["POST"])
def grant(request: Request, code: UUID) -> Response:
    """Set a breach aside as was asked, by a manager of the other side."""
    return _done(excusing.grant, WordInput, request, code)


@_act("refuse", "Let a breach stand", WordInput)
@api_view(["POST"])
def refuse(request: Request, code: UUID) -> Response:
    """Let a breach stand against what was asked, by a manager of the other side."""
    return _done(excusing.refuse, WordInput, request, code)


@_act("revoke", "Revoke an excuse", WordInput)
@api_view(["POST"])
def revoke(request: Request, code: UUID) -> Response:
    """Take a granted excuse back, by a manager of the side that granted it."""
    return _done(excusing.revoke, WordInput, request, code)


@_act("withdraw", "Take back what was asked")
@api_view(["POST"])
def withdraw(request: Request, code: UUID) -> Response:
    """Take back what was asked, while nobody has answered."""
    return _done(excusing.withdraw, NoFields, request, code)


@extend_schema(
    operation_id="excuses_list",
    tags=_TAGS,
    parameters=[ExcusesQuery],
    responses=reads(page_of(ExcuseShape), 403),
    summary="List what was asked about breaches",
    description="For managers.",
)
@api_view(["GET"])
def excuses(request: Request) -> Response:
    """List requests to set breaches aside, the newest first."""
    by = person(request)
    if not by.is_manager:
        raise NotAllowed
    query = read_query(ExcusesQuery, request)
    rows = Excuse.objects.all()
    if query["to_decide"]:
        rows = rows.filter(side__in=excusing.sides_to_decide(by), state=ExcuseState.ASKED)
    named_by = {
        "state": "state",
        "kind": "kind",
        "side": "side",
        "promise": "breach__clock__metric",
    }
    rows = rows.filter(**{named_by[name]: query[name] for name in named_by if name in query})
    return answer_page(rows.values(*_FIELDS), by="-asked_at", query=query, shown=_told)


@extend_schema(
    operation_id="excuses_ask",
    tags=_TAGS,
    request=AskManyInput,
    responses=writes(ManyShape),
    summary="Ask about many breaches at once",
    description="Every breach of a side that fell due in a span of time, as after an outage.",
)
@api_view(["POST"])
def ask_many(request: Request) -> Response:
    """Ask for every breach of a span to be set aside, by a manager of the side."""
    said = read(AskManyInput, request)
    return _counted(excusing.ask_many(at=timezone.now(), by=person(request), **said))


@extend_schema(
    operation_id="excuses_foresee",
    tags=_TAGS,
    request=SpanInput,
    responses=reads(ForeseenShape, 403, 422),
    summary="Say what asking about many breaches would do",
    description="By a manager of the side; nothing is asked. Left out are breaches that were asked "
    "about already, that are excused, and that were withdrawn.",
)
@api_view(["POST"])
def foresee(request: Request) -> Response:
    """Count what would be asked about, and what would be left out."""
    said = read(SpanInput, request)
    found = excusing.foresee(at=timezone.now(), by=person(request), **said)
    names = ("wanted", "asked", "granted", "withdrawn")
    return Response({name: getattr(found, name) for name in names})


@extend_schema(
    operation_id="excuses_decide",
    tags=_TAGS,
    request=DecideManyInput,
    responses=writes(ManyShape),
    summary="Answer many requests at once",
)
@api_view(["POST"])
def decide_many(request: Request) -> Response:
    """Grant or refuse many requests with one word, by a manager of the other side."""
    said = read(DecideManyInput, request)
    return _counted(excusing.decide_many(at=timezone.now(), by=person(request), **said))


def _done(
    verb: Callable[..., Excuse],
    shape: type[StrictSerializer],
    request: Request,
    code: UUID,
    status: int = 200,
) -> Response:
    now = timezone.now()
    said = read(shape, request)
    breach: Breach = breach_or_404(code)
    made = verb(breach=breach, at=now, by=person(request), **said)
    (told,) = _told(list(Excuse.objects.filter(pk=made.pk).values(*_FIELDS)))
    return Response(told, status)


def _counted(many: excusing.Many) -> Response:
    return Response({"done": many.done, "left": many.left})


def _told(rows: Sequence[Row]) -> list[Row]:
    """Return each of ``rows`` (``values`` of ``_FIELDS``) as ``ExcuseShape``."""
    plain = ("code", "kind", "state", "side", "reason", "asked_at", "decided_at", "word")
    return [
        {name: row[name] for name in plain}
        | {
            "asked_by": named(row["asked_by__code"], row["asked_by__name"]),
            "decided_by": named(row["decided_by__code"], row["decided_by__name"]),
            "breach": {
                "code": row["breach__code"],
                "handoff": row["breach__clock__handoff__code"],
                "metric": row["breach__clock__metric"],
                "due_at": row["breach__due_at"],
                "withdrawn_at": row["breach__withdrawn_at"],
                "charged_to": named(
                    row["breach__charged_to__code"], row["breach__charged_to__name"]
                ),
            },
        }
        for row in rows
    ]
