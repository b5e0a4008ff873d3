"""From the parameters of an address to a list query; what cannot be read is left out."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from catalog.selectors.listings import SORTS
from catalog.types import ListingQuery

_LARGEST_ID = 2**63 - 1
_LARGEST_PRICE = Decimal("9999999.99")
_MOST_CHOICES = 20
_LONGEST_TEXT = 60
_LONGEST_TAG = 20


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
        in_stock="stock" in parameters,
        tags=_tags(parameters.getlist("tag")),
        values=_values(parameters.getlist("v")),
        sort=sort if sort in SORTS else "",
        page=next(iter(_ids([parameters.get("page", "")])), 1),
    )


def value_key(code: str, ids: Iterable[int]) -> str:
    """Write one chosen value as the address holds it: colour:3.17."""
    return f"{code}:{'.'.join(map(str, ids))}"


def _text(raw: str) -> str:
    return " ".join(raw.replace("\0", " ").split())[:_LONGEST_TEXT]


def _tags(raw: list[str]) -> tuple[str, ...]:
    texts = dict.fromkeys(_text(tag)[:_LONGEST_TAG] for tag in raw[:_MOST_CHOICES])
    return tuple(text for text in texts if text)


def _ids(raw: Iterable[str]) -> tuple[int, ...]:
    ids = dict.fromkeys(
        int(word)
        for word in list(raw)[:_MOST_CHOICES]
        if word.isascii() and word.isdigit() and len(word) < len(str(_LARGEST_ID))
    )
    return tuple(ids)


def _price(raw: str) -> Decimal | None:
    try:
        amount = Decimal(raw.strip())
    except (InvalidOperation, ValueError):
        return None
    return amount if amount.is_finite() and 0 <= amount <= _LARGEST_PRICE else None


def _values(raw: list[str]) -> dict[str, tuple[int, ...]]:
    chosen: dict[str, tuple[int, ...]] = {}
    for word in raw[:_MOST_CHOICES]:
        code, _, ids = word.partition(":")
        read = _ids(ids.split("."))
        if code and read and "\0" not in code:
            chosen[code] = tuple(dict.fromkeys((*chosen.get(code, ()), *read)))
    return chosen
