"""Settings of the shop, in the order of the Django documentation; values from the environment."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from shop import admin_theme, env, object_storage

django_stubs_ext.monkeypatch()  # so that ModelAdmin[Order] and TextField[str, str] run, too

BASE_DIR = Path(__file__).resolve().parent.parent

# Core ------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
FIELD_KEYS = env.words("FIELD_KEYS")  # newest first; see shop/common/encryption.py
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.url("SITE_URL", "http://127.0.0.1:8000")
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
TEST_RUNNER = "django.test.runner.DiscoverRunner"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "heroicons",
    "template_partials",
    "django_prose_editor",
    "treebeard",
    "auditlog",
    "axes",
    "csp",
    "shop.common",
    "customers",
    "catalog",
    "inventory",
    "logistics",
    "marketing",
    "payments",
    "orders",
    "analytics",
    "shop",
]

MIDDLEWARE = [
    "shop.middleware.visitor_address",
    "shop.middleware.suspicious",
    "shop.middleware.policies_of_now",
    "shop.middleware.unavailable",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.middleware.admin_csp",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.middleware.domain_errors",
    "analytics.middleware.count_page_views",
    "axes.middleware.AxesMiddleware",
]

# Pages are sent compressed, unless a proxy before the shop does it. Random padding hides how well
# the page went in (BREACH); form tokens are masked anew in every answer anyway.
if env.flag("COMPRESS", default=True):
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.security.SecurityMiddleware"),
        "django.middleware.gzip.GZipMiddleware",
    )

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context_processors.site",
            ],
        },
    }
]

# Database --------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}

# Cache, sessions -------------------------------------------------------------------------------
REDIS_URL = env.url("REDIS_URL")
VALKEY = {
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "kaidian",
    "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
}
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "shop.common.cache.ForgivingCache"} | VALKEY,
    "sessions": {"BACKEND": "shop.common.cache.SessionCache"} | VALKEY,
}
SESSION_CACHE_ALIAS = "sessions"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Security --------------------------------------------------------------------------------------
HTTPS = env.flag("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)

OBJECT_STORAGE = object_storage.from_environment()
CASHIERS = [
    *("https://*.alipay.com", "https://*.95516.com"),
    *("https://wx.tenpay.com", "https://open.weixin.qq.com"),
]
CONTENT_SECURITY_POLICY = {
    # The admin theme's Alpine needs unsafe-eval: shop.middleware gives the admin its own policy.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *object_storage.origins(OBJECT_STORAGE)],
        "media-src": [SELF, *object_storage.origins(OBJECT_STORAGE)],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # Chrome asks this also of redirects after a form: on to Alipay, WeChat, UnionPay.
        "form-action": [SELF, *env.words("FORM_ACTION_ORIGINS", CASHIERS)],
    },
}

# Authentication --------------------------------------------------------------------------------
AUTH_USER_MODEL = "customers.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "customers.backends.IdentityBackend",
]
LOGIN_URL = "customers:login"
LOGIN_REDIRECT_URL = "customers:account-home"
LOGOUT_REDIRECT_URL = "shop:home"
# Called after every log-in with (user id, guest cart token); a returned text is shown.
AFTER_LOGIN_HOOKS = ["orders.hooks.merge_guest_cart"]
CART_COOKIE = "kaidian_cart"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The name of the credential: without it axes counts under USERNAME_FIELD, which nobody types.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True

# Back office -----------------------------------------------------------------------------------
UNFOLD = admin_theme.UNFOLD

# Languages and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files and media ------------------------------------------------------------------------
# Without a proxy in front (the demo), the web process hands out pictures and uncollected files.
SERVE_FILES = env.flag("SERVE_FILES", default=False)
WHITENOISE_USE_FINDERS = SERVE_FILES
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
# Uploaded spreadsheets and exports: no address leads there, views hand them out.
PRIVATE_ROOT = Path(env.text("PRIVATE_ROOT", str(MEDIA_ROOT.parent / "private")))
STORAGES = {
    "default": object_storage.public(OBJECT_STORAGE)
    if OBJECT_STORAGE
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": object_storage.private(OBJECT_STORAGE)
    if OBJECT_STORAGE
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or SERVE_FILES
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# E-mail ----------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "shop@example.com")

# Logging ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}

# Celery ----------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT = "shop.broker:Transport"  # a worker outlives the loss of its connection
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 0,  # publishing does not wait for a broker: the sweep hands over later
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}

# Providers: addresses and keys are rows (shop.common.ProviderAccount), edited in the admin -----
SANDBOX_URL = env.text("SANDBOX_URL", "")  # empty in production: no sandbox
