import codecs
import csv
import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from python_calamine import CalamineWorkbook

from catalog.models import Listing, Product, Sku, SkuPrice
from shop.common.actors import person
from shop.common.models import ExportJob
from shop.common.services import exports
from shop.common.services.exports import make_export
from tests.catalog.imports import imported
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    ProductFactory,
    ProductTypeFactory,
    SkuFactory,
    TagFactory,
)

pytestmark = pytest.mark.usefixtures("private_files")
ACTIONS = {"xlsx": "export_goods", "csv": "export_goods_as_csv"}
LIST = "admin:catalog_product_changelist"


@pytest.fixture
def goods(clerk):
    kind = ProductTypeFactory(name="T恤")
    colour = AttributeFactory(product_type=kind, name="颜色", sku_maker=True)
    red, white = (AttributeValueFactory(attribute=colour, name=name) for name in "红白")
    first = ProductFactory(
        title="=cmd|' /C calc'!A0", brand=BrandFactory(), tags=[TagFactory()], owner=clerk,
        product_type=kind, detail="<p>好</p>", outside_code="A-1",
    )  # fmt: skip
    SkuFactory(product=first, code="A-1-R", values=(red,), price="10.50", list_price="20.00")
    SkuFactory(product=first, code="A-1-W", values=(white,), price="11.00", barcode="0690123")
    return [first, ProductFactory(title="无规格", product_type=kind, price="5.00")]


def export(client, products, action="export_goods"):
    return client.post(
        reverse(LIST),
        {"action": action, ACTION_CHECKBOX_NAME: [product.pk for product in products]},
    )


@pytest.fixture
def nothing_at_once(monkeypatch):
    assert exports.AT_ONCE > 1
    monkeypatch.setattr("shop.common.admin.export_jobs.AT_ONCE", 1)


def cells(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def state():
    return (
        list(Product.objects.order_by("pk").values()),
        list(Sku.objects.order_by("pk").values()),
        list(SkuPrice.objects.order_by("pk").values()),
        list(Listing.objects.order_by("pk").values("pk", "version")),
    )


@pytest.mark.req("CAT-44")
@pytest.mark.parametrize("action", ["export_goods", "export_goods_as_csv"])
def test_an_export_read_back_changes_nothing(clerk_client, clerk, goods, action):
    content = export(clerk_client, goods, action).getvalue()
    before = state()

    job = imported("catalog.goods", content, actor=person(clerk.pk), name="goods")

    assert (job.wrong_count, job.created_count, job.updated_count) == (0, 0, 0)
    assert job.unchanged_count == 3
    assert state() == before


def test_a_title_that_is_a_formula_is_written_as_text(clerk_client, goods):
    headings, first, *_others = cells(export(clerk_client, goods).getvalue())

    assert first[headings.index("Title")] == "'=cmd|' /C calc'!A0"


def test_a_csv_is_one_that_excel_opens_and_runs_nothing_of(clerk_client, goods):
    answer = export(clerk_client, goods, "export_goods_as_csv")

    content = answer.getvalue()
    headings, first, *_others = csv.reader(content.decode("utf-8-sig").splitlines())
    assert content.startswith(codecs.BOM_UTF8)
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    assert first[headings.index("Title")] == "'=cmd|' /C calc'!A0"
    assert first[headings.index("Selling price")] == "10.50"


@pytest.mark.usefixtures("nothing_at_once")
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_large_export_is_made_in_the_background_for_its_owner_alone(
    clerk_client, powerless_staff, client, goods, form
):
    answer = export(clerk_client, goods, ACTIONS[form])
    job = ExportJob.objects.get()
    make_export(job_id=job.pk)

    address = reverse("admin:common_exportjob_file", args=[job.pk])
    assert answer.url == reverse("admin:common_exportjob_changelist")
    content = clerk_client.get(address).getvalue()
    assert len(cells(content) if form == "xlsx" else content.splitlines()) == 4
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")
    assert client.get(address).status_code == 404
