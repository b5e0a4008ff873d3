"""Words of a text as the search index and a shopper's query know them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import opencc
import rjieba

MAX_QUERY_LENGTH = 60
MAX_QUERY_WORDS = 12
_LONGEST_PLAIN_WORD = 2
_LONGEST_LEXEME = 60
_LONGEST_SYNONYM = 6  # in words as the dictionary cuts them
_SHORTEST_NUMBER = 4

_EMPTY_WORDS = frozenset("的了和与及或是在有也都就而个把被给")
# What a sentence says around the goods: "我想买一件夏天穿的…" asks for 夏天.
_WORDS_OF_ASKING = """
我 我要 我想 你 他 她 你们 我们 想 想要 要 需要 买 想买 购买 找 求 求购 请 请问 有没有 有什么 什么
哪些 哪种 哪里 哪款 怎么 如何 推荐 介绍 帮 帮我 给我 适合 合适 可以 能 能够 吗 呢 啊 吧 呀 穿 用
使用 送 送给 比较 好看 好用 一点 一些 的话
"""
_MEASURED = {
    number + measure for number in "一几这那哪" for measure in "个件条双款只台支瓶盒包套种本张把"
}
_NOT_TELLING = _EMPTY_WORDS | _MEASURED | set(_WORDS_OF_ASKING.split())
# 裙子 is any word that ends with 裙. Not every such end names the goods: 包子 is no bag.
_ENDS_THAT_NAME = frozenset(
    "裙裤鞋靴帽袜衫褂杯瓶盘碟筷勺叉刀铲桌椅柜箱凳被褥毯垫枕席帘袋篮桶梯尺钳锤锯锁梳刷扇镯坠链绳带"
    "夹梨橙桃橘柚栗粽饺"
)
_SIMPLIFIED = opencc.OpenCC("t2s")

_LETTERS_NEXT_TO_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_WORD = re.compile(r"\w")
_NOT_OF_A_NUMBER = re.compile(r"[^0-9a-z]")


def index_words(text: str) -> list[str]:
    """Cut a text into every word and part of a word that a shopper may look for."""
    return _clean(rjieba.cut_for_search(plain(text)))


def whole_words(text: str) -> list[str]:
    """Cut a text into the words it is made of, one after the other."""
    return _clean(rjieba.cut(plain(text)))


def single_characters(text: str) -> list[str]:
    """Take the Chinese characters one by one: they find words that the dictionary lacks."""
    return [character for character in plain(text) if is_han(character)]


def ends_that_name(words: Iterable[str]) -> list[str]:
    """Take the last characters of words that are a name of goods by themselves: 裙 of 连衣裙."""
    return list(dict.fromkeys(word[-1] for word in words if word[-1] in _ENDS_THAT_NAME))


def end_asked_for(word: str) -> str:
    """Return 裙 for 裙子, which asks for everything whose name ends so; mostly nothing."""
    is_any = len(word) == _LONGEST_PLAIN_WORD and word[1] == "子" and word[0] in _ENDS_THAT_NAME
    return word[0] if is_any else ""


def query_words(text: str) -> list[str]:
    """Cut a query into words, long words replaced by their parts; never more than a dozen."""
    wholes = query_wholes(text) or all_wholes(text)
    words = [part for _word, parts in wholes for part in parts]
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def query_wholes(text: str) -> list[tuple[str, list[str]]]:
    """Cut a query into telling words, each with the parts that a long one is made of, or itself."""
    return [whole for whole in all_wholes(text) if whole[0] not in _NOT_TELLING][:MAX_QUERY_WORDS]


def all_wholes(text: str) -> list[tuple[str, list[str]]]:
    """Cut a query into all its words: what to ask for when none of them is telling."""
    cut = dict.fromkeys(_clean(rjieba.cut(plain(text[:MAX_QUERY_LENGTH]))))
    return [(word, _parts(word)) for word in cut]


def split_at_synonyms(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a query; the flag says that a piece is a word of `known`.

    A word is known only as a whole: 面包 does not hold 包.
    """
    cut = rjieba.cut(plain(text[:MAX_QUERY_LENGTH]))
    start, rest = 0, ""
    while start < len(cut):
        end = _end_of_synonym(cut, start, known)
        if end:
            if rest.strip():
                yield rest, False
            yield "".join(cut[start:end]), True
            start, rest = end, ""
        else:
            rest += cut[start]
            start += 1
    if rest.strip():
        yield rest, False


def as_number(text: str) -> str:
    """Return letters and digits alone when a query may be (part of) a number, or nothing."""
    if any(is_han(character) for character in text):
        return ""
    bare = bare_number(text)
    is_one = len(bare) >= _SHORTEST_NUMBER and any(character.isdigit() for character in bare)
    return bare if is_one else ""


def bare_number(text: str) -> str:
    """Return the letters and digits of a number, however it is grouped."""
    return _NOT_OF_A_NUMBER.sub("", fold(text))


def plain(text: str) -> str:
    """Fold a text so that different ways of writing it are one."""
    return _LETTERS_NEXT_TO_DIGITS.sub(" ", fold(text))


def fold(text: str) -> str:
    """Make one of what is written in two ways: wide letters, capitals, traditional characters."""
    same = unicodedata.normalize("NFKC", text).lower().replace("\0", "")
    return same if same.isascii() else _SIMPLIFIED.convert(same)


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _end_of_synonym(cut: list[str], start: int, known: Mapping[str, object]) -> int:
    for end in range(min(len(cut), start + _LONGEST_SYNONYM), start, -1):
        if "".join(cut[start:end]) in known:
            return end
    return 0


def _parts(word: str) -> list[str]:
    if len(word) <= _LONGEST_PLAIN_WORD or not is_han(word[0]):
        return [word]
    parts = [part for part in _clean(rjieba.cut_for_search(word)) if part != word]
    return parts or [word]


def _clean(words: list[str]) -> list[str]:
    stripped = (word.strip()[:_LONGEST_LEXEME] for word in words)
    return [word for word in stripped if _WORD.search(word)]
