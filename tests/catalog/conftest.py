import pytest


@pytest.fixture
def private_files(tmp_path, settings):
    """Keep uploads and exports of this test to itself."""
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }
