"""Costs and thresholds of one product as a sheet."""

from decimal import Decimal

import pytest
from django.test import Client

from inventory.models import SkuSupply, StockMovement
from inventory.selectors.availability import available_quantities
from inventory.services.supply import set_supply
from tests.cast import grant
from tests.catalog.test_working_on_products import change, form_of
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.customers import UserFactory
from tests.factories.inventory import WarehouseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-04", "CAT-06")]


@pytest.fixture
def skus():
    product = ProductFactory(listed=True)
    return [SkuFactory(product=product, position=place) for place in range(3)]


def address(skus):
    return f"/admin/inventory/skusupply/product/{skus[0].product.number}/"


def posted():
    return {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "3"}


def test_every_sku_has_a_row_and_what_is_filled_in_is_kept(clerk_client, skus):
    set_supply(sku_id=skus[1].pk, unit_cost=Decimal("31.2500"), alert_threshold=3)

    page = clerk_client.get(address(skus))
    data = posted() | {
        "form-0-unit_cost": "12.5", "form-1-unit_cost": "31.2500", "form-1-alert_threshold": "8",
        "form-2-unit_cost": "", "form-2-alert_threshold": "",
    }  # fmt: skip
    saved = clerk_client.post(address(skus), data)

    assert [form.initial["code"] for form, _pieces in page.context["rows"]] == [
        sku.code for sku in skus
    ]
    assert saved.status_code == 302
    rows = SkuSupply.objects.order_by("sku_id").values_list("sku", "unit_cost", "alert_threshold")
    assert list(rows) == [
        (skus[0].pk, Decimal("12.5000"), None), (skus[1].pk, Decimal("31.2500"), 8),
    ]  # fmt: skip


def test_an_impossible_cost_stands_beside_its_field(clerk_client, skus):
    answer = clerk_client.post(address(skus), posted() | {"form-0-unit_cost": "-1"})

    assert answer.status_code == 200
    assert "unit_cost" in answer.context["sheet"].errors[0]
    assert not SkuSupply.objects.exists()


def test_who_may_not_see_costs_sees_none(skus):
    client = Client()
    user = grant(UserFactory(staff=True), "catalog.change_product", "inventory.view_skusupply")
    client.force_login(user, backend="customers.backends.IdentityBackend")

    assert client.get(address(skus)).status_code == 403


def test_a_product_that_is_not_there_is_not_found(clerk_client):
    assert clerk_client.get("/admin/inventory/skusupply/product/SP0/").status_code == 404


def test_costs_are_filled_in_beside_the_prices(skus, clerk_client):
    product = skus[0].product
    set_supply(sku_id=skus[2].pk, unit_cost=Decimal("31.2500"))
    data = form_of(clerk_client, product) | {"skus-1-unit_cost": "30.50"}

    clerk_client.post(change(product), data)

    costs = dict(SkuSupply.objects.values_list("sku_id", "unit_cost"))
    assert costs == {skus[1].pk: Decimal("30.5000"), skus[2].pk: Decimal("31.2500")}
    assert form_of(clerk_client, product)["skus-1-unit_cost"] == Decimal("30.5000")


def test_who_may_only_see_costs_changes_none_in_the_grid(skus):
    product, client = skus[0].product, Client()
    user = grant(
        UserFactory(staff=True), "catalog.change_product", "catalog.change_sku",
        "inventory.view_skusupply",
    )  # fmt: skip
    client.force_login(user, backend="customers.backends.IdentityBackend")

    client.post(change(product), form_of(client, product) | {"skus-1-unit_cost": "30.50"})

    assert not SkuSupply.objects.exists()


@pytest.mark.req("CAT-19")
def test_the_first_stock_of_a_matrix_is_entered_in_one_go(skus):
    warehouse = WarehouseFactory()
    client, specialist = _specialist()
    data = posted() | {"warehouse": warehouse.pk}
    data |= {f"form-{place}-first_stock": str(10 + place) for place in range(3)}

    answer = client.post(address(skus), data)

    assert answer.status_code == 302
    assert available_quantities(sku.pk for sku in skus) == {
        sku.pk: 10 + place for place, sku in enumerate(skus)
    }
    kinds = StockMovement.objects.values_list("kind", "actor_user")
    assert set(kinds) == {("initial", specialist.pk)}
    again = client.get(address(skus)).content.decode()
    assert "first_stock" not in again


def test_pieces_without_a_warehouse_are_refused_beside_the_field(skus):
    WarehouseFactory()
    client, _member = _specialist()

    answer = client.post(address(skus), posted() | {"form-0-first_stock": "5", "warehouse": ""})

    assert "warehouse" in answer.context["first"].errors
    assert not StockMovement.objects.exists()


def test_who_may_not_enter_stock_is_not_asked_for_it(skus):
    warehouse = WarehouseFactory()
    client = Client()
    member = grant(UserFactory(staff=True), "inventory.change_skusupply")
    client.force_login(member, backend="customers.backends.IdentityBackend")

    page = client.get(address(skus)).content.decode()
    client.post(address(skus), posted() | {"form-0-first_stock": "5", "warehouse": warehouse.pk})

    assert "first_stock" not in page
    assert not StockMovement.objects.exists()


def _specialist():
    client = Client()
    rights = ("inventory.change_skusupply", "inventory.enter_first_stock")
    member = grant(UserFactory(staff=True), *rights)
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client, member
