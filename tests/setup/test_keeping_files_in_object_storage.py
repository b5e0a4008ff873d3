import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from shop import object_storage
from shop import settings as read

pytestmark = pytest.mark.req("SITE-28")

SAID = {
    "S3_BUCKET": "shop-pictures",
    "S3_PRIVATE_BUCKET": "shop-private",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
    "S3_PUBLIC_URL": "https://img.example.com",
    "S3_REGION": "cn-north-1",
}


@pytest.fixture
def _named(monkeypatch):
    for name, value in SAID.items():
        monkeypatch.setenv(name, value)


def open_storage(entry):
    return import_string(entry["BACKEND"])(**entry["OPTIONS"])


def test_files_stay_on_disk_while_nothing_is_named():
    assert object_storage.from_environment() is None
    assert object_storage.origins(None) == []


@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize("name", sorted(SAID.keys() - {"S3_REGION"}))
def test_a_storage_named_by_halves_is_refused_with_what_is_missing(name, monkeypatch):
    monkeypatch.delenv(name)

    with pytest.raises(ImproperlyConfigured, match=name):
        object_storage.from_environment()


@pytest.mark.usefixtures("_named")
def test_what_is_private_never_lies_beside_what_is_public(monkeypatch):
    monkeypatch.setenv("S3_PRIVATE_BUCKET", "shop-pictures")

    with pytest.raises(ImproperlyConfigured, match="S3_PRIVATE_BUCKET"):
        object_storage.from_environment()


@pytest.mark.usefixtures("_named")
def test_pictures_have_a_plain_address_and_private_files_one_that_is_signed_and_ends():
    storage = object_storage.from_environment()

    public = open_storage(object_storage.public(storage)).url("library/tea-480.webp")
    private = open_storage(object_storage.private(storage)).url("scans/licence.pdf")

    assert public == "https://img.example.com/library/tea-480.webp"
    assert "shop-private" in private
    assert "X-Amz-Signature=" in private
    assert "X-Amz-Expires=300" in private
    assert object_storage.origins(storage) == ["https://img.example.com"]


def sources(answer):
    directives = answer["Content-Security-Policy"].split(";")
    return {name: set(said) for name, *said in map(str.split, directives)}


@pytest.mark.django_db
@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize(
    ("address", "also"), [("/", {"data:"}), ("/admin/login/", {"data:", "blob:"})],
    ids=["storefront", "back office"],
)  # fmt: skip
@pytest.mark.req("SEC-24")
def test_pages_load_pictures_and_films_from_the_storage_and_nothing_else_from_there(
    client, settings, monkeypatch, address, also
):
    before = sources(client.get(address))
    monkeypatch.setenv("S3_PUBLIC_URL", "https://img.example.com/shop-pictures")
    said = runpy.run_path(str(read.__file__))
    settings.OBJECT_STORAGE = said["OBJECT_STORAGE"]
    settings.CONTENT_SECURITY_POLICY = said["CONTENT_SECURITY_POLICY"]

    after = sources(client.get(address))

    storage = "https://img.example.com"
    assert after["img-src"] == {"'self'", storage} | also
    assert after["media-src"] == {"'self'", storage}
    assert before["img-src"] == {"'self'"} | also
    assert before["media-src"] == {"'self'"}
    assert {name for name, said in after.items() if storage in said} == {"img-src", "media-src"}
