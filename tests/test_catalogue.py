"""The catalogue: every word of the product in Arabic, and Arabic as Arabic counts and dates."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import django
import polib
import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import ngettext

from alignment import borrowed_words, catalogue
from kit import durations

pytest.importorskip("babel")

MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MARKS |= {
    f"{kind}{lazy}" for kind in ("ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy")
}
OPENING, CLOSING = set("\u2066\u2067\u2068"), "\u2069"
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture(scope="module")
def marked() -> dict[catalogue.Key, str]:
    """Return every string that the code marks, with where it stands."""
    return catalogue.strings()


@pytest.fixture(scope="module")
def arabic() -> polib.POFile:
    """Return the Arabic catalogue."""
    [path] = [path for path in catalogue.catalogues() if path.parts[-3] == "ar"]
    return polib.pofile(str(path), check_for_duplicates=True)


@pytest.fixture(autouse=True)
def _compiled() -> None:
    """Django reads the compiled file, which is not kept."""
    if catalogue.compile_all():
        translation.trans_real._translations.clear()  # type: ignore[attr-defined]


def words_of(entry: polib.POEntry) -> list[str]:
    """Return what an entry says: one text, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_string_is_translated_and_none_is_left_over(marked) -> None:
    """``faults`` also compares placeholders and counts plural forms."""
    [path] = catalogue.catalogues()
    assert catalogue.faults(path, marked) == []


def test_arabic_has_its_six_plural_forms_by_the_rule_that_django_uses(arabic) -> None:
    rule = Path(django.__file__).parent / "conf/locale/ar/LC_MESSAGES/django.po"
    django_says = polib.pofile(str(rule)).metadata["Plural-Forms"]
    assert arabic.metadata["Plural-Forms"].replace(" ", "") == django_says.replace(" ", "")
    assert all(len(words_of(entry)) == 6 for entry in arabic if entry.msgid_plural)


def test_the_forms_for_few_many_and_hundred_name_the_number(arabic) -> None:
    for entry in arabic:
        if entry.msgid_plural and "%(" in entry.msgid_plural:
            names = catalogue.PLACEHOLDER.findall(entry.msgid_plural)
            assert all(
                set(names) <= set(catalogue.PLACEHOLDER.findall(entry.msgstr_plural[form]))
                for form in (3, 4, 5)
            ), entry.msgid


def test_markup_is_kept(arabic) -> None:
    for entry in arabic:
        for tag in ("<bdi", "</bdi>", "<b>", "</b>"):
            counts = {words.count(tag) for words in words_of(entry)}
            assert counts == {entry.msgid.count(tag)}, entry.msgid


def test_isolated_values_are_closed_again(arabic) -> None:
    for entry in arabic:
        for words in words_of(entry):
            opened = sum(character in OPENING for character in words)
            assert opened == words.count(CLOSING), entry.msgid


def test_arabic_keeps_to_its_own_marks_and_western_digits(arabic) -> None:
    for entry in arabic:
        for words in words_of(entry):
            assert not set(words) & set("٠١٢٣٤٥٦٧٨٩“”"), entry.msgid
            assert " ،" not in words, entry.msgid
            assert " ؟" not in words, entry.msgid


def test_no_latin_name_is_glued_to_a_prefix(arabic) -> None:
    """A placeholder of a name stands as a word of its own."""
    for entry in arabic:
        for words in words_of(entry):
            for name in ("name", "lead", "company", "email"):
                before, found, _after = words.partition(f"%({name})s")
                bare = before.rstrip("".join(OPENING)).removesuffix("<bdi>")
                assert not found or not bare or not bare[-1].isalpha(), entry.msgid


def test_the_catalogue_names_no_person_and_no_tool(arabic) -> None:
    held = {"Project-Id-Version", "Language", "MIME-Version", "Content-Type"}
    assert set(arabic.metadata) <= held | {"Content-Transfer-Encoding", "Plural-Forms"}
    assert "@" not in arabic.header


def marked_in_code() -> Iterator[tuple[str, str]]:
    """Yield each call of a marking function with a text, also those inside f-strings."""
    for path in sorted(catalogue.ROOT.glob("*/**/*.py")):
        place = path.relative_to(catalogue.ROOT)
        if place.parts[0][0] == "." or place.parts[0] in catalogue.NOT_SHIPPED:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                has_context = "pgettext" in ast.unparse(node.func)
                yield str(texts[1 if has_context else 0]), f"{place}:{node.lineno}"


def test_the_scan_finds_every_marked_text(marked) -> None:
    """Extractors do not look into f-strings, nor know a marking function by another name."""
    found = {message for _context, message, _plural in marked}
    assert [place for text, place in marked_in_code() if text not in found] == []


def test_borrowed_words_are_still_django_s() -> None:
    texts = set()
    for path in Path(django.__file__).parent.rglob("*.py"):
        if "locale" not in path.parts:
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            texts |= {node.value for node in nodes if isinstance(node, ast.Constant)}
    source = ast.parse(Path(borrowed_words.__file__).read_text(encoding="utf-8"))
    for call in [node for node in ast.walk(source) if isinstance(node, ast.Call)]:
        borrowed = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
        assert max(borrowed, key=len) in texts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا عملاء محتملين"),
        (1, "عميل محتمل واحد"),
        (2, "عميلان محتملان"),
        (3, "3 عملاء محتملين"),
        (11, "11 عميلًا محتملًا"),
        (100, "100 عميل محتمل"),
        (103, "103 عملاء محتملين"),
    ],
)
def test_leads_are_counted_as_arabic_counts(number, words) -> None:
    with translation.override("ar"):
        assert ngettext("%(n)s lead", "%(n)s leads", number) % {"n": number} == words


@pytest.mark.parametrize(
    ("seconds", "alone", "inside"),
    [
        (2, "ثانيتان", "ثانيتين"),
        (4, "4 ثوانٍ", "4 ثوانٍ"),
        (MINUTE, "دقيقة واحدة", "دقيقة واحدة"),
        (2 * MINUTE, "دقيقتان", "دقيقتين"),
        (2 * HOUR + 5 * MINUTE, "ساعتان و5 دقائق", "ساعتين و5 دقائق"),
        (2 * DAY, "يومان", "يومين"),
        (11 * DAY, "11 يومًا", "11 يومًا"),
    ],
)
def test_the_dual_changes_inside_a_sentence(seconds, alone, inside) -> None:
    with translation.override("ar"):
        assert durations.long_words(seconds) == alone
        assert durations.long_words_inside(seconds) == inside


@pytest.mark.parametrize(
    ("seconds", "short", "inside"),
    [
        (200, "3:20 د", "3:20 دقيقة"),
        (9 * MINUTE, "9:00 د", "9 دقائق"),
        (30 * MINUTE, "30 د", "30 دقيقة"),
        (2 * DAY, "يومان", "يومين"),
        (3 * DAY, "3 أيام", "3 أيام"),
        (2.1 * DAY, "2.1 يوم", "2.1 يوم"),
    ],
)
def test_short_figures_carry_arabic_units(seconds, short, inside) -> None:
    with translation.override("ar"):
        assert durations.short_words(int(seconds)).strip("\u2067\u2069") == short
        assert durations.short_words_inside(int(seconds)) == inside


def test_a_clock_of_days_reads_right_to_left_also_where_figures_run_left_to_right() -> None:
    with translation.override("ar"):
        assert durations.clock_text(2 * DAY + 3 * HOUR) == "\u20672 ي 3 س\u2069"
        assert durations.clock_text(40 * HOUR, is_work=True) == "\u206740 س\u2069"
        assert durations.clock_text(251) == "04:11"


def test_durations_read_in_english() -> None:
    assert durations.long_words(2 * HOUR + 5 * MINUTE) == "2 hours 5 minutes"
    assert durations.long_words_inside(MINUTE) == "1 minute"
    assert durations.short_words(200) == "3:20 min"
    assert durations.short_words(0) == "under a minute"
    assert durations.short_words(60 * HOUR) == "2.5 d"
    assert durations.short_words(60 * HOUR, is_work=True) == "60 h"
    assert durations.clock_text(40 * HOUR + 59 * MINUTE) == "1 d 16 h"
    assert durations.clock_text(-40 * HOUR - 59 * MINUTE, is_work=True) == "+40 h"
    assert durations.short_words(1) == "0:01 min"
    assert durations.short_words_inside(9 * MINUTE) == "9 minutes"
    assert durations.long_words(None) == ""
    assert durations.short_words(None) == durations.short_words_inside(None) == "–"


def test_dates_and_figures_are_written_the_arabic_way_with_western_digits() -> None:
    with translation.override("ar"):
        assert date_format(date(2026, 4, 3), "DATE_FORMAT") == "3 أبريل 2026"
        assert (
            date_format(datetime(2026, 4, 3, 9, 5, tzinfo=UTC), "DATETIME_FORMAT")
            == "3 أبريل 2026، 09:05"
        )
        assert date_format(date(2026, 4, 3), "j M") == "3 أبريل"
        assert number_format(12.5) == "12.5"
        assert number_format(1234567, use_l10n=True, force_grouping=True) == "1,234,567"


def test_templates_speak_the_language_of_their_reader() -> None:
    source = "{% load i18n %}{% translate 'Queue' %}: {{ seconds|long_words_inside }}"
    with translation.override("ar"):
        assert Template(source).render(Context({"seconds": 120})) == "قائمة الانتظار: دقيقتين"
