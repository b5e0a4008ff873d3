"""An import whose process is killed with -9 goes on in the next, with nothing twice or lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from catalog.models import Listing, Product, ProductHistory, Sku, SkuPrice
from shop.common.actors import process
from shop.common.models import ImportChunk, ImportJob
from shop.common.services.import_runs import lost_imports, work_on_import
from shop.common.services.import_uploads import confirm_import
from tests.catalog.conftest import private_files  # noqa: F401
from tests.catalog.imports import checked, csv_of
from tests.factories.catalog import CategoryFactory, ProductTypeFactory
from tests.support.own_database import own_database  # noqa: F401
from tests.support.sandbox import wait_until
from tests.support.scale import full_or_small

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

KILLS = full_or_small(8, 1)
PRODUCTS = 60 * KILLS
ROWS_A_CHUNK = 2
ACTOR = process("tests")


@pytest.fixture
def job(own_database, private_files):  # noqa: F811
    ProductTypeFactory(name="杯子")
    CategoryFactory(parent=CategoryFactory(name="家居"), name="杯具")
    rows = [
        (f"P{number}", f"马克杯{number}", "家居/杯具", "杯子", f"CUP-{number}", "19.90")
        for number in range(PRODUCTS)
    ]
    headings = ("外部编码", "标题", "类目", "商品类型", "SKU编码", "售价")
    job = checked("catalog.goods", csv_of(headings, *rows), actor=ACTOR)
    return confirm_import(job_id=job.pk, actor=ACTOR)


def begin(job, url, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.import_worker", str(job.pk), str(ROWS_A_CHUNK)],
        env=os.environ
        | {"DATABASE_URL": url, "PRIVATE_ROOT": str(folder), "REDIS_URL": settings.REDIS_URL},
    )


def has_more_than(count, job):
    return ImportChunk.objects.filter(job=job).count() > count


def is_done(job):
    work_on_import(job_id=job.pk)
    return ImportJob.objects.get(pk=job.pk).state == ImportJob.State.DONE


@pytest.mark.req("CAT-44")
def test_a_killed_import_goes_on_with_nothing_twice_and_nothing_lost(job, own_database, tmp_path):  # noqa: F811
    for _kill in range(KILLS):
        before = ImportChunk.objects.filter(job=job).count()
        worker = begin(job, own_database, tmp_path / "private")
        wait_until(partial(has_more_than, before + 2, job), "some rows to be written")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    killed = ImportJob.objects.values(
        "state", "rows_done", "created_count", chunk_count=Count("chunks")
    ).get()
    found = lost_imports(at=timezone.now() + timedelta(minutes=1))
    wait_until(lambda: is_done(job), "the import to be done")

    done = ImportJob.objects.get(pk=job.pk)
    written = ROWS_A_CHUNK * killed["chunk_count"]
    assert (killed["state"], found) == ("running", [job.pk])
    assert killed["rows_done"] == killed["created_count"] == written < PRODUCTS
    assert (done.rows_done, done.created_count, done.wrong_count) == (PRODUCTS, PRODUCTS, 0)
    assert Product.objects.count() == ProductHistory.objects.count() == PRODUCTS
    assert Sku.objects.count() == SkuPrice.objects.filter(valid_to=None).count() == PRODUCTS
    assert Listing.objects.filter(lowest_price="19.90").count() == PRODUCTS
