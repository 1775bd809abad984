"""One style sheet and one script for the browser from many readable files.

While developing, ``app.css`` and ``app.js`` import their parts. When static files are collected the
imports are replaced by what they name and the whole is made small, so that a first visit asks for
two files instead of sixty.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.staticfiles.storage import ManifestFilesMixin, ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;')
SCRIPT_ENTRY = "js/app.js"
SCRIPT_PARTS = "js/app/"
PART = re.compile(r'^import "\./(?P<path>[^"]+)";$', re.MULTILINE)
NAMES = re.compile(r'^import \{[^}]*\} from "\./[^"]+";$|^export (?=\w)', re.MULTILINE)

Found = Mapping[str, tuple[Storage, str]]


class BundledAssets(ManifestFilesMixin):
    """Puts style sheet and script in one piece each before they are hashed."""

    def post_process(
        self,
        paths: Found,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
        **options: Any,
    ) -> Iterator[Any]:
        """Yield what was processed, having put each bundle in the place of its entry file."""
        if not dry_run:
            memory = InMemoryStorage()
            served = {ENTRY: bundled(paths)} if ENTRY in paths else {}
            served |= {name: script(paths, name) for name in paths if is_script(name)}
            for name, text in served.items():
                memory.save(name, ContentFile(text.encode()))
            paths = {**paths, **{name: (memory, name) for name in served}}
        yield from super().post_process(paths, dry_run, **options)


class HashedStorage(BundledAssets, ManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed static files."""


class CompressedStorage(BundledAssets, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed static files, compressed once and for all."""


def bundled(paths: Found) -> str:
    """Return the entry file with each import replaced by the file's text, in its layer, made small.

    ``paths`` are the collected files by name. Parts in folders may not use ``url()``: their
    addresses would be relative to another place.
    """
    folder = ENTRY.rpartition("/")[0]

    def part(found: re.Match[str]) -> str:
        text = _text(paths, f"{folder}/{found['path']}")
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return _small("text/css", IMPORT.sub(part, _text(paths, ENTRY)))


def is_script(name: str) -> bool:
    """Return whether ``name`` is a script of the product's own that pages load as a whole."""
    return name.startswith("js/") and name.endswith(".js") and not name.startswith(SCRIPT_PARTS)


def script(paths: Found, name: str) -> str:
    """Return the script as it is served: with its parts in it, made small.

    The parts become one function, in the order of the entry's imports: what they import from each
    other by name is already there. So no two of them may give one name to different things, and
    none may rename what it imports.
    """
    folder = name.rpartition("/")[0]
    whole = PART.sub(lambda found: _text(paths, f"{folder}/{found['path']}"), _text(paths, name))
    return _small("application/javascript", f"(() => {{{NAMES.sub('', whole)}}})();")


def _small(kind: str, text: str) -> str:
    # Loaded here alone: a server has no use for it.
    import minify  # noqa: PLC0415

    return str(minify.string(kind, text))


def _text(paths: Found, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read(), "utf-8")
