"""Pictures and private files in object storage (S3), once the environment names it.

Two buckets: what is in the public one is for everybody; nothing leads to the private one but views.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from shop import env

_NEEDED = ("S3_BUCKET", "S3_PRIVATE_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_PUBLIC_URL")
_BACKEND = "storages.backends.s3.S3Storage"
_A_YEAR = 31_536_000


@dataclass(frozen=True, kw_only=True)
class ObjectStorage:
    """`public_url` is the address of the public bucket, or of the network in front of it."""

    bucket: str
    private_bucket: str
    access_key: str
    secret_key: str
    public_url: str
    endpoint: str
    region: str


def from_environment() -> ObjectStorage | None:
    """Read the variables; none: files stay on disk. Refuses a storage that is named by halves."""
    said = {name: env.text(name, "") for name in _NEEDED}
    if not any(said.values()):
        return None
    missing = [name for name, value in said.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"{', '.join(missing)} must be set, too, for object storage.")
    if said["S3_BUCKET"] == said["S3_PRIVATE_BUCKET"]:
        raise ImproperlyConfigured("S3_PRIVATE_BUCKET must be another bucket than S3_BUCKET.")
    return ObjectStorage(
        bucket=said["S3_BUCKET"],
        private_bucket=said["S3_PRIVATE_BUCKET"],
        access_key=said["S3_ACCESS_KEY"],
        secret_key=said["S3_SECRET_KEY"],
        public_url=env.url("S3_PUBLIC_URL"),
        endpoint=env.text("S3_ENDPOINT_URL", ""),
        region=env.text("S3_REGION", ""),
    )


def origins(storage: ObjectStorage | None) -> list[str]:
    """Return where browsers fetch pictures and videos from besides this site."""
    if storage is None:
        return []
    address = urlsplit(storage.public_url)
    return [f"{address.scheme}://{address.netloc}"]


def public(storage: ObjectStorage) -> dict[str, Any]:
    address = urlsplit(storage.public_url)
    options = _common(storage) | {
        "bucket_name": storage.bucket,
        "querystring_auth": False,
        "custom_domain": f"{address.netloc}{address.path}".rstrip("/"),
        "url_protocol": f"{address.scheme}:",
        "object_parameters": {"CacheControl": f"public, max-age={_A_YEAR}, immutable"},
    }
    return {"BACKEND": _BACKEND, "OPTIONS": options}


def private(storage: ObjectStorage) -> dict[str, Any]:
    options = _common(storage) | {
        "bucket_name": storage.private_bucket,
        "default_acl": "private",
        "querystring_auth": True,
        "querystring_expire": 300,
    }
    return {"BACKEND": _BACKEND, "OPTIONS": options}


def _common(storage: ObjectStorage) -> dict[str, Any]:
    return {
        "access_key": storage.access_key,
        "secret_key": storage.secret_key,
        "endpoint_url": storage.endpoint or None,
        "region_name": storage.region or None,
        "signature_version": "s3v4",
        "file_overwrite": False,
    }
