"""Suggestions under the search field, by keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from catalog.models import SearchWord

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.req("CAT-37"),
]

DRESS, SUIT = "连衣裙", "连衣裤"


@pytest.fixture
def field(live_server, page):
    """Type the first letters of two words, in a page without errors."""
    for word, count in ((DRESS, 9), (SUIT, 3)):
        SearchWord.objects.create(
            word=word, kind=SearchWord.Kind.TITLE, sound="lianyi", initials="lyq", goods_count=count
        )
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/search/")
    box = page.locator("[name=q]").filter(visible=True).first
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("lyq")
    expect(page.get_by_role("option")).to_have_text([DRESS, SUIT])
    yield box
    assert errors == []


def test_arrow_keys_walk_through_the_words_and_back_to_what_was_typed(page, field):
    first, second = page.get_by_role("option").all()
    expect(field).to_have_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", re.compile("-suggestions$"))

    field.press("ArrowDown")
    expect(field).to_have_value(DRESS)
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-0$"))

    field.press("ArrowDown")
    expect(field).to_have_value(SUIT)
    expect(first).to_have_attribute("aria-selected", "false")
    expect(second).to_have_attribute("aria-selected", "true")

    field.press("ArrowDown")
    expect(field).to_have_value("lyq")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile(""))

    field.press("ArrowUp")
    expect(field).to_have_value(SUIT)
    expect(field).to_be_focused()


def test_escape_closes_the_words_and_leaves_what_was_typed(page, field):
    field.press("ArrowDown")

    field.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("lyq")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_enter_searches_for_the_word_that_was_walked_to(page, field):
    field.press("ArrowUp")
    expect(field).to_have_value(SUIT)

    field.press("Enter")

    expect(page.locator("[name=q]").filter(visible=True).first).to_have_value(SUIT)
    expect(page).to_have_url(re.compile(r"/search/\?q=%E8%BF%9E"))


def test_enter_without_a_choice_searches_for_what_was_typed(page, field):
    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=lyq"))
