"""Finding risky words in what people write, spaced out, full-width or in other characters too."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from catalog.types import RiskyWord

_KEPT_SIGNS = frozenset("%")
_SENTENCE_ENDS = frozenset("。！？；!?;\n\r")
_BREAK = "\n"
# Traditional forms of the characters that risky words are made of.
_SIMPLER = str.maketrans(
    "級國獨無絕對萬極頂銷軍領導優個選網發質檢馳標價歷僅漲搶瘋倉補內專療癒壓脂險證時際實業億東兩寶貴",
    "级国独无绝对万极顶销军领导优个选网发质检驰标价历仅涨抢疯仓补内专疗愈压脂险证时际实业亿东两宝贵",
)
_BLOCKS = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tbody", "thead",
        "tr", "td", "th", "figure", "figcaption", "br", "hr", "div", "blockquote",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Match:
    """A risky word at a place of a text; `written` is how it stands there."""

    start: int
    end: int
    written: str
    claim: RiskyWord


class ClaimFinder:
    """Finds every risky word of a list; the longest wins, and harmless phrases hide theirs."""

    def __init__(self, claims: Iterable[RiskyWord], harmless: Iterable[str]) -> None:
        self._claims = {fold(claim.word): claim for claim in claims}
        self._by_first = _by_first(self._claims)
        self._harmless = _by_first(fold(phrase) for phrase in harmless)

    def find(self, text: str) -> list[Match]:
        """Return the risky words of a text in their order; none overlaps another."""
        folded, places = _folded(text)
        hidden = [
            (start, start + len(phrase))
            for start in range(len(folded))
            if (phrase := _longest_at(self._harmless, folded, start, places))
        ]
        found: list[Match] = []
        end = 0
        for start in range(len(folded)):
            word = _longest_at(self._by_first, folded, start, places) if start >= end else ""
            if word and not _is_inside(start, start + len(word), hidden):
                end = start + len(word)
                first, last = places[start], places[end - 1] + 1
                found.append(
                    Match(start=first, end=last, written=text[first:last], claim=self._claims[word])
                )
        return found


def fold(text: str) -> str:
    """Return what of a text counts when words are compared."""
    return _folded(text)[0].strip(_BREAK)


def passages(html: str) -> list[str]:
    """Return the texts of a rich text, one for each paragraph, cell or line of a list."""
    reader = _Passages()
    reader.feed(html)
    reader.close()
    return [text for text in ("".join(parts).strip() for parts in reader.found) if text]


def _folded(text: str) -> tuple[str, list[int]]:
    signs: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for sign in unicodedata.normalize("NFKC", written).casefold().translate(_SIMPLER):
            if sign.isalnum() or sign in _KEPT_SIGNS:
                signs.append(sign)
            elif sign in _SENTENCE_ENDS:
                signs.append(_BREAK)
            else:
                continue
            places.append(place)
    return "".join(signs), places


def _by_first(words: Iterable[str]) -> Mapping[str, list[str]]:
    by_first: dict[str, list[str]] = {}
    for word in sorted(filter(None, words), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word)
    return by_first


def _longest_at(by_first: Mapping[str, list[str]], text: str, start: int, places: list[int]) -> str:
    for word in by_first.get(text[start], ()):
        if text.startswith(word, start) and not _is_cut_out(text, start, len(word), places):
            return word
    return ""


def _is_cut_out(text: str, start: int, length: int, places: list[int]) -> bool:
    """Tell whether a Latin word or a number is only a part of a longer one, as TOP1 in TOP10."""
    return _joins(text, start - 1, start, places) or _joins(
        text, start + length - 1, start + length, places
    )


def _joins(text: str, left: int, right: int, places: list[int]) -> bool:
    if left < 0 or right >= len(text) or places[right] != places[left] + 1:
        return False
    return all(sign.isascii() and sign.isalnum() for sign in (text[left], text[right]))


def _is_inside(start: int, end: int, hidden: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in hidden)


class _Passages(HTMLParser):
    """Joins what stands between block elements: 最<b>好</b> is one word to a reader."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._cut(tag)

    def handle_endtag(self, tag: str) -> None:
        self._cut(tag)

    def handle_data(self, data: str) -> None:
        self.found[-1].append(data)

    def _cut(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append([])
