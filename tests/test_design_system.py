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
APPS = ("dashboards", "sla", "leads", "personas", "notifications", "teams", "kit")
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
    ("on-accent", "accent-hover"),
    ("ink-2", "quiet"),
]
# Rings, the edges of inputs and the ring of the focus, and whatever they are drawn on.
EDGES = [
    (edge, ground)
    for edge in ("ok", "risk-edge", "breach", "field", "accent-ink")
    for ground in ("canvas", "surface", "raised", "hover", "sel", "sunken")
] + [("ok", "ok-soft"), ("risk-edge", "risk-soft"), ("breach", "breach-soft")]

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NAMED = re.compile(r"(?<![\w-])(color|background|background-color): var\(--([\w-]+)\)")
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|z-index: -?\d")

# Classes that stand in no style, and why.
UNSTYLED = {
    "field-errors": "Django's name for a list of errors",
    "name": "an argument of a tag, not a class",
    "urgent-full": "the long form of a row",
}
# Classes of the styles that no template writes out, and why.
MADE = {
    "swatch": "the style guide's, by the name of a colour",
    "btn": "of a variant or a size",
    "avatar": "of a size",
    "clock": "of a size",
    "tag": "of a variant",
    "htmx": "set by htmx",
    "swagger": "the API page's own",
    "opblock": "the API page's own",
}


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


def _pairs_in_one_rule():
    """Yield each text and ground that one rule sets together."""
    for path in CSS:
        for _selector, body in RULE.findall(_without_comments(path.read_text())):
            found = {name.removesuffix("-color"): token for name, token in NAMED.findall(body)}
            if {"color", "background"} <= set(found) and not found["color"].startswith("state"):
                yield found["color"], found["background"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), sorted(set(_pairs_in_one_rule())))
def test_text_can_be_read_wherever_a_rule_sets_it_on_a_ground(ink, ground, theme):
    assert _contrast(_colour(ink, theme), _colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_thin_strokes_can_be_seen(edge, ground, theme):
    assert _contrast(_colour(edge, theme), _colour(ground, theme)) >= 3


def test_colours_and_heights_stand_in_the_tokens_alone():
    """A stranger's page (Swagger UI) has a style of its own."""
    guilty = {
        path.name: LITERAL.findall(_without_comments(path.read_text()))
        for path in CSS
        if path.name not in {"tokens.css", "api-docs.css"}
    }
    assert {name: found for name, found in guilty.items() if found} == {}


def _classes_in_styles(*, but=""):
    selectors = [
        selector
        for path in CSS
        if path.name != but
        for selector, _body in RULE.findall(re.sub(r"@layer[^;{]+;", "", path.read_text()))
    ]
    return {name for one in selectors for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", one)}


def _classes_in_templates():
    """Return the classes that templates write out; what a variable ends is left out."""
    found = set()
    for path in TEMPLATES:
        text = _without_comments(path.read_text())
        for value in re.findall(r'(?<![\w-])(?:class|cls)="((?:\{[{%].*?[}%]\}|[^"])*)"', text):
            words = re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value)
            found |= set(re.sub(r"\{%.*?%\}", " ", words).split())
    return found


def test_every_class_of_a_template_has_a_style():
    assert sorted(_classes_in_templates() - _classes_in_styles() - set(UNSTYLED)) == []


def test_every_class_of_a_style_is_used():
    """Classes of Swagger UI's page are its own."""
    elsewhere = "".join(
        path.read_text()
        for folder in (ROOT / "static" / "js", *(ROOT / app for app in APPS))
        for path in sorted(folder.rglob("*.[jp][sy]"))
    )
    left = {
        name
        for name in _classes_in_styles(but="api-docs.css") - _classes_in_templates()
        if name.partition("-")[0] not in MADE
        and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", elsewhere)
    }
    assert sorted(left) == []


COMPONENTS = sorted(path.stem for path in (ROOT / "templates" / "cotton").glob("*.html"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_shown_in_the_style_guide_and_used_elsewhere(name):
    tag = re.compile(rf"<c-{name.replace('_', '-')}[\s/>]")
    where = {path for path in TEMPLATES if tag.search(path.read_text())}
    guide = {path for path in where if path.parent.name == "styleguide"}
    assert guide, "Show it in templates/styleguide/."
    assert where - guide, "Nothing uses it."


@pytest.mark.django_db
def test_no_sample_of_the_style_guide_is_an_empty_button(administrator, as_):
    page = as_(administrator).get("/styleguide/").text
    assert 'class="btn' in page
    assert not re.findall(r"<(button|a) [^>]*class=\"btn[^>]*>\s*</\1>", page)


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
