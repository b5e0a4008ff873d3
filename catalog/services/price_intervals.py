"""How a price makes room among those that a SKU has: worked out here, written by others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from catalog.errors import PriceNotPossible
from catalog.models import SkuPrice


@dataclass(kw_only=True)
class Room:
    """What becomes of the intervals in the way."""

    ends: dict[int, datetime] = field(default_factory=dict)
    dropped: list[SkuPrice] = field(default_factory=list)
    returning: list[SkuPrice] = field(default_factory=list)  # not saved yet


def make_room(
    *, prices: Iterable[SkuPrice], begin: datetime, until: datetime | None, now: datetime
) -> Room:
    """Say which prices of one SKU and kind end, go, or come back later.

    What has been effective is never rewritten: raises PriceNotPossible.
    """
    if until is not None and until <= begin:
        raise PriceNotPossible
    room = Room()
    for price in prices:
        if begin < price.valid_from <= now:
            raise PriceNotPossible
        starts_later = until is not None and price.valid_from >= until
        if starts_later or (price.valid_to is not None and price.valid_to <= begin):
            continue
        _end(price, begin, room)
        if until is not None and (price.valid_to is None or price.valid_to > until):
            room.returning.append(_from(price, until))
    return room


def _end(price: SkuPrice, moment: datetime, room: Room) -> None:
    if price.valid_from < moment:
        room.ends[price.pk] = moment
    else:
        room.dropped.append(price)


def _from(price: SkuPrice, moment: datetime) -> SkuPrice:
    return SkuPrice(
        sku_id=price.sku_id,
        kind=price.kind,
        amount=price.amount,
        currency=price.currency,
        valid_from=moment,
        valid_to=price.valid_to,
    )
