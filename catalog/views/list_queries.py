"""From the parameters of an address to a list query; what cannot be read is left out."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.http import QueryDict

from catalog.selectors.listings import SORTS
from catalog.types import ListingQuery, Span
from shop.common.typed_numbers import decimal_number, page_number, whole_number

_LARGEST_PRICE = Decimal("9999999.99")
_MOST_CHOICES = 20
_MOST_ATTRIBUTES = 6
_LONGEST_TEXT = 60
_LONGEST_TAG = 20
_CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")


def read_list_query(
    parameters: QueryDict, category_path: str = "", of_brand_id: int | None = None
) -> ListingQuery:
    lowest, highest = (_price(parameters.get(name, "")) for name in ("min", "max"))
    if lowest is not None and highest is not None and lowest > highest:
        lowest, highest = highest, lowest
    sort = parameters.get("sort", "")
    return ListingQuery(
        text=_text(parameters.get("q", "")),
        category_path=category_path,
        of_brand_id=of_brand_id,
        brand_ids=_ids(parameters.getlist("brand")),
        lowest=lowest,
        highest=highest,
        prices=_spans(parameters.getlist("price")),
        in_stock="stock" in parameters,
        tags=_tags(parameters.getlist("tag")),
        values=_values(parameters.getlist("v")),
        numbers=_numbers(parameters.getlist("n")),
        sort=sort if sort in SORTS else "",
        page=page_number(parameters.get("page")),
    )


def value_key(code: str, ids: Iterable[int]) -> str:
    """Write one chosen value as the address holds it: colour:3.17."""
    return f"{code}:{'.'.join(map(str, ids))}"


def span_key(span: Span) -> str:
    """Write a stretch of prices or numbers as the address holds it: 100-200, 500-."""
    return f"{_figure(span.low)}-{_figure(span.high)}"


def number_key(code: str, span: Span) -> str:
    """Write a stretch of an attribute's numbers as the address holds it: power:1000-2000."""
    return f"{code}:{span_key(span)}"


def read_value_key(word: str) -> tuple[str, tuple[int, ...]]:
    """Read colour:3.17: the attribute's code and ids of values."""
    code, _, ids = word.partition(":")
    return code, _ids(ids.split("."))


def read_number_key(word: str) -> tuple[str, Span | None]:
    """Read power:1000-2000: the attribute's code and a stretch of its numbers."""
    code, _, span = word.partition(":")
    return code, read_span_key(span)


def _figure(end: Decimal | None) -> str:
    return "" if end is None else f"{end.normalize():f}"


def _text(raw: str) -> str:
    return " ".join(raw.replace("\0", " ").split())[:_LONGEST_TEXT]


def _tags(raw: list[str]) -> tuple[str, ...]:
    texts = dict.fromkeys(_text(tag)[:_LONGEST_TAG] for tag in raw[:_MOST_CHOICES])
    return tuple(text for text in texts if text)


def _ids(raw: Iterable[str]) -> tuple[int, ...]:
    numbers = dict.fromkeys(whole_number(word) for word in list(raw)[:_MOST_CHOICES])
    return tuple(number for number in numbers if number is not None)


def _price(raw: str) -> Decimal | None:
    amount = decimal_number(raw)
    return amount if amount is not None and amount <= _LARGEST_PRICE else None


def _spans(raw: Iterable[str]) -> tuple[Span, ...]:
    spans = (read_span_key(word) for word in list(raw)[:_MOST_CHOICES])
    return tuple(dict.fromkeys(span for span in spans if span is not None))


def read_span_key(raw: str) -> Span | None:
    """Read 100-200; None when it says nothing that can be asked for."""
    first, dash, last = raw.partition("-")
    low, high = _price(first), _price(last)
    if not dash or (low is None and high is None) or (first and low is None):
        return None
    if (last and high is None) or (low is not None and high is not None and low >= high):
        return None
    return Span(low=low, high=high)


def _values(raw: list[str]) -> dict[str, tuple[int, ...]]:
    chosen: dict[str, tuple[int, ...]] = {}
    for code, words in _by_code(raw).items():
        if ids := tuple(dict.fromkeys(key for word in words for key in _ids(word.split(".")))):
            chosen[code] = ids
    return chosen


def _numbers(raw: list[str]) -> dict[str, tuple[Span, ...]]:
    chosen = {code: _spans(words) for code, words in _by_code(raw).items()}
    return {code: spans for code, spans in chosen.items() if spans}


def _by_code(raw: list[str]) -> dict[str, list[str]]:
    """Group choices such as colour:3 by their attribute; of too many attributes the first count."""
    chosen: dict[str, list[str]] = {}
    for word in raw[:_MOST_CHOICES]:
        code, _, rest = word.partition(":")
        if _CODE.fullmatch(code) and (code in chosen or len(chosen) < _MOST_ATTRIBUTES):
            chosen.setdefault(code, []).append(rest)
    return chosen
