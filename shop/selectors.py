"""Reads of the site itself."""

from django.core.cache import cache

from shop.common.freshness import site_key
from shop.models import SiteSettings

_KEY = "shop:site-settings"
_SECONDS = 60


def site_settings() -> SiteSettings:
    """Return what operators say about the shop, or the defaults before they said anything."""
    key = site_key(_KEY)
    known: SiteSettings | None = cache.get(key)
    if known is None:
        known = SiteSettings.objects.first() or SiteSettings()
        cache.set(key, known, _SECONDS)
    return known


def forget_site_settings() -> None:
    """Have the next page read the settings afresh; call it after a change was committed."""
    cache.delete(_KEY)
