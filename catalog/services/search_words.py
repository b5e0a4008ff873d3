"""The words that the catalogue knows: collected from what is live, for suggestions and slips."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse

from catalog.models import Brand, Category, Listing, SearchWord, Tag
from catalog.selectors.pinyin import initials, sound
from catalog.selectors.search_words import fold, is_han, whole_words

MOST_WORDS = 50_000
_LONGEST_WORD = 60
_LONGEST_PAIR = 12
_FEWEST_OF_A_PAIR = 2
_BATCH = 2_000
_LOCK = 7_301_842_667


@transaction.atomic
def renew_search_words() -> int:
    """Write the words anew and say how many differ; a second run changes nothing.

    One run at a time: the second waits, so that none works on what the other deletes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    wanted = _words_of_titles() | _words_of_vocabulary()
    known = {row.word: row for row in SearchWord.objects.all()}
    gone = [row.pk for word, row in known.items() if word not in wanted]
    changed = [row for word, row in wanted.items() if not _is_same(row, known.get(word))]
    SearchWord.objects.filter(pk__in=gone).delete()
    SearchWord.objects.bulk_create(
        changed,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["kind", "link", "sound", "initials", "goods_count"],
    )
    return len(gone) + len(changed)


def _words_of_titles() -> dict[str, SearchWord]:
    counts: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    titles = Listing.objects.live().values_list("title", flat=True)
    for title in titles.iterator(chunk_size=_BATCH):
        words = whole_words(title)
        counts.update({word for word in words if _is_telling(word)})
        pairs.update(set(_pairs(words)))
    counts.update({pair: n for pair, n in pairs.items() if n >= _FEWEST_OF_A_PAIR})
    return {
        word: _row(word, SearchWord.Kind.TITLE, count)
        for word, count in counts.most_common(MOST_WORDS)
    }


def _words_of_vocabulary() -> dict[str, SearchWord]:
    rows = [
        _row(fold(name), SearchWord.Kind.TAG, count)
        for name, count in Tag.objects.annotate(count=Count("products")).values_list(
            "name", "count"
        )
    ]
    brands = Brand.objects.filter(is_visible=True).annotate(count=Count("products"))
    rows += [
        _row(fold(name), SearchWord.Kind.BRAND, count)
        for name, count in brands.values_list("name", "count")
    ]
    rows += _words_of_categories()
    return {row.word: row for row in rows}


def _words_of_categories() -> Iterator[SearchWord]:
    per_path = Counter(Listing.objects.live().values_list("category_path", flat=True))
    for category in Category.objects.filter(is_visible=True):
        goods = sum(n for path, n in per_path.items() if path.startswith(category.path))
        link = reverse("catalog:category-detail", args=[category.slug])
        yield _row(fold(category.name), SearchWord.Kind.CATEGORY, goods, link)


def _pairs(words: list[str]) -> Iterator[str]:
    for first, second in pairwise(words):
        pair = first + second
        if len(pair) <= _LONGEST_PAIR and all(map(is_han, pair)):
            yield pair


def _is_telling(word: str) -> bool:
    return 1 < len(word) <= _LONGEST_WORD and not word.isdigit()


def _row(word: str, kind: SearchWord.Kind, goods_count: int, link: str = "") -> SearchWord:
    return SearchWord(
        word=word[:_LONGEST_WORD],
        kind=kind,
        link=link[:200],
        sound=sound(word)[:240],
        initials=initials(word)[:60],
        goods_count=goods_count,
    )


def _is_same(row: SearchWord, known: SearchWord | None) -> bool:
    names = ("kind", "link", "sound", "initials", "goods_count")
    return known is not None and all(getattr(row, name) == getattr(known, name) for name in names)
