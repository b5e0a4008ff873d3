"""Warehouses and stock.

`StockLevelFactory(sku=sku, on_hand=5)` books the goods in; `hold(...)` promises some of them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone

from catalog.models import Sku
from inventory.models import Bin, Reservation, StockLevel, StockMovement, Warehouse
from inventory.services.levels import set_held_back
from inventory.services.movements import book_movement
from inventory.services.reservations import reserve_stock
from inventory.types import Wanted
from shop.common.actors import process
from tests.factories.catalog import SkuFactory

TESTS = process("tests")
BEIJING = "110000"
GUANGDONG = "440000"


class WarehouseFactory(factory.django.DjangoModelFactory):
    """In Beijing, Dongcheng; `provinces={"110000": 1}` ranks what it serves."""

    class Meta:
        model = Warehouse
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"w{n}")
    name = factory.Sequence(lambda n: f"仓库{n}")
    district_id = "110101"

    @factory.post_generation
    def provinces(
        self: Warehouse, create: bool, extracted: Mapping[str, int] | None, **_details: Any
    ) -> None:
        for province_id, rank in (extracted or {}).items():
            self.provinces.create(province_id=province_id, rank=rank)


class BinFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bin

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"A-{n:02d}")
    pick_sequence = factory.Sequence(lambda n: n)


class StockLevelFactory(factory.django.DjangoModelFactory):
    """Ten pieces, received; `frozen` and `safety_stock` hold some of them back."""

    class Meta:
        model = StockLevel

    sku = factory.SubFactory(SkuFactory)
    warehouse = factory.SubFactory(WarehouseFactory)
    on_hand = 10
    bin = None
    frozen = 0
    safety_stock = 0

    @classmethod
    def _create(cls, model: type[StockLevel], *_args: Any, **fields: Any) -> StockLevel:
        level = model.objects.create(
            sku=fields["sku"], warehouse=fields["warehouse"], bin=fields["bin"]
        )
        if fields["on_hand"]:
            book_movement(
                sku_id=level.sku_id,
                warehouse_id=level.warehouse_id,
                kind=StockMovement.Kind.RECEIPT,
                quantity=fields["on_hand"],
                cause="test",
                actor=TESTS,
            )
        if fields["frozen"] or fields["safety_stock"]:
            set_held_back(
                level_id=level.pk, frozen=fields["frozen"], safety_stock=fields["safety_stock"]
            )
        level.refresh_from_db()
        return level


def hold(
    sku: Sku, quantity: int = 1, *, reference: str = "DD1", line_id: int = 1, **details: Any
) -> list[Reservation]:
    """Promise pieces to an order, for half an hour, as placing an order does."""
    defaults: dict[str, Any] = {
        "province_code": BEIJING,
        "expires_at": timezone.now() + timedelta(minutes=30),
        "actor": TESTS,
    }
    with transaction.atomic():
        return reserve_stock(
            reference=reference,
            wanted=[Wanted(line_id=line_id, sku_id=sku.pk, quantity=quantity)],
            **(defaults | details),
        )
