import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from kit.bundling import ENTRY, PART, SCRIPT_ENTRY, bundled, is_script, script

ROOT = Path(__file__).resolve().parents[2]
STATIC = FileSystemStorage(ROOT / "static")
SCRIPTS = {
    name: (STATIC, name)
    for name in (str(path.relative_to(ROOT / "static")) for path in ROOT.glob("static/**/*.js"))
}
LIMIT = 10 * 1024
LOADED = re.compile(r"static ['\"](js/[\w./-]+)['\"]")


def _collected(*, ending=".css", **files):
    storage = InMemoryStorage()
    names = {name.replace("__", "/") + ending: text for name, text in files.items()}
    for name, text in names.items():
        storage.save(name, ContentFile(text.encode()))
    return {name: (storage, name) for name in names}


def test_imports_become_the_text_they_name_in_their_layer():
    paths = _collected(
        css__app='@layer base;\n@import url("base.css") layer(base);\n',
        css__base="a {\n  color: inherit;\n}\n",
    )
    assert bundled(paths) == "@layer base;@layer base{a{color:inherit}}"


def test_an_import_without_a_layer_stands_free():
    paths = _collected(css__app='@import url("fonts.css");', css__fonts="a {\n  color: red;\n}\n")
    assert bundled(paths) == "a{color:red}"


def test_the_product_has_the_entry_that_is_bundled():
    assert ENTRY == "css/app.css"


def test_the_parts_of_a_script_become_one_without_what_joined_them():
    paths = _collected(
        ending=".js",
        js__app='// Why.\nimport "./app/one.js";\nimport "./app/two.js";\n',
        js__app__one="export const twice = (number) => number * 2;\n",
        js__app__two='import { twice } from "./one.js";\n\nalert(twice(21));\n',
    )
    served = script(paths, SCRIPT_ENTRY)
    assert "import" not in served
    assert "export" not in served
    assert "Why" not in served
    assert re.search(r"alert\((\w+)\(21\)\)", served)


def test_the_script_imports_each_of_its_parts_once():
    entry = (ROOT / "static" / SCRIPT_ENTRY).read_text()
    parts = sorted(path.name for path in (ROOT / "static" / "js" / "app").iterdir())
    assert sorted(found["path"].removeprefix("app/") for found in PART.finditer(entry)) == parts


def test_every_script_that_a_page_loads_is_made_small():
    loaded = {name for path in ROOT.glob("templates/**/*.html") for name in _loaded(path)}
    assert loaded == {name for name in SCRIPTS if is_script(name)}


@pytest.mark.parametrize("path", [*ROOT.glob("templates/**/*.html")], ids=lambda path: path.name)
def test_no_page_loads_more_than_ten_kilobytes_of_the_product_s_own_script(path):
    names = {SCRIPT_ENTRY, *_loaded(path)}
    assert sum(len(script(SCRIPTS, name).encode()) for name in names) < LIMIT


def _loaded(path):
    return LOADED.findall(path.read_text())
