import pytest
from django.core.files.storage import FileSystemStorage

from shop.common.models import ExportJob, ImportJob


@pytest.fixture
def private_files(tmp_path, monkeypatch):
    """Keep uploads and exports of this test to itself; a field has its storage since its birth."""
    storage = FileSystemStorage(location=tmp_path / "private", base_url=None)
    for file in (ImportJob.file, ImportJob.staged, ExportJob.file):
        monkeypatch.setattr(file.field, "storage", storage)
