"""What every page's look rests on, held by calculation instead of by eye."""

import re
from pathlib import Path

import pytest

from kit.bundling import IMPORT

ROOT = Path(__file__).resolve().parent.parent
CSS = sorted((ROOT / "static" / "css").rglob("*.css"))
# An e-mail carries its style with it; pages may not.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts
)
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()

PHYSICAL = re.compile(
    r"(?<![\w-])(left|right|top|bottom)\s*:"
    r"|(margin|padding|border|scroll-margin)-(left|right|top|bottom)"
    r"|(text-align|float|clear)\s*:\s*(left|right)"
)
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|javascript:""")
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)")

# Text and the surfaces it stands on.
PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3")
        for ground in ("canvas", "surface", "sel", "hover")
    ],
    *[
        (f"{state}-ink", ground)
        for state in ("ok", "risk", "breach")
        for ground in (f"{state}-soft", "surface")
    ],
    ("accent-ink", "accent-soft"),
    ("accent-ink", "surface"),
    ("on-accent", "accent"),
    ("on-breach", "breach"),
    ("ink-2", "quiet"),
]


def _without_comments(text):
    return re.sub(r"/\*.*?\*/|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_know_start_and_end_not_left_and_right(path):
    assert not PHYSICAL.search(_without_comments(path.read_text()))


def test_templates_hold_no_style_script_or_handler():
    guilty = [
        path.name
        for path in TEMPLATES
        if INLINE.search(_without_comments(path.read_text())) or SCRIPT.search(path.read_text())
    ]
    assert guilty == []


def test_every_style_file_is_imported_or_linked_once():
    folder = ROOT / "static" / "css"
    imported = [found["path"] for found in IMPORT.finditer((folder / "app.css").read_text())]
    linked = {
        name
        for path in TEMPLATES
        for name in re.findall(r"static ['\"]css/([\w./-]+)['\"]", path.read_text())
    }
    assert sorted([*imported, *linked]) == sorted(str(path.relative_to(folder)) for path in CSS)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_surface(ink, ground, theme):
    assert _contrast(_colour(ink, theme), _colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["ok", "risk-edge", "breach", "field"])
def test_thin_strokes_can_be_seen(edge, theme):
    assert _contrast(_colour(edge, theme), _colour("surface", theme)) >= 3


def _colour(name, theme):
    value = re.search(rf"--{name}: ([^;]+);", TOKENS)[1]
    both = re.findall(r"#[0-9a-f]+", value)
    digits = both[-1 if theme == "dark" else 0].lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def _luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
