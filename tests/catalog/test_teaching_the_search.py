"""Synonyms and hot words in the back office."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import HotWord, Synonym
from catalog.selectors.hot_words import forget_hot_words, hot_words
from catalog.selectors.synonyms import synonyms
from shop.common.freshness import SITE, changes_of, reading_at

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-24")]


def test_staff_write_a_group_with_any_commas(clerk_client):
    form = {"typed": "", "words": "充电宝，移动电源、 充电宝,", "is_active": "on"}

    answer = clerk_client.post("/admin/catalog/synonym/add/", form)

    assert answer.status_code == 302
    assert Synonym.objects.get().words == ["充电宝", "移动电源"]


@pytest.mark.parametrize("form", [{"typed": "", "words": "一个"}, {"typed": "年货", "words": ""}])
def test_a_group_of_one_word_is_refused(clerk_client, form):
    answer = clerk_client.post("/admin/catalog/synonym/add/", form)

    assert answer.status_code == 200
    assert not Synonym.objects.exists()


def test_the_database_refuses_a_group_of_one_word():
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(words=["一个"])


def test_staff_plan_a_hot_word(clerk_client):
    form = {
        "word": "年货", "link": "/c/snacks/", "position": "1",
        "shows_from_0": "2027-01-10", "shows_from_1": "00:00",
        "shows_until_0": "2027-02-10", "shows_until_1": "00:00",
    }  # fmt: skip

    answer = clerk_client.post("/admin/catalog/hotword/add/", form)

    assert answer.status_code == 302
    assert HotWord.objects.get().link == "/c/snacks/"


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example", "/\\x", "c"])
def test_a_hot_word_leads_to_no_other_shop(clerk_client, link):
    answer = clerk_client.post(
        "/admin/catalog/hotword/add/", {"word": "年货", "link": link, "position": "1"}
    )

    assert answer.status_code == 200
    assert not HotWord.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        HotWord.objects.create(word="年货", link=link)


def test_staff_without_the_right_see_no_words(client, powerless_staff):
    client.force_login(powerless_staff)

    assert client.get("/admin/catalog/synonym/").status_code == 403


def test_a_kept_page_knows_words_that_nobody_told_of():
    with reading_at(changes_of((SITE,))):
        assert (hot_words(), synonyms()) == ([], {})

    HotWord.objects.create(word="年货")  # no service, and so no word to other processes
    Synonym.objects.create(words=["充电宝", "移动电源"])

    with reading_at(changes_of((SITE,))):
        assert [hot.word for hot in hot_words()] == ["年货"]
        assert synonyms()["充电宝"] == ("充电宝", "移动电源")


def test_a_request_of_another_process_knows_new_words_when_they_were_told():
    assert hot_words() == []
    HotWord.objects.create(word="年货")
    assert hot_words() == []  # the control: remembered, and nobody said that it changed

    forget_hot_words()

    assert [hot.word for hot in hot_words()] == ["年货"]
