"""One style sheet for the browser from many readable files.

While developing, ``app.css`` imports its parts. When static files are collected the imports are
replaced by what they name, so that a first visit asks for one file instead of forty.
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

Found = Mapping[str, tuple[Storage, str]]


class BundledStyles(ManifestFilesMixin):
    """Puts the style sheet in one piece before it is hashed."""

    def post_process(
        self,
        paths: Found,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
        **options: Any,
    ) -> Iterator[Any]:
        """Yield what was processed, having put the bundle in the place of its entry file."""
        if ENTRY in paths and not dry_run:
            memory = InMemoryStorage()
            memory.save(ENTRY, ContentFile(bundled(paths).encode()))
            paths = {**paths, ENTRY: (memory, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)


class HashedStorage(BundledStyles, ManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed static files."""


class CompressedStorage(BundledStyles, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed static files, compressed once and for all."""


def bundled(paths: Found) -> str:
    """Return the entry file with each import replaced by the file's text, in its layer.

    ``paths`` are the collected files by name. Parts in folders may not use ``url()``: their
    addresses would be relative to another place.
    """
    folder = ENTRY.rpartition("/")[0]

    def part(found: re.Match[str]) -> str:
        text = _text(paths, f"{folder}/{found['path']}")
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return IMPORT.sub(part, _text(paths, ENTRY))


def _text(paths: Found, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read(), "utf-8")
