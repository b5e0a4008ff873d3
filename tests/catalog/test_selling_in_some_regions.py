"""Where a product may be sold: said on its page, in the cart, and kept at checkout."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalog.errors import SalesRegionsNotPossible
from catalog.models import Product, SalesRegion
from catalog.region_cells import sales_area
from catalog.selectors.goods_export import goods_rows
from catalog.selectors.sales_regions import not_sold_in, regions_of
from catalog.services.sales_regions import set_sales_regions
from catalog.types import SalesArea
from orders.errors import LinesNotOrderable
from orders.models import Order
from orders.selectors.cart import cart_view
from orders.selectors.quoting import Destination
from orders.services.cart import add_to_cart
from orders.types import CartOwner, ProblemKind
from shop.common.actors import person
from tests.cast import _signed_in
from tests.catalog.imports import csv_of, imported, problems_of
from tests.factories.catalog import TESTS, ProductFactory, complete_product
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
    chosen = {"scope": "except", "region_codes": ["540000", "650000"], "finer": ""}
    assert shown.initial == chosen
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


def test_cities_and_districts_are_written_line_by_line_and_come_back_so(clerk_client):
    product = ProductFactory(listed=True)
    page = f"/admin/catalog/product/{product.pk}/regions/"
    finer = "杭州市\n江苏 南京\n310115\n650100\n"

    said = {"scope": "only", "region_codes": ["650000"], "finer": finer}
    answer = clerk_client.post(page, said)

    assert answer.status_code == 302
    assert regions_of(product.pk) == ["310115", "320100", "330100", "650000"]
    shown = clerk_client.get(page).context["form"].initial
    assert shown["region_codes"] == ["650000"]
    assert shown["finer"] == "上海市 浦东新区\n江苏省 南京市\n浙江省 杭州市"


@pytest.mark.parametrize(
    ("finer", "told"),
    [
        ("乌有市", "There is no region “乌有市”."),
        ("朝阳区", "Several regions are called “朝阳区”: 北京市 朝阳区; "),
    ],
    ids=["unknown", "several"],
)
def test_a_region_that_is_not_clear_is_told_beside_its_field(clerk_client, finer, told):
    product = sold(ProductFactory(listed=True), Scope.ONLY, "110000")
    page = f"/admin/catalog/product/{product.pk}/regions/"

    answer = clerk_client.post(page, {"scope": "only", "finer": f"杭州市\n{finer}"})

    form = answer.context["form"]
    assert told in form.errors["finer"][0]
    assert form["finer"].value() == f"杭州市\n{finer}"
    assert regions_of(product.pk) == ["110000"]


def test_regions_are_found_by_a_few_letters(clerk_client, powerless_staff):
    page = "/admin/catalog/product/find-region/"

    found = clerk_client.get(page, {"q": "杭州"}).json()["regions"]

    assert found[0] == "浙江省 杭州市"
    assert clerk_client.get(page, {"q": "浙江省杭州"}).json()["regions"][0] == "浙江省 杭州市"
    assert clerk_client.get(page, {"q": ""}).json() == {"regions": []}
    assert _signed_in(powerless_staff).get(page, {"q": "杭州"}).status_code == 403


@pytest.mark.parametrize(
    ("cell", "scope", "codes"),
    [
        ("全国", Scope.EVERYWHERE, []),
        ("浙江省;江苏省 南京市", Scope.ONLY, ["320100", "330000"]),
        ("新疆,110105", Scope.ONLY, ["110105", "650000"]),
        ("除：新疆；西藏", Scope.EXCEPT, ["540000", "650000"]),
    ],
    ids=["everywhere", "a path", "a beginning and a code", "all but two"],
)
@pytest.mark.usefixtures("private_files")
@pytest.mark.req("CAT-44")
def test_an_import_says_where_goods_are_sold(clerk, cell, scope, codes):
    product = sold(complete_product(), Scope.ONLY, "440000")
    sheet, actor = csv_of(("商品编号", "销售区域"), (product.number, cell)), person(clerk.pk)

    job = imported("catalog.goods", sheet, actor=actor)
    again = imported("catalog.goods", sheet, actor=actor, again=True)

    product.refresh_from_db()
    assert (job.updated_count, again.updated_count) == (1, 0)
    assert (product.sales_scope, regions_of(product.pk)) == (scope, codes)
    assert product.history.filter(axis="sales_scope").count() == 2


@pytest.mark.parametrize(
    ("cell", "told"),
    [("乌有市", "There is no region"), ("朝阳区", "Several regions"), ("除:", "at least one")],
)
@pytest.mark.usefixtures("private_files")
@pytest.mark.req("CAT-44")
def test_an_import_tells_in_its_row_which_region_is_not_clear(clerk, cell, told):
    wrong, right = (sold(complete_product(), Scope.ONLY, "440000") for _ in range(2))
    sheet = csv_of(("商品编号", "销售区域"), (wrong.number, cell), (right.number, "浙江省"))

    job = imported("catalog.goods", sheet, actor=person(clerk.pk))

    assert (job.updated_count, job.wrong_count) == (1, 1)
    assert told in problems_of(job)[0][3]
    assert (regions_of(wrong.pk), regions_of(right.pk)) == (["440000"], ["330000"])


@pytest.mark.parametrize(
    ("scope", "codes", "cell"),
    [
        (Scope.EVERYWHERE, (), "全国"),
        (Scope.ONLY, ("330100", "110105"), "北京市 朝阳区;浙江省 杭州市"),
        (Scope.EXCEPT, ("650000",), "除:新疆维吾尔自治区"),
    ],
    ids=["everywhere", "some", "all but one"],
)
@pytest.mark.req("CAT-44")
def test_an_export_writes_what_an_import_reads(scope, codes, cell):
    product = sold(ProductFactory(price="9.00"), scope, *codes)

    (row,) = goods_rows([product.pk])

    assert row["sales_regions"] == cell
    assert sales_area(cell) == SalesArea(scope=scope, codes=tuple(sorted(codes)))


def test_the_same_said_again_leaves_no_trace():
    product = sold(ProductFactory(listed=True), Scope.ONLY, "110000")

    sold(product, Scope.ONLY, "110101", "110000")

    assert product.history.filter(axis="sales_scope").count() == 1


def test_the_history_of_a_product_is_told_in_words(clerk_client):
    product = sold(ProductFactory(listed=True), Scope.EXCEPT, "650000")

    page = clerk_client.get(f"/admin/catalog/product/{product.pk}/change/")

    (event, *_others) = page.context["summary"].history
    assert (event.words, event.reason) == ("everywhere but in these regions", "新疆维吾尔自治区")
