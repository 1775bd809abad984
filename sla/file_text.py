"""An agreement's file as text: YAML that people and programs write, of which JSON is a part."""

import json
from collections.abc import Hashable
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from kit.refusals import BadInput

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


class UnreadableFile(BadInput):
    """The file is not YAML or JSON that can be used; the message says where."""

    code = "unreadable_file"


class _Loader(yaml.SafeLoader):
    """Reads plain values alone: no references, no name twice, and dates stay text."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node; refuse references, which make a small file a huge one."""
        if self.check_event(yaml.events.AliasEvent):
            at: Any = self.get_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, str(_REFERENCES), at)
        return super().compose_node(parent, index)

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - as its parent's
    ) -> dict[Hashable, Any]:
        """Return the mapping; refuse a name that stands in it twice, where the last would win."""
        found = super().construct_mapping(node, deep)
        if len(found) != len(node.value):
            raise yaml.constructor.ConstructorError(None, None, str(_TWICE), node.start_mark)
        return found


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(raw: bytes) -> dict[str, Any]:
    """Return the mapping that the bytes of a file hold, YAML or JSON in UTF-8.

    Raises ``UnreadableFile``.
    """
    if len(raw) > MAX_BYTES:
        raise UnreadableFile(_("An agreement's file has at most a million bytes."))
    try:
        found = yaml.load(raw.decode("utf-8-sig"), _Loader)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not text in UTF-8. Save it as UTF-8.")) from error
    except yaml.MarkedYAMLError as error:
        raise UnreadableFile(_located(error)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFile(_("The file is neither YAML nor JSON.")) from error
    if not isinstance(found, dict) or _depth(found) > MAX_DEPTH or not _is_named(found):
        raise UnreadableFile(_("The file does not hold an agreement."))
    return found


def as_yaml(data: dict[str, Any]) -> str:
    """Return ``data`` as YAML, in its own order, so that two exports differ where it does."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def as_json(data: dict[str, Any]) -> str:
    """Return ``data`` as JSON, indented, with a line's end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _located(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return str(_("The file is neither YAML nor JSON."))
    said = {"line": mark.line + 1, "column": mark.column + 1, "problem": error.problem or ""}
    return _("Line %(line)s, column %(column)s cannot be read: %(problem)s") % said


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _is_named(value: object) -> bool:
    """Return whether every mapping in ``value`` is one of names: numbers may be names in YAML."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_named(each) for key, each in value.items())
    return not isinstance(value, list) or all(map(_is_named, value))


_REFERENCES = _("References (&, *) are not used here; write it out.")
_TWICE = _("A name stands here twice.")
