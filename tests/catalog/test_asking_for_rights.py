"""Who may not do something by hand may not do it by a sheet either, and opens no page for it."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import PreSaleTerms, Product, Sku, SkuPrice
from shop.common.actors import person
from shop.common.services.import_runs import work_on_import
from shop.common.services.import_uploads import confirm_import
from shop.services.roles import ensure_roles, give_role
from tests.cast import grant
from tests.catalog.imports import checked, csv_of, imported, problems_of
from tests.catalog.test_working_on_products import form_of
from tests.factories.catalog import AttributeFactory, AttributeValueFactory, SkuFactory
from tests.factories.customers import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("private_files"),
    pytest.mark.req("CAT-44", "SEC-01", "SEC-03"),
]


@pytest.fixture
def editor():
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code="content_editor")
    return member


@pytest.fixture
def editor_client(editor):
    client = Client()
    client.force_login(editor, backend="customers.backends.IdentityBackend")
    return client


@pytest.fixture
def sku():
    return SkuFactory(code="T-1", price="50.00", barcode="1", product__title="裙子")


def test_an_editor_changes_texts_by_sheet_and_no_price(editor, sku):
    sheet = csv_of(("SKU编码", "商品标题", "售价"), ("T-1", "长裙", ""), ("T-1", "长裙", "1.00"))

    job = imported("catalog.goods", sheet, actor=person(editor.pk))

    sku.product.refresh_from_db()
    assert (sku.product.title, job.updated_count, job.wrong_count) == ("长裙", 1, 1)
    assert [price.amount for price in SkuPrice.objects.filter(sku=sku)] == [50]
    assert problems_of(job) == [
        (3, "Selling price", "1.00", "You have no right to change this: Selling price.")
    ]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("划线价", "99"), ("条形码", "6901"), ("重量(克)", "1"), ("体积(立方厘米)", "1"),
     ("启用", "否"), ("规格名称", "红")],
)  # fmt: skip
def test_an_editor_changes_nothing_of_skus_by_sheet(editor, sku, heading, cell):
    before = Sku.objects.values().get()

    job = checked(
        "catalog.goods", csv_of(("SKU编码", heading), ("T-1", cell)), actor=person(editor.pk)
    )

    assert (job.good_count, job.wrong_count) == (0, 1)
    assert Sku.objects.values().get() == before


def test_an_editor_adds_no_sku_by_sheet(editor, sku):
    maker = AttributeFactory(product_type=sku.product.product_type, name="颜色", sku_maker=True)
    AttributeValueFactory(attribute=maker, name="红")
    sheet = csv_of(
        ("外部编码", "商品标题", "类目", "商品类型", "规格"),
        ("NEW", "新裙", sku.product.category.name, sku.product.product_type.name, "颜色:红"),
    )

    job = checked("catalog.goods", sheet, actor=person(editor.pk))

    assert job.good_count == 0
    assert "You have no right to add SKUs." in [reason for *_place, reason in problems_of(job)]


def test_rights_are_asked_of_who_confirms_and_when_the_rows_are_written(editor, sku):
    seller = grant(UserFactory(staff=True), "catalog.change_skuprice")
    job = checked(
        "catalog.goods", csv_of(("SKU编码", "售价"), ("T-1", "1")), actor=person(seller.pk)
    )
    assert job.good_count == 1

    confirm_import(job_id=job.pk, actor=person(editor.pk))
    work_on_import(job_id=job.pk)

    job.refresh_from_db()
    assert (job.updated_count, job.wrong_count) == (0, 1)
    assert [price.amount for price in SkuPrice.objects.filter(sku=sku)] == [50]


@pytest.mark.parametrize("page", ["catalog_product_skus", "catalog_product_presale"])
def test_an_editor_opens_no_page_that_adds_skus_or_sets_a_deposit(editor_client, sku, page):
    address = reverse(f"admin:{page}", args=[sku.product_id])

    answers = [editor_client.get(address), editor_client.post(address, {"deposit": "1"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (Sku.objects.count(), PreSaleTerms.objects.count()) == (1, 0)
    shown = editor_client.get(reverse("admin:catalog_product_change", args=[sku.product_id]))
    assert address not in shown.text


def test_the_grid_shows_prices_and_takes_none_from_who_may_not_set_them(sku):
    member = grant(
        UserFactory(staff=True), "catalog.change_product", "catalog.view_product",
        "catalog.change_sku", "catalog.view_sku",
    )  # fmt: skip
    client = Client()
    client.force_login(member, backend="customers.backends.IdentityBackend")
    address = reverse("admin:catalog_product_change", args=[sku.product_id])
    form = form_of(client, sku.product) | {"skus-0-sale_price": "1.00", "skus-0-barcode": "77"}

    answer = client.post(address, form)

    sku.refresh_from_db()
    assert (answer.status_code, sku.barcode) == (302, "77")
    assert [price.amount for price in SkuPrice.objects.filter(sku=sku)] == [50]
    assert Product.objects.count() == 1
