"""Reads of the site itself."""

from django.core.cache import cache

from shop.common.site_memory import of_the_site
from shop.models import SiteSettings

_KEY = "shop:site-settings"
_SECONDS = 60


def site_settings() -> SiteSettings:
    """Return what operators say about the shop, or the defaults before they said anything."""
    return of_the_site(_KEY, _read, _SECONDS)


def forget_site_settings() -> None:
    """Have the next page read the settings afresh; call it after a change was committed."""
    cache.delete(_KEY)


def _read() -> SiteSettings:
    return SiteSettings.objects.first() or SiteSettings()
