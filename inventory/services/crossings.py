"""What must follow when stock crosses zero or a threshold: the flag of the listing row, events."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from inventory.events import StockChanged, StockReplenished
from inventory.selectors.availability import available_quantities
from inventory.services.level_writes import LevelChange
from inventory.services.stock_flags import set_stock_flags
from shop.common.events import publish


def settle_changes(
    *, changes: Sequence[LevelChange], tell_of: Iterable[int] = (), at: datetime | None = None
) -> None:
    """Set the stock flags of SKUs that ran out or came back, and say so; an operation's last step.

    `tell_of` names further SKUs whose alerts may have to follow. Two operations at once cannot see
    each other here, so the reaction to `StockChanged` sets the flags again after commit.
    """
    emptied = {change.sku_id for change in changes if change.after <= 0 < change.before}
    filled = {change.sku_id for change in changes if change.before <= 0 < change.after}
    if emptied or filled:
        set_stock_flags(sku_ids=emptied | filled)
    touched = emptied | filled | set(tell_of)
    if touched:
        publish(StockChanged(sku_ids=sorted(touched)), at=at)
    for sku_id in _back_in_stock(filled, changes):
        publish(StockReplenished(sku_id=sku_id), at=at)


def changed_skus(*, changes: Iterable[LevelChange]) -> set[int]:
    """Return the SKUs whose saleable stock is another than before."""
    return {change.sku_id for change in changes if change.before != change.after}


def _back_in_stock(filled: set[int], changes: Sequence[LevelChange]) -> list[int]:
    if not filled:
        return []
    came = dict.fromkeys(filled, 0)
    for change in changes:
        if change.sku_id in came:
            came[change.sku_id] += max(change.after, 0)
    in_all = available_quantities(filled)
    return [sku_id for sku_id in sorted(filled) if in_all[sku_id] == came[sku_id]]
