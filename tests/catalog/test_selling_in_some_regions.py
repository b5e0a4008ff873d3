"""Where a product may be sold: said on its page, in the cart, and kept at checkout."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalog.errors import SalesRegionsNotPossible
from catalog.models import Product, SalesRegion
from catalog.selectors.sales_regions import not_sold_in
from catalog.services.sales_regions import set_sales_regions
from orders.errors import LinesNotOrderable
from orders.models import Order
from orders.selectors.cart import cart_view
from orders.selectors.quoting import Destination
from orders.services.cart import add_to_cart
from orders.types import CartOwner, ProblemKind
from tests.factories.catalog import TESTS, ProductFactory
from tests.factories.customers import AddressFactory
from tests.factories.orders import make_sku, place, ready_to_ship

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-29")]

Scope = Product.SalesScope
BEIJING, SHANGHAI, URUMQI = "110101", "310101", "650102"


def sold(product, scope, *codes):
    return set_sales_regions(product_id=product.pk, scope=scope, region_codes=codes, actor=TESTS)


@pytest.mark.parametrize(
    ("scope", "codes", "refused"),
    [
        (Scope.EVERYWHERE, (), set()),
        (Scope.ONLY, ("110000",), {SHANGHAI, URUMQI}),
        (Scope.ONLY, ("110000", "310101"), {URUMQI}),
        (Scope.EXCEPT, ("650000",), {URUMQI}),
    ],
    ids=["everywhere", "one province", "a district", "all but one"],
)
def test_a_scope_names_provinces_cities_or_districts_with_all_within(scope, codes, refused):
    product = sold(ProductFactory(listed=True), scope, *codes)

    found = {code for code in (BEIJING, SHANGHAI, URUMQI) if not_sold_in([product.pk], code)}

    assert found == refused


@pytest.mark.parametrize(
    ("scope", "codes"),
    [(Scope.ONLY, ()), (Scope.EXCEPT, ()), (Scope.ONLY, ("999999",)), ("nowhere", ("110000",))],
)
def test_a_scope_that_makes_no_sense_is_refused(scope, codes):
    product = sold(ProductFactory(listed=True), Scope.ONLY, "110000")

    with pytest.raises(SalesRegionsNotPossible):
        sold(product, scope, *codes)

    product.refresh_from_db()
    assert product.sales_scope == Scope.ONLY
    assert list(SalesRegion.objects.values_list("region", flat=True)) == ["110000"]


def test_the_page_says_so_for_the_district_of_the_shopper(client):
    sku = make_sku()
    sold(sku.product, Scope.EXCEPT, "650000")
    address = f"/p/{sku.product.slug}-{sku.product.number}/delivery/"

    there = client.get(address, {"to": URUMQI}, headers={"accept-language": "en"})
    here = client.get(address, {"to": BEIJING}, headers={"accept-language": "en"})

    assert "This product is not sold there." in there.content.decode()
    assert "not sold" not in here.content.decode()


def test_the_cart_puts_it_apart_with_the_reason(customer):
    sku = make_sku()
    sold(sku.product, Scope.ONLY, "110000")
    ready_to_ship()
    owner = CartOwner(user_id=customer.pk)
    add_to_cart(owner=owner, sku_id=sku.pk, quantity=1)

    def view(district):
        return cart_view(owner, to=Destination(district_code=district), at=timezone.now())

    (line,) = view(SHANGHAI).invalid_lines
    assert line.problem.kind == ProblemKind.NOT_SOLD
    assert "上海" in str(line.problem.message)
    assert view(SHANGHAI).quote.total == 0
    assert view(BEIJING).invalid_lines == ()
    assert view(BEIJING).quote.goods_total == Decimal("59.00")


def test_no_order_takes_it_there(customer):
    sku = make_sku(on_hand=5)
    sold(sku.product, Scope.EXCEPT, "650000")
    far = AddressFactory(user=customer, district_id=URUMQI)
    near = AddressFactory(user=customer, district_id=BEIJING)

    with pytest.raises(LinesNotOrderable):
        place(customer, sku=sku, address=far)

    assert not Order.objects.exists()
    assert place(customer, sku=sku, address=near).lines.count() == 1


def test_staff_choose_the_provinces_and_the_history_says_who(clerk_client, clerk):
    product = ProductFactory(listed=True)
    page = f"/admin/catalog/product/{product.pk}/regions/"

    clerk_client.post(page, {"scope": "except", "region_codes": ["650000", "540000"]})

    entry = product.history.get(axis="sales_scope")
    assert (entry.actor_user, entry.to_state, entry.reason) == (clerk, "except", "540000 650000")
    shown = clerk_client.get(page).context["form"]
    assert shown.initial == {"scope": "except", "region_codes": ["540000", "650000"]}
    assert (
        "新疆" in clerk_client.get(f"/admin/catalog/product/{product.pk}/change/").content.decode()
    )


def test_who_may_not_change_goods_does_not_narrow_their_sale(powerless_staff):
    product = ProductFactory(listed=True)

    client = Client()
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    answer = client.post(f"/admin/catalog/product/{product.pk}/regions/", {"scope": "everywhere"})

    assert answer.status_code == 403
    assert not product.history.filter(axis="sales_scope").exists()
