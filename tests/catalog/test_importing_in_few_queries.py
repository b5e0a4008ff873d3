"""An import of goods asks the database as often for many rows of a chunk as for one."""

import pytest

from shop.common.actors import person
from shop.common.models import ImportJob
from shop.common.services.import_runs import work_on_import
from shop.common.services.import_uploads import confirm_import
from tests.catalog.imports import checked, csv_of
from tests.factories.catalog import (
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
    QualificationFactory,
)
from tests.support.budget import statements

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("CAT-44"),
    pytest.mark.usefixtures("private_files"),
]

TO = "服饰/裙装"


def cost_of_writing(products, *, actor):
    """Change titles, weights and category of live products; count what the writing run asks."""
    rows = [
        (product.number, f"{product.title} 新款", product.skus.get().code, "750", TO)
        for product in products
    ]
    content = csv_of(("商品编号", "商品标题", "SKU编码", "重量", "类目"), *rows)
    job = checked("catalog.goods", content, actor=actor)
    confirm_import(job_id=job.pk, actor=actor)
    with statements() as made:
        work_on_import(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.updated_count) == (ImportJob.State.DONE, len(products))
    return len(made)


def test_changing_many_live_products_costs_as_much_as_changing_one(clerk):
    other = CategoryFactory(name="裙装", parent=CategoryFactory(name="服饰"))
    QualificationFactory().kind.categories.add(other)
    category = CategoryFactory(parent=CategoryFactory(core_words="裙"))
    shared = {
        "listed": True,
        "price": "10.00",
        "category": category,
        "product_type": ProductTypeFactory(),
    }
    actor = person(clerk.pk)
    cost_of_writing([ProductFactory(**shared)], actor=actor)  # warm

    one = cost_of_writing([ProductFactory(**shared)], actor=actor)
    many = cost_of_writing(ProductFactory.create_batch(50, **shared), actor=actor)

    assert many == one
