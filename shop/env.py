"""Read the environment once, typed; a wrong value stops the start and names its variable."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")


def _read(name: str, convert: Callable[[str], T], default: T | None) -> T:
    raw = os.environ.get(name, "").strip()
    if not raw:
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. See deploy/env.example.")
        return default
    try:
        return convert(raw)
    except ValueError as reason:
        raise ImproperlyConfigured(f"{name} is wrong: {reason}") from reason


def text(name: str, default: str | None = None) -> str:
    return _read(name, str, default)


def integer(name: str, default: int | None = None) -> int:
    return _read(name, int, default)


def flag(name: str, *, default: bool) -> bool:
    def convert(raw: str) -> bool:
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off"}:
            return False
        raise ValueError("use 1 or 0")

    return _read(name, convert, default)


def words(name: str, default: list[str] | None = None) -> list[str]:
    """Read a comma-separated list."""
    return _read(
        name, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], default
    )


def url(name: str, default: str | None = None) -> str:
    def convert(raw: str) -> str:
        if not urlsplit(raw).scheme:
            raise ValueError("an address with a scheme is expected")
        return raw

    return _read(name, convert, default)


def database(name: str) -> dict[str, object]:
    """Read a `postgres://` address into Django's DATABASES entry."""
    parsed = environ.Env.db_url_config(url(name))
    if parsed["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must name a PostgreSQL database.")
    return dict(parsed)


def email(name: str, default: str) -> dict[str, Any]:
    """Read an `smtp+tls://` address into Django's EMAIL_… settings."""
    return dict(environ.Env.email_url_config(url(name, default)))
