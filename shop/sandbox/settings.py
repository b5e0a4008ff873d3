"""Settings of the sandbox: a Django project of its own that imports nothing of the shop.

It reads the environment itself, because `shop.env` belongs to the shop.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

SCHEMA = "sandbox"


def _database() -> dict[str, Any]:
    address = os.environ.get("SANDBOX_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not address:
        raise ImproperlyConfigured("Set SANDBOX_DATABASE_URL or DATABASE_URL.")
    try:
        parts = parse_dsn(address.replace("postgis://", "postgres://"))
    except ProgrammingError as reason:
        raise ImproperlyConfigured(f"The sandbox's database address is wrong: {reason}") from reason
    known = {key: parts.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts | {"options": f"-c search_path={SCHEMA}", "connect_timeout": 5},
    }


def _positive(name: str, default: float) -> float:
    raw = os.environ.get(name, "").strip()
    try:
        value = float(raw) if raw else default
    except ValueError as reason:
        raise ImproperlyConfigured(f"{name} is wrong: a number is expected") from reason
    if value <= 0:
        raise ImproperlyConfigured(f"{name} is wrong: it must be above zero")
    return value


# Core ------------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)  # nothing signed with it outlives the process
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] + [
    host for host in os.environ.get("SANDBOX_HOSTS", "").split(",") if host
]
ROOT_URLCONF = "shop.sandbox.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["shop.sandbox"]
MIDDLEWARE = [
    "shop.sandbox.middleware.DatabaseAway",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shop.sandbox.middleware.quiet_headers",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# Database --------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": _database()}

# Security --------------------------------------------------------------------------------------
CSRF_COOKIE_NAME = "sandbox_csrf"  # cookies ignore ports: never the shop's own name
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000  # the history of the demo shop comes in by the books door

# Languages and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Logging ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}

# The sandbox's own -----------------------------------------------------------------------------
SANDBOX_ALLOWED = os.environ.get("SANDBOX_ALLOWED", "") == "1"
TIME_SCALE = _positive("SANDBOX_TIME_SCALE", 1.0)
ALIPAY_TIMESTAMP_WINDOW = _positive("SANDBOX_TIMESTAMP_WINDOW", 900)
WECHAT_TIMESTAMP_WINDOW = _positive("SANDBOX_TIMESTAMP_WINDOW", 300)
