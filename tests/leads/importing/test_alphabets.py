"""The encoding of a file is told by how its letters look."""

import pytest

from leads.importing.alphabets import alphabet_of

TEXTS = {
    "cp1256": "الاسم,البريد\nهدى صالح,h@x.example\nعمر الحداد,فرع الرياض\n",
    "iso-8859-6": "الاسم,البريد\nهدى صالح,h@x.example\nعمر الحداد,فرع الرياض\n",
    "cp1251": "Имя,Почта\nСергей Иванов,s@x.example\nОльга Петрова,ООО Ромашка\n",
    "cp1253": "Όνομα,Εταιρεία\nΓιώργος Παπαδόπουλος,Ελλάς ΑΕ\nΕλένη Νικολάου,x\n",
    "cp1255": "שם,חברה\nדוד כהן,חברת תוכנה\nרחל לוי,x\n",
    "cp1254": "Ad Soyad,Şirket\nAyşe Yılmaz,Güneş\nOğuz Çelik,İstanbul\n",
    "cp1250": "Imię,Nazwisko\nŁukasz,Wójcik\nZażółć,Gęślą\nJiří,Dvořák\n",
    "cp1252": "Prénom,Société\nChloé Lefèvre,Garçon & Frères\nJürgen Müller,Straße\nJosé,Peña\n",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_an_alphabet_is_known_by_its_words(encoding):
    assert alphabet_of(TEXTS[encoding].encode(encoding)) == encoding


@pytest.mark.parametrize("name", ["José", "Müller", "Zoé", "Åsa", "São Paulo"])
def test_a_single_accented_name_is_western(name):
    assert alphabet_of(f"Name\n{name}\n".encode("cp1252")) == "cp1252"


def test_plain_text_is_western():
    assert alphabet_of(b"Name,Email") == "cp1252"
