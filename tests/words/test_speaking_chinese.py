import pytest
from django.utils import translation

from shop.common.models import Channel
from shop.common.wording import message_kinds
from tests.words.collecting import texts_of

SIGNATURE_AND_VALUES = 40  # of the 70 characters of one SMS


@pytest.mark.django_db
def test_pages_speak_chinese_unless_a_visitor_prefers_another_language(client, settings):
    settings.LANGUAGE_CODE = "zh-hans"

    assert "搜索商品" in client.get("/").text
    assert "Search for goods" in client.get("/", headers={"accept-language": "en"}).text


@pytest.mark.django_db
def test_a_chosen_language_stays(client):
    client.post("/i18n/", {"language": "zh-hans", "next": "/"})

    assert "验证码登录" in client.get("/login/").text


def test_a_text_message_leaves_room_for_its_values_in_one_sms():
    with translation.override("zh-hans"):
        texts = [str(kind.body) for kind in message_kinds() if Channel.SMS in kind.channels]

    for text in texts:
        words = "".join(part.partition("}")[2] or part for part in text.split("{"))
        assert len(words) <= 70 - SIGNATURE_AND_VALUES, text


def test_texts_of_python_are_collected(tmp_path):
    module = tmp_path / "words.py"
    module.write_text('_("a" "b"); gettext(name); ngettext("one", "many", 2); pgettext("at", "c")')

    assert set(texts_of(module)) == {("", "ab"), ("", "one"), ("at", "c")}


def test_texts_of_templates_are_collected(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "It\'s" %}{% translate "c" context "at" as c %}'
        "{% blocktranslate count n=2 %}one{% plural %}{{ n }} many{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  Hello {{ name }},\n  welcome\n{% endblocktranslate %}"
        '<p title="{% translate \'x "y"\' %}">{{ _("z") }}</p>'
    )

    assert set(texts_of(page)) == {
        ("", "It's"), ("at", "c"), ("", "one"), ("", "Hello %(name)s, welcome"),
        ("", 'x "y"'), ("", "z"),
    }  # fmt: skip
