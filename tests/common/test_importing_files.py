import contextlib
import subprocess
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.common.actors import process
from shop.common.importers import importer_of
from shop.common.models import ImportChunk, ImportJob
from shop.common.services.import_runs import lost_imports, work_on_import
from shop.common.services.import_uploads import confirm_import, upload_import
from shop.common.sheets import columns
from shop.common.sheets.archives import look_into
from shop.common.sheets.columns import CellWrong
from shop.common.sheets.errors import FileEmpty, FileLocked, FileNotReadable, FileTooLarge
from shop.common.sheets.reading import read_rows
from tests.catalog.conftest import private_files  # noqa: F401
from tests.catalog.imports import csv_of
from tests.factories.catalog import SkuFactory

ROWS = [(1, ["SKU", "售价"]), (2, ["T-1", "45.5"])]
SEALED = "EncryptedPackage".encode("utf-16-le")
TEXT = "SKU{0}售价\r\nT-1{0}45.5\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(tmp_path, encoding, delimiter):
    path = tmp_path / "sheet"
    path.write_bytes(TEXT.format(delimiter).encode(encoding))

    assert list(read_rows(path)) == ROWS


def test_a_workbook_is_read_by_its_content_and_numbers_as_people_see_them(tmp_path):
    path = tmp_path / "named-wrongly.csv"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, ["SKU", "售价", "条码"])
        sheet.write_row(4, 1, ["'=T", 45.50, 6901234567892])

    assert list(read_rows(path)) == [
        (2, ["", "SKU", "售价", "条码"]),
        (5, ["", "=T", "45.5", "6901234567892"]),
    ]


def test_a_workbook_of_two_far_cells_ends_its_reader_and_not_the_shop(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "SKU")
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(FileTooLarge):
        list(read_rows(path))


_ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)


def write_ods(path, *, rows, columns):
    """Write one cell that says how often it repeats: a kilobyte that wants to be a continent."""
    cell = (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    )
    cell += "<text:p>SKU</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    end = "</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        )
        target.writestr("META-INF/manifest.xml", f"{manifest}/>")
        table = f'<table:table table:name="One">{row}</table:table>'
        target.writestr("content.xml", f"{_ODS_HEAD}{table}{end}")


def test_an_open_document_is_read(tmp_path):
    path = tmp_path / "sheet.ods"
    write_ods(path, rows=1, columns=2)

    assert list(read_rows(path)) == [(1, ["SKU", "SKU"])]


@pytest.mark.parametrize("rows", [1_048_576, 100_000])
def test_an_open_document_of_endlessly_repeated_cells_is_refused(tmp_path, rows):
    path = tmp_path / "repeated.ods"
    write_ods(path, rows=rows, columns=16_000)

    with pytest.raises((FileNotReadable, FileTooLarge)):
        list(read_rows(path))


def test_what_only_begins_as_an_old_workbook_is_refused(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096)

    with pytest.raises((FileNotReadable, FileTooLarge)):
        list(read_rows(path))


def test_an_archive_that_would_burst_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", b"\0" * 60_000_000)

    with pytest.raises(FileTooLarge):
        look_into(path, most_bytes=1_000_000_000)


def test_a_workbook_that_would_swell_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "swelling.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, ["SKU"] * 100)
    swell(path, "xl/worksheets/sheet1.xml", "SKU", "S" * 1_000_000)
    monkeypatch.setattr(subprocess, "run", None)

    with pytest.raises(FileTooLarge):
        list(read_rows(path))
    assert path.stat().st_size < 500_000


def swell(path, name, old, new):
    """Write an entry of an archive anew with a longer text."""
    with zipfile.ZipFile(path) as source:
        entries = {entry: source.read(entry) for entry in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry, content in entries.items():
            swollen = content.replace(old.encode(), new.encode()) if entry == name else content
            target.writestr(entry, swollen)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b" \r\n \t", FileEmpty),
        (b"PK\x03\x04 and no archive", FileNotReadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024, FileNotReadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + SEALED, FileLocked),
    ],
    ids=["nothing", "only spaces", "half an archive", "half a workbook", "sealed by a password"],
)
def test_what_cannot_be_read_is_refused_by_its_reason(tmp_path, content, refusal):
    path = tmp_path / "goods.xlsx"
    path.write_bytes(content)

    with pytest.raises(refusal):
        list(read_rows(path))


def test_an_archive_with_a_password_is_refused_by_its_reason(tmp_path):
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("TEE-1.jpg", b"picture")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory at its end
    path.write_bytes(content)

    with pytest.raises(FileLocked):
        look_into(path, most_bytes=1_000_000)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_the_reader_stumble(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(content)

    try:
        rows = list(read_rows(path))
    except (FileEmpty, FileNotReadable, FileTooLarge):
        return
    assert all(any(cells) for _number, cells in rows)


@settings(max_examples=200, deadline=None)
@given(cell=st.text(max_size=40))
@pytest.mark.parametrize(
    "read",
    [columns.money, columns.moment, columns.pairs, columns.yes_no, columns.whole(0, 9)],
    ids=["money", "moment", "pairs", "yes_no", "whole"],
)
def test_a_bad_cell_is_refused_in_words(read, cell):
    with contextlib.suppress(CellWrong):
        assert read(cell) is not None


@pytest.mark.parametrize("cell", ["1_0", "٣", "=1+1", "1e", "1.2.3", "NaN", "Infinity", ""])
def test_what_is_no_figure_is_no_number(cell):
    with pytest.raises(CellWrong):
        columns.money(cell)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("¥1,299.00", "1299.00"),
        ("１２", "12.00"),
        (" 5. ", "5.00"),
        (".5", "0.50"),
        ("1E+2", "100"),
    ],
)
def test_a_figure_is_read_as_people_and_spreadsheets_write_it(cell, amount):
    assert columns.money(cell) == Decimal(amount)


def job_of(count):
    for number in range(count):
        SkuFactory(code=f"T-{number}", price="10.00")
    content = csv_of(("SKU", "售价"), *((f"T-{number}", "9.00") for number in range(count)))
    job = upload_import(
        kind="catalog.prices",
        file=ContentFile(content, "p.csv"),
        options={},
        actor=process("tests"),
    )
    work_on_import(job_id=job.pk)
    confirm_import(job_id=job.pk, actor=process("tests"))
    return job


@pytest.fixture
def small_chunks():
    importer = importer_of("catalog.prices")
    object.__setattr__(importer, "chunk", 2)
    yield importer
    object.__setattr__(importer, "chunk", 1000)


@pytest.mark.django_db
@pytest.mark.usefixtures("private_files")
@pytest.mark.req("CAT-44")
def test_an_import_cut_off_between_chunks_goes_on_behind_its_checkpoint(small_chunks):
    job = job_of(5)
    write, calls = small_chunks.write, []

    def dying(*, items, actor, at):
        calls.append(len(items))
        if len(calls) == 2:
            raise SystemExit
        return write(items=items, actor=actor, at=at)

    object.__setattr__(small_chunks, "write", dying)
    with pytest.raises(SystemExit):
        work_on_import(job_id=job.pk)
    object.__setattr__(small_chunks, "write", write)
    cut_off = ImportJob.objects.get()
    ImportJob.objects.update(alive_at="2020-01-01T00:00+08:00")
    found = lost_imports()
    work_on_import(job_id=job.pk)

    done = ImportJob.objects.get()
    assert (cut_off.state, cut_off.rows_done, found) == ("running", 2, [job.pk])
    assert (done.state, done.rows_done, done.updated_count) == ("done", 5, 5)
    assert list(ImportChunk.objects.order_by("number").values_list("first_row", "last_row")) == [
        (2, 3), (4, 5), (6, 6),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("private_files")
def test_what_the_database_refuses_is_named_and_the_others_are_written():
    job = job_of(3)
    importer = importer_of("catalog.prices")
    write = importer.write

    def refusing(*, items, actor, at):
        if any(3 in item.rows for item in items):
            raise FileNotReadable
        return write(items=items, actor=actor, at=at)

    object.__setattr__(importer, "write", refusing)
    work_on_import(job_id=job.pk)
    object.__setattr__(importer, "write", write)

    done = ImportJob.objects.get()
    assert (done.state, done.updated_count, done.wrong_count) == ("done", 2, 1)
    assert [problem.row for problem in done.problems.all()] == [3]
