"""The kinds of messages: an app that tells something registers who hears it, in what words.

A message keeps ids only. Words are made when they are read, in the reader's language and time, and
for a whole list at once, so that fifty notices cost as many queries as one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from notifications.models import Notice

Refs = Mapping[str, int]


@dataclass(frozen=True)
class Act:
    """Something to be done about a notice at once: a button that posts ``fields`` to ``url``."""

    label: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a letter that lists: what it says, and where it leads."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Listing:
    """A heading of a letter with its lines; ``more`` says how many it leaves out, or ""."""

    title: str
    lines: Sequence[Line]
    more: str = ""


@dataclass(frozen=True)
class Sentence:
    """A notice in words: the sentence, what was said besides, and where it leads.

    ``text`` is safe HTML that isolates names (``worded`` makes it); ``note`` is plain text.
    ``act`` is a button beside it, ``listings`` are shown in letters alone.
    """

    text: str
    url: str
    note: str = ""
    icon: str = "bell"
    act: Act | None = None
    listings: Sequence[Listing] = ()

    @property
    def plain(self) -> str:
        """Return the sentence without markup; names are isolated by signs that take no room."""
        marked = self.text.replace("<bdi>", "\u2068").replace("</bdi>", "\u2069")
        return unescape(strip_tags(marked))


@dataclass(frozen=True)
class Outward:
    """Who hears of a message beyond the app: people by e-mail, and the chat channel.

    ``not_before``: the instant until which both are held back, None for at once.
    """

    emails: Collection[int] = ()
    has_webhook: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    ``audience`` takes the refs of many messages and returns for each the ids of those who hear it;
    ``tell`` takes the refs of many notices and returns for each its sentence, or None where there
    is nothing to tell any more. ``outward``, where there is one, says who hears of each message by
    e-mail and chat as things stand at an instant: it is asked when the message is delivered, and
    again before each letter goes. All answer in the order of what they were handed.
    """

    key: str
    audience: Callable[[Sequence[Refs]], Sequence[Collection[int]]]
    tell: Callable[[Sequence[Refs]], Sequence[Sentence | None]]
    outward: Callable[[Sequence[Refs], datetime], Sequence[Outward]] | None = None


class UnknownKind(LookupError):
    """A message of a kind that no installed app has registered."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make ``kind`` known; registering it again replaces it."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """Return the kind called ``key``; raises ``UnknownKind``."""
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownKind(key) from None


def sentences(notices: Sequence[Notice]) -> list[Sentence | None]:
    """Return the words of ``notices``, in their order; each kind is asked once."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, notice in enumerate(notices):
        places[notice.kind].append(place)
    found: list[Sentence | None] = [None] * len(notices)
    for key, wanted in places.items():
        if key not in _kinds:
            continue
        told = _kinds[key].tell([notices[place].refs for place in wanted])
        for place, sentence in zip(wanted, told, strict=True):
            found[place] = sentence
    return found


def worded(text: str, **names: object) -> SafeString:
    """Return ``text`` with each ``%(name)s`` filled in, isolated from its neighbours' direction.

    Both the translated text and the names are escaped.
    """
    isolated = {name: format_html("<bdi>{}</bdi>", value) for name, value in names.items()}
    escaped = format_html("{}", text)
    return mark_safe(escaped % isolated)  # noqa: S308 - both sides are escaped
