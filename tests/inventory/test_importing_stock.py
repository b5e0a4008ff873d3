import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from inventory.events import StockChanged
from inventory.models import SkuSupply, StockLevel, StockMovement
from shop.common.actors import person
from tests.catalog.conftest import private_files  # noqa: F401
from tests.catalog.imports import checked, csv_of, imported, problems_of
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import StockLevelFactory, WarehouseFactory
from tests.support.events import published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("private_files"),
    pytest.mark.req("CAT-44"),
]
LIST = "admin:inventory_stocklevel_changelist"


@pytest.fixture
def actor(clerk):
    return person(clerk.pk)


@pytest.fixture
def level():
    warehouse = WarehouseFactory(code="WH-1", name="杭州仓")
    return StockLevelFactory(sku=SkuFactory(code="T-1"), warehouse=warehouse, on_hand=10)


def thresholds():
    return dict(SkuSupply.objects.values_list("sku__code", "alert_threshold"))


def movements():
    rows = StockMovement.objects.filter(kind="count").order_by("pk")
    return list(rows.values_list("level__sku__code", "quantity", "before", "after"))


@pytest.mark.parametrize("action", ["export_stock", "export_stock_as_csv"])
def test_stock_that_is_exported_and_read_back_changes_nothing(admin_client, actor, level, action):
    SkuSupply.objects.update_or_create(sku=level.sku, defaults={"alert_threshold": 7})
    before = (thresholds(), list(StockLevel.objects.values()))
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [level.pk]}

    content = admin_client.post(reverse(LIST), chosen).getvalue()
    job = imported("inventory.thresholds", content, actor=actor, name="stock")

    assert (job.updated_count, job.unchanged_count, job.wrong_count) == (0, 1, 0)
    assert (thresholds(), list(StockLevel.objects.values())) == before


def test_thresholds_are_set_cleared_and_told(actor, level):
    other = SkuFactory(code="T-2")
    SkuSupply.objects.update_or_create(sku=other, defaults={"alert_threshold": 3})
    content = csv_of(("SKU编码", "预警库存"), ("T-1", "12"), ("T-2", "(空)"))

    job = imported("inventory.thresholds", content, actor=actor)

    assert (job.updated_count, job.wrong_count) == (2, 0)
    assert thresholds() == {"T-1": 12, "T-2": None}
    assert published(StockChanged)[-1].sku_ids == sorted([level.sku_id, other.pk])


def test_a_count_becomes_a_movement_of_the_difference(actor, level):
    StockLevelFactory(sku=SkuFactory(code="T-2"), warehouse=level.warehouse, on_hand=4)
    content = csv_of(("SKU编码", "仓库", "盘点数量"), ("T-1", "杭州仓", "8"), ("T-2", "WH-1", "4"))

    job = imported("inventory.counts", content, actor=actor)

    level.refresh_from_db()
    assert (job.updated_count, job.unchanged_count, job.wrong_count) == (1, 1, 0)
    assert level.on_hand == 8
    assert movements() == [("T-1", -2, 10, 8)]
    assert StockMovement.objects.latest("pk").actor_user_id == actor.user_id


def test_counts_that_cannot_be_are_named_and_nothing_is_booked(actor, level):
    content = csv_of(
        ("SKU编码", "仓库", "盘点数量"),
        ("T-1", "月球仓", "8"), ("T-9", "WH-1", "8"), ("T-1", "WH-1", "-1"), ("T-1", "WH-1", "1.5"),
    )  # fmt: skip

    job = checked("inventory.counts", content, actor=actor)

    amount = "A whole number from 0 to 10000000."
    assert (job.state, job.wrong_count) == ("checked", 4)
    assert problems_of(job) == [
        (2, "Warehouse", "月球仓", "A warehouse that the shop has: WH-1, 杭州仓."),
        (3, "SKU code", "T-9", "There is no SKU with this code."),
        (4, "Counted", "-1", amount),
        (5, "Counted", "1.5", amount),
    ]
    assert movements() == []


def test_a_count_below_what_is_promised_is_refused(actor, level):
    StockLevel.objects.filter(pk=level.pk).update(reserved=5)
    content = csv_of(("SKU编码", "仓库", "盘点数量"), ("T-1", "WH-1", "3"))

    job = imported("inventory.counts", content, actor=actor)

    level.refresh_from_db()
    assert (job.updated_count, job.wrong_count) == (0, 1)
    assert (level.on_hand, movements()) == (10, [])
