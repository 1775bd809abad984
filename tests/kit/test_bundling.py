from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from kit.bundling import ENTRY, bundled


def _collected(**files):
    storage = InMemoryStorage()
    names = {name.replace("__", "/") + ".css": text for name, text in files.items()}
    for name, text in names.items():
        storage.save(name, ContentFile(text.encode()))
    return {name: (storage, name) for name in names}


def test_imports_become_the_text_they_name_in_their_layer():
    paths = _collected(
        css__app='@layer base;\n@import url("base.css") layer(base);\n',
        css__base="a {\n  color: inherit;\n}\n",
    )
    assert bundled(paths) == "@layer base;\n@layer base {\na {\n  color: inherit;\n}\n}\n"


def test_an_import_without_a_layer_stands_free():
    paths = _collected(css__app='@import url("fonts.css");', css__fonts="@font-face {}\n")
    assert bundled(paths) == "@font-face {}\n"


def test_the_product_has_the_entry_that_is_bundled():
    assert ENTRY == "css/app.css"
