"""The catalogues of translations, without GNU gettext: ``python -m alignment.catalogue COMMAND``.

``compile`` writes the ``.mo`` files that Django reads, ``check`` tells what a translator still
owes, ``update`` adds the strings that are new and drops those that are gone.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
NOT_SHIPPED = {"bench", "docs", "locale", "static", "staticfiles", "tests", "var"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

# Context, message and its plural: what tells one entry from another.
Key = tuple[str, str, str]


def catalogues(root: Path = ROOT) -> list[Path]:
    """Return the ``.po`` file of each language."""
    return sorted(root.glob("locale/*/LC_MESSAGES/django.po"))


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the ``.mo`` file of each catalogue that has none or an older one; return those."""
    written = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        unfinished = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        written.append(target)
    return written


def strings(root: Path = ROOT) -> dict[Key, str]:
    """Return every string that the code marks for translation, with one place where it stands."""
    found: dict[Key, str] = {}
    for path in _sources(root):
        for line, key in _strings_of(path):
            found.setdefault(key, f"{path.relative_to(root)}:{line}")
    return found


def _sources(root: Path) -> Iterator[Path]:
    for directory in sorted(root.iterdir()):
        if directory.is_dir() and directory.name[0] != "." and directory.name not in NOT_SHIPPED:
            yield from sorted(directory.rglob("*.py"))
            yield from sorted(directory.rglob("*.html"))
            yield from sorted(directory.rglob("*.txt"))


def _strings_of(path: Path) -> Iterator[tuple[int, Key]]:
    # A development tool: compiling, at a start, must not need it.
    from babel.messages.extract import extract  # noqa: PLC0415

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Calls such as gettext('...') amid blanked text: the indentation means nothing.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    source = io.BytesIO(text.encode())
    for line, messages, _comments, context in extract("python", source, KEYWORDS):
        message, plural = messages if isinstance(messages, tuple) else (messages, "")
        yield line, (context or "", message, plural)


def faults(path: Path, marked: dict[Key, str]) -> list[str]:
    """Return what is wrong with one catalogue, a line each; empty when it is complete."""
    catalogue = polib.pofile(str(path), check_for_duplicates=True)
    held = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [f"missing: {key[1]!r} ({place})" for key, place in marked.items() if key not in held]
    lines += [f"nowhere in the code: {key[1]!r}" for key in held if key not in marked]
    forms = _forms(catalogue)
    for key, entry in held.items():
        lines += [f"{fault}: {key[1]!r}" for fault in _entry_faults(entry, forms)]
    return lines


def _forms(catalogue: polib.POFile) -> int:
    """Return how many plural forms its language has."""
    declared = re.search(r"nplurals=(\d)", catalogue.metadata.get("Plural-Forms", ""))
    return int(declared[1]) if declared else 2


def _key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def _entry_faults(entry: polib.POEntry, forms: int) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if entry.msgid_plural:
        if len(entry.msgstr_plural) != forms or not all(entry.msgstr_plural.values()):
            yield f"not all {forms} plural forms"
        allowed = set(PLACEHOLDER.findall(entry.msgid_plural))
        for form in entry.msgstr_plural.values():
            if not set(PLACEHOLDER.findall(form)) <= allowed:
                yield "placeholders differ"
    elif not entry.msgstr:
        yield "not translated"
    elif sorted(PLACEHOLDER.findall(entry.msgstr)) != sorted(PLACEHOLDER.findall(entry.msgid)):
        yield "placeholders differ"


def update(path: Path, marked: dict[Key, str]) -> None:
    """Add to one catalogue what is marked and missing, and drop what is marked no more."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    held = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    for key in [key for key in held if key not in marked]:
        catalogue.remove(held[key])
    for context, message, plural in [key for key in marked if key not in held]:
        entry = polib.POEntry(msgid=message, msgctxt=context or None)
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = dict.fromkeys(range(_forms(catalogue)), "")
        catalogue.append(entry)
    catalogue.save()


def main(command: str) -> int:
    """Carry out one command; returns the exit code."""
    if command == "compile":
        compile_all()
        return 0
    marked = strings()
    owed = 0
    for path in catalogues():
        if command == "update":
            update(path, marked)
        lines = faults(path, marked)
        owed += len(lines)
        for line in lines:
            print(f"{path.relative_to(ROOT)}: {line}")
    if not catalogues():
        print("no catalogue below locale/")
    return 1 if command == "check" and (owed or not catalogues()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
