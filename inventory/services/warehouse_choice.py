"""Which warehouse sends what: one parcel if a single warehouse has everything, else the fewest.

Pure: what was read may be stale; the conditional update decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from inventory.types import LevelSupply, Piece, Shortage, Wanted

_LARGEST_SEARCH = (
    3  # up to three warehouses the best set is searched; beyond, one good set is taken
)

Stock = dict[int, LevelSupply]  # what one warehouse has, by SKU


def choose_levels(*, wanted: Sequence[Wanted], supplies: Iterable[LevelSupply]) -> list[Piece]:
    """Return the pieces per line and level, or nothing when there is not enough of everything."""
    needed = _needed(wanted)
    stocks: dict[int, Stock] = defaultdict(dict)
    for supply in supplies:
        if supply.available > 0:
            stocks[supply.warehouse_id][supply.sku_id] = supply
    nearest_first = [stocks[key] for key in sorted(stocks, key=lambda key: _distance(stocks, key))]
    chosen = _fewest(nearest_first, needed)
    return [] if chosen is None else list(_share_out(wanted, chosen, needed))


def shortages(*, wanted: Sequence[Wanted], supplies: Iterable[LevelSupply]) -> list[Shortage]:
    """Return the lines that cannot be had whole, earlier lines served first."""
    left: dict[int, int] = defaultdict(int)
    for supply in supplies:
        left[supply.sku_id] += supply.available
    short = []
    for line in sorted(wanted, key=lambda line: line.line_id):
        possible = min(line.quantity, left[line.sku_id])
        left[line.sku_id] -= possible
        if possible < line.quantity:
            short.append(
                Shortage(
                    line_id=line.line_id,
                    sku_id=line.sku_id,
                    wanted=line.quantity,
                    available=possible,
                )
            )
    return short


def _needed(wanted: Iterable[Wanted]) -> dict[int, int]:
    needed: dict[int, int] = defaultdict(int)
    for line in wanted:
        needed[line.sku_id] += line.quantity
    return dict(sorted(needed.items()))


def _distance(stocks: dict[int, Stock], warehouse_id: int) -> tuple[int, int]:
    return min(supply.rank for supply in stocks[warehouse_id].values()), warehouse_id


def _covers(stocks: Iterable[Stock], needed: dict[int, int]) -> bool:
    together = list(stocks)
    return all(
        sum(stock[sku_id].available for stock in together if sku_id in stock) >= quantity
        for sku_id, quantity in needed.items()
    )


def _fewest(stocks: list[Stock], needed: dict[int, int]) -> list[Stock] | None:
    # `combinations` keeps the order nearest first, so the first hit of a size is the nearest one.
    for size in range(1, min(_LARGEST_SEARCH, len(stocks)) + 1):
        for chosen in combinations(stocks, size):
            if _covers(chosen, needed):
                return list(chosen)
    if not _covers(stocks, needed):
        return None
    kept = list(stocks)
    for stock in reversed(stocks):
        rest = [other for other in kept if other is not stock]
        kept = rest if _covers(rest, needed) else kept
    return kept


def _share_out(
    wanted: Sequence[Wanted], chosen: list[Stock], needed: dict[int, int]
) -> Iterator[Piece]:
    takes = {sku_id: _takes(sku_id, quantity, chosen) for sku_id, quantity in needed.items()}
    for line in sorted(wanted, key=lambda line: line.line_id):
        missing = line.quantity
        for take in takes[line.sku_id]:
            level_id, left = take
            quantity = min(missing, left)
            take[1] -= quantity
            missing -= quantity
            if quantity:
                yield Piece(line_id=line.line_id, level_id=level_id, quantity=quantity)


def _takes(sku_id: int, quantity: int, chosen: list[Stock]) -> list[list[int]]:
    """Return [level, pieces] pairs: all from the nearest that has all, else nearest first."""
    levels = [stock[sku_id] for stock in chosen if sku_id in stock]
    whole = [level for level in levels if level.available >= quantity]
    takes = []
    for level in whole[:1] or levels:
        takes.append([level.level_id, min(quantity, level.available)])
        quantity -= takes[-1][1]
    return takes
