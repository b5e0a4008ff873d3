import pytest
from django.core.exceptions import PermissionDenied
from django.urls import resolve, reverse

from customers.models import User
from inventory.models import Bin, SkuSupply, StockLevel, StockMovement
from inventory.services.supply import set_supply
from inventory.tasks import sweep_stock
from shop.common.models import Region
from tests.factories.catalog import SkuFactory
from tests.factories.inventory import BinFactory, StockLevelFactory, WarehouseFactory, hold
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

LEVELS = "/admin/inventory/stocklevel/"
MOVEMENT = f"{LEVELS}movement/"


def movement(level, **changes) -> dict[str, str]:
    return {
        "sku": level.sku.code,
        "warehouse": str(level.warehouse_id),
        "kind": "correction",
        "quantity": "-3",
        "cause": "broken",
    } | changes


def look_at(rf, address: str, user: User) -> None:
    """Ask the view itself: the page of a refusal belongs to the storefront."""
    request = rf.get(address)
    request.user = user
    found = resolve(address)
    found.func(request, *found.args, **found.kwargs)


@pytest.mark.parametrize("term", ["SKU-77", "6901234567892", "牛津"])
def test_stock_is_found_by_what_one_has_in_hand(clerk_client, term):
    StockLevelFactory(
        sku__code="SKU-77", sku__barcode="6901234567892", sku__product__title="牛津衬衫"
    )
    StockLevelFactory(sku__code="OTHER")

    page = clerk_client.get(LEVELS, {"q": term}).content.decode()

    assert "SKU-77" in page
    assert "OTHER" not in page


def test_the_list_shows_what_is_saleable(clerk_client):
    level = StockLevelFactory(on_hand=50, frozen=4, safety_stock=3)
    hold(level.sku, 5)

    (row,) = clerk_client.get(LEVELS).context["cl"].result_list

    assert row.available == 38


def test_the_list_narrows_to_what_is_below_its_threshold(clerk_client):
    low, enough = StockLevelFactory(on_hand=10), StockLevelFactory(on_hand=10)
    set_supply(sku_id=low.sku_id, alert_threshold=11)
    set_supply(sku_id=enough.sku_id, alert_threshold=10)

    shown = clerk_client.get(LEVELS, {"low": "1"}).context["cl"].result_list

    assert [row.pk for row in shown] == [low.pk]


@pytest.mark.req("INV-18")
def test_a_movement_is_booked_by_its_form(clerk_client, clerk):
    level = StockLevelFactory(on_hand=10)
    place = BinFactory(warehouse=level.warehouse)

    answer = clerk_client.post(MOVEMENT, movement(level, bin=place.code))

    assert answer.status_code == 302
    level.refresh_from_db()
    assert level.on_hand == 7
    booked = StockMovement.objects.latest("pk")
    assert (booked.kind, booked.quantity, booked.cause, booked.actor_user, booked.bin) == (
        "correction",
        -3,
        "broken",
        clerk,
        place,
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sku": "NOPE"}, "No SKU has this code or barcode."),
        ({"quantity": "-11"}, "Only 10 pieces can be taken"),
        ({"quantity": "0"}, "This quantity is not possible"),
        ({"quantity": "1.5"}, "Enter a whole number"),
        ({"kind": "receipt"}, "This quantity is not possible"),
        ({"kind": "dispatch"}, "not one of the available choices"),
        ({"bin": "NOPE"}, "This warehouse has no such bin."),
        ({"cause": ""}, "This field is required"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_movement_is_refused_with_the_reason(clerk_client, wrong, said):
    level = StockLevelFactory(on_hand=10)

    answer = clerk_client.post(
        MOVEMENT, movement(level, **wrong), headers={"accept-language": "en"}
    )

    assert answer.status_code == 200
    assert said in answer.content.decode()
    level.refresh_from_db()
    assert level.on_hand == 10


def test_the_form_knows_the_level_it_was_opened_from(clerk_client):
    level = StockLevelFactory()

    form = clerk_client.get(MOVEMENT, {"level": level.pk}).context["form"]

    assert form.initial == {"sku": level.sku.code, "warehouse": level.warehouse_id, "bin": ""}


def test_bin_and_hold_backs_are_set_on_one_page(clerk_client):
    level = StockLevelFactory(on_hand=10)
    place: Bin = BinFactory(warehouse=level.warehouse)
    page = reverse("admin:inventory_stocklevel_place", args=[level.pk])

    refused = clerk_client.post(page, {"bin": place.pk, "frozen": "11", "safety_stock": "0"})
    assert refused.status_code == 200
    level.refresh_from_db()
    assert (level.bin, level.frozen) == (None, 0)

    clerk_client.post(page, {"bin": place.pk, "frozen": "2", "safety_stock": "3"})
    placed = StockLevel.objects.get(pk=level.pk)
    assert (placed.bin, placed.frozen, placed.safety_stock) == (place, 2, 3)


@pytest.mark.req("INV-02")
def test_thresholds_are_set_in_bulk(clerk_client):
    levels = [StockLevelFactory(), StockLevelFactory(), StockLevelFactory()]
    chosen = {"action": "set_threshold", "_selected_action": [levels[0].pk, levels[1].pk]}

    question = clerk_client.post(LEVELS, chosen)
    assert question.status_code == 200
    assert not SkuSupply.objects.filter(alert_threshold__isnull=False).exists()
    clerk_client.post(LEVELS, chosen | {"alert_threshold": "25"})

    assert dict(
        SkuSupply.objects.filter(alert_threshold=25).values_list("sku_id", "alert_threshold")
    ) == {levels[0].sku_id: 25, levels[1].sku_id: 25}


def test_numbers_that_services_keep_cannot_be_typed_in(clerk_client):
    level = StockLevelFactory(on_hand=10)

    clerk_client.post(f"{LEVELS}{level.pk}/change/", {"on_hand": "99", "reserved": "1"})

    level.refresh_from_db()
    assert (level.on_hand, level.reserved) == (10, 0)


@pytest.mark.parametrize("name", ["stocklevel", "stockmovement", "reservation", "stockalert"])
def test_rows_that_services_write_cannot_be_added(rf, clerk, name):
    with pytest.raises(PermissionDenied):
        look_at(rf, f"/admin/inventory/{name}/add/", clerk)


@pytest.mark.parametrize("address", [LEVELS, MOVEMENT, "/admin/inventory/stockmovement/"])
def test_stock_pages_need_a_right(rf, powerless_staff, address):
    with pytest.raises(PermissionDenied):
        look_at(rf, address, powerless_staff)


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize("name", ["stocklevel", "stockmovement", "reservation", "stockalert"])
def test_lists_cost_the_same_with_one_row_and_with_fifty(clerk_client, name, rows):
    warehouse = WarehouseFactory()
    for number in range(rows):
        level = StockLevelFactory(warehouse=warehouse, on_hand=2)
        hold(level.sku, 1, reference=f"DD{number}")
    sweep_stock()
    clerk_client.get("/admin/inventory/stocklevel/")

    with statements() as made:
        answer = clerk_client.get(f"/admin/inventory/{name}/")

    assert len(answer.context["cl"].result_list) == rows
    assert len(made) <= 9


def test_the_alert_list_shows_open_alerts_and_what_is_there_now(clerk_client):
    level = StockLevelFactory(on_hand=2)
    sweep_stock()
    page = "/admin/inventory/stockalert/"

    (row,) = clerk_client.get(page).context["cl"].result_list
    assert (row.sku, row.now) == (level.sku, 2)
    assert clerk_client.get(page, {"state": "closed"}).context["cl"].result_count == 0
    assert clerk_client.get(page, {"state": "all"}).context["cl"].result_count == 1


def test_a_warehouse_is_taken_out_of_use_by_an_action(clerk_client):
    warehouse = WarehouseFactory(provinces={"110000": 1})
    BinFactory(warehouse=warehouse)
    page = "/admin/inventory/warehouse/"

    clerk_client.post(page, {"action": "take_out_of_use", "_selected_action": warehouse.pk})

    warehouse.refresh_from_db()
    assert not warehouse.is_active
    assert clerk_client.get(f"{page}{warehouse.pk}/change/").status_code == 200
    assert clerk_client.get(f"{page}add/").status_code == 200


def test_provinces_can_be_searched_for(clerk_client):
    answer = clerk_client.get(
        "/admin/autocomplete/",
        {
            "app_label": "inventory",
            "model_name": "warehouseprovince",
            "field_name": "province",
            "term": "广东",
        },
    )

    assert answer.json()["results"][0]["id"] == Region.objects.get(name="广东省").pk


def test_supply_data_is_listed(clerk_client):
    set_supply(sku_id=SkuFactory().pk, alert_threshold=4)

    assert clerk_client.get("/admin/inventory/skusupply/").context["cl"].result_count == 1
