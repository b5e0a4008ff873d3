"""Searches without a find are counted by words and day, for those who teach the search."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from analytics.services.page_views import flush_buffer
from catalog.models import LonelyMiss, MissedWord, Synonym
from catalog.services import missed_words
from catalog.services.missed_words import count_missed_words
from catalog.services.search_words import renew_search_words
from tests.factories.catalog import ProductFactory
from tests.support.budget import statements

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-24")]

BROWSER = {"User-Agent": "Mozilla/5.0 (iPhone) Mobile Safari"}


def missed(*searches):
    """Two visitors each: what one alone misses is not kept."""
    seen = [(text, at, visitor) for text, at in searches for visitor in ("li", "wang")]
    return count_missed_words(searches=seen)


def ask(text, **parameters):
    answer = Client().get("/search/", {"q": text, **parameters}, headers=BROWSER)
    assert answer.status_code == 200


def counted():
    flush_buffer()
    return dict(MissedWord.objects.values_list("words", "count"))


@pytest.fixture(autouse=True)
def _goods():
    ProductFactory(listed=True, title="雪纺连衣裙", price="10.00")
    renew_search_words()


def test_each_search_without_a_find_is_counted():
    for _person in range(3):
        ask("Surfboard")
    for _person in range(2):
        ask("连衣群")  # comes near, and is not what was asked for
    ask("连衣裙")

    assert counted() == {"surfboard": 3, "连衣群": 2}
    row = MissedWord.objects.get(words="surfboard")
    assert row.day == timezone.localdate()


def test_the_page_itself_writes_nothing():
    with statements() as made:
        ask("Surfboard")

    assert {sql.split()[0] for sql in made} <= {"SELECT", "WITH"}


@pytest.mark.parametrize(
    "text",
    ["13800138000", "138 0013 8000", "１３８００１３８０００", "DD20261122100001", "li@example.com",
     "小王 13800138000", "!?", "x", "w" * 31],
)  # fmt: skip
def test_what_may_tell_of_a_person_is_neither_buffered_nor_stored(text):
    ask(text)

    assert counted() == {}
    assert missed((text, timezone.now())) == 0
    assert not LonelyMiss.objects.exists()


def test_what_one_visitor_alone_misses_is_kept_as_hashes_only(clerk_client):
    now = timezone.now()

    count_missed_words(searches=[("张三丰", now, "li"), ("张三丰", now, "li")])
    count_missed_words(searches=[("张三丰", now + timedelta(days=1), "li")])

    assert not MissedWord.objects.exists()
    note = LonelyMiss.objects.get()
    assert len(note.words_hash) == len(note.visitor_hash) == 64
    assert "张三丰" not in clerk_client.get("/admin/catalog/missedword/").text


def test_the_second_visitor_begins_the_count_and_the_first_then_counts_too():
    now = timezone.now()
    count_missed_words(searches=[("冲浪板", now, "li")])

    count_missed_words(searches=[("冲浪板", now, "wang")])
    count_missed_words(searches=[("冲浪板", now, "li")])

    assert counted() == {"冲浪板": 2}
    assert not LonelyMiss.objects.exists()


def test_notes_of_one_visitor_are_dropped_and_limited(monkeypatch):
    monkeypatch.setattr(missed_words, "MOST_ALONE_A_DAY", 1)
    now = timezone.now()
    count_missed_words(searches=[("kite", now, "li")])
    count_missed_words(searches=[("sail", now, "li")])
    assert LonelyMiss.objects.count() == 1
    LonelyMiss.objects.update(day=timezone.localdate() - timedelta(days=31))

    missed(("mast", now))

    assert not LonelyMiss.objects.exists()


def test_a_list_narrowed_to_nothing_is_no_missed_word():
    ask("连衣裙", brand="999999")

    assert counted() == {}


def test_robots_miss_nothing():
    Client().get("/search/", {"q": "Surfboard"}, headers={"User-Agent": "Baiduspider"})

    assert counted() == {}


def test_a_day_takes_so_many_words_and_counts_on(monkeypatch):
    monkeypatch.setattr(missed_words, "MOST_A_DAY", 2)
    now = timezone.now()

    missed(("kite", now), ("sail", now))
    missed(("mast", now), ("kite", now))

    assert counted() == {"kite": 4, "sail": 2}


def test_old_days_are_dropped():
    now = timezone.now()
    missed(("kite", now - timedelta(days=91)))

    missed(("sail", now))

    assert counted() == {"sail": 2}


def test_staff_see_words_with_their_days_and_teach_a_synonym(clerk_client):
    now = timezone.now()
    missed(("kite", now), ("kite", now - timedelta(days=1)), ("sail", now))

    page = clerk_client.get("/admin/catalog/missedword/")

    rows = {row.words: row.total for row in page.context["cl"].result_list}
    assert rows == {"kite": 4, "sail": 2}
    assert f"{timezone.localdate():%m/%d} <b>2</b>" in page.text
    assert "/admin/catalog/synonym/add/?typed=kite" in page.text
    form = clerk_client.get("/admin/catalog/synonym/add/?typed=kite").context["adminform"].form
    assert form["typed"].value() == "kite"

    clerk_client.post(
        "/admin/catalog/synonym/add/", {"typed": "Kite", "words": "连衣裙", "is_active": "on"}
    )

    assert Synonym.objects.get().typed == "Kite"
    assert counted() == {"sail": 2}  # what is taught is no longer missed


def test_staff_throw_a_word_away_with_all_its_days(clerk_client):
    now = timezone.now()
    missed(("kite", now), ("kite", now - timedelta(days=1)), ("sail", now))
    newest = MissedWord.objects.filter(words="kite").latest("day")

    clerk_client.post(
        "/admin/catalog/missedword/",
        {"action": "delete_selected", "_selected_action": [newest.pk], "post": "yes"},
    )

    assert counted() == {"sail": 2}


def test_staff_without_the_right_see_no_missed_words(client, powerless_staff):
    client.force_login(powerless_staff)

    assert client.get("/admin/catalog/missedword/").status_code == 403


def test_a_list_of_missed_words_costs_the_same_with_one_row_and_with_fifty(clerk_client):
    costs = []
    for first, last in ((0, 1), (1, 50)):
        missed(*((f"kite {n}", timezone.now()) for n in range(first, last)))
        clerk_client.get("/admin/catalog/missedword/")
        with statements() as made:
            clerk_client.get("/admin/catalog/missedword/")
        costs.append(len(made))

    assert costs[0] == costs[1]
