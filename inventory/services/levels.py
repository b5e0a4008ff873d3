"""What is held back of a level, and where it lies."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from inventory.errors import BinElsewhere, MovementNotValid
from inventory.models import Bin, StockLevel
from inventory.services.crossings import changed_skus, settle_changes
from inventory.services.level_writes import hold_back, place_in_bin


@transaction.atomic
def set_held_back(
    *,
    level_id: int,
    frozen: int | None = None,
    safety_stock: int | None = None,
    at: datetime | None = None,
) -> None:
    """Set how many pieces are frozen, and how many are never sold online.

    Raises NotEnoughOnHand when more is to be frozen than lies there unpromised.
    """
    if min(frozen or 0, safety_stock or 0) < 0:
        raise MovementNotValid
    change = hold_back(level_id=level_id, frozen=frozen, safety_stock=safety_stock)
    settle_changes(changes=[change], tell_of=changed_skus(changes=[change]), at=at)


@transaction.atomic
def assign_bin(*, level_ids: Sequence[int], bin_id: int | None) -> None:
    """Note in which bin the goods of levels lie. Raises BinElsewhere."""
    if bin_id is not None:
        place = Bin.objects.get(pk=bin_id)
        if (
            StockLevel.objects.filter(pk__in=level_ids)
            .exclude(warehouse=place.warehouse_id)
            .exists()
        ):
            raise BinElsewhere
    place_in_bin(level_ids=level_ids, bin_id=bin_id)
