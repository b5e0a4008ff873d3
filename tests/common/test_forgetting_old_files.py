from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from shop.common.actors import process
from shop.common.errors import TransitionRefused
from shop.common.models import ExportJob, ImportChunk, ImportJob, ImportProblem
from shop.common.services.import_uploads import confirm_import
from shop.common.services.old_files import prune_exports, prune_imports
from tests.catalog.conftest import private_files  # noqa: F401
from tests.catalog.imports import checked, csv_of, imported
from tests.factories.catalog import SkuFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("private_files"),
    pytest.mark.req("CAT-44"),
]
ACTOR = process("tests")
SHEET = csv_of(("SKU", "售价"), ("T-1", "9.00"), ("T-2", "9.00"))


@pytest.fixture
def sku():
    return SkuFactory(code="T-1", price="10.00")


def later(days):
    return timezone.now() + timedelta(days=days)


def files(folder):
    return [path for path in Path(folder, "private").rglob("*") if path.is_file()]


def test_the_file_of_an_old_import_goes_and_what_it_did_stays(
    sku, clerk_client, tmp_path, django_capture_on_commit_callbacks
):
    job = imported("catalog.prices", SHEET, actor=ACTOR)

    early = prune_imports(at=later(179))
    kept = len(files(tmp_path))
    with django_capture_on_commit_callbacks(execute=True):
        count = prune_imports(at=later(181))

    job.refresh_from_db()
    assert (early, kept, count, files(tmp_path)) == (0, 2, 1, [])
    assert (job.state, job.updated_count, job.wrong_count) == ("done", 1, 1)
    assert not ImportProblem.objects.exists()
    assert not ImportChunk.objects.exists()
    page = reverse("admin:common_importjob_change", args=[job.pk])
    assert "deleted meanwhile" in clerk_client.get(page).text
    for name in ("file", "errors"):
        address = reverse(f"admin:common_importjob_{name}", args=[job.pk])
        assert clerk_client.get(address).status_code == 404
    assert prune_imports(at=later(181)) == 0


def test_an_upload_that_nobody_confirmed_goes_as_a_whole(
    sku, tmp_path, django_capture_on_commit_callbacks
):
    checked("catalog.prices", SHEET, actor=ACTOR)

    with django_capture_on_commit_callbacks(execute=True):
        count = prune_imports(at=later(181))

    assert (count, ImportJob.objects.count(), files(tmp_path)) == (1, 0, [])


@pytest.mark.parametrize("state", ["waiting", "checking", "running"])
def test_an_import_at_work_keeps_its_file(sku, tmp_path, state):
    job = checked("catalog.prices", SHEET, actor=ACTOR)
    ImportJob.objects.update(state=state)

    count = prune_imports(at=later(10_000))

    job.refresh_from_db()
    assert (count, bool(job.file), len(files(tmp_path))) == (0, True, 2)


def test_what_has_no_file_any_more_is_not_taken_up_again(sku):
    job = checked("catalog.prices", SHEET, actor=ACTOR)
    ImportJob.objects.update(state="stopped", is_confirmed=True)
    prune_imports(at=later(181))

    with pytest.raises(TransitionRefused):
        confirm_import(job_id=job.pk, actor=ACTOR)

    job.refresh_from_db()
    assert (job.state, job.file.name) == ("stopped", "")


def test_an_old_export_goes_with_its_file(clerk, tmp_path, django_capture_on_commit_callbacks):
    done = ExportJob.objects.create(kind="catalog.goods", owner=clerk, state="done")
    done.file.save("1.csv", ContentFile(b"Title"))
    waiting = ExportJob.objects.create(kind="catalog.goods", owner=clerk)

    early = prune_exports(at=later(29))
    with django_capture_on_commit_callbacks(execute=True):
        count = prune_exports(at=later(31))

    assert (early, count, files(tmp_path)) == (0, 1, [])
    assert list(ExportJob.objects.values_list("pk", flat=True)) == [waiting.pk]
