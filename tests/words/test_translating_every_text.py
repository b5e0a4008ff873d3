import re
from collections import Counter

from tests.words.collecting import texts_of

PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sd%]|\{[^{}]*\}")
MARKUP = re.compile(r"</?\w[^>]*>")


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text) + MARKUP.findall(text))


def test_every_text_of_code_and_templates_is_in_the_chinese_catalogue(chinese, sources):
    used = {text: file.name for file in sources for text in texts_of(file)}

    missing = {text: where for text, where in used.items() if text not in chinese}

    assert not missing, f"Run `make messages` and translate: {missing}"


def test_no_text_stays_in_the_catalogue_that_nobody_uses(chinese, sources):
    used = {text for file in sources for text in texts_of(file)}

    assert not chinese.keys() - used, "Run `make messages`: it drops them."


def test_every_entry_is_translated_for_sure(any_catalogue):
    assert [entry.msgid for entry in any_catalogue if not entry.translated()] == []
    assert [entry.msgid for entry in any_catalogue if entry.fuzzy or entry.obsolete] == []


def test_a_translation_has_the_placeholders_and_tags_of_its_text(any_catalogue):
    for entry in any_catalogue:
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        wanted = placeholders(entry.msgid_plural or entry.msgid)

        assert [placeholders(text) for text in texts] == [wanted], entry.msgid


def test_chinese_has_one_form_for_every_number(any_catalogue):
    plurals = [entry.msgstr_plural for entry in any_catalogue if entry.msgid_plural]

    assert any_catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert all(set(forms) == {0} for forms in plurals)


def test_chinese_sentences_have_chinese_punctuation(any_catalogue):
    half_width = re.compile(r"[一-鿿][,;:?!()]|[,;:?!()][一-鿿]")

    found = [e.msgstr for e in any_catalogue if half_width.search(e.msgstr)]

    assert found == []
