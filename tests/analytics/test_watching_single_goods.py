"""Views, carts and buyers of single products, day by day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics import buffer
from analytics.pages import CART_ADD
from analytics.selectors.products import product_days, product_sums, sold_since
from analytics.selectors.traffic import traffic
from analytics.services.page_views import flush_buffer
from analytics.types import Scope, Span
from orders.services.risk import clear_suspicion, confirm_fake
from shop.common.actors import person
from tests.factories.analytics import add_line, make_order, see, seen, stored_views
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.orders import make_sku

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-33")]

PRODUCT = "catalog:product-detail"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


def facts(product):
    """Four visitors look (one twice), two put it into the cart, one buys two pieces: today."""
    now = timezone.now()
    for visitor in ("a", "a", "b", "c", "d"):
        see(seen(visitor, page=PRODUCT, product_id=product.pk, at=now))
    for visitor in ("a", "b"):
        see(seen(visitor, page=CART_ADD, product_id=product.pk, at=now))
    order = make_order(placed_at=now, paid_at=now)
    add_line(order, sku=SkuFactory(product=product), quantity=2)


def today():
    return Span.of_days(timezone.localdate(), timezone.localdate())


def test_a_day_of_a_product_has_its_views_its_carts_and_its_buyers():
    product = ProductFactory(listed=True)
    facts(product)

    (day,) = product_days(product.pk, today())

    assert (day.views, day.visitors, day.added, day.buyers, day.pieces) == (5, 4, 2, 1, 2)
    assert (day.shown_add_rate, day.shown_conversion) == ("50.0%", "25.0%")
    assert product_sums(today())[product.pk].views == 5


@pytest.mark.req("PAY-23")
def test_what_fake_orders_buy_makes_no_product_look_wanted(clerk):
    product, now = ProductFactory(listed=True), timezone.now()
    order = make_order(placed_at=now, paid_at=now)
    add_line(order, sku=SkuFactory(product=product), quantity=2)

    confirm_fake(order_id=order.pk, actor=person(clerk.pk))
    assert sold_since(now - timedelta(days=1)) == set()
    assert product_sums(today()) == {}
    clear_suspicion(order_id=order.pk, actor=person(clerk.pk))

    assert sold_since(now - timedelta(days=1)) == {product.pk}
    assert product_sums(today())[product.pk].pieces == 2


def test_a_day_without_visitors_has_no_rates():
    product = ProductFactory(listed=True)
    yesterday = timezone.localdate() - timedelta(days=1)

    days = product_days(product.pk, Span.of_days(yesterday, timezone.localdate()))

    assert [day.day for day in days] == [timezone.localdate(), yesterday]
    assert (days[0].views, days[0].shown_add_rate) == (0, "—")


def test_what_is_put_into_a_cart_is_counted_beside_the_pages(client):
    buffer.pause.until = 0.0
    sku = make_sku()

    client.post(
        reverse("orders:cart-add"), {"sku": sku.pk, "quantity": 1}, headers={"user-agent": DESKTOP}
    )
    client.post(
        reverse("orders:cart-add"),
        {"sku": sku.pk, "quantity": 999},
        headers={"user-agent": DESKTOP},
    )
    flush_buffer()

    (view,) = [view for view in stored_views() if view.page == CART_ADD]
    assert view.product_id == sku.product_id
    assert product_days(sku.product_id, today())[0].added == 1
    assert traffic(today(), Scope()).page_views == 0


def test_the_pages_show_them_to_those_who_may_see_figures(clerk_client, warehouse_client):
    product = ProductFactory(listed=True, title="雪纺连衣裙")
    facts(product)

    goods = clerk_client.get(reverse("admin:analytics-goods"), {"days": "7", "by": "added"})
    one = clerk_client.get(reverse("admin:analytics-product", args=[product.pk]))

    assert "雪纺连衣裙" in goods.content.decode()
    assert "50.0%" in one.content.decode()
    for name, args in (("analytics-goods", []), ("analytics-product", [product.pk])):
        assert warehouse_client.get(reverse(f"admin:{name}", args=args)).status_code == 403


def test_the_product_leads_to_its_figures(clerk_client):
    product = ProductFactory(listed=True)

    page = clerk_client.get(f"/admin/catalog/product/{product.pk}/change/").content.decode()

    assert reverse("admin:analytics-product", args=[product.pk]) in page
