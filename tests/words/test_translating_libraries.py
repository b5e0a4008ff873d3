import re
from importlib import import_module
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from tests.words.collecting import texts_of
from tests.words.conftest import catalogue

DJANGO = tuple(
    f"django.{part}"
    for part in (
        "core", "db", "forms", "http", "middleware", "utils", "views", "contrib.admin",
        "contrib.auth", "contrib.messages", "contrib.postgres", "contrib.sessions",
    )
)  # fmt: skip
THEME = "unfold", "unfold.contrib.filters", "unfold.contrib.forms"
OTHERS = "auditlog", "axes", "treebeard"
EDITOR = "django_prose_editor"
LEFT_OUT = {"contrib", "migrations", "tests"}
SAME_IN_CHINESE = {
    "HTTP Accept",
    "%(class_name)s %(instance)s",
    "IPv4",
    "IPv6",
    "URL",
    "…",
    ":",
    ":?.!",
}
# Formats and an e-mail of Django that the shop does not use.
NOT_SHOWN = {"a.m.", "AM", "p.m.", "PM", "In case you’ve forgotten, you are:"}


def folder_of(library):
    module = import_module(library)
    assert module.__file__
    return Path(module.__file__).parent


def files_of(library):
    folder = folder_of(library)
    found = sorted([*folder.rglob("*.py"), *folder.rglob("*.html")])
    return [f for f in found if not LEFT_OUT & set(f.relative_to(folder).parts)]


def is_chinese(context, msgid):
    with translation.override("zh-hans"):
        return (pgettext(context, msgid) if context else gettext(msgid)) != msgid


@pytest.mark.parametrize("library", [*DJANGO, *THEME, *OTHERS])
def test_a_library_that_lacks_chinese_finds_its_texts_in_our_catalogue(library):
    texts = {text for file in files_of(library) for text in texts_of(file)}

    english = {msgid for context, msgid in texts if not is_chinese(context, msgid)}

    assert english <= SAME_IN_CHINESE | NOT_SHOWN, (
        "Add them to shop/library_words.py and translate."
    )


def test_the_rich_text_editor_finds_its_texts_in_our_catalogue():
    script = folder_of(EDITOR) / "static" / EDITOR / "editor.js"
    (name,) = re.findall(r"(\w+)=window\.gettext\|\|", script.read_text())
    texts = set(re.findall(rf'\b{name}\("([^"]+)"\)', script.read_text()))

    assert len(texts) > 25
    assert texts <= {entry.msgid for entry in catalogue("djangojs.po")}
